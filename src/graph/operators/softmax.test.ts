import { describe, expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { logSoftmax } from './log-softmax.js';
import { softmax } from './softmax.js';

describe('softmax', () => {
  it('gives shares that sum to 1 along the axis, for large values too', async () => {
    const x = input('x', 'float32', [2, 2]);
    const out = await runGraph(
      { last: softmax(x), first: softmax(x, 0) },
      { x: float([1000, 1000, 0, Math.log(3)], [2, 2]) },
    );
    [0.5, 0.5, 0.25, 0.75].forEach((share, i) => expect(out.last?.data[i]).toBeCloseTo(share, 6));
    [1, 1, 0, 0].forEach((share, i) => expect(out.first?.data[i]).toBeCloseTo(share, 6));
  });

  it.each([-1, 1])('has the gradient of central differences along axis %i', (axis) =>
    checkGradient({
      inputs: { x: randomTensor([2, 3, 2], 'softmax') },
      build: (t) => softmax(t.x as Tensor, axis),
    }),
  );
});

describe('logSoftmax', () => {
  it('is the logarithm of softmax, also where that is 0', async () => {
    const x = input('x', 'float32', [2, 2]);
    const { out } = await runGraph({ out: logSoftmax(x) }, { x: float([0, 1000, 0, Math.log(3)], [2, 2]) });
    [-1000, 0, Math.log(0.25), Math.log(0.75)].forEach((value, i) => expect(out?.data[i]).toBeCloseTo(value, 5));
  });

  it('has the gradient of central differences', () =>
    checkGradient({ inputs: { x: randomTensor([2, 4], 'logSoftmax') }, build: (t) => logSoftmax(t.x as Tensor) }));
});
