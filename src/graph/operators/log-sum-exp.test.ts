import { expect, it } from 'vitest';
import { checkGradient, float, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { logSumExp } from './log-sum-exp.js';

it('adds probabilities by their logarithms, large and impossible ones too', async () => {
  const t = input('x', 'float32', ['N', 3]);
  const none = Number.NEGATIVE_INFINITY;
  const x = float([Math.log(1), Math.log(2), Math.log(3), 1000, 1000, none, none, none, none], [3, 3]);
  const { rows, columns } = await runGraph({ rows: logSumExp(t, 1), columns: logSumExp(t, 0) }, { x });
  expect(rows?.shape).toEqual([3]);
  expect(rows?.data[0]).toBeCloseTo(Math.log(6), 6);
  expect(rows?.data[1]).toBeCloseTo(1000 + Math.log(2), 3);
  expect(rows?.data[2]).toBe(none);
  expect(columns?.data).toEqual([1000, 1000, expect.closeTo(Math.log(3), 6)]);
});

it('finds the largest among impossible ones that come later', async () => {
  const t = input('x', 'float64', ['N', 2]);
  const data = Float64Array.from([-5000, Number.NEGATIVE_INFINITY, -1e298, -5000]);
  const { sums } = await runGraph({ sums: logSumExp(t, 1) }, { x: { data, shape: [2, 2] } });
  expect(sums?.data).toEqual([-5000, -5000]);
});

it.each([0, 1])('has the gradient of central differences over axis %i', (axis) =>
  checkGradient({
    inputs: { x: float([3, -1, 2, -4, 5, 0.5], [2, 3]) },
    build: (t) => logSumExp(t.x as Tensor, axis),
  }),
);
