/** Operators that move values and compute nothing: reshape, transpose, slice, concat, pad, split, gather. */
import { known } from '../../known.js';
import {
  type Dimension,
  dimensionOf,
  formatShape,
  integers,
  isNumeric,
  knownSize,
  node,
  sameShape,
  scalar,
  type Tensor,
  type Tensors,
} from '../tensor.js';

/** The size of one axis at run time: int64 [1]. */
export function sizeOf(x: Tensor, axis: number): Tensor {
  const size = x.shape[axis];
  if (typeof size === 'number') return integers([size]);
  return node({
    operator: 'Shape',
    inputs: [x],
    outputs: [{ type: 'int64', shape: [1] }],
    attributes: { start: { int: axis }, end: { int: axis + 1 } },
  })[0];
}

/** A shape as an int64 vector; symbols are looked up in the axes of `sources`. */
export function shapeVector(shape: readonly Dimension[], sources: readonly Tensor[]): Tensor {
  if (isNumeric(shape)) return integers(shape);
  return concat(
    shape.map((size) => {
      if (typeof size === 'number') return integers([size]);
      for (const source of sources) {
        const axis = source.shape.indexOf(size);
        if (axis >= 0) return sizeOf(source, axis);
      }
      throw new Error(`shapeVector: no source has the axis ${size}, got ${sources.map((s) => formatShape(s.shape))}`);
    }),
    0,
  );
}

/** The same values in another shape. At most one axis may be unknown to both `x` and `sources`. */
export function reshape(x: Tensor, shape: readonly Dimension[], sources: readonly Tensor[] = []): Tensor {
  if (sameShape(x.shape, shape)) return x;
  return node({
    operator: 'Reshape',
    inputs: [x, reshapeTarget(x, shape, sources)],
    outputs: [{ type: x.type, shape }],
    gradient: ([dOut]) => (dOut ? [reshape(dOut, x.shape, [x])] : []),
  })[0];
}

function reshapeTarget(x: Tensor, shape: readonly Dimension[], sources: readonly Tensor[]): Tensor {
  const where = (size: string) => [x, ...sources].find((source) => source.shape.includes(size));
  const unknown = shape.filter((size) => typeof size === 'string' && !where(size));
  const symbols = shape.filter((size) => typeof size === 'string');
  if (unknown.length > 1) {
    throw new Error(`reshape: one axis may be unknown, got ${formatShape(x.shape)} to ${formatShape(shape)}`);
  }
  const free = unknown[0] ?? (symbols.length === 1 ? symbols[0] : undefined);
  if (shape.every((size, axis) => typeof size === 'number' || size === free || size === x.shape[axis])) {
    return integers(shape.map((size) => (typeof size === 'number' ? size : size === free ? -1 : 0)));
  }
  return concat(
    shape.map((size) => {
      if (typeof size === 'number') return integers([size]);
      if (size === free) return integers([-1]);
      const source = where(size) as Tensor;
      return sizeOf(source, source.shape.indexOf(size));
    }),
    0,
  );
}

/** Axis i of the result is axis `order[i]` of x. Two transposes that cancel leave nothing behind. */
export function transpose(x: Tensor, order: readonly number[]): Tensor {
  if (order.every((axis, index) => axis === index)) return x;
  const inverse = order.map((_, axis) => order.indexOf(axis));
  if (x.origin.kind === 'node' && x.origin.node.operator === 'Transpose') {
    const [before] = x.origin.node.inputs;
    const perm = x.origin.node.attributes.perm;
    if (before && perm && 'ints' in perm && perm.ints.every((axis, index) => axis === inverse[index])) return before;
  }
  return node({
    operator: 'Transpose',
    inputs: [x],
    outputs: [{ type: x.type, shape: order.map((axis) => dimensionOf(x, axis)) }],
    attributes: { perm: { ints: order } },
    gradient: ([dOut]) => (dOut ? [transpose(dOut, inverse)] : []),
  })[0];
}

