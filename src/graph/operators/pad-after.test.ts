import { expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, integers, type Tensor } from '../tensor.js';
import { padAfter } from './pad-after.js';

it('puts zeros after the end of the last axes', async () => {
  const x = input('x', 'float32', ['H', 'W']);
  const out = await runGraph(
    {
      columns: padAfter(x, [integers([1])], ['H', 'wider']),
      both: padAfter(x, [integers([1]), integers([2])], ['higher', 'wider']),
      none: padAfter(x, [integers([0])], ['H', 'W']),
    },
    { x: float([1, 2, 3, 4], [2, 2]) },
  );
  expect(out.columns).toEqual({ data: [1, 2, 0, 3, 4, 0], shape: [2, 3] });
  expect(out.both).toEqual({ data: [1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0, 0], shape: [3, 4] });
  expect(out.none).toEqual({ data: [1, 2, 3, 4], shape: [2, 2] });
});

it('has the gradient of central differences', () =>
  checkGradient({
    inputs: { x: randomTensor([2, 3, 2], 'padAfter') },
    shapes: { x: [2, 'H', 'W'] },
    build: (t) => padAfter(t.x as Tensor, [integers([2]), integers([1])], [2, 'higher', 'wider']),
  }));
