/** Max pooling. Its gradient is shared evenly among the ties of a window: blank paper is all ties. */
import { part } from '../part.js';
import {
  type Dimension,
  dimensionOf,
  formatShape,
  knownSize,
  node,
  product,
  sameShape,
  scalar,
  scaled,
  type Tensor,
  windowCount,
} from '../tensor.js';
import { add, cast, div, equal, mul, sub } from './elementwise.js';
import { padAfter } from './pad-after.js';
import { sum } from './reduce.js';
import { concat, reshape, sizeOf } from './shape.js';

export interface PoolOptions {
  readonly kernel: readonly [number, number];
  /** Default: the kernel. */
  readonly stride?: readonly [number, number];
}

/**
 * The largest value of each window; windows that don't fit are left out.
 *
 * Where the stride is the kernel, the gradient costs a few elementwise passes. Where windows overlap, it is a sum over
 * the taps of the kernel.
 * @param x [B, C, H, W]
 * @returns [B, C, floor((H−ky)/sy)+1, floor((W−kx)/sx)+1]
 */
export function maxPool2d(x: Tensor, options: PoolOptions): Tensor {
  const { kernel } = options;
  const stride = options.stride ?? kernel;
  if (x.shape.length !== 4) throw new Error(`maxPool2d: image must be [B, C, H, W], got ${formatShape(x.shape)}`);
  const height = knownSize(x, 2, 'maxPool2d');
  if (height < kernel[0]) {
    throw new Error(`maxPool2d: the image must be at least as high as the window, got ${height} and ${kernel[0]}`);
  }
  const shape = [
    x.shape[0],
    x.shape[1],
    windowCount(height, kernel[0], stride[0]),
    windowCount(dimensionOf(x, 3), kernel[1], stride[1]),
  ];
  const attributes = { kernel_shape: { ints: kernel }, strides: { ints: stride } };
  const gradient = (dOut: Tensor) => part('pool', [x, out, dOut], () => poolGradient(x, out, dOut, kernel, stride));
  const out: Tensor = part('pool', [x], () =>
    node({
      operator: 'MaxPool',
      inputs: [x],
      outputs: [{ type: x.type, shape: shape as Dimension[] }],
      attributes,
      gradient: ([dOut]) => (dOut ? [gradient(dOut)] : []),
    }),
  )[0];
  return out;
}

type Pair = readonly [number, number];

function poolGradient(x: Tensor, out: Tensor, dOut: Tensor, kernel: Pair, stride: Pair): Tensor {
  if (kernel[0] !== stride[0] || kernel[1] !== stride[1]) return overlappingGradient(x, out, dOut, kernel, stride);
  const winners = cast(equal(x, enlarge(out, x, kernel)), 'float32');
  const share = div(dOut, windowSum(winners, out, kernel));
  return mul(enlarge(share, x, kernel), winners);
}

/** Each value repeated over its window, and zeros where x is larger than the windows reach. */
function enlarge(pooled: Tensor, x: Tensor, [ky, kx]: Pair): Tensor {
  if (kx === 1) return padTo(repeatRows(pooled, ky), x);
  const big = node({
    operator: 'Resize',
    inputs: [pooled, undefined, constantScales([1, 1, ky, kx])],
    outputs: [{ type: pooled.type, shape: grown(pooled, ky, kx) }],
    attributes: {
      mode: { string: 'nearest' },
      coordinate_transformation_mode: { string: 'asymmetric' },
      nearest_mode: { string: 'floor' },
    },
  })[0];
  return padTo(big, x);
}

/** Each row so many times: whole rows are copied, several times as fast as by Resize. */
function repeatRows(x: Tensor, times: number): Tensor {
  const [b, c, h, w] = x.shape as [Dimension, Dimension, number, Dimension];
  const row = reshape(x, [b, c, h, 1, w], [x]);
  return reshape(concat(new Array<Tensor>(times).fill(row), 3), grown(x, times, 1), [x]);
}

function grown(pooled: Tensor, ky: number, kx: number): Dimension[] {
  const [b, c, h, w] = pooled.shape as [Dimension, Dimension, number, Dimension];
  return [b, c, h * ky, scaled(w, kx)];
}

function constantScales(scales: readonly number[]): Tensor {
  return { type: 'float32', shape: [scales.length], origin: { kind: 'constant', data: Float32Array.from(scales) } };
}

/** Zeros after the last row and column until the shape is that of x. A whole number of windows needs none. */
function padTo(big: Tensor, x: Tensor): Tensor {
  if (sameShape(big.shape, x.shape)) return big;
  const missing = [2, 3].map((axis) => sub(sizeOf(x, axis), sizeOf(big, axis)));
  return padAfter(big, missing, x.shape);
}

/** The sum over each window: an average pool times the window's size. */
function windowSum(x: Tensor, out: Tensor, kernel: Pair): Tensor {
  const [b, c, h, w] = out.shape as [Dimension, Dimension, number, Dimension];
  if (kernel[1] === 1 && sameShape(x.shape, grown(out, kernel[0], 1))) {
    return reshape(sum(reshape(x, [b, c, h, kernel[0], w], [x]), [3]), out.shape, [out]);
  }
  const mean = node({
    operator: 'AveragePool',
    inputs: [x],
    outputs: [{ type: x.type, shape: out.shape }],
    attributes: { kernel_shape: { ints: kernel }, strides: { ints: kernel } },
  })[0];
  return mul(mean, scalar(kernel[0] * kernel[1], x.type));
}

/** Overlapping windows: every tap is looked at as an image of the output's size, and put back where it came from. */
function overlappingGradient(x: Tensor, out: Tensor, dOut: Tensor, kernel: Pair, stride: Pair): Tensor {
  const taps = Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => tapFilter(tap, kernel));
  const [b, c, h, w] = x.shape as [Dimension, number, number, Dimension];
  const single = reshape(x, [product([b, c]), 1, h, w], [x]);
  const flatOut = reshape(out, [dimensionOf(single, 0), 1, dimensionOf(out, 2), dimensionOf(out, 3)], [out]);
  const flatGradient = reshape(dOut, flatOut.shape, [dOut]);
  const winners = taps.map((filter) => {
    const winner = cast(equal(takeTap(single, filter, flatOut, stride), flatOut), 'float32');
    return [winner, filter] as const;
  });
  const ties = winners.map(([winner]) => winner).reduce(add);
  const share = div(flatGradient, ties);
  const parts = winners.map(([winner, filter]) => putTap(mul(share, winner), filter, stride, single));
  return reshape(parts.reduce(add), x.shape, [x]);
}

function tapFilter(tap: number, [ky, kx]: Pair): Tensor {
  const data = new Float32Array(ky * kx);
  data[tap] = 1;
  return { type: 'float32', shape: [1, 1, ky, kx], origin: { kind: 'constant', data } };
}

function takeTap(x: Tensor, filter: Tensor, out: Tensor, stride: Pair): Tensor {
  return node({
    operator: 'Conv',
    inputs: [x, filter],
    outputs: [{ type: x.type, shape: out.shape }],
    attributes: { kernel_shape: { ints: filter.shape.slice(2) as number[] }, strides: { ints: stride } },
  })[0];
}

function putTap(values: Tensor, filter: Tensor, stride: Pair, x: Tensor): Tensor {
  const back = node({
    operator: 'ConvTranspose',
    inputs: [values, filter],
    outputs: [{ type: x.type, shape: [...x.shape.slice(0, 2), 'covered height', 'covered width'] }],
    attributes: { kernel_shape: { ints: filter.shape.slice(2) as number[] }, strides: { ints: stride } },
  })[0];
  return padTo(back, x);
}
