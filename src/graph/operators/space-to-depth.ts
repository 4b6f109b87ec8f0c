/** Pixels to channels and back. Each is the other's inverse, and so each is the gradient of the other. */

import { oneOutput } from '../one-output.js';
import { type Dimension, formatShape, knownSize, scaled, type Tensor, windowCount } from '../tensor.js';

/**
 * out[b, (i·n + j)·C + c, y, x] = image[b, c, n·y + i, n·x + j]: each block of n × n pixels as channels of one pixel.
 *
 * @param x [B, C, H, W]; C known, H and W multiples of n
 * @returns [B, n²·C, H/n, W/n]
 */
export function spaceToDepth(x: Tensor, n: number): Tensor {
  const [b, , h, w] = imageShape(x, 'spaceToDepth');
  checkMultiple(h, n, 'height', 'spaceToDepth');
  checkMultiple(w, n, 'width', 'spaceToDepth');
  const channels = n * n * knownSize(x, 1, 'spaceToDepth');
  return oneOutput({
    operator: 'SpaceToDepth',
    inputs: [x],
    output: { type: x.type, shape: [b, channels, windowCount(h, n, n), windowCount(w, n, n)] },
    attributes: { blocksize: { int: n } },
    gradient: ([dOut]) => (dOut ? [sized(depthToSpace(dOut, n), x)] : []),
  });
}

/**
 * image[b, c, n·y + i, n·x + j] = x[b, (i·n + j)·C + c, y, x]: n² channels of one pixel as a block of n × n pixels.
 *
 * @param x [B, n²·C, H, W]
 * @returns [B, C, n·H, n·W]
 */
export function depthToSpace(x: Tensor, n: number): Tensor {
  const [b, , h, w] = imageShape(x, 'depthToSpace');
  const channels = knownSize(x, 1, 'depthToSpace');
  if (channels % (n * n) !== 0) {
    throw new Error(`depthToSpace: the channels must be a multiple of ${n * n}, got ${formatShape(x.shape)}`);
  }
  return oneOutput({
    operator: 'DepthToSpace',
    inputs: [x],
    output: { type: x.type, shape: [b, channels / (n * n), scaled(h, n), scaled(w, n)] },
    attributes: { blocksize: { int: n }, mode: { string: 'DCR' } },
    gradient: ([dOut]) => (dOut ? [sized(spaceToDepth(dOut, n), x)] : []),
  });
}

/** The four axes of an image. @throws where it has another number of them */
export function imageShape(x: Tensor, operator: string): readonly [Dimension, Dimension, Dimension, Dimension] {
  const [b, c, h, w] = x.shape;
  if (x.shape.length !== 4 || b === undefined || c === undefined || h === undefined || w === undefined) {
    throw new Error(`${operator}: image must be [B, C, H, W], got ${formatShape(x.shape)}`);
  }
  return [b, c, h, w];
}

/** @throws where the size is known and no multiple of n */
export function checkMultiple(size: Dimension, n: number, what: string, operator: string): void {
  if (typeof size === 'number' && size % n !== 0) {
    throw new Error(`${operator}: the ${what} must be a multiple of ${n}, got ${size}`);
  }
}

/** A tensor that has the shape of x, whatever its symbols say of it. */
function sized(tensor: Tensor, x: Tensor): Tensor {
  return { ...tensor, shape: x.shape };
}
