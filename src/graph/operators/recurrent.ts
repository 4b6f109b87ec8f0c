/**
 * What LSTM, GRU and SRU share: directions, true lengths, and the products that need no loop.
 *
 * Both directions run in one loop as a leading axis D. The reverse direction reads each sequence reversed by its true
 * length, so that padding comes after the text for both and never reaches it; the loop then needs no masks.
 */
import { oneOutput } from '../one-output.js';
import { constant, type Dimension, dimensionOf, integers, knownSize, node, scalar, type Tensor } from '../tensor.js';
import { add, cast, equal, greater, mul, sub, where } from './elementwise.js';
import { matmul } from './matmul.js';
import { expand, sum } from './reduce.js';
import { concat, pad, range, reshape, reverseSequence, sizeOf, slice, split, transpose } from './shape.js';

export type Direction = 'forward' | 'reverse' | 'bidirectional';

export interface RecurrentWeights {
  /** [D, G·H, I]: D directions, G gates in ONNX's order, I inputs. */
  readonly input: Tensor;
  /** [D, G·H, H] */
  readonly recurrent: Tensor;
  /** [D, number of biases·H] */
  readonly bias: Tensor;
}

export interface RecurrentOptions {
  readonly direction: Direction;
  /** True lengths, int64 [N]. */
  readonly lengths: Tensor;
  /** Only the last step of each direction: [1, N, D·H]. */
  readonly summarise?: boolean;
}

/** All tensors that a recurrence is made of. */
export function recurrentInputs(
  x: Tensor,
  { input, recurrent, bias }: RecurrentWeights,
  { lengths }: RecurrentOptions,
): readonly Tensor[] {
  return [x, input, recurrent, bias, lengths];
}

export function directionCount(direction: Direction): 1 | 2 {
  return direction === 'bidirectional' ? 2 : 1;
}

/** The sequence once for each direction, as that direction reads it: [T, N, I] → [D, T·N, I]. */
export function perDirection(x: Tensor, { direction, lengths }: RecurrentOptions): Tensor {
  const features = dimensionOf(x, 2);
  const rows = (tensor: Tensor) => reshape(tensor, [1, `${x.shape[0]}*${x.shape[1]}`, features], [x]);
  const read = direction === 'forward' ? [x] : [reverseSequence(x, lengths)];
  return concat((direction === 'bidirectional' ? [x, ...read] : read).map(rows), 0);
}

/** What each direction read, back in the order of the text and summed: [D, T·N, I] → [T, N, I]. */
export function sumDirections(read: Tensor, x: Tensor, { direction, lengths }: RecurrentOptions): Tensor {
  const of = (index: number) => reshape(slice(read, { axis: 0, start: index, end: index + 1 }), x.shape, [x]);
  if (direction === 'forward') return of(0);
  if (direction === 'reverse') return reverseSequence(of(0), lengths);
  return add(of(0), reverseSequence(of(1), lengths));
}

/** x·Wᵀ + b for all steps at once, time first: [D, T·N, I] → [T, D, N, G·H]. */
export function project(read: Tensor, x: Tensor, weights: Tensor, bias: Tensor): Tensor {
  return timeFirst(biased(matmul(read, weights, { transposeB: true }), bias), x);
}

/** @param rows [D, T·N, X] @param bias [D, X] */
export function biased(rows: Tensor, bias: Tensor): Tensor {
  return add(rows, reshape(bias, [dimensionOf(bias, 0), 1, dimensionOf(bias, 1)]));
}

/** [D, T·N, X] → [T, D, N, X]: the rows of each direction as steps. @param x of which they are, [T, N, I] */
export function timeFirst(rows: Tensor, x: Tensor): Tensor {
  const [time, batch] = x.shape as [Dimension, Dimension];
  const [directions, , width] = rows.shape as [number, Dimension, number];
  return transpose(reshape(rows, [directions, time, batch, width], [x]), [1, 0, 2, 3]);
}

/** [T, D, N, H] in the order of reading → [T, N, D·H] in the order of the text. */
export function joinDirections(hidden: Tensor, { direction, lengths }: RecurrentOptions): Tensor {
  const [time, directions, batch, size] = hidden.shape as [Dimension, number, Dimension, number];
  const of = (index: number) =>
    reshape(slice(hidden, { axis: 1, start: index, end: index + 1 }), [time, batch, size], [hidden]);
  const outputs = Array.from({ length: directions }, (_, index) =>
    direction === 'forward' || (direction === 'bidirectional' && index === 0)
      ? of(index)
      : reverseSequence(of(index), lengths),
  );
  return concat(outputs, 2);
}

/** The reverse of `joinDirections`, for gradients. */
export function splitDirections(dOut: Tensor, directions: number, options: RecurrentOptions): Tensor {
  const [time, batch, width] = dOut.shape as [Dimension, Dimension, number];
  const size = width / directions;
  const parts = Array.from({ length: directions }, (_, index) => {
    const piece = slice(dOut, { axis: 2, start: index * size, end: (index + 1) * size });
    const reversed = options.direction === 'reverse' || index === 1;
    return reshape(reversed ? reverseSequence(piece, options.lengths) : piece, [time, 1, batch, size], [dOut]);
  });
  return concat(parts, 1);
}

