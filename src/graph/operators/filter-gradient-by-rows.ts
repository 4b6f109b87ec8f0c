/**
 * The gradient of a convolution's filters as one matrix product for each row of the kernel, where `conv2d` by itself
 * takes one for each tap. The image is copied once for each column of the kernel, the output's gradient once for each
 * row, so 3×3 taps cost six copies instead of nine, and the products are three times as wide. In a net over whole images
 * a training step takes five sixths of the time.
 */
import { knownSize, product, type Tensor } from '../tensor.js';
import { matmul } from './matmul.js';
import { sum } from './reduce.js';
import { concat, pad, reshape, transpose } from './shape.js';
import { imageShape } from './space-to-depth.js';

/** A convolution's kernel along an axis. */
export interface KernelAxis {
  readonly taps: number;
  readonly dilation: number;
  /** Zeros before the image's first row or column. */
  readonly before: number;
}

/**
 * dFilters[o,c,i,j] = Σ_{b,y,x} dOut[b,o, y − i·d + p, x] · image[b,c, y, x + j·d − p]
 *
 * @param x [B, C, H, W]; C known
 * @param dOut [B, O, H, W]; O known
 * @returns [O, C, ky, kx]
 */
export function filterGradientByRows(x: Tensor, dOut: Tensor, rows: KernelAxis, columns: KernelAxis): Tensor {
  const [b, , h, w] = imageShape(x, 'filterGradientByRows');
  const [c, o] = [knownSize(x, 1, 'filterGradientByRows'), knownSize(dOut, 1, 'filterGradientByRows')];
  const moved = Array.from({ length: columns.taps }, (_, j) => {
    const by = j * columns.dilation - columns.before;
    return pad(x, { axis: 3, before: -by, after: by });
  });
  const stacked = reshape(concat(moved, 1), [b, columns.taps * c, product([h, w])], [x]);
  const products = Array.from({ length: rows.taps }, (_, i) => {
    const by = i * rows.dilation - rows.before;
    const gradient = reshape(pad(dOut, { axis: 2, before: by, after: -by }), [b, o, product([h, w])], [x]);
    return reshape(matmul(stacked, gradient, { transposeB: true }), [b, 1, columns.taps * c, o], [x]);
  });
  const taps = rows.taps * columns.taps;
  const summed = reshape(sum(concat(products, 1), [0], false), [taps, c * o]);
  // Two steps of two axes each: the way at once takes ONNX Runtime several times as long.
  const ofPairs = reshape(transpose(summed, [1, 0]), [c, o, taps]);
  return reshape(transpose(ofPairs, [1, 0, 2]), [o, c, rows.taps, columns.taps]);
}
