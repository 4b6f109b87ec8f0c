/**
 * The vectors that a training step works on, in one memory: threads share it, and the loops over it run in WebAssembly
 * (wasm/adamw.ts) in place. Where no memory can be shared, or WebAssembly is refused, they are arrays with the same loops
 * in TypeScript.
 */
import { sharedKernel, sharedMemory } from '../runtime/index.js';
import { wasm } from './adamw.wasm.js';
import type { Layout } from './layout.js';
import { plainLoops, type WeightLoops } from './weight-loops.js';

export class Vectors {
  /** All weights, as the layout has them. */
  readonly weights: Float32Array;
  /** Of the trainable weights, as the two below. */
  readonly gradient: Float32Array;
  readonly mean: Float32Array;
  readonly square: Float32Array;
  /** Of all weights. */
  readonly average: Float32Array;
  /** The gradient of each part of a batch. */
  readonly ofShards: readonly Float32Array[];
  /** For these vectors, and ranges of them. */
  readonly loops: WeightLoops;

  constructor({ length, trainable }: Pick<Layout, 'length' | 'trainable'>, shards = 0) {
    const ofShards = new Array<number>(shards).fill(trainable);
    const { arrays, loops } = inOneMemory([length, trainable, trainable, trainable, length, ...ofShards]);
    const [weights = none, gradient = none, mean = none, square = none, average = none, ...rest] = arrays;
    this.weights = weights;
    this.gradient = gradient;
    this.mean = mean;
    this.square = square;
    this.average = average;
    this.ofShards = rest;
    this.loops = loops;
  }
}

const none = new Float32Array();

function inOneMemory(lengths: readonly number[]): {
  readonly arrays: readonly Float32Array[];
  readonly loops: WeightLoops;
} {
  try {
    const { run, starts, buffer } = sharedKernel<Functions>(
      wasm,
      lengths.map((length) => length * 4),
    );
    const arrays = lengths.map((length, n) => new Float32Array(buffer, starts[n], length));
    return { arrays, loops: kernelLoops(run) };
  } catch {
    // No WebAssembly or no SIMD, a policy that forbids it, no shared memory, or more than it can hold.
    return { arrays: lengths.map((length) => new Float32Array(sharedMemory(length * 4))), loops: plainLoops };
  }
}

interface Functions {
  add(sum: number, values: number, length: number): void;
  squares(vector: number, length: number): number;
  update(
    weights: number,
    gradient: number,
    mean: number,
    square: number,
    average: number,
    length: number,
    scale: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    stepSize: number,
    squareScale: number,
    keep: number,
    share: number,
  ): void;
}

function kernelLoops(run: Functions): WeightLoops {
  return {
    add: (sum, values) => run.add(sum.byteOffset, values.byteOffset, values.length),
    norm: (vector) => Math.sqrt(run.squares(vector.byteOffset, vector.length)),
    update: ({ weights, gradient, mean, square, average }, numbers) => {
      const { scale, beta1, beta2, epsilon, stepSize, squareScale, keep, share } = numbers;
      const moments = [mean.byteOffset, square.byteOffset, average.byteOffset] as const;
      const ofStep = [scale, beta1, beta2, epsilon, stepSize, squareScale, keep, share] as const;
      run.update(weights.byteOffset, gradient.byteOffset, ...moments, weights.length, ...ofStep);
    },
  };
}
