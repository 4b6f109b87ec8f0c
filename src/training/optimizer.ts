/**
 * AdamW (Kingma & Ba 2015; decoupled weight decay: Loshchilov & Hutter 2019) over one vector of weights, with clipping
 * by the global norm and an exponential moving average of the weights.
 */
import { type Kernel, kernelOrTwin } from '../runtime/index.js';
import { wasm } from './adamw.wasm.js';
import type { Layout } from './layout.js';
import { euclideanNorm, follow, type Piece, type StepNumbers, updateWeights } from './weight-loops.js';

export interface OptimizerOptions {
  /** Decay of the mean and of the squared gradient's mean. */
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Share of each matrix's weights that a step at learning rate 1 would take away; biases and scales keep theirs. */
  readonly weightDecay: number;
  /** Largest norm of a step's gradient, over all weights together. */
  readonly clipNorm: number;
  /** Weight of the past in the average of the weights; 0 keeps no average. */
  readonly averageDecay: number;
}

/** Adam as first published: no decay, no clipping, no average. */
export const plainAdam: OptimizerOptions = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0,
  clipNorm: Number.POSITIVE_INFINITY,
  averageDecay: 0,
};

export interface OptimizerState {
  readonly mean: Float32Array;
  readonly square: Float32Array;
  /** The averaged weights, running statistics included. */
  readonly average: Float32Array;
}

interface Functions {
  update(
    weights: number,
    gradient: number,
    mean: number,
    square: number,
    length: number,
    scale: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    stepSize: number,
    squareScale: number,
    keep: number,
  ): void;
  follow(average: number, weights: number, length: number, share: number): void;
}

const update = kernelOrTwin<Functions, (piece: Piece, numbers: StepNumbers) => void>(
  wasm,
  (kernel) => (piece, numbers) => fastUpdate(kernel, piece, numbers),
  updateWeights,
);

function fastUpdate(kernel: Kernel<Functions>, piece: Piece, numbers: StepNumbers): void {
  const { weights, gradient, mean, square, average } = piece;
  const { scale, beta1, beta2, epsilon, stepSize, squareScale, keep, share } = numbers;
  const { length, byteLength } = weights;
  const [w, g, m, v, a] = kernel.reserve(byteLength, byteLength, byteLength, byteLength, byteLength);
  kernel.write(w, weights);
  kernel.write(g, gradient);
  kernel.write(m, mean);
  kernel.write(v, square);
  kernel.write(a, average);
  kernel.run.update(w, g, m, v, length, scale, beta1, beta2, epsilon, stepSize, squareScale, keep);
  kernel.run.follow(a, w, length, share);
  weights.set(kernel.floats(w, length));
  mean.set(kernel.floats(m, length));
  square.set(kernel.floats(v, length));
  average.set(kernel.floats(a, length));
}

/** Values that are copied to the kernel at a time: few enough for a cache. */
const pieceLength = 8192;

export class AdamW {
  readonly state: OptimizerState;
  private readonly decays: readonly {
    readonly name: string;
    readonly from: number;
    readonly to: number;
    readonly decay: number;
  }[];

  constructor(
    layout: Layout,
    private readonly options: OptimizerOptions,
    weights: Float32Array,
    state?: OptimizerState,
  ) {
    this.state = state ?? {
      mean: new Float32Array(layout.trainable),
      square: new Float32Array(layout.trainable),
      average: weights.slice(),
    };
    this.decays = layout.entries
      .filter(({ trainable }) => trainable)
      .map(({ name, offset, length, shape }) => ({
        name,
        from: offset,
        to: offset + length,
        decay: isMatrix(shape) ? options.weightDecay : 0,
      }));
  }

  /**
   * Changes `weights` by one step, and the average after it. Early on the average follows faster: its decay is at most
   * (1 + step) / (10 + step), as in TensorFlow's ExponentialMovingAverage.
   * @param step counts from 1
   * @param isFrozen which weights stay as they are, by their names; their moments are kept up, so that they move by the
   * right amount once they may
   * @returns the norm of the gradient before clipping; when it is not finite, nothing was changed
   */
  step(
    weights: Float32Array,
    gradient: Float32Array,
    learningRate: number,
    step: number,
    isFrozen: (name: string) => boolean = () => false,
  ): number {
    const norm = euclideanNorm(gradient);
    if (!Number.isFinite(norm)) return norm;
    const scale = norm > this.options.clipNorm ? this.options.clipNorm / norm : 1;
    const { beta1, beta2, epsilon, averageDecay } = this.options;
    const stepSize = learningRate / (1 - beta1 ** step);
    const squareScale = 1 / (1 - beta2 ** step);
    const share = 1 - Math.min(averageDecay, (1 + step) / (10 + step));
    const { mean, square, average } = this.state;
    for (const { name, from, to, decay } of this.decays) {
      const frozen = isFrozen(name);
      const keep = frozen ? 1 : 1 - learningRate * decay;
      const movedBy = frozen ? 0 : stepSize;
      const numbers = { scale, beta1, beta2, epsilon, stepSize: movedBy, squareScale, keep, share };
      for (let at = from; at < to; at += pieceLength) {
        const end = Math.min(at + pieceLength, to);
        const piece = {
          weights: weights.subarray(at, end),
          gradient: gradient.subarray(at, end),
          mean: mean.subarray(at, end),
          square: square.subarray(at, end),
          average: average.subarray(at, end),
        };
        update()(piece, numbers);
      }
    }
    // The running statistics, which no gradient changes, follow too, so that they fit the averaged weights.
    follow(average.subarray(gradient.length), weights.subarray(gradient.length), share);
    return norm;
  }
}

/** Biases, scales and shifts are vectors; a recurrent bias is one for each direction. */
function isMatrix(shape: readonly number[]): boolean {
  const [rows = 0, columns] = shape;
  return shape.length > 2 || (columns !== undefined && rows > 2);
}
