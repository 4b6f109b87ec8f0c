/** Softmax: shares that sum to 1. */
import { node, type Tensor } from '../tensor.js';
import { mul, sub } from './elementwise.js';
import { sum } from './reduce.js';

/** e^x / Σ e^x over an axis, by default the last; safe for large x. */
export function softmax(x: Tensor, axis = -1): Tensor {
  const out: Tensor = node({
    operator: 'Softmax',
    inputs: [x],
    outputs: [{ type: x.type, shape: x.shape }],
    attributes: { axis: { int: axis } },
    gradient: ([dOut]) => {
      if (!dOut) return [];
      const weighted = mul(dOut, out);
      return [sub(weighted, mul(out, sum(weighted, [axis])))];
    },
  })[0];
  return out;
}
