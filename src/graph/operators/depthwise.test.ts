import { describe, expect, it } from 'vitest';
import { checkGradient, randomTensor, runGraph } from '../../../test/run-graph.js';
import type { RuntimeTensor } from '../../runtime/index.js';
import { input, type Tensor } from '../tensor.js';
import { samePadding } from './conv.js';
import { depthwiseConv2d } from './depthwise.js';

/** The definition, loop by loop. */
function reference(x: RuntimeTensor, f: RuntimeTensor): number[] {
  const [b, c, h, w] = x.shape as [number, number, number, number];
  const [, , ky, kx] = f.shape as [number, number, number, number];
  const [[top], [left]] = [samePadding(ky, 1), samePadding(kx, 1)];
  const out: number[] = [];
  for (let map = 0; map < b * c; map++)
    for (let y = 0; y < h; y++)
      for (let z = 0; z < w; z++) {
        let sum = 0;
        for (let i = 0; i < ky; i++)
          for (let j = 0; j < kx; j++) {
            const [sy, sx] = [y + i - top, z + j - left];
            if (sy < 0 || sx < 0 || sy >= h || sx >= w) continue;
            sum += Number(x.data[(map * h + sy) * w + sx]) * Number(f.data[((map % c) * ky + i) * kx + j]);
          }
        out.push(sum);
      }
  return out;
}

const kernels: readonly (readonly [number, number])[] = [
  [1, 5],
  [5, 1],
  [1, 4],
  [4, 1],
  [3, 3],
  [2, 5],
  [5, 2],
  [1, 1],
  [1, 15],
  [15, 1],
];

describe.each(kernels)('depthwiseConv2d %d×%d', (ky, kx) => {
  const x = randomTensor([2, 3, 5, 7], 'depthwise', ky, kx);
  const f = randomTensor([3, 1, ky, kx], 'filters', ky, kx);

  it('computes its definition', async () => {
    const built = depthwiseConv2d(input('x', 'float32', ['B', 3, 'h', 'w']), input('f', 'float32', f.shape));
    const { out } = await runGraph({ out: built }, { x, f });
    const expected = reference(x, f);
    expect(out?.data.length).toBe(expected.length);
    out?.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 4));
  });

  it.each([
    ['known', [2, 3, 5, 7]],
    ['symbols', ['B', 3, 'h', '7*w']],
  ] as const)('has the gradients of central differences where sizes are %s', (_, shape) =>
    checkGradient({
      inputs: { x, f },
      shapes: { x: shape },
      build: (t) => depthwiseConv2d(t.x as Tensor, t.f as Tensor),
      epsilon: 0.05,
    }),
  );
});

it('image and filters that disagree are an error with both shapes', () => {
  expect(() => depthwiseConv2d(input('x', 'float32', [1, 2, 3, 3]), input('f', 'float32', [2, 2, 3, 3]))).toThrow(
    'must agree on C, got [1, 2, 3, 3] and [2, 2, 3, 3]',
  );
});
