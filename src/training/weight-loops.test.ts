import { afterEach, expect, it, vi } from 'vitest';
import { Random } from '../random/index.js';
import { AdamW, type OptimizerOptions } from './optimizer.js';
import { Vectors } from './vectors.js';
import { plainLoops } from './weight-loops.js';

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
function steps(vectors: Vectors) {
  const random = new Random('adamw');
  const weights = Float32Array.from({ length: length + 3 }, () => random.between(-1, 1));
  const optimizer = new AdamW(layout, options, weights, undefined, vectors);
  for (let step = 1; step <= 20; step++) {
    const gradient = Float32Array.from({ length }, () => random.between(-1, 1) * 10 ** random.between(-38, 1));
    optimizer.step(weights, gradient, 1e-3, step, (name) => step % 5 === 0 && name === 'bias');
  }
  return { weights, ...optimizer.state };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

function vectorsWithoutWebAssembly(shards = 0): Vectors {
  vi.stubGlobal('WebAssembly', undefined);
  const plain = new Vectors(layout, shards);
  expect(plain.loops).toBe(plainLoops);
  return plain;
}

it('where WebAssembly is refused AdamW takes the same steps in TypeScript, bit for bit', () => {
  const fast = new Vectors(layout);
  expect(fast.loops).not.toBe(plainLoops);
  expect(steps(vectorsWithoutWebAssembly())).toEqual(steps(fast));
});

it.each([0, 1, 3, 4, 9000])('sums and norms of %i values are the same, bit for bit, wherever they begin', (count) => {
  const random = new Random('sums', count);
  const values = Float32Array.from({ length: count + 1 }, () => random.between(-1, 1) * 10 ** random.between(-20, 9));
  const [fast, plain] = [new Vectors(layout, 2), vectorsWithoutWebAssembly(2)].map(({ ofShards, loops }) => {
    const [sum, part] = ofShards.map((vector) => vector.subarray(1, 1 + count));
    if (!sum || !part) throw new Error('two parts');
    sum.set(values.subarray(0, count));
    part.set(values.subarray(1));
    loops.add(sum, part);
    return { sum: sum.slice(), norm: loops.norm(sum), behind: ofShards[0]?.[1 + count] };
  });
  expect(fast).toEqual(plain);
  expect(fast?.behind).toBe(count + 1 < length ? 0 : undefined);
});
