/**
 * Reading in 8 bits: convolutions and recurrent layers on integers, about twice as fast where the processor has
 * dot products of bytes (AVX-512 VNNI, ARM's dot product), in files a quarter as large.
 *
 * Weights are signed and symmetric with one scale for each output channel: w ≈ q · s. A convolution's input and
 * output are unsigned with one scale and zero point each, from the ranges that were seen on calibration lines:
 * x ≈ (q − z) · s (Jacob et al. 2018). A recurrent layer's input and state are scaled as they come, by their range in the batch;
 * so unlike in float32, what lines are read together can change a line's last digits. The first convolution (one
 * channel) and the output stay in float32, as does a GRU, for which ONNX Runtime has no such operator.
 */
import {
  cast,
  constant,
  type DataType,
  type Dimension,
  directionCount,
  knownSize,
  node,
  part,
  type RecurrentOptions,
  type RecurrentWeights,
  recurrentOutput,
  samePadding,
  type Tensor,
  windowCount,
} from '../graph/index.js';

/** Values from `low` to `high`. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What a graph in 8 bits is made from. */
export interface Int8 {
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Seen at the convolutions, by the name of the layer. */
  readonly ranges: ReadonlyMap<string, { readonly input: Range; readonly output: Range }>;
}

/** A tensor of bytes and what they stand for: (value − zero) · scale. */
export interface Quantised {
  readonly values: Tensor;
  readonly scale: Tensor;
  readonly zero: Tensor;
}

interface Scale {
  readonly scale: number;
  readonly zero: number;
}

/** Zero is always a value of its own: padding and rectified values are many and must be exact. */
function scaleOf({ low, high }: Range): Scale {
  const [least, most] = [Math.min(0, low), Math.max(0, high, low + 1e-6)];
  const scale = (most - least) / 255;
  return { scale, zero: Math.round(-least / scale) };
}

function bytes(type: DataType & ('int8' | 'uint8'), values: ArrayLike<number>, shape: readonly number[]): Tensor {
  const data = type === 'int8' ? Int8Array.from(values) : Uint8Array.from(values);
  return { type, shape, origin: { kind: 'constant', data } };
}

function asTensors({ scale, zero }: Scale): { readonly scale: Tensor; readonly zero: Tensor } {
  return { scale: constant(scale), zero: bytes('uint8', [zero], []) };
}

function quantise(x: Tensor, range: Range): Quantised {
  const tensors = asTensors(scaleOf(range));
  const [values] = node({
    operator: 'QuantizeLinear',
    inputs: [x, tensors.scale, tensors.zero],
    outputs: [{ type: 'uint8', shape: x.shape }],
  });
  return { values: values as Tensor, ...tensors };
}

export function dequantise({ values, scale, zero }: Quantised): Tensor {
  return node({
    operator: 'DequantizeLinear',
    inputs: [values, scale, zero],
    outputs: [{ type: 'float32', shape: values.shape }],
  })[0] as Tensor;
}

/** The largest magnitude of each of `groups` rows, as the scale that makes it `largest`. */
function rowScales(values: Float32Array, groups: number, largest: number): Float32Array {
  const size = values.length / groups;
  return Float32Array.from({ length: groups }, (_, group) => {
    let most = 0;
    for (let i = group * size; i < (group + 1) * size; i++) most = Math.max(most, Math.abs(values[i] as number));
    return most === 0 ? 1 : most / largest;
  });
}

function valuesOf(tensor: Tensor, { weights }: Int8): Float32Array {
  const name = (tensor.origin as { name: string }).name;
  return weights.get(name) as Float32Array;
}

export interface Int8Convolution {
  readonly x: Tensor;
  /** Parameters: [O, C, ky, kx] and [O]. */
  readonly filters: Tensor;
  readonly bias: Tensor;
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly ranges: { readonly input: Range; readonly output: Range };
}

