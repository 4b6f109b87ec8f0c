import { describe, expect, it } from 'vitest';
import { checkGradient, float, runGraph } from '../../../test/run-graph.js';
import { Random } from '../../random/index.js';
import { gradients } from '../gradient.js';
import { constant, input, type Tensor } from '../tensor.js';
import { add } from './elementwise.js';
import { maxPool2d } from './pool.js';
import { zerosLike } from './shape.js';

/** All values differ by more than the step of the differences, so that no maximum changes hands. */
function distinct(shape: readonly number[], key: string) {
  const length = shape.reduce((a, b) => a * b, 1);
  const order = new Random(key).shuffle(Array.from({ length }, (_, i) => i));
  return float(
    order.map((v) => v / 4),
    shape,
  );
}

const cases = [
  ['2×2', [2, 2], undefined, 4, 6],
  ['2×1', [2, 1], undefined, 4, 5],
  ['2×2 on an odd height and width', [2, 2], undefined, 5, 7],
  ['3×3 every 2', [3, 3], [2, 2], 7, 7],
  ['1×2 every 3', [1, 2], [1, 3], 2, 8],
] as const;

describe.each(cases)('maxPool2d %s', (name, kernel, stride, height, width) => {
  const options = stride ? { kernel, stride } : { kernel };
  it('has the gradient of central differences where all values differ', () =>
    checkGradient({
      inputs: { x: distinct([2, 2, height, width], name) },
      shapes: { x: ['B', 2, height, 'W'] },
      build: (t) => maxPool2d(t.x as Tensor, options),
      epsilon: 0.05,
    }));

  it('keeps the sum of the gradient on a constant image, where every value is a tie', async () => {
    const x = input('x', 'float32', ['B', 2, height, 'W']);
    const out = maxPool2d(x, options);
    const [dx] = gradients([[out, add(zerosLike(out), constant(1))]], [x]);
    const results = await runGraph(
      { dx: dx as Tensor, out },
      { x: float(new Float32Array(2 * 2 * height * width).fill(3), [2, 2, height, width]) },
    );
    const sum = results.dx?.data.reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(results.out?.data.length as number, 3);
    if (kernel[0] * kernel[1] > 1 && !stride) expect(Math.max(...(results.dx?.data ?? []))).toBeLessThan(1);
  });
});

it('takes the largest of each window', async () => {
  const { out } = await runGraph(
    { out: maxPool2d(input('x', 'float32', [1, 1, 2, 'W']), { kernel: [2, 2] }) },
    { x: float([1, 5, 2, 0, 3, 4, 9, 8], [1, 1, 2, 4]) },
  );
  expect(out?.data).toEqual([5, 9]);
});
