import { expect, it } from 'vitest';
import { float, runGraph } from '../../../test/run-graph.js';
import { writeOnnx } from '../onnx.js';
import { input, type Tensor } from '../tensor.js';
import { add, mul } from './elementwise.js';
import { scan } from './scan.js';

/** s_t = s_{t−1} · factor + x_t, and each step's s_t. */
function sums(x: Tensor, start: Tensor, factor: Tensor, backwards = false): Tensor {
  const [all] = scan({
    states: [start],
    sequences: [x],
    backwards,
    step: ([before], [value]) => {
      const now = add(mul(before, factor), value);
      return { states: [now], outputs: [now] };
    },
  });
  return all;
}

const inputs = () =>
  [input('x', 'float32', ['T', 2]), input('start', 'float32', [2]), input('factor', 'float32', [])] as const;
const feeds = { x: float([1, 2, 3, 4, 5, 6], [3, 2]), start: float([10, 20], [2]), factor: float([2], []) };

it('carries its state over the steps, in both directions, and reads what lies outside', async () => {
  const [x, start, factor] = inputs();
  const out = await runGraph({ on: sums(x, start, factor), back: sums(x, start, factor, true) }, feeds);
  expect(out.on).toEqual({ data: [21, 42, 45, 88, 95, 182], shape: [3, 2] });
  expect(out.back).toEqual({ data: [107, 194, 53, 96, 25, 46], shape: [3, 2] });
});

it('one loop inside another keeps the names of both apart', async () => {
  const [x, start, factor] = inputs();
  const [out] = scan({
    states: [start],
    sequences: [x],
    step: ([before], [value]) => {
      const inner = sums(x, value, before);
      return { states: [add(before, factor)], outputs: [inner] };
    },
  });
  const result = await runGraph({ out: out }, feeds);
  expect(result.out?.shape).toEqual([3, 3, 2]);
  // First outer step: state (10, 20), slice (1, 2).
  expect(result.out?.data.slice(0, 4)).toEqual([11, 42, 113, 844]);
});

it('a graph has the same bytes however many were made before', () => {
  const bytes = () => {
    const [x, start, factor] = inputs();
    return writeOnnx({ outputs: { out: sums(sums(x, start, factor), start, factor, true) } });
  };
  expect(bytes()).toEqual(bytes());
});
