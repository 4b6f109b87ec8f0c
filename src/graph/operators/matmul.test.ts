import { describe, expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { matmul } from './matmul.js';

describe.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])('matmul, a transposed %s, b transposed %s', (transposeA, transposeB) => {
  it('has the gradient of central differences', () =>
    checkGradient({
      inputs: {
        a: randomTensor(transposeA ? [2, 3, 4] : [2, 4, 3], 'a'),
        b: randomTensor(transposeB ? [2, 5, 3] : [2, 3, 5], 'b'),
      },
      build: (t) => matmul(t.a as Tensor, t.b as Tensor, { transposeA, transposeB }),
    }));
});

it('computes a product by hand', async () => {
  const out = await runGraph(
    { out: matmul(input('a', 'float32', ['M', 2]), input('b', 'float32', [2, 2])) },
    { a: float([1, 2, 3, 4], [2, 2]), b: float([5, 6, 7, 8], [2, 2]) },
  );
  expect(out.out?.data).toEqual([19, 22, 43, 50]);
});

it('one matrix on the right serves all rows', () =>
  checkGradient({
    inputs: { a: randomTensor([2, 3, 4], 'rows'), b: randomTensor([4, 2], 'matrix') },
    shapes: { a: ['T', 'B', 4] },
    build: (t) => matmul(t.a as Tensor, t.b as Tensor),
  }));

it('inner axes that differ are an error with both shapes', () => {
  expect(() => matmul(input('a', 'float32', [2, 3]), input('b', 'float32', [4, 5]))).toThrow(
    'inner axes must be equal, got [2, 3] and [4, 5]',
  );
});
