/** The logarithm of softmax over the last axis. */
import { node, type Tensor } from '../tensor.js';
import { exp, mul, sub } from './elementwise.js';
import { sum } from './reduce.js';

/** x − ln Σ e^x over the last axis, safe for large x. */
export function logSoftmax(x: Tensor): Tensor {
  const out: Tensor = node({
    operator: 'LogSoftmax',
    inputs: [x],
    outputs: [{ type: x.type, shape: x.shape }],
    attributes: { axis: { int: -1 } },
    gradient: ([dOut]) => (dOut ? [sub(dOut, mul(exp(out), sum(dOut, [-1])))] : []),
  })[0];
  return out;
}
