/** What LSTM and GRU share in training: from the sequence to the loop and back, with one rule for the gradients of all. */
import { part } from '../part.js';
import { type Tensor, withGradient } from '../tensor.js';
import { matmul } from './matmul.js';
import {
  directionCount,
  joinDirections,
  lastSteps,
  perDirection,
  projectionGradients,
  type RecurrentOptions,
  type RecurrentWeights,
  recurrentInputs,
  splitDirections,
  sumDirections,
} from './recurrent.js';
import { concat } from './shape.js';

/** A cell's loop over the steps. */
export interface CellLoop {
  /** [T, D, N, H] in the order of reading. */
  readonly hidden: Tensor;
  /** @param dHidden gradients of the hidden states, without what comes from later steps */
  backward(dHidden: Tensor): ProductGradients;
}

/** Gradients of the products that a cell adds up, [D, T·N, G·H] each. */
export interface ProductGradients {
  readonly input: Tensor;
  readonly recurrent: Tensor;
  /** Of what the bias has beyond one value for each product of the input: [D, H]. */
  readonly innerBias?: Tensor;
}

/**
 * @param name of the parts, for profiles
 * @param x [T, N, I]
 * @param loop what the cell makes of the sequence as each direction reads it, [D, T·N, I]
 * @returns [T, N, D·H], or [1, N, D·H] when summarised
 */
export function trainedRecurrence(
  name: 'lstm' | 'gru',
  x: Tensor,
  weights: RecurrentWeights,
  options: RecurrentOptions,
  loop: (read: Tensor) => CellLoop,
): Tensor {
  const { input, recurrent, bias } = weights;
  const directions = directionCount(options.direction);
  const inputs = recurrentInputs(x, weights, options);
  const all = part(`${name}.forward`, inputs, () => {
    const read = perDirection(x, options);
    const { hidden, backward } = loop(read);
    return withGradient(joinDirections(hidden, options), [x, input, recurrent, bias], ([dOut], wanted) => {
      if (!dOut) return [];
      return part(`${name}.backward`, [dOut, ...inputs], () => {
        const products = backward(splitDirections(dOut, directions, options));
        const projected = projectionGradients(products.input, read, products.recurrent, hidden);
        return [
          wanted[0] ? sumDirections(matmul(products.input, input), x, options) : undefined,
          projected.input(),
          projected.recurrent(),
          products.innerBias ? concat([projected.bias(), products.innerBias], 1) : projected.bias(),
        ];
      });
    });
  });
  return options.summarise ? lastSteps(all, directions, options) : all;
}
