/**
 * A convolution whose windows neither overlap nor leave anything out: n × n taps, a step of n. It is SpaceToDepth and a
 * 1×1 convolution in one, which ONNX Runtime computes without the rearranged image. Of the gradients, the input's is a
 * transposed convolution, and the filters' one matrix product with the image rearranged; a strided `conv2d` has to
 * spread its gradient with zeros, which costs four times as much.
 */

import { oneOutput } from '../one-output.js';
import { part } from '../part.js';
import { formatShape, knownSize, product, type Tensor, windowCount } from '../tensor.js';
import { matmul } from './matmul.js';
import { sum } from './reduce.js';
import { reshape, transpose } from './shape.js';
import { checkMultiple, imageShape, spaceToDepth } from './space-to-depth.js';

/**
 * out[b, o, y, x] = Σ over c, i, j of filters[o, c, i, j] · image[b, c, n·y + i, n·x + j]
 *
 * @param x [B, C, H, W]; C known, H and W multiples of n
 * @param filters [O, C, n, n]
 * @returns [B, O, H/n, W/n]
 */
export function patchConv2d(x: Tensor, filters: Tensor): Tensor {
  const [b, c, h, w] = imageShape(x, 'patchConv2d');
  const [outputs, n] = [size(filters, 0), size(filters, 2)];
  if (filters.shape.length !== 4 || filters.shape[1] !== c || filters.shape[3] !== n) {
    throw new Error(
      `patchConv2d: image [B, C, H, W] and filters [O, C, n, n] must agree on C, got ${formatShape(x.shape)} and ${formatShape(filters.shape)}`,
    );
  }
  checkMultiple(h, n, 'height', 'patchConv2d');
  checkMultiple(w, n, 'width', 'patchConv2d');
  return part('conv.forward', [x, filters], () =>
    oneOutput({
      operator: 'Conv',
      inputs: [x, filters],
      output: { type: x.type, shape: [b, outputs, windowCount(h, n, n), windowCount(w, n, n)] },
      attributes: { kernel_shape: { ints: [n, n] }, strides: { ints: [n, n] } },
      gradient: ([dOut], wanted) =>
        dOut
          ? [
              wanted[0]
                ? part('conv.inputGradient', [dOut, filters, x], () => inputGradient(dOut, filters, x))
                : undefined,
              wanted[1]
                ? part('conv.filterGradient', [x, dOut, filters], () => filterGradient(x, dOut, filters))
                : undefined,
            ]
          : [],
    }),
  );
}

function inputGradient(dOut: Tensor, filters: Tensor, x: Tensor): Tensor {
  const n = knownSize(filters, 2, 'patchConv2d');
  return oneOutput({
    operator: 'ConvTranspose',
    inputs: [dOut, filters],
    output: { type: x.type, shape: x.shape },
    attributes: { kernel_shape: { ints: [n, n] }, strides: { ints: [n, n] } },
  });
}

/** dFilters[o, c, i, j] = Σ over b, y, x of image[b, c, n·y + i, n·x + j] · dOut[b, o, y, x] */
function filterGradient(x: Tensor, dOut: Tensor, filters: Tensor): Tensor {
  const [o, c, n] = [size(filters, 0), size(filters, 1), size(filters, 2)];
  const products = matmul(flat(spaceToDepth(x, n)), flat(dOut), { transposeB: true });
  return transpose(reshape(sum(products, [0], false), [n, n, c, o]), [3, 2, 0, 1]);
}

function size(filters: Tensor, axis: number): number {
  return knownSize(filters, axis, 'patchConv2d');
}

/** The pixels of each map in one row: [B, C, H·W] */
function flat(x: Tensor): Tensor {
  const [b, c, h, w] = imageShape(x, 'patchConv2d');
  return reshape(x, [b, c, product([h, w])]);
}
