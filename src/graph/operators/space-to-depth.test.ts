import { describe, expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { gradients } from '../gradient.js';
import { input, type Tensor } from '../tensor.js';
import { depthToSpace, spaceToDepth } from './space-to-depth.js';

describe('spaceToDepth', () => {
  it('lays the pixels of a block beside each other, row by row, channels innermost', async () => {
    const x = float([1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18], [1, 2, 2, 4]);
    const { out } = await runGraph({ out: spaceToDepth(input('x', 'float32', ['B', 2, '2*h', '2*w']), 2) }, { x });
    expect(out?.shape).toEqual([1, 8, 1, 2]);
    expect(out?.data).toEqual([1, 3, 11, 13, 2, 4, 12, 14, 5, 7, 15, 17, 6, 8, 16, 18]);
  });

  it('has the gradient of central differences, and its symbols stay exact on the way back', async () => {
    const x = randomTensor([2, 1, 4, 6], 'spaceToDepth');
    const shapes = { x: ['B', 1, '2*h', '2*w'] } as const;
    await checkGradient({ inputs: { x }, shapes, build: (t) => spaceToDepth(t.x as Tensor, 2) });
    const image = input('x', 'float32', shapes.x);
    const out = spaceToDepth(image, 2);
    expect(out.shape).toEqual(['B', 4, 'h', 'w']);
    expect(gradients([[out, out]], [image])[0]?.shape).toEqual(shapes.x);
  });

  it('a height that is no multiple is an error with both numbers', () => {
    expect(() => spaceToDepth(input('x', 'float32', [1, 1, 5, 4]), 2)).toThrow(
      'the height must be a multiple of 2, got 5',
    );
  });
});

describe('depthToSpace', () => {
  it('undoes spaceToDepth', async () => {
    const x = randomTensor([2, 3, 4, 6], 'there and back');
    const image = input('x', 'float32', ['B', 3, '2*h', '2*w']);
    const { out } = await runGraph({ out: depthToSpace(spaceToDepth(image, 2), 2) }, { x });
    expect(out?.data).toEqual([...x.data]);
  });

  it('has the gradient of central differences', () =>
    checkGradient({
      inputs: { x: randomTensor([2, 8, 2, 3], 'depthToSpace') },
      shapes: { x: ['B', 8, 'h', 'w'] },
      build: (t) => depthToSpace(t.x as Tensor, 2),
    }));

  it('channels that make no whole block are an error', () => {
    expect(() => depthToSpace(input('x', 'float32', [1, 6, 2, 2]), 2)).toThrow('a multiple of 4, got [1, 6, 2, 2]');
  });
});
