/**
 * 2-D convolution with "same" padding, and its two gradients in the forms that run fastest on ONNX Runtime's CPU:
 * the input's as a convolution with the filters flipped, the filters' as a matrix product for each tap.
 * A stride is handled by spreading the output gradient with zeros, so that both gradients know stride 1 only.
 */
import { part } from '../part.js';
import {
  constant,
  type Dimension,
  dimensionOf,
  formatShape,
  integers,
  knownSize,
  node,
  product,
  scalar,
  scaled,
  type Tensor,
  windowCount,
} from '../tensor.js';
import { add, mul } from './elementwise.js';
import { filterGradientByRows } from './filter-gradient-by-rows.js';
import { matmul } from './matmul.js';
import { sum } from './reduce.js';
import { concat, pad, reshape, sizeOf, slice, transpose } from './shape.js';

export interface ConvOptions {
  /** Vertical and horizontal step. */
  readonly stride?: readonly [number, number];
  /** Distance between the taps of the kernel. */
  readonly dilation?: readonly [number, number];
  /**
   * Whether the filters' gradient is computed row by row of the kernel instead of tap by tap: faster on whole images, the
   * same up to the last digits. Default: no.
   */
  readonly byRows?: boolean;
}

/** The padding before and after an axis that keeps its size at stride 1: d·(k − 1) in all, the smaller half before. */
export function samePadding(kernel: number, dilation: number): readonly [number, number] {
  const total = dilation * (kernel - 1);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/**
 * out[b,o,y,x] = bias[o] + Σ filters[o,c,i,j] · image[b,c, y·s + i·d − p, x·s + j·d − p], zeros outside.
 *
 * @param x [B, C, H, W]; C known, and H where there is a stride
 * @param filters [O, C, ky, kx]
 * @param bias [O]
 * @returns [B, O, floor((H−1)/sy)+1, floor((W−1)/sx)+1]
 */
export function conv2d(x: Tensor, filters: Tensor, bias: Tensor | undefined, options: ConvOptions = {}): Tensor {
  const stride = options.stride ?? [1, 1];
  const dilation = options.dilation ?? [1, 1];
  if (x.shape.length !== 4 || filters.shape.length !== 4 || x.shape[1] !== filters.shape[1]) {
    throw new Error(
      `conv2d: image [B, C, H, W] and filters [O, C, ky, kx] must agree on C, got ${formatShape(x.shape)} and ${formatShape(filters.shape)}`,
    );
  }
  const rule = (dOut: Tensor, wanted: readonly boolean[]) => {
    const dense = spread(dOut, x, stride);
    return [
      wanted[0]
        ? part('conv.inputGradient', [dense, filters], () => inputGradient(dense, filters, dilation))
        : undefined,
      wanted[1]
        ? part('conv.filterGradient', [x, dense], () => filterGradientOf(x, dense, filters, options))
        : undefined,
      wanted[2] ? part('conv.filterGradient', [dOut], () => sum(dOut, [0, 2, 3], false)) : undefined,
    ];
  };
  return part('conv.forward', [x, filters, bias], () => convolve(x, filters, bias, stride, dilation, rule));
}

/** Zeros above and below, and left and right, that leave an image as large as it is. */
function paddingOf(filters: Tensor, dilation: readonly [number, number]) {
  return dilation.map((step, axis) => samePadding(knownSize(filters, 2 + axis, 'conv2d'), step));
}

function convolve(
  x: Tensor,
  filters: Tensor,
  bias: Tensor | undefined,
  stride: readonly [number, number],
  dilation: readonly [number, number],
  gradient?: (dOut: Tensor, wanted: readonly boolean[]) => readonly (Tensor | undefined)[],
  padding: readonly (readonly [number, number])[] = paddingOf(filters, dilation),
): Tensor {
  const [[top, bottom], [left, right]] = padding as [[number, number], [number, number]];
  const kernel = [knownSize(filters, 2, 'conv2d'), knownSize(filters, 3, 'conv2d')];
  const [b, , h, w] = x.shape as [Dimension, Dimension, Dimension, Dimension];
  const shape = [b, dimensionOf(filters, 0), windowCount(h, 1, stride[0]), windowCount(w, 1, stride[1])];
  return node({
    operator: 'Conv',
    inputs: bias ? [x, filters, bias] : [x, filters],
    outputs: [{ type: x.type, shape }],
    attributes: {
      kernel_shape: { ints: kernel },
      pads: { ints: [top, left, bottom, right] },
      strides: { ints: stride },
      dilations: { ints: dilation },
    },
    ...(gradient ? { gradient: ([dOut], wanted) => (dOut ? gradient(dOut, wanted) : []) } : {}),
  })[0];
}

/** dOut at stride 1: zeros between its columns and rows, cut to the height and width of x. */
function spread(dOut: Tensor, x: Tensor, stride: readonly [number, number]): Tensor {
  if (stride[0] === 1 && stride[1] === 1) return dOut;
  const [b, o, h, w] = dOut.shape as [Dimension, Dimension, number, Dimension];
  const apart = reshape(dOut, [b, o, h, 1, w, 1], [dOut]);
  const filled = pad(apart, { axis: 3, before: 0, after: stride[0] - 1 }, { axis: 5, before: 0, after: stride[1] - 1 });
  const joined = reshape(filled, [b, o, h * stride[0], scaled(w, stride[1])], [dOut]);
  const rows = slice(joined, { axis: 2, start: 0, end: knownSize(x, 2, 'conv2d') });
  return rows.shape[3] === x.shape[3] ? rows : cropColumns(rows, x);
}

/** The first columns of a tensor, as many as x has: (floor((W−1)/s)+1)·s are never fewer. */
function cropColumns(tensor: Tensor, x: Tensor): Tensor {
  return node({
    operator: 'Slice',
    inputs: [tensor, integers([0]), sizeOf(x, 3), integers([3])],
    outputs: [{ type: tensor.type, shape: [...tensor.shape.slice(0, 3), dimensionOf(x, 3)] }],
  })[0];
}

/** dImage = conv(dOut, filters flipped in both axes, input and output channels exchanged), padding mirrored. */
function inputGradient(dense: Tensor, filters: Tensor, dilation: readonly [number, number]): Tensor {
  const flipped = flippedTaps(transpose(filters, [1, 0, 2, 3]));
  const mirrored = paddingOf(filters, dilation).map(([before, after]) => [after, before] as const);
  return convolve(dense, flipped, undefined, [1, 1], dilation, undefined, mirrored);
}

function filterGradientOf(x: Tensor, dense: Tensor, filters: Tensor, options: ConvOptions): Tensor {
  const dilation = options.dilation ?? [1, 1];
  const [ky, kx] = [knownSize(filters, 2, 'conv2d'), knownSize(filters, 3, 'conv2d')];
  if (!options.byRows || ky * kx === 1) return filterGradient(x, dense, filters, dilation);
  const axis = (taps: number, apart: number) => ({ taps, dilation: apart, before: samePadding(taps, apart)[0] });
  return filterGradientByRows(x, dense, axis(ky, dilation[0]), axis(kx, dilation[1]));
}

/** Both axes of the kernels reversed: by a product with a permutation, several times as fast as by slices. */
function flippedTaps(filters: Tensor): Tensor {
  const [a, b, ky, kx] = filters.shape as [number, number, number, number];
  const taps = ky * kx;
  if (taps === 1) return filters;
  const reversal = new Float32Array(taps * taps);
  for (let tap = 0; tap < taps; tap++) reversal[tap * taps + taps - 1 - tap] = 1;
  const rows = matmul(reshape(filters, [a * b, taps]), constant(reversal, [taps, taps]));
  return reshape(rows, filters.shape);
}

/**
 * dFilters[o,c,i,j] = Σ_{b,y,x} dOut[b,o,y,x] · image[b,c, y + i·d − p, x + j·d − p]: a matrix product for each tap.
 *
 * With its padding around it and the rows one after the other, the image seen from a tap is the same memory, only
 * later by i·d·(row) + j·d: one contiguous copy. dOut gets as many zeros at the end of each row, which meet whatever
 * stands there. For an image of few channels (the first layer) the products would be too thin; its copies are stacked
 * for a single one.
 */
function filterGradient(x: Tensor, dense: Tensor, filters: Tensor, dilation: readonly [number, number]): Tensor {
  const [o, c, ky, kx] = filters.shape as [number, number, number, number];
  const [top, bottom] = samePadding(ky, dilation[0]);
  const [left, right] = samePadding(kx, dilation[1]);
  const taps = Array.from({ length: ky * kx }, (_, tap): readonly [number, number] => [
    Math.floor(tap / kx) * dilation[0],
    (tap % kx) * dilation[1],
  ]);
  if (c < fewChannels) {
    const copies = taps.map(([down, along]) =>
      pad(
        x,
        { axis: 2, before: top - down, after: down - top },
        { axis: 3, before: left - along, after: along - left },
      ),
    );
    const products = sum(matmul(flatImage(concat(copies, 1)), flatImage(dense), { transposeB: true }), [0], false);
    return transpose(reshape(products, [ky, kx, c, o]), [3, 2, 0, 1]);
  }
  if (ky * kx === 1) {
    return reshape(sum(matmul(flatImage(dense), flatImage(x), { transposeB: true }), [0], false), [o, c, 1, 1]);
  }
  // The row more at the bottom is for the last tap, whose last row ends beyond the image by what is left of it.
  const around = pad(x, { axis: 2, before: top, after: bottom + 1 }, { axis: 3, before: left, after: right });
  const image = flatImage(around);
  const gradient = flatImage(pad(dense, { axis: 3, before: 0, after: left + right }));
  const row = sizeOf(around, 3);
  const length = sizeOf(gradient, 2);
  const products = taps.map(([down, along]) => {
    const start = add(mul(row, scalar(down, 'int64')), scalar(along, 'int64'));
    const seen = sliceBetween(image, start, add(start, length), dimensionOf(gradient, 2));
    return reshape(sum(matmul(gradient, seen, { transposeB: true }), [0], false), [1, o, c]);
  });
  return reshape(transpose(concat(products, 0), [1, 2, 0]), [o, c, ky, kx]);
}

/** Below this many channels a product for each tap is too thin to be fast. */
const fewChannels = 8;

/** The part of the last axis from `start` to `end`, int64 [1] both. */
function sliceBetween(x: Tensor, start: Tensor, end: Tensor, size: Dimension): Tensor {
  return node({
    operator: 'Slice',
    inputs: [x, start, end, integers([2])],
    outputs: [{ type: x.type, shape: [...x.shape.slice(0, 2), size] }],
  })[0];
}

function flatImage(x: Tensor): Tensor {
  const [b, c, h, w] = x.shape as [Dimension, number, Dimension, Dimension];
  return reshape(x, [b, c, product([h, w])]);
}
