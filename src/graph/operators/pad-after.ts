/** Zeros after the end of axes, as many as only a run knows. */
import { type Dimension, integers, node, scalar, type Tensor } from '../tensor.js';
import { concat, sizeOf } from './shape.js';

/**
 * @param missing zeros after each of the last axes, int64 [1] each
 * @param shape what results
 */
export function padAfter(x: Tensor, missing: readonly Tensor[], shape: readonly Dimension[]): Tensor {
  const rank = x.shape.length;
  const none = integers(new Array<number>(2 * rank - missing.length).fill(0));
  const [out] = node({
    operator: 'Pad',
    inputs: [x, concat([none, ...missing], 0), scalar(0, x.type)],
    outputs: [{ type: x.type, shape }],
    gradient: ([dOut]) => (dOut ? [cropTo(dOut, x, rank - missing.length)] : []),
  });
  return out;
}

/** The beginning of each axis from `first` on, as much as `like` has. */
function cropTo(x: Tensor, like: Tensor, first: number): Tensor {
  const axes = like.shape.flatMap((_, axis) => (axis < first ? [] : [axis]));
  const ends = concat(
    axes.map((axis) => sizeOf(like, axis)),
    0,
  );
  const [out] = node({
    operator: 'Slice',
    inputs: [x, integers(axes.map(() => 0)), ends, integers(axes)],
    outputs: [{ type: x.type, shape: like.shape }],
  });
  return out;
}
