import { describe, expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { standardise } from './standardise.js';

const x = randomTensor([2, 3, 2, 4], 'standardise');
const mask = float([1, 1, 1, 1, 1, 1, 0, 0], [2, 1, 1, 4]);
const shapes = { x: ['B', 3, 2, 'W'] } as const;
const maskInput = () => input('mask', 'float32', ['B', 1, 1, 'W']);

describe('standardise', () => {
  it('has the gradient of central differences, padding not counted', () =>
    checkGradient({
      inputs: { x },
      shapes,
      fixed: { mask },
      build: (t) => standardise(t.x as Tensor, maskInput()),
      tolerance: 3e-2,
    }));

  it('gives mean 0 and variance 1 over the valid columns, whatever stands in the others', async () => {
    const built = standardise(input('x', 'float32', shapes.x), maskInput());
    const dirty = float(
      x.data.map((v, i) => (Math.floor(i / 24) === 1 && i % 4 >= 2 ? 1e6 : v)),
      x.shape,
    );
    const { out } = await runGraph({ out: built }, { x: dirty, mask });
    const valid = (i: number) => mask.data[Math.floor(i / 24) * 4 + (i % 4)] === 1;
    const groups = new Map<string, number[]>();
    out?.data.forEach((value, i) => {
      const key = `${Math.floor(i / 8)}`;
      if (!valid(i)) expect(value).toBeCloseTo(0, 9);
      else groups.set(key, [...(groups.get(key) ?? []), value]);
    });
    for (const values of groups.values()) {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
      expect(mean).toBeCloseTo(0, 4);
      expect(variance).toBeCloseTo(1, 3);
    }
  });
});
