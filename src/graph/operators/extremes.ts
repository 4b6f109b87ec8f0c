/** The largest and the smallest value. */
import { type Dimension, integers, node, type Tensor } from '../tensor.js';
import { cast, div, equal, mul } from './elementwise.js';
import { sum } from './reduce.js';

/** The largest value over `axes` (all when left out), which become 1. Ties share the gradient evenly. */
export function largest(x: Tensor, axes?: readonly number[]): Tensor {
  return extreme('ReduceMax', x, axes);
}

/** The smallest value; see `largest`. */
export function smallest(x: Tensor, axes?: readonly number[]): Tensor {
  return extreme('ReduceMin', x, axes);
}

function extreme(operator: 'ReduceMax' | 'ReduceMin', x: Tensor, axes?: readonly number[]): Tensor {
  const out: Tensor = node({
    operator,
    inputs: axes ? [x, integers(axes)] : [x],
    outputs: [
      { type: x.type, shape: x.shape.map((size, axis): Dimension => ((axes?.includes(axis) ?? true) ? 1 : size)) },
    ],
    attributes: { keepdims: { int: 1 } },
    gradient: ([dOut]) => {
      if (!dOut) return [];
      const taken = cast(equal(x, out), x.type);
      return [mul(taken, div(dOut, sum(taken, axes)))];
    },
  })[0];
  return out;
}
