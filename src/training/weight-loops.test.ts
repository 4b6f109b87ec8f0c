import { afterEach, expect, it, vi } from 'vitest';
import { Random } from '../random/index.js';
import { AdamW, type OptimizerOptions } from './optimizer.js';

const length = 9001;
const layout = {
  length: length + 3,
  trainable: length,
  entries: [
    { name: 'kernel', shape: [9, 1000], offset: 0, length: 9000, trainable: true },
    { name: 'bias', shape: [1], offset: 9000, length: 1, trainable: true },
    { name: 'mean', shape: [3], offset: length, length: 3, trainable: false },
  ],
};
const options: OptimizerOptions = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  clipNorm: 1,
  averageDecay: 0.99,
};

/** Twenty steps from the same weights with gradients of all sizes, down to those that are flushed to zero. */
function steps(Optimizer: typeof AdamW) {
  const random = new Random('adamw');
  const weights = Float32Array.from({ length: length + 3 }, () => random.between(-1, 1));
  const optimizer = new Optimizer(layout, options, weights);
  for (let step = 1; step <= 20; step++) {
    const gradient = Float32Array.from({ length }, () => random.between(-1, 1) * 10 ** random.between(-38, 1));
    optimizer.step(weights, gradient, 1e-3, step, (name) => step % 5 === 0 && name === 'bias');
  }
  return { weights, ...optimizer.state };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

it('where WebAssembly is refused AdamW takes the same steps in TypeScript, bit for bit', async () => {
  const fast = steps(AdamW);
  vi.resetModules();
  vi.stubGlobal('WebAssembly', undefined);
  const fresh = await import('./optimizer.js');
  expect(fresh.AdamW).not.toBe(AdamW);
  expect(steps(fresh.AdamW)).toEqual(fast);
});
