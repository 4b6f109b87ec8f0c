/**
 * A change of the weights as it travels between machines: each value in 16 bits (OpenDiLoCo, Jaghouar et al. 2024, averages
 * so without loss). What the rounding takes away is added to the next change (error feedback: Seide et al. 2014).
 */
import { fromFloat16, toFloat16 } from '../graph/index.js';
import { addShare, changeOf } from './weight-loops.js';

export interface CodedChange {
  /** binary16, one for each weight. */
  readonly halves: Uint16Array;
  /** What they don't say: to be added to the next change. */
  readonly residual: Float32Array;
}

/** The largest number that binary16 has. */
const mostHalf = 65_504;

/**
 * @param start weights before; all three have the same length
 * @param end weights after, finite
 * @param residual of the change before; zeros at first
 */
export function codeChange(start: Float32Array, end: Float32Array, residual: Float32Array): CodedChange {
  const change = changeOf(start, end, residual);
  const halves = toFloat16(change.map((value) => Math.max(-mostHalf, Math.min(mostHalf, value))));
  addShare(change, fromFloat16(halves), -1);
  return { halves, residual: change };
}

/** The mean of changes, one or more of the same length. They are added in their order, so the order decides the last bits. */
export function meanChange(changes: readonly Uint16Array[]): Float32Array {
  const mean = new Float32Array(changes[0]?.length ?? 0);
  for (const change of changes) addShare(mean, fromFloat16(change), 1 / changes.length);
  return mean;
}
