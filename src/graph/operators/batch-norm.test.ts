import { describe, expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { constant, input, type Tensor } from '../tensor.js';
import { batchNorm } from './batch-norm.js';
import { standardise } from './standardise.js';

const channels = 3;
const x = randomTensor([2, channels, 3, 4], 'batch norm');
const scale = float([1.5, 0.5, -1], [channels]);
const shift = float([0.2, -1, 3], [channels]);
const shape = ['B', channels, 'h', 'w'] as const;

describe('batchNorm', () => {
  it('agrees with standardise where every column counts, and gives the same statistics', async () => {
    const image = input('x', 'float32', shape);
    const built = batchNorm(image, input('scale', 'float32', [channels]), input('shift', 'float32', [channels]));
    const all = constant(new Float32Array(8).fill(1), [2, 1, 1, 4]);
    const known = input('x', 'float32', [2, channels, 3, 4]);
    const feeds = { x, scale, shift };
    const result = await runGraph({ out: built.out, mean: built.mean, variance: built.variance }, feeds);
    const plain = await runGraph({ ...standardise(known, all, [0, 2, 3]) }, feeds);
    const close = (a: number | undefined, b: number | undefined) => expect(a).toBeCloseTo(b ?? Number.NaN, 4);
    result.mean?.data.forEach((value, i) => close(value, plain.mean?.data[i]));
    result.variance?.data.forEach((value, i) => close(value, plain.variance?.data[i]));
    expect(result.out?.data.length).toBe(72);
    result.out?.data.forEach((value, i) => {
      const channel = Math.floor(i / 12) % channels;
      const standard = plain.out?.data[i] ?? Number.NaN;
      close(value, standard * (scale.data[channel] ?? 0) + (shift.data[channel] ?? 0));
    });
  });

  it('has the gradients of central differences', () =>
    checkGradient({
      inputs: { x, scale, shift },
      shapes: { x: shape },
      build: (t) => batchNorm(t.x as Tensor, t.scale as Tensor, t.shift as Tensor).out,
      tolerance: 3e-2,
    }));

  it('has them for scale and shift where nobody asks for the image', () =>
    checkGradient({
      inputs: { scale, shift },
      fixed: { x },
      build: (t) => batchNorm(input('x', 'float32', shape), t.scale as Tensor, t.shift as Tensor).out,
    }));

  it('makes of a constant image the shift', async () => {
    const built = batchNorm(
      input('x', 'float32', shape),
      input('scale', 'float32', [channels]),
      input('shift', 'float32', [channels]),
    );
    const constantImage = float(new Float32Array(72).fill(3), [2, channels, 3, 4]);
    const { out } = await runGraph({ out: built.out }, { x: constantImage, scale, shift });
    out?.data.forEach((value, i) => expect(value).toBeCloseTo(shift.data[Math.floor(i / 12) % channels] ?? 0, 4));
  });
});
