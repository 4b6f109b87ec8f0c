/**
 * A convolution of each channel for itself, for long thin kernels that look far along an axis. Forwards and to the input
 * it is ONNX Runtime's grouped convolution. For the gradient of the filters that is the slowest way by far where the
 * kernel stands upright; fastest of five measured ways is one product of all rows with all rows, whose diagonals are
 * summed:
 *
 *   P[c, x', x] = Σ over b, y of dOut[b, c, y, x'] · image[b, c, y, x],  dFilter[c, j] = Σ over x of P[c, x, x + j − p]
 */

import { oneOutput } from '../one-output.js';
import { part } from '../part.js';
import { type Dimension, formatShape, type GradientRule, knownSize, product, type Tensor } from '../tensor.js';
import { samePadding } from './conv.js';
import { matmul } from './matmul.js';
import { sum } from './reduce.js';
import { concat, pad, reshape, slice, transpose } from './shape.js';
import { imageShape } from './space-to-depth.js';

/**
 * out[b, c, y, x] = Σ over i, j of filters[c, 0, i, j] · image[b, c, y + i − p, x + j − p], zeros outside.
 *
 * @param x [B, C, H, W]; C known
 * @param filters [C, 1, ky, kx]
 * @returns the shape of x
 */
export function depthwiseConv2d(x: Tensor, filters: Tensor): Tensor {
  const [, c] = imageShape(x, 'depthwiseConv2d');
  if (filters.shape.length !== 4 || filters.shape[0] !== c || filters.shape[1] !== 1) {
    throw new Error(
      `depthwiseConv2d: image [B, C, H, W] and filters [C, 1, ky, kx] must agree on C, got ${formatShape(x.shape)} and ${formatShape(filters.shape)}`,
    );
  }
  const [ky, kx] = kernelOf(filters);
  const padding: readonly [Pair, Pair] = [samePadding(ky, 1), samePadding(kx, 1)];
  const gradient: GradientRule = ([dOut], wanted) =>
    dOut
      ? [
          wanted[0]
            ? part('depthwise.inputGradient', [dOut, filters], () => inputGradient(dOut, filters, padding))
            : undefined,
          wanted[1]
            ? part('depthwise.filterGradient', [x, dOut, filters], () => filterGradient(x, dOut, filters))
            : undefined,
        ]
      : [];
  return part('depthwise.forward', [x, filters], () => convolve(x, filters, padding, gradient));
}

type Pair = readonly [number, number];

function kernelOf(filters: Tensor): Pair {
  return [knownSize(filters, 2, 'depthwiseConv2d'), knownSize(filters, 3, 'depthwiseConv2d')];
}

function convolve(
  x: Tensor,
  filters: Tensor,
  [[top, bottom], [left, right]]: readonly [Pair, Pair],
  gradient?: GradientRule,
): Tensor {
  return oneOutput({
    operator: 'Conv',
    inputs: [x, filters],
    output: { type: x.type, shape: x.shape },
    attributes: {
      kernel_shape: { ints: kernelOf(filters) },
      pads: { ints: [top, left, bottom, right] },
      group: { int: knownSize(x, 1, 'depthwiseConv2d') },
    },
    ...(gradient ? { gradient } : {}),
  });
}

/** The filters flipped in both axes, the padding mirrored. */
function inputGradient(dOut: Tensor, filters: Tensor, [[top, bottom], [left, right]]: readonly [Pair, Pair]): Tensor {
  const flipped = [2, 3].reduce(
    (tensor, axis) => (filters.shape[axis] === 1 ? tensor : slice(tensor, { axis, start: -1, step: -1 })),
    filters,
  );
  return convolve(dOut, flipped, [
    [bottom, top],
    [right, left],
  ]);
}

/** The taps of the kernel's shorter axis one by one; along the longer one all at once. */
function filterGradient(x: Tensor, dOut: Tensor, filters: Tensor): Tensor {
  const [ky, kx] = kernelOf(filters);
  const c = knownSize(filters, 0, 'depthwiseConv2d');
  const upright = ky > kx;
  const [short, long] = upright ? [kx, ky] : [ky, kx];
  const [before] = samePadding(short, 1);
  const taps = Array.from({ length: short }, (_, tap) => {
    const seen = pad(x, { axis: upright ? 3 : 2, before: before - tap, after: tap - before });
    const products = matmul(dOut, seen, upright ? { transposeB: true } : { transposeA: true });
    return reshape(diagonals(sum(products, [0], false), long), [c, 1, 1, long]);
  });
  const joined = concat(taps, 2);
  return upright ? transpose(joined, [0, 1, 3, 2]) : joined;
}

/**
 * out[c, j] = Σ over i of m[c, i, i + j − p], zeros outside. With the zeros before and after each row, tap j of row i is
 * value number i·(length of a row) + i + j of its map: in rows that are longer by one it stands in column j.
 *
 * @param m [C, N, N]
 * @returns [C, taps]
 */
function diagonals(m: Tensor, taps: number): Tensor {
  const c = knownSize(m, 0, 'depthwiseConv2d');
  const [, size = 0] = m.shape;
  const [before, after] = samePadding(taps, 1);
  // N rows that are longer by one need N values more: those of another row, which is longer than that by the padding.
  const rows = pad(m, { axis: 1, before: 0, after: 1 }, { axis: 2, before, after });
  const flat = reshape(rows, [c, product(rows.shape.slice(1))]);
  const longer: Dimension = typeof size === 'number' ? size + taps : 'longer row';
  const total = product([size, longer]);
  const cut = taps === 1 ? flat : slice(flat, { axis: 1, start: 0, end: 1 - taps, size: total });
  const columns = sum(reshape(cut, [c, size, longer], [m]), [1], false);
  return slice(columns, { axis: 1, start: 0, end: taps, size: taps });
}
