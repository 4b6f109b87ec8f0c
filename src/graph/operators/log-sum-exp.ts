/** The logarithm of a sum of exponentials. */
import { type Dimension, integers, node, type Tensor } from '../tensor.js';
import { exp, mul, sub } from './elementwise.js';
import { reshape } from './shape.js';

/**
 * ln Σ e^x over one axis, which vanishes; safe for large x, and −∞ where all are −∞ (where the gradient is not specified). Where the first
 * value is −∞ and the others are so small that e^x is 0, ONNX Runtime gives −∞: let a large negative number stand for it there.
 * @param axis from 0
 */
export function logSumExp(x: Tensor, axis: number): Tensor {
  const kept = x.shape.map((size, at): Dimension => (at === axis ? 1 : size));
  const reduced: Tensor = node({
    operator: 'ReduceLogSumExp',
    inputs: [x, integers([axis])],
    outputs: [{ type: x.type, shape: x.shape.filter((_, at) => at !== axis) }],
    attributes: { keepdims: { int: 0 } },
    gradient: ([dOut]) => (dOut ? [mul(reshape(dOut, kept, [x]), exp(sub(x, reshape(reduced, kept, [x]))))] : []),
  })[0];
  return reduced;
}
