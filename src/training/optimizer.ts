/**
 * AdamW (Kingma & Ba 2015; decoupled weight decay: Loshchilov & Hutter 2019) over one vector of weights, with clipping
 * by the global norm and an exponential moving average of the weights.
 */
import type { Layout } from './layout.js';
import { Vectors } from './vectors.js';
import { follow } from './weight-loops.js';

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

export class AdamW {
  readonly state: OptimizerState;
  private readonly decays: readonly {
    readonly name: string;
    readonly from: number;
    readonly to: number;
    readonly decay: number;
  }[];

  /**
   * @param weights all of them, as they are before the first step
   * @param state to go on from, copied. Default: zeros, and an average that begins at the weights
   * @param vectors where to keep what a step works on. Default: new ones
   */
  constructor(
    layout: Layout,
    private readonly options: OptimizerOptions,
    weights: Float32Array,
    state?: OptimizerState,
    private readonly vectors = new Vectors(layout),
  ) {
    const { mean, square, average } = vectors;
    this.state = { mean, square, average };
    mean.set(state?.mean ?? new Float32Array(mean.length));
    square.set(state?.square ?? new Float32Array(square.length));
    average.set(state?.average ?? weights);
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
   * @param weights those of `vectors`, or others, which are copied there and back, as the gradient is
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
    const { vectors } = this;
    if (gradient !== vectors.gradient) vectors.gradient.set(gradient);
    const norm = vectors.loops.norm(vectors.gradient);
    if (!Number.isFinite(norm)) return norm;
    if (weights !== vectors.weights) vectors.weights.set(weights);
    const scale = norm > this.options.clipNorm ? this.options.clipNorm / norm : 1;
    const { beta1, beta2, epsilon, averageDecay } = this.options;
    const stepSize = learningRate / (1 - beta1 ** step);
    const squareScale = 1 / (1 - beta2 ** step);
    const share = 1 - Math.min(averageDecay, (1 + step) / (10 + step));
    for (const { name, from, to, decay } of this.decays) {
      const frozen = isFrozen(name);
      const keep = frozen ? 1 : 1 - learningRate * decay;
      const movedBy = frozen ? 0 : stepSize;
      const piece = {
        weights: vectors.weights.subarray(from, to),
        gradient: vectors.gradient.subarray(from, to),
        mean: vectors.mean.subarray(from, to),
        square: vectors.square.subarray(from, to),
        average: vectors.average.subarray(from, to),
      };
      vectors.loops.update(piece, { scale, beta1, beta2, epsilon, stepSize: movedBy, squareScale, keep, share });
    }
    // The running statistics, which no gradient changes, follow too, so that they fit the averaged weights.
    follow(vectors.average.subarray(gradient.length), vectors.weights.subarray(gradient.length), share);
    if (weights !== vectors.weights) weights.set(vectors.weights);
    return norm;
  }
}

/** Biases, scales and shifts are vectors; a recurrent bias is one for each direction. */
function isMatrix(shape: readonly number[]): boolean {
  const [rows = 0, columns] = shape;
  return shape.length > 2 || (columns !== undefined && rows > 2);
}
