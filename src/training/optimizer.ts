/**
 * AdamW (Kingma & Ba 2015; decoupled weight decay: Loshchilov & Hutter 2019) over one vector of weights, with clipping
 * by the global norm and an exponential moving average of the weights.
 */
import type { Layout } from './layout.js';

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

// Below this a moment is nothing, and as a denormal number it would slow every operation on it down.
const smallest = 1e-30;

export class AdamW {
  readonly state: OptimizerState;
  private readonly decays: readonly { readonly from: number; readonly to: number; readonly decay: number }[];

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
      .map(({ offset, length, shape }) => ({
        from: offset,
        to: offset + length,
        decay: isMatrix(shape) ? options.weightDecay : 0,
      }));
  }

  /**
   * Changes `weights` by one step.
   * @param step counts from 1
   * @returns the norm of the gradient before clipping; when it is not finite, nothing was changed
   */
  step(weights: Float32Array, gradient: Float32Array, learningRate: number, step: number): number {
    const norm = euclideanNorm(gradient);
    if (!Number.isFinite(norm)) return norm;
    const scale = norm > this.options.clipNorm ? this.options.clipNorm / norm : 1;
    for (const { from, to, decay } of this.decays) {
      this.update(weights, gradient, from, to, learningRate, scale, decay, step);
    }
    this.updateAverage(weights, step);
    return norm;
  }

  private update(
    weights: Float32Array,
    gradient: Float32Array,
    from: number,
    to: number,
    learningRate: number,
    scale: number,
    decay: number,
    step: number,
  ): void {
    const { beta1, beta2, epsilon } = this.options;
    const { mean, square } = this.state;
    const stepSize = learningRate / (1 - beta1 ** step);
    const squareScale = 1 / (1 - beta2 ** step);
    const keep = 1 - learningRate * decay;
    for (let i = from; i < to; i++) {
      const g = (gradient[i] as number) * scale;
      let m = beta1 * (mean[i] as number) + (1 - beta1) * g;
      let v = beta2 * (square[i] as number) + (1 - beta2) * g * g;
      if (m < smallest && m > -smallest) m = 0;
      if (v < smallest) v = 0;
      mean[i] = m;
      square[i] = v;
      weights[i] = (weights[i] as number) * keep - (stepSize * m) / (Math.sqrt(v * squareScale) + epsilon);
    }
  }

  /**
   * Of the running statistics too, so that they fit the averaged weights. Early on the average follows faster:
   * (1 + step) / (10 + step), as in TensorFlow's ExponentialMovingAverage.
   */
  private updateAverage(weights: Float32Array, step: number): void {
    const { average } = this.state;
    const decay = Math.min(this.options.averageDecay, (1 + step) / (10 + step));
    if (this.options.averageDecay === 0) {
      average.set(weights);
      return;
    }
    for (let i = 0; i < average.length; i++) {
      const a = average[i] as number;
      average[i] = a + (1 - decay) * ((weights[i] as number) - a);
    }
  }
}

/** Biases, scales and shifts are vectors; a recurrent bias is one for each direction. */
function isMatrix(shape: readonly number[]): boolean {
  return shape.length > 2 || (shape.length === 2 && (shape[0] as number) > 2);
}

export function euclideanNorm(vector: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] as number) * (vector[i] as number);
  return Math.sqrt(sum);
}
