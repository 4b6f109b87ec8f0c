import { describe, expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { mul } from './elementwise.js';
import { expand, sum } from './reduce.js';
import { concat, pad, reshape, reverseSequence, slice, split, transpose } from './shape.js';

const x = randomTensor([2, 3, 4], 'shape');
const symbolic = { x: ['B', 3, 'W'] } as const;

const cases: readonly (readonly [string, (x: Tensor) => Tensor])[] = [
  ['reshape', (t) => reshape(t, ['B', '3*W'])],
  ['transpose', (t) => transpose(t, [2, 0, 1])],
  ['concat', (t) => concat([t, mul(t, t)], 1)],
  ['split', (t) => mul(...(split(t, 1, [1, 2]) as [Tensor, Tensor]))],
  ['slice', (t) => slice(t, { axis: 1, start: 1 })],
  ['reversal', (t) => slice(t, { axis: 1, start: -1, step: -1 })],
  ['pad', (t) => pad(t, { axis: 1, before: 2, after: 1 })],
  ['crop', (t) => pad(t, { axis: 1, before: -1, after: 1 })],
  ['sum', (t) => sum(t, [0, 2])],
  ['sum without axes', (t) => sum(t, [1], false)],
  ['expand', (t) => expand(sum(t, [1]), ['B', 3, 'W'], [t])],
];

describe.each(cases)('%s', (_, build) => {
  it('has the gradient of central differences when sizes are symbols', () =>
    checkGradient({ inputs: { x }, shapes: symbolic, build: (t) => build(t.x as Tensor) }));
});

it('pad moves values and fills with zeros, negative amounts crop', async () => {
  const t = input('x', 'float32', [3]);
  const out = await runGraph({ out: pad(t, { axis: 0, before: -1, after: 2 }) }, { x: float([1, 2, 3], [3]) });
  expect(out.out?.data).toEqual([2, 3, 0, 0]);
});

it('reverseSequence reverses by true length and leaves the rest', async () => {
  const t = input('x', 'float32', ['T', 'N', 1]);
  const lengths = input('lengths', 'int64', ['N']);
  const data = float([1, 10, 2, 20, 3, 30], [3, 2, 1]);
  const feeds = { x: data, lengths: { data: BigInt64Array.of(3n, 2n), shape: [2] } };
  const out = await runGraph({ out: reverseSequence(t, lengths) }, feeds);
  expect(out.out?.data).toEqual([3, 20, 2, 10, 1, 30]);
  await checkGradient({
    inputs: { x: data },
    shapes: { x: ['T', 'N', 1] },
    fixed: { lengths: feeds.lengths },
    build: (g) => mul(reverseSequence(g.x as Tensor, lengths), g.x as Tensor),
    epsilon: 0.05,
  });
});

it('transposes that cancel leave nothing behind', () => {
  const t = input('x', 'float32', ['B', 3, 'W']);
  expect(transpose(transpose(t, [2, 0, 1]), [1, 2, 0])).toBe(t);
});

it('a reshape with two unknown axes is an error', () => {
  expect(() => reshape(input('x', 'float32', ['A', 'B']), ['C', 'D'])).toThrow('one axis may be unknown');
});
