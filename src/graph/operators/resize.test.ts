import { describe, expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { enlarge } from './resize.js';

describe('enlarge', () => {
  it('repeats each pixel over its block', async () => {
    const x = float([1, 2, 3, 4], [1, 1, 2, 2]);
    const { out } = await runGraph({ out: enlarge(input('x', 'float32', ['B', 1, 'h', 'w']), 2) }, { x });
    expect(out?.shape).toEqual([1, 1, 4, 4]);
    expect(out?.data).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  });

  it.each([2, 3])('has the gradient of central differences, %d times', (n) =>
    checkGradient({
      inputs: { x: randomTensor([2, 2, 2, 3], 'enlarge') },
      shapes: { x: ['B', 2, 'h', '3*w'] },
      build: (t) => enlarge(t.x as Tensor, n),
    }),
  );
});