/** [T, D, N, X] → [D, T·N, X]: all steps as rows of one matrix for each direction. */
export function stepsAsRows(steps: Tensor): Tensor {
  const [time, directions, batch, width] = steps.shape as [Dimension, number, Dimension, number];
  return reshape(transpose(steps, [1, 0, 2, 3]), [directions, `${time}*${batch}`, width], [steps]);
}

/** So many lines have a product each in the loop. */
const mostApart = 2;

/**
 * The lines of each step in groups, which the loop takes a product each for: [T, D, N, X] → [T, D, N/g, g, X]. ONNX Runtime packs the
 * matrix on the right anew for a product of several rows, but reads it as it lies for one row: two products of one row are
 * faster than one of two. So up to two lines stand apart, and more of them together.
 */
export function inGroups(steps: Tensor): Tensor {
  const [time, directions, batch, width] = steps.shape as [Dimension, number, Dimension, number];
  const lines = sizeOf(steps, 2);
  const together = where(greater(lines, integers([mostApart])), lines, integers([1]));
  return oneOutput({
    operator: 'Reshape',
    inputs: [steps, concat([integers([0, 0, -1]), together, integers([width])], 0)],
    output: { type: steps.type, shape: [time, directions, `groups of ${batch}`, `${batch} together`, width] },
  });
}

/** The reverse of `inGroups`. @param like tensors that have the axis N */
export function outOfGroups(steps: Tensor, like: Tensor): Tensor {
  const [time, directions, , , width] = steps.shape as [Dimension, number, Dimension, Dimension, number];
  return reshape(steps, [time, directions, dimensionOf(like, 2), width], [like]);
}

/** A matrix for each direction, for all groups of lines: [D, R, C] → [D, 1, R, C]. */
export function forGroups(weights: Tensor): Tensor {
  const [directions, ...matrix] = weights.shape as [Dimension, ...Dimension[]];
  return reshape(weights, [directions, 1, ...matrix]);
}

/** Zeros as the loop's first state: those of a step, with so many values for each line. */
export function zeroState(steps: Tensor, size: number): Tensor {
  return expand(constant(0), [...steps.shape.slice(1, -1), size], [steps]);
}

/** The hidden states one step earlier, zero before the first. */
export function previousSteps(hidden: Tensor): Tensor {
  return pad(hidden, { axis: 0, before: 1, after: -1 });
}

/** Gradients of the products outside the loop from those of the gates, both [D, T·N, G·H]. */
export function projectionGradients(dInput: Tensor, read: Tensor, dRecurrent: Tensor, hidden: Tensor) {
  return {
    input: () => matmul(dInput, read, { transposeA: true }),
    recurrent: () => matmul(dRecurrent, stepsAsRows(previousSteps(hidden)), { transposeA: true }),
    bias: () => sum(dInput, [1], false),
  };
}

/** Runs ONNX's fused operator: forward only, but fast. Output [T, D, N, H] or, summarised, [D, N, H]. */
export function fusedRecurrent(
  operator: 'LSTM' | 'GRU',
  x: Tensor,
  weights: RecurrentWeights,
  onnxBias: Tensor,
  options: RecurrentOptions,
  attributes: Record<string, { int: number }> = {},
): Tensor {
  const directions = directionCount(options.direction);
  const size = knownSize(weights.recurrent, 2, operator);
  const lengths = cast(options.lengths, 'int32');
  const [time, batch] = x.shape as [Dimension, Dimension];
  const [all, last] = node({
    operator,
    inputs: [x, weights.input, weights.recurrent, onnxBias, lengths],
    outputs: [
      { type: 'float32', shape: [time, directions, batch, size] },
      { type: 'float32', shape: [directions, batch, size] },
    ],
    attributes: { hidden_size: { int: size }, direction: { string: options.direction }, ...attributes },
  });
  return recurrentOutput(x, all, last, size, options);
}

/** The outputs of ONNX's operators, all steps [T, D, N, H] and the last [D, N, H], as [T, N, D·H] or [1, N, D·H]. */
export function recurrentOutput(
  x: Tensor,
  all: Tensor,
  last: Tensor,
  size: number,
  { direction, summarise }: RecurrentOptions,
): Tensor {
  const [time, batch] = x.shape as [Dimension, Dimension];
  const width = directionCount(direction) * size;
  if (summarise) return reshape(transpose(last, [1, 0, 2]), [1, batch, width], [x]);
  return reshape(transpose(all, [0, 2, 1, 3]), [time, batch, width], [x]);
}

/** The step at which each direction has read its whole sequence: the last one forward, the first one in reverse. */
export function lastSteps(all: Tensor, directions: number, options: RecurrentOptions): Tensor {
  const size = knownSize(all, 2, 'recurrent') / directions;
  const pieces = split(
    all,
    2,
    Array.from({ length: directions }, () => size),
  );
  const last = pieces.map((piece, index) => {
    const reversed = options.direction === 'reverse' || index === 1;
    return sum(mul(piece, oneHotStep(all, options.lengths, reversed)), [0]);
  });
  return concat(last, 2);
}

function oneHotStep(all: Tensor, lengths: Tensor, first: boolean): Tensor {
  const steps = reshape(range(all, 0), [dimensionOf(all, 0), 1, 1]);
  const wanted = first
    ? scalar(0, 'int64')
    : reshape(sub(lengths, scalar(1, 'int64')), [1, dimensionOf(lengths, 0), 1]);
  return cast(equal(steps, wanted), 'float32');
}
