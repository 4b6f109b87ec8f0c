/** Sums of products over all pixels of a map, without the products in memory. */
import { product, type Tensor } from '../tensor.js';
import { matmul } from './matmul.js';
import { reshape } from './shape.js';
import { imageShape } from './space-to-depth.js';

/**
 * Σ over y, x of a·b, a matrix product of a row and a column for each map: half the time of a product and its sum.
 *
 * @param a [B, C, H, W], as b
 * @returns [B, C, 1, 1]
 */
export function pixelDot(a: Tensor, b: Tensor): Tensor {
  const [batch, channels, h, w] = imageShape(a, 'pixelDot');
  const row = (x: Tensor) => reshape(x, [batch, channels, 1, product([h, w])], [x]);
  return matmul(row(a), row(b), { transposeB: true });
}