/** The same as `conv2d`; values outside `ranges.output` become its ends, so a range from 0 rectifies. */
export function int8Convolution(options: Int8Convolution, int8: Int8): Quantised {
  const { x, filters, bias, stride, dilation, ranges } = options;
  const [outputs, , ky, kx] = filters.shape as [number, number, number, number];
  const weights = valuesOf(filters, int8);
  const scales = rowScales(weights, outputs, 127);
  const size = weights.length / outputs;
  const quantised = Int8Array.from(weights, (w, i) => Math.round(w / (scales[Math.floor(i / size)] as number)));
  const input = quantise(x, ranges.input);
  const inputScale = scaleOf(ranges.input).scale;
  const offsets = Int32Array.from(valuesOf(bias, int8), (b, o) => Math.round(b / (inputScale * (scales[o] as number))));
  const output = asTensors(scaleOf(ranges.output));
  const padding = [samePadding(ky, dilation[0]), samePadding(kx, dilation[1])] as const;
  const [b, , h, w] = x.shape as [Dimension, Dimension, Dimension, Dimension];
  const [values] = node({
    operator: 'QLinearConv',
    inputs: [
      input.values,
      input.scale,
      input.zero,
      bytes('int8', quantised, filters.shape as number[]),
      constant(scales, [outputs]),
      bytes('int8', new Int8Array(outputs), [outputs]),
      output.scale,
      output.zero,
      { type: 'int32', shape: [outputs], origin: { kind: 'constant', data: offsets } },
    ],
    outputs: [{ type: 'uint8', shape: [b, outputs, windowCount(h, 1, stride[0]), windowCount(w, 1, stride[1])] }],
    attributes: {
      kernel_shape: { ints: [ky, kx] },
      pads: { ints: [padding[0][0], padding[1][0], padding[0][1], padding[1][1]] },
      strides: { ints: stride },
      dilations: { ints: dilation },
    },
  });
  return { values: values as Tensor, ...output };
}

/** The same as `fusedLstm`. */
export function int8Lstm(x: Tensor, weights: RecurrentWeights, options: RecurrentOptions, int8: Int8): Tensor {
  const size = knownSize(weights.recurrent, 2, 'lstm');
  const directions = directionCount(options.direction);
  const bias = valuesOf(weights.bias, int8);
  const biases = new Float32Array(2 * bias.length);
  for (let d = 0; d < directions; d++) biases.set(bias.subarray(d * 4 * size, (d + 1) * 4 * size), d * 8 * size);
  const input = transposedBytes(weights.input, int8);
  const recurrent = transposedBytes(weights.recurrent, int8);
  const [time, batch] = x.shape as [Dimension, Dimension];
  return part('lstm.forward', () => {
    const [all, last] = node({
      operator: 'DynamicQuantizeLSTM',
      domain: 'com.microsoft',
      inputs: [
        x,
        input.values,
        recurrent.values,
        constant(biases, [directions, 8 * size]),
        cast(options.lengths, 'int32'),
        undefined,
        undefined,
        undefined,
        input.scale,
        input.zero,
        recurrent.scale,
        recurrent.zero,
      ],
      outputs: [
        { type: 'float32', shape: [time, directions, batch, size] },
        { type: 'float32', shape: [directions, batch, size] },
      ],
      attributes: { hidden_size: { int: size }, direction: { string: options.direction } },
    }) as [Tensor, Tensor];
    return recurrentOutput(x, all, last, size, options);
  });
}

/**
 * Processors without dot products of bytes add pairs of products in 16 bits, where 255 · 127 · 2 is cut off. Inputs and
 * states are about zero, which is 128 as a byte, so that this would happen often; half the range never reaches it, and
 * every processor computes the same.
 */
const largestRecurrent = 63;

/** [D, R, C] as bytes [D, C, R], a scale for each row R of each direction. */
function transposedBytes(tensor: Tensor, int8: Int8): Quantised {
  const [directions, rows, columns] = tensor.shape as [number, number, number];
  const values = valuesOf(tensor, int8);
  const scales = rowScales(values, directions * rows, largestRecurrent);
  const data = new Int8Array(values.length);
  for (let d = 0; d < directions; d++) {
    for (let r = 0; r < rows; r++) {
      const row = d * rows + r;
      for (let c = 0; c < columns; c++) {
        const value = (values[row * columns + c] as number) / (scales[row] as number);
        data[(d * columns + c) * rows + r] = Math.round(value);
      }
    }
  }
  return {
    values: bytes('int8', data, [directions, columns, rows]),
    scale: constant(scales, [directions, rows]),
    zero: bytes('int8', new Int8Array(directions * rows), [directions, rows]),
  };
}