/** The tensors one after the other along `axis`; all other axes are equal. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  const first = known(tensors[0], 'a tensor to concatenate');
  if (tensors.length === 1) return first;
  const sizes = tensors.map((tensor) => dimensionOf(tensor, axis));
  const total: Dimension = sizes.every((size) => typeof size === 'number')
    ? sizes.reduce((a, b) => a + b, 0)
    : sizes.join('+');
  return node({
    operator: 'Concat',
    inputs: tensors,
    outputs: [{ type: first.type, shape: first.shape.map((size, a) => (a === axis ? total : size)) }],
    attributes: { axis: { int: axis } },
    gradient: ([dOut]) =>
      dOut
        ? split(
            dOut,
            axis,
            tensors.map((tensor) => knownSize(tensor, axis, 'concat')),
          )
        : [],
  })[0];
}

/** Cuts an axis into pieces of the given sizes. */
export function split<const S extends readonly number[]>(x: Tensor, axis: number, sizes: S): Tensors<S> {
  const outputs = sizes.map((size) => ({ type: x.type, shape: x.shape.map((s, a) => (a === axis ? size : s)) }));
  const pieces: readonly Tensor[] = node({
    operator: 'Split',
    inputs: [x, integers(sizes)],
    outputs,
    attributes: { axis: { int: axis } },
    gradient: (dOuts) =>
      dOuts.some((d) => d)
        ? [
            concat(
              pieces.map((piece, index) => dOuts[index] ?? zerosLike(piece)),
              axis,
            ),
          ]
        : [],
  });
  return pieces as Tensors<S>;
}

export interface SliceRange {
  readonly axis: number;
  readonly start: number;
  /** Exclusive; negative counts from the end. Left out: to the end. */
  readonly end?: number;
  readonly step?: number;
  /** The size that results, where the axis is symbolic. */
  readonly size?: Dimension;
}

const toEnd = 2 ** 53;

/** Part of an axis. The gradient (step 1 and −1 only) puts zeros where nothing was taken. */
export function slice(x: Tensor, range: SliceRange): Tensor {
  const { axis, start, step = 1 } = range;
  const end = range.end ?? (step > 0 ? toEnd : -toEnd);
  const size = range.size ?? slicedSize(knownSize(x, axis, 'slice'), start, end, step);
  return node({
    operator: 'Slice',
    inputs: [x, integers([start]), integers([end]), integers([axis]), integers([step])],
    outputs: [{ type: x.type, shape: x.shape.map((s, a) => (a === axis ? size : s)) }],
    gradient: ([dOut]) => (dOut ? [unslice(dOut, x, range)] : []),
  })[0];
}

function slicedSize(size: number, start: number, end: number, step: number): number {
  const clamp = (v: number, low: number, high: number) => Math.min(Math.max(v < 0 ? v + size : v, low), high);
  if (step > 0) return Math.max(0, Math.ceil((clamp(end, 0, size) - clamp(start, 0, size)) / step));
  const stop = end <= -size - 1 ? -1 : clamp(end, -1, size - 1);
  return Math.max(0, Math.ceil((clamp(start, 0, size - 1) - stop) / -step));
}

function unslice(dOut: Tensor, x: Tensor, { axis, start, end, step = 1 }: SliceRange): Tensor {
  if (step === -1 && end === undefined && start === -1) {
    return slice(dOut, { axis, start: -1, step: -1, size: dimensionOf(x, axis) });
  }
  if (step !== 1) throw new Error(`slice: the gradient needs step 1 or a whole reversal, got step ${step}`);
  const size = knownSize(x, axis, 'slice');
  const first = start < 0 ? start + size : start;
  const last = end === undefined ? size : end < 0 ? end + size : Math.min(end, size);
  return pad(dOut, { axis, before: first, after: size - last });
}

