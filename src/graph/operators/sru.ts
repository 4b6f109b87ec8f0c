/**
 * SRU, the simple recurrent unit (Lei et al. 2018, without the terms that look at the state before, so that the loop is linear):
 *
 *   f, r = σ(W x_t + b)    c_t = f·c_{t−1} + (1 − f)·W_c x_t    h_t = r·c_t + (1 − r)·W_s x_t
 *
 * There is no product in the loop, so that several steps can be taken at once (`linearRecurrence`), where an LSTM takes eleven operators a
 * step forwards, and seven backwards.
 */
import { part } from '../part.js';
import { constant, knownSize, type Tensor } from '../tensor.js';
import { add, mul, sigmoid, sub } from './elementwise.js';
import { linearRecurrence } from './linear-recurrence.js';
import { matmul, transposeMatrix } from './matmul.js';
import {
  biased,
  directionCount,
  joinDirections,
  lastSteps,
  perDirection,
  project,
  type RecurrentOptions,
  timeFirst,
} from './recurrent.js';
import { split } from './shape.js';

export interface SruWeights {
  /** [D, 4H, I]: f, r, c, s. */
  readonly input: Tensor;
  /** [D, 4H] */
  readonly bias: Tensor;
}

/**
 * @param x [T, N, I]
 * @returns [T, N, D·H], or [1, N, D·H] when summarised; see `lstm` about padding.
 */
export function sru(x: Tensor, { input, bias }: SruWeights, options: RecurrentOptions): Tensor {
  return part('sru', [x, input, bias, options.lengths], () =>
    gated(project(perDirection(x, options), x, input, bias), options),
  );
}

/** The same by operators of the ONNX standard alone, for models that read. */
export function standardSru(x: Tensor, { input, bias }: SruWeights, options: RecurrentOptions): Tensor {
  return part('sru', [x, input, bias, options.lengths], () => {
    const read = perDirection(x, options);
    return gated(timeFirst(biased(matmul(read, transposeMatrix(input)), bias), x), options);
  });
}

/** @param projected the products of all steps: [T, D, N, 4H] in the order of reading */
export function gated(projected: Tensor, options: RecurrentOptions): Tensor {
  const size = knownSize(projected, 3, 'sru') / 4;
  const [gateSums, candidate, skipped] = split(projected, 3, [2 * size, size, size]);
  const [f, r] = split(sigmoid(gateSums), 3, [size, size]);
  const state = linearRecurrence(f, mul(sub(constant(1), f), candidate));
  const hidden = add(skipped, mul(r, sub(state, skipped)));
  const all = joinDirections(hidden, options);
  return options.summarise ? lastSteps(all, directionCount(options.direction), options) : all;
}
