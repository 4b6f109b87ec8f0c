import { describe, expect, it } from 'vitest';
import { checkGradient, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { conv2d } from './conv.js';
import { patchConv2d } from './patch-conv.js';
import { reshape, transpose } from './shape.js';
import { spaceToDepth } from './space-to-depth.js';

const x = randomTensor([2, 3, 4, 6], 'patch x');
const f = randomTensor([5, 3, 2, 2], 'patch f');
const symbolic = ['B', 3, '2*h', '2*w'] as const;

describe('patchConv2d', () => {
  it('is spaceToDepth and a 1×1 convolution', async () => {
    const [image, filters] = [input('x', 'float32', symbolic), input('f', 'float32', [5, 3, 2, 2])];
    const flat = reshape(transpose(filters, [0, 2, 3, 1]), [5, 12, 1, 1]);
    const { one, two } = await runGraph(
      { one: patchConv2d(image, filters), two: conv2d(spaceToDepth(image, 2), flat, undefined) },
      { x, f },
    );
    expect(one?.shape).toEqual([2, 5, 2, 3]);
    one?.data.forEach((value, i) => expect(value).toBeCloseTo(two?.data[i] ?? Number.NaN, 4));
  });

  it('has the gradients of central differences', () =>
    checkGradient({
      inputs: { x, f },
      shapes: { x: symbolic },
      build: (t) => patchConv2d(t.x as Tensor, t.f as Tensor),
      epsilon: 0.05,
    }));

  it('a width that is no multiple is an error', () => {
    const filters = input('f', 'float32', [5, 3, 2, 2]);
    expect(() => patchConv2d(input('x', 'float32', [1, 3, 4, 7]), filters)).toThrow(
      'the width must be a multiple of 2, got 7',
    );
  });

  it('image and filters that disagree are an error with both shapes', () => {
    const filters = input('f', 'float32', [5, 3, 2, 2]);
    expect(() => patchConv2d(input('x', 'float32', [1, 4, 4, 4]), filters)).toThrow(
      'got [1, 4, 4, 4] and [5, 3, 2, 2]',
    );
  });
});
