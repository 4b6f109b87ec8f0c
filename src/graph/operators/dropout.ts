/**
 * Dropout (Srivastava et al. 2014) whose mask is a function of (seed, layer, position): no hidden state, so a resumed
 * run draws the same masks. ONNX Runtime's own random operators cannot do that.
 *
 * Every row and every column of the tensor gets a 32-bit key from a mixing function (the finaliser of
 * `lowbias32`, C. Wellons 2018); an element is kept when the product of its two keys, modulo 2³², is under the
 * threshold. Multiplying by an odd key permutes the residues, so each element is kept with the probability asked for
 * and two elements of a row agree by chance only. The mixing costs rows + columns, the product one integer pass.
 */
import { part } from '../part.js';
import { constant, dimensionOf, integers, node, product, scalar, type Tensor } from '../tensor.js';
import { add, cast, less, mul, where } from './elementwise.js';
import { range, reshape } from './shape.js';

export interface DropoutOptions {
  /** The share of values set to zero, 0 ≤ p < 1; the others are multiplied by 1/(1 − p). */
  readonly probability: number;
  /** int64 [1], 0 ≤ seed < 2³², another one at each step. */
  readonly seed: Tensor;
  /** Tells the masks of several layers apart. */
  readonly layer: number;
  /** Whole channels, of [B, C, H, W], instead of single values. */
  readonly channels?: boolean;
}

/** @throws when the probability is not in [0, 1) */
export function dropout(x: Tensor, options: DropoutOptions): Tensor {
  const { probability } = options;
  if (!(probability >= 0 && probability < 1)) {
    throw new Error(`dropout: the probability must be in [0, 1), got ${probability}`);
  }
  if (probability === 0) return x;
  return part('dropout', [x, options.seed], () => mul(x, mask(x, options)));
}

function mask(x: Tensor, options: DropoutOptions): Tensor {
  const [rowKeys, columnKeys] = keys(x, options);
  const hashed = mul(rowKeys, columnKeys);
  const keep = 1 - options.probability;
  const kept = less(hashed, scalar(Math.round(keep * 2 ** 32 - 2 ** 31), 'int32'));
  const scale = where(kept, constant(1 / keep), constant(0));
  return options.channels
    ? reshape(scale, [...x.shape.slice(0, 2), ...x.shape.slice(2).map(() => 1)], [x])
    : reshape(scale, x.shape, [x]);
}

function keys(x: Tensor, { seed, layer, channels }: DropoutOptions): readonly [Tensor, Tensor] {
  const last = channels ? 1 : x.shape.length - 1;
  const rows = product(x.shape.slice(0, last));
  const rowCount = channels ? range(x, 0) : range(reshape(x, [rows, dimensionOf(x, last)]), 0);
  const rowKeys = key(rowCount, seed, 2 * layer);
  const columnKeys = key(range(x, last), seed, 2 * layer + 1);
  return [reshape(rowKeys, [dimensionOf(rowCount, 0), 1]), reshape(columnKeys, [1, dimensionOf(x, last)])];
}

const modulus = 2 ** 32;

/** mix(index + mix(seed + stream)), odd, as int32 */
function key(index: Tensor, seed: Tensor, stream: number): Tensor {
  const start = mix(remainder(add(seed, integers([(stream * 0x9e3779b9) % modulus]))));
  const mixed = mix(remainder(add(index, start)));
  const odd = add(mul(divide(mixed, 2), integers([2])), integers([1 - 2 ** 31]));
  return cast(odd, 'int32');
}

function mix(x: Tensor): Tensor {
  const first = multiply(xorShift(x, 16), 0x21f0aaad);
  const second = multiply(xorShift(first, 15), 0x735a2d97);
  return xorShift(second, 15);
}

function xorShift(x: Tensor, bits: number): Tensor {
  return raw('BitwiseXor', x, divide(x, 2 ** bits));
}

// Below 2³², times a constant below 2³¹: the product fits an int64.
function multiply(x: Tensor, by: number): Tensor {
  return remainder(mul(x, integers([by])));
}

function divide(x: Tensor, by: number): Tensor {
  return raw('Div', x, integers([by]));
}

function remainder(x: Tensor): Tensor {
  return raw('Mod', x, integers([modulus]));
}

function raw(operator: string, a: Tensor, b: Tensor): Tensor {
  return node({ operator, inputs: [a, b], outputs: [{ type: 'int64', shape: a.shape }] })[0];
}
