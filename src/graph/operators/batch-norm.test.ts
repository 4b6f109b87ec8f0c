import { describe, expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { batchNorm } from './batch-norm.js';

const channels = 3;
const x = randomTensor([2, channels, 3, 4], 'batch norm');
const scale = float([1.5, 0.5, -1], [channels]);
const shift = float([0.2, -1, 3], [channels]);
const shape = ['B', channels, 3, 'w'] as const;
const mask = float([1, 1, 1, 1, 1, 1, 0, 0], [2, 1, 1, 4]);
const maskInput = () => input('mask', 'float32', ['B', 1, 1, 'w']);

describe('batchNorm', () => {
  it.each([false, true])('gives each channel its shift and scale for mean and deviation, masked %s', async (masked) => {
    const counts = (i: number) => !masked || mask.data[Math.floor(i / 36) * 4 + (i % 4)] === 1;
    const dirty = float(
      x.data.map((value, i) => (counts(i) ? value : 1e6)),
      x.shape,
    );
    const built = batchNorm(
      input('x', 'float32', shape),
      input('scale', 'float32', [channels]),
      input('shift', 'float32', [channels]),
      masked ? maskInput() : undefined,
    );
    const { out, mean, variance } = await runGraph(
      { out: built.out, mean: built.mean, variance: built.variance },
      { x: dirty, scale, shift, mask },
    );
    expect(out?.data.length).toBe(72);
    for (let channel = 0; channel < channels; channel++) {
      const of = (data: ArrayLike<number> = []) =>
        Array.from(data).filter((_, i) => Math.floor(i / 12) % channels === channel && counts(i));
      const values = of(x.data);
      const average = values.reduce((a, b) => a + b, 0) / values.length;
      const spread = values.reduce((a, b) => a + (b - average) ** 2, 0) / values.length;
      expect(mean?.data[channel]).toBeCloseTo(average, 4);
      expect(variance?.data[channel]).toBeCloseTo(spread, 4);
      of(out?.data).forEach((value, i) => {
        const standard = ((values[i] ?? Number.NaN) - average) / Math.sqrt(spread + 1e-5);
        expect(value).toBeCloseTo(standard * (scale.data[channel] ?? 0) + (shift.data[channel] ?? 0), 4);
      });
    }
    out?.data.forEach((value, i) => {
      if (!counts(i)) expect(value).toBeCloseTo(0, 9);
    });
  });

  it('has the gradients of central differences', () =>
    checkGradient({
      inputs: { x, scale, shift },
      shapes: { x: shape },
      build: (t) => batchNorm(t.x as Tensor, t.scale as Tensor, t.shift as Tensor).out,
      tolerance: 3e-2,
    }));

  it('has them where some columns do not count', () =>
    checkGradient({
      inputs: { x, scale, shift },
      shapes: { x: shape },
      fixed: { mask },
      build: (t) => batchNorm(t.x as Tensor, t.scale as Tensor, t.shift as Tensor, maskInput()).out,
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
