import { expect, it } from 'vitest';
import { checkGradient, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { pixelDot } from './pixel-dot.js';

const [a, b] = [randomTensor([2, 3, 4, 5], 'a'), randomTensor([2, 3, 4, 5], 'b')];
const shape = ['B', 3, 'h', 'w'] as const;

it('sums the products over the pixels of each map', async () => {
  const { out } = await runGraph(
    { out: pixelDot(input('a', 'float32', shape), input('b', 'float32', shape)) },
    { a, b },
  );
  expect(out?.shape).toEqual([2, 3, 1, 1]);
  for (const [map, value] of out?.data.entries() ?? []) {
    const [ofA, ofB] = [a, b].map(({ data }) => data.slice(map * 20, map * 20 + 20)) as [Float32Array, Float32Array];
    expect(value).toBeCloseTo(
      ofA.reduce((sum, v, i) => sum + v * (ofB[i] ?? 0), 0),
      4,
    );
  }
});

it('has the gradients of central differences', () =>
  checkGradient({
    inputs: { a, b },
    shapes: { a: shape, b: shape },
    build: (t) => pixelDot(t.a as Tensor, t.b as Tensor),
  }));
