/** Convolution of bytes. For graphs that only read: no gradient. */
import { type Dimension, node, type Tensor, windowCount } from '../tensor.js';
import { type ConvOptions, samePadding } from './conv.js';
import type { Quantised } from './quantise.js';

export interface QuantisedFilters {
  /** int8 [O, C, ky, kx], and a scale and a zero for each O. */
  readonly filters: Quantised;
  /** int32 [O], in steps of the input's scale times the filters'. */
  readonly bias: Tensor;
}

/**
 * The same as `conv2d`.
 * @param x uint8 [B, C, H, W]
 * @param output what its bytes stand for; values beyond them become the nearest
 */
export function quantisedConv2d(
  x: Quantised,
  { filters, bias }: QuantisedFilters,
  output: Omit<Quantised, 'values'>,
  { stride = [1, 1], dilation = [1, 1] }: ConvOptions = {},
): Quantised {
  const [outputs, , ky, kx] = filters.values.shape as [number, number, number, number];
  const [[top, bottom], [left, right]] = [samePadding(ky, dilation[0]), samePadding(kx, dilation[1])];
  const [b, , h, w] = x.values.shape as [Dimension, Dimension, Dimension, Dimension];
  const [values] = node({
    operator: 'QLinearConv',
    inputs: [x.values, x.scale, x.zero, filters.values, filters.scale, filters.zero, output.scale, output.zero, bias],
    outputs: [{ type: 'uint8', shape: [b, outputs, windowCount(h, 1, stride[0]), windowCount(w, 1, stride[1])] }],
    attributes: {
      kernel_shape: { ints: [ky, kx] },
      pads: { ints: [top, left, bottom, right] },
      strides: { ints: stride },
      dilations: { ints: dilation },
    },
  });
  return { values, ...output };
}