export interface Padding {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

/** Zeros before and after along axes; negative amounts crop. */
export function pad(x: Tensor, ...paddings: readonly Padding[]): Tensor {
  const used = paddings.filter(({ before, after }) => before !== 0 || after !== 0);
  if (used.length === 0) return x;
  const amountOf = (axis: number) => used.find((padding) => padding.axis === axis) ?? { before: 0, after: 0 };
  const amounts = [
    ...x.shape.map((_, axis) => amountOf(axis).before),
    ...x.shape.map((_, axis) => amountOf(axis).after),
  ];
  const shape = x.shape.map((size, axis): Dimension => {
    const { before, after } = amountOf(axis);
    const added = before + after;
    if (added === 0) return size;
    return typeof size === 'number' ? size + added : `${size}+${added}`;
  });
  return node({
    operator: 'Pad',
    inputs: [x, integers(amounts), scalar(0, x.type)],
    outputs: [{ type: x.type, shape }],
    gradient: ([dOut]) => {
      if (!dOut) return [];
      const cropped = pad(dOut, ...used.map(({ axis, before, after }) => ({ axis, before: -before, after: -after })));
      return [{ ...cropped, shape: x.shape }];
    },
  })[0];
}

/** Zeros of the type and shape of x; no gradient. */
export function zerosLike(x: Tensor): Tensor {
  return node({
    operator: 'Expand',
    inputs: [scalar(0, x.type), shapeVector(x.shape, [x])],
    outputs: [{ type: x.type, shape: x.shape }],
  })[0];
}

/** 0, 1, … below the size of an axis: int64 [size]. */
export function range(x: Tensor, axis: number): Tensor {
  const limit = reshape(sizeOf(x, axis), []);
  return node({
    operator: 'Range',
    inputs: [scalar(0, 'int64'), limit, scalar(1, 'int64')],
    outputs: [{ type: 'int64', shape: [dimensionOf(x, axis)] }],
  })[0];
}

/** Whether a position along an axis is below each line's length: bool [B, 1, …, size], the size of x along `axis`. */
export function columnsBelow(x: Tensor, axis: number, lengths: Tensor): Tensor {
  const [batch] = lengths.shape as [Dimension];
  const size = dimensionOf(x, axis);
  const below = node({
    operator: 'Less',
    inputs: [reshape(range(x, axis), [1, size]), reshape(lengths, [batch, 1])],
    outputs: [{ type: 'bool', shape: [batch, size] }],
  })[0];
  return reshape(below, [batch, ...x.shape.slice(1, axis).map(() => 1), size], [x]);
}

/** The entries of x along `axis` that `indices` name: int64 of any rank, whose axes take that axis' place. No gradient. */
export function gather(x: Tensor, indices: Tensor, axis: number): Tensor {
  return node({
    operator: 'Gather',
    inputs: [x, indices],
    outputs: [{ type: x.type, shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)] }],
    attributes: { axis: { int: axis } },
  })[0];
}

/** Picks along `axis`: `indices` has the rank of x, and the result its shape. No gradient. */
export function gatherElements(x: Tensor, indices: Tensor, axis: number): Tensor {
  return node({
    operator: 'GatherElements',
    inputs: [x, indices],
    outputs: [{ type: x.type, shape: indices.shape }],
    attributes: { axis: { int: axis } },
  })[0];
}

/**
 * Reverses the first `lengths[n]` entries of axis 0 for each n of axis 1; what follows stays.
 * @param x [T, N, …]
 * @param lengths int64 [N]
 */
export function reverseSequence(x: Tensor, lengths: Tensor): Tensor {
  return node({
    operator: 'ReverseSequence',
    inputs: [x, lengths],
    outputs: [{ type: x.type, shape: x.shape }],
    attributes: { time_axis: { int: 0 }, batch_axis: { int: 1 } },
    gradient: ([dOut]) => (dOut ? [reverseSequence(dOut, lengths)] : []),
  })[0];
}
