import { describe, expect, it } from 'vitest';
import { checkGradient, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { linearRecurrence } from './linear-recurrence.js';

/** Steps that are part of a chunk, one, and several of them with a part. */
describe.each([1, 3, 8, 9, 16, 29])('linearRecurrence over %i steps', (steps) => {
  const shape = [steps, 2, 3, 2];
  const keep = randomTensor(shape, 'linear recurrence', 'keep', steps);
  const x = randomTensor(shape, 'linear recurrence', 'x', steps);

  it('is what a loop gives', async () => {
    const symbolic = ['T', 2, 'N', 2];
    const out = linearRecurrence(input('keep', 'float32', symbolic), input('x', 'float32', symbolic));
    const { states } = await runGraph({ states: out }, { keep, x });
    const values = shape.slice(1).reduce((product, size) => product * size, 1);
    const expected: number[] = [];
    for (let at = 0; at < steps * values; at++) {
      expected.push(Number(keep.data[at]) * (expected[at - values] ?? 0) + Number(x.data[at]));
    }
    expect(states?.shape).toEqual(shape);
    for (const [at, value] of expected.entries()) expect(states?.data[at]).toBeCloseTo(value, 4);
  });

  it('has the gradient of central differences', () =>
    checkGradient({ inputs: { keep, x }, build: (t) => linearRecurrence(t.keep as Tensor, t.x as Tensor) }));
});
