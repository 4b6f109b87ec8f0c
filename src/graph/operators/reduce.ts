/** Sum and its mirror, the broadcast: the gradient of the one is the other. */
import { type Dimension, formatShape, integers, node, sameShape, type Tensor } from '../tensor.js';
import { reshape, shapeVector } from './shape.js';

/** Sum over `axes` (all when left out), which become 1, or vanish with `keep: false`. */
export function sum(x: Tensor, axes?: readonly number[], keep = true): Tensor {
  const over = (axes ?? x.shape.map((_, axis) => axis)).map((axis) => (axis < 0 ? axis + x.shape.length : axis));
  if (over.length === 0) return x;
  const kept = x.shape.map((size, axis): Dimension => (over.includes(axis) ? 1 : size));
  const shape = keep ? kept : x.shape.filter((_, axis) => !over.includes(axis));
  return node({
    operator: 'ReduceSum',
    inputs: [x, integers(over)],
    outputs: [{ type: x.type, shape }],
    attributes: { keepdims: { int: keep ? 1 : 0 } },
    gradient: ([dOut]) => (dOut ? [expandLike(keep ? dOut : reshape(dOut, kept, [x]), x)] : []),
  })[0];
}

/** x repeated to the shape of `like`; every axis of x is 1 or equal. */
export function expandLike(x: Tensor, like: Tensor): Tensor {
  return expand(x, like.shape, [like]);
}

/** x repeated to `shape`, whose symbols are looked up in x and `sources`. */
export function expand(x: Tensor, shape: readonly Dimension[], sources: readonly Tensor[]): Tensor {
  if (sameShape(x.shape, shape)) return x;
  return node({
    operator: 'Expand',
    inputs: [x, shapeVector(shape, [x, ...sources])],
    outputs: [{ type: x.type, shape }],
    gradient: ([dOut]) => (dOut ? [sumTo(dOut, x)] : []),
  })[0];
}

/** Sums a gradient back to the shape of the tensor that was broadcast to it. */
export function sumTo(gradient: Tensor, like: Tensor): Tensor {
  if (sameShape(gradient.shape, like.shape)) return gradient;
  const lead = gradient.shape.length - like.shape.length;
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < lead || (like.shape[axis - lead] === 1 && size !== 1) ? [axis] : [],
  );
  const summed = sum(gradient, axes);
  const result = lead > 0 ? reshape(summed, like.shape, [like]) : summed;
  if (!sameShape(result.shape, like.shape)) {
    throw new Error(`sumTo: cannot sum ${formatShape(gradient.shape)} to ${formatShape(like.shape)}`);
  }
  return result;
}
