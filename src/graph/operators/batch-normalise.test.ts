import { expect, it } from 'vitest';
import { randomTensor, runGraph } from '../../../test/run-graph.js';
import { gradients } from '../gradient.js';
import { constant, input } from '../tensor.js';
import { batchNormalise } from './batch-normalise.js';

const statistics = {
  scale: constant(Float32Array.of(2, -1)),
  shift: constant(Float32Array.of(0.5, 3)),
  mean: constant(Float32Array.of(1, -2)),
  variance: constant(Float32Array.of(4, 0.25)),
};

it('is scale · (x − mean) / √variance + shift, channel by channel', async () => {
  const x = randomTensor([2, 2, 1, 3], 'batchNormalise');
  const { out } = await runGraph({ out: batchNormalise(input('x', 'float32', ['B', 2, 1, 'W']), statistics) }, { x });
  x.data.forEach((value, i) => {
    const expected = Math.floor(i / 3) % 2 === 0 ? value - 1 + 0.5 : -2 * (value + 2) + 3;
    expect(out?.data[i]).toBeCloseTo(expected, 3);
  });
  expect(out?.shape).toEqual([2, 2, 1, 3]);
});

it('only reads: a gradient through it is an error', () => {
  const x = input('x', 'float32', [1, 2, 1, 3]);
  const out = batchNormalise(x, statistics);
  const seed = constant(new Float32Array(6), [1, 2, 1, 3]);
  expect(() => gradients([[out, seed]], [x])).toThrow('BatchNormalization has no gradient');
});
