/**
 * The outer step of DiLoCo (Douillard et al. 2023, arXiv 2311.08105, algorithm 1): the mean of what trainers changed in a
 * round, each by its own steps from the same weights, is taken for a gradient, and Nesterov momentum (Sutskever et al. 2013,
 * in PyTorch's form) goes along it.
 */
import type { Layout } from './layout.js';
import { addTo, nesterovStep } from './weight-loops.js';

export interface OuterOptions {
  /** Share of the mean change that is taken, momentum aside; the paper found 0.7 best. With 1, and no momentum, weights are averaged. */
  readonly learningRate: number;
  /** 0 to under 1; the paper: 0.9. */
  readonly momentum: number;
}

/**
 * Changes weights and velocity by the mean change of a round, d:
 * velocity ← momentum · velocity + d, weights ← weights + learningRate · (d + momentum · velocity).
 * Running statistics, which lie behind the trainable weights, are averaged: beyond their mean a variance could be negative.
 * @param velocity of the trainable weights; zeros at first
 */
export function outerStep(
  { trainable }: Pick<Layout, 'trainable'>,
  weights: Float32Array,
  velocity: Float32Array,
  change: Float32Array,
  { learningRate: rate, momentum }: OuterOptions,
): void {
  nesterovStep(weights.subarray(0, trainable), velocity, change.subarray(0, trainable), { rate, momentum });
  addTo(weights.subarray(trainable), change.subarray(trainable));
}

/**
 * What the moving average of the weights keeps of itself over a round: the product of what it keeps over each of the steps
 * (`AdamW.step`), after which it follows the weights of the round's end.
 * @param from steps done before the round
 * @param to steps done after it
 */
export function averageKeep(from: number, to: number, averageDecay: number): number {
  let keep = 1;
  for (let step = from + 1; step <= to; step++) keep *= Math.min(averageDecay, (1 + step) / (10 + step));
  return keep;
}
