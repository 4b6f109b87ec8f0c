/**
 * Reading in 8 bits: convolutions and recurrent layers on integers, about twice as fast where the processor has
 * dot products of bytes (AVX-512 VNNI, ARM's dot product), in files a quarter as large.
 *
 * Weights are signed and symmetric with one scale for each output channel: w ≈ q · s. A convolution's input and
 * output are unsigned with one scale and zero point each, from the ranges that were seen on calibration lines:
 * x ≈ (q − z) · s (Jacob et al. 2018). A recurrent layer's input and state are scaled as they come, by their range in the batch;
 * so unlike in float32, what lines are read together can change a line's last digits. The first convolution (one
 * channel) and the output stay in float32, as does a GRU, for which ONNX Runtime has no such operator.
 * Here is what the layers share; how each computes in 8 bits stands in its file.
 */
import type { Scale, Tensor } from '../graph/index.js';
import { known } from '../known.js';

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

/** Zero is always a value of its own: padding and rectified values are many and must be exact. */
export function scaleOf({ low, high }: Range): Scale {
  const [least, most] = [Math.min(0, low), Math.max(0, high, low + 1e-6)];
  const scale = (most - least) / 255;
  return { scale, zero: Math.round(-least / scale) };
}

/** The largest magnitude of each of `groups` rows, as the scale that makes it `largest`. */
export function rowScales(values: Float32Array, groups: number, largest: number): Float32Array {
  const size = values.length / groups;
  return Float32Array.from({ length: groups }, (_, group) => {
    const most = values
      .subarray(group * size, (group + 1) * size)
      .reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    return most === 0 ? 1 : most / largest;
  });
}

/** The values as multiples of their row's scale, to bytes. */
export function roundedRows(values: Float32Array, scales: Float32Array): Int8Array<ArrayBuffer> {
  const size = values.length / scales.length;
  return Int8Array.from(values, (value, i) =>
    Math.round(value / known(scales[Math.floor(i / size)], 'the scale of a row')),
  );
}

/**
 * Processors without dot products of bytes add pairs of products in 16 bits, where 255 · 127 · 2 is cut off. What recurrent layers read is
 * about zero, which is 128 as a byte, so that this would happen often; half the range never reaches it, and every processor computes the same.
 */
const largestByte = 63;

/** Blocks [R, C] as bytes [C, R] each, with a scale for each row R of each block. */
export function transposedBytes(
  values: Float32Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): { readonly bytes: Int8Array<ArrayBuffer>; readonly scales: Float32Array } {
  const scales = rowScales(values, values.length / columns, largestByte);
  const bytes = new Int8Array(values.length);
  for (const [row, scale] of scales.entries()) {
    const [block, at] = [Math.floor(row / rows), row % rows];
    values.subarray(row * columns, (row + 1) * columns).forEach((value, column) => {
      bytes[(block * columns + column) * rows + at] = Math.round(value / scale);
    });
  }
  return { bytes, scales };
}

/** The values of a parameter. */
export function valuesOf({ origin }: Tensor, { weights }: Int8): Float32Array {
  const name = known(origin.kind === 'parameter' ? origin.name : undefined, 'a parameter');
  return known(weights.get(name), `the values of ${name}`);
}
