import { expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, scalar, type Tensor } from '../tensor.js';
import { shift } from './shift.js';

it('moves along the last axis and fills what comes free', async () => {
  const x = input('x', 'float32', ['N', 3]);
  const fill = scalar(9, 'float32');
  const out = await runGraph(
    { up: shift(x, 1, fill), down: shift(x, -2, fill), stays: shift(x, 0, fill) },
    { x: float([1, 2, 3, 4, 5, 6], [2, 3]) },
  );
  expect(out.up?.data).toEqual([9, 1, 2, 9, 4, 5]);
  expect(out.down?.data).toEqual([3, 9, 9, 6, 9, 9]);
  expect(out.stays?.data).toEqual([1, 2, 3, 4, 5, 6]);
});

it.each([1, -2])('has the gradient of central differences, moved by %i', (by) =>
  checkGradient({
    inputs: { x: randomTensor([2, 4], 'shift') },
    build: (t) => shift(t.x as Tensor, by, scalar(0.5, 'float32')),
  }),
);
