import { expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { total } from './total.js';

it('is the sum of all, the smaller ones repeated', async () => {
  const [a, b, c] = [input('a', 'float32', [2, 2]), input('b', 'float32', [2]), input('c', 'float32', [2, 1])];
  const out = await runGraph(
    { three: total(a, b, c), one: total(a) },
    { a: float([1, 2, 3, 4], [2, 2]), b: float([10, 20], [2]), c: float([100, 200], [2, 1]) },
  );
  expect(out.three?.data).toEqual([111, 122, 213, 224]);
  expect(out.one?.data).toEqual([1, 2, 3, 4]);
});

it('has the gradient of central differences, summed over what was repeated', () =>
  checkGradient({
    inputs: { a: randomTensor([2, 3], 'total a'), b: randomTensor([3], 'total b'), c: randomTensor([2, 1], 'total c') },
    build: (t) => total(t.a as Tensor, t.b as Tensor, t.c as Tensor),
  }));
