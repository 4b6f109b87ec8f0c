import { describe, expect, it } from 'vitest';
import { checkGradient, randomTensor, runGraph } from '../../../test/run-graph.js';
import type { RuntimeTensor } from '../../runtime/index.js';
import { input, type Tensor } from '../tensor.js';
import { type ConvOptions, conv2d, samePadding } from './conv.js';

/** The definition, loop by loop. */
function reference(x: RuntimeTensor, f: RuntimeTensor, { stride = [1, 1], dilation = [1, 1] }: ConvOptions): number[] {
  const [b, c, h, w] = x.shape as [number, number, number, number];
  const [o, , ky, kx] = f.shape as [number, number, number, number];
  const [top] = samePadding(ky, dilation[0]);
  const [left] = samePadding(kx, dilation[1]);
  const out: number[] = [];
  for (let n = 0; n < b; n++)
    for (let k = 0; k < o; k++)
      for (let y = 0; y < h; y += stride[0])
        for (let z = 0; z < w; z += stride[1]) {
          let sum = 0;
          for (let i = 0; i < c; i++)
            for (let dy = 0; dy < ky; dy++)
              for (let dx = 0; dx < kx; dx++) {
                const [sy, sx] = [y + dy * dilation[0] - top, z + dx * dilation[1] - left];
                if (sy < 0 || sx < 0 || sy >= h || sx >= w) continue;
                sum +=
                  Number(x.data[((n * c + i) * h + sy) * w + sx]) * Number(f.data[((k * c + i) * ky + dy) * kx + dx]);
              }
          out.push(sum);
        }
  return out;
}

const cases: readonly (readonly [string, number, number, readonly [number, number], ConvOptions])[] = [
  ['3×3', 2, 3, [3, 3], {}],
  ['3×3, one channel', 1, 4, [3, 3], {}],
  ['1×1', 3, 2, [1, 1], {}],
  ['1×1, many channels', 9, 2, [1, 1], {}],
  ['3×3, many channels', 8, 1, [3, 3], {}],
  ['even kernel 2×4', 2, 2, [2, 4], {}],
  ['3×5 with stride 2×3', 2, 2, [3, 5], { stride: [2, 3] }],
  ['3×3 with dilation 2×2', 2, 3, [3, 3], { dilation: [2, 2] }],
  ['3×3 with dilation 4 on 8 channels', 8, 1, [3, 3], { dilation: [4, 4] }],
  ['3×3, stride and dilation 2', 1, 2, [3, 3], { stride: [2, 2], dilation: [2, 2] }],
];

describe.each(cases)('conv2d %s', (name, channels, filters, kernel, options) => {
  const x = randomTensor([2, channels, 5, 7], name, 'x');
  const f = randomTensor([filters, channels, ...kernel], name, 'f');
  const bias = randomTensor([filters], name, 'b');

  it('computes its definition', async () => {
    const built = conv2d(
      input('x', 'float32', ['B', channels, 5, 'W']),
      input('f', 'float32', f.shape),
      undefined,
      options,
    );
    const { out } = await runGraph({ out: built }, { x, f });
    const expected = reference(x, f, options);
    expect(out?.data.length).toBe(expected.length);
    out?.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 4));
  });

  it('has the gradients of central differences', () =>
    checkGradient({
      inputs: { x, f, bias },
      shapes: { x: ['B', channels, 5, 'W'] },
      build: (t) => conv2d(t.x as Tensor, t.f as Tensor, t.bias as Tensor, options),
      epsilon: 0.05,
    }));

  it('has them when they are computed by rows of the kernel', () =>
    checkGradient({
      inputs: { x, f },
      shapes: { x: ['B', channels, 5, 'W'] },
      build: (t) => conv2d(t.x as Tensor, t.f as Tensor, undefined, { ...options, byRows: true }),
      epsilon: 0.05,
    }));

  it.skipIf(options.stride)('has them where the height is a symbol, too', () =>
    checkGradient({
      inputs: { x, f },
      shapes: { x: ['B', channels, '5*h', 'W'] },
      build: (t) => conv2d(t.x as Tensor, t.f as Tensor, undefined, options),
      epsilon: 0.05,
    }),
  );
});

it.each([false, true])('a kernel that reaches over the whole image has its gradient, by rows: %s', (byRows) =>
  checkGradient({
    inputs: { x: randomTensor([2, 8, 1, 2], 'small x'), f: randomTensor([2, 8, 3, 3], 'small f') },
    shapes: { x: ['B', 8, 'h', 'w'] },
    build: (t) => conv2d(t.x as Tensor, t.f as Tensor, undefined, { dilation: [4, 4], byRows }),
    epsilon: 0.05,
  }),
);

it('image and filters that disagree are an error with both shapes', () => {
  expect(() => conv2d(input('x', 'float32', [1, 2, 3, 3]), input('f', 'float32', [4, 1, 3, 3]), undefined)).toThrow(
    'must agree on C, got [1, 2, 3, 3] and [4, 1, 3, 3]',
  );
});
