/** Values moved along the last axis. */
import { integers, node, scalar, type Tensor } from '../tensor.js';

/**
 * out[…, i] = x[…, i − by], and `fill` where there is none; what moves beyond the end is gone.
 * @param by negative moves towards the beginning
 * @param fill scalar of x's type
 */
export function shift(x: Tensor, by: number, fill: Tensor): Tensor {
  const others = x.shape.slice(1).map(() => 0);
  const [out] = node({
    operator: 'Pad',
    inputs: [x, integers([...others, by, ...others, -by]), fill],
    outputs: [{ type: x.type, shape: x.shape }],
    gradient: ([dOut]) => (dOut ? [shift(dOut, -by, scalar(0, x.type))] : []),
  });
  return out;
}
