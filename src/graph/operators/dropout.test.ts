import { describe, expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { dropout } from './dropout.js';

const seed = input('seed', 'int64', [1]);
const seedOf = (value: bigint) => ({ data: BigInt64Array.of(value), shape: [1] });
const shape = [40, 8, 64];
const ones = float(new Float32Array(40 * 8 * 64).fill(1), shape);

async function masks(probability: number, value: bigint, layer = 0, channels = false): Promise<number[]> {
  const dims = channels ? [40, 8, 8, 8] : shape;
  const x = input('x', 'float32', channels ? ['B', 8, 8, 'W'] : ['T', 'N', 64]);
  const out = dropout(x, { probability, seed, layer, channels });
  const run = await runGraph({ out }, { x: float(ones.data, dims), seed: seedOf(value) });
  return run.out?.data ?? [];
}

describe('dropout', () => {
  it.each([0.1, 0.5, 0.8])('zeroes a share of %d and scales the rest so that the mean stays', async (p) => {
    const values = await masks(p, 7n);
    const zeros = values.filter((v) => v === 0).length / values.length;
    expect(zeros).toBeCloseTo(p, 1.7);
    for (const v of values) expect(v === 0 || Math.abs(v - 1 / (1 - p)) < 1e-5).toBe(true);
  });

  it('is a function of the seed and the layer', async () => {
    const first = await masks(0.5, 7n);
    expect(await masks(0.5, 7n)).toEqual(first);
    for (const other of [await masks(0.5, 8n), await masks(0.5, 7n, 1)]) {
      const same = other.filter((v, i) => v === first[i]).length / first.length;
      expect(same).toBeGreaterThan(0.45);
      expect(same).toBeLessThan(0.55);
    }
  });

  it('neighbours along every axis are independent', async () => {
    const values = (await masks(0.5, 99n)).map((v) => (v === 0 ? -1 : 1));
    for (const step of [1, 2, 64, 8 * 64]) {
      const products = values.slice(step).map((v, i) => v * (values[i] as number));
      expect(Math.abs(products.reduce((a, b) => a + b, 0) / products.length)).toBeLessThan(0.04);
    }
  });

  it('drops whole channels where asked', async () => {
    const values = await masks(0.5, 3n, 0, true);
    const planes = Array.from({ length: 320 }, (_, i) => new Set(values.slice(i * 64, (i + 1) * 64)));
    expect(planes.every((plane) => plane.size === 1)).toBe(true);
    const dropped = planes.filter((plane) => plane.has(0)).length / 320;
    expect(dropped).toBeGreaterThan(0.38);
    expect(dropped).toBeLessThan(0.62);
  });

  it('has the gradient of central differences', () =>
    checkGradient({
      inputs: { x: randomTensor([3, 4], 'dropout') },
      shapes: { x: ['B', 4] },
      fixed: { seed: seedOf(5n) },
      build: (t) => dropout(t.x as Tensor, { probability: 0.4, seed, layer: 2 }),
    }));

  it('a probability of 1 is an error', () => {
    expect(() => dropout(input('x', 'float32', [2, 2]), { probability: 1, seed, layer: 0 })).toThrow(
      'must be in [0, 1), got 1',
    );
  });
});
