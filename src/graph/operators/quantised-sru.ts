/**
 * SRU with weights as bytes: its products by an operator of ONNX Runtime that scales what they read as it comes; the recurrence is in float32.
 * For graphs that only read: no gradient.
 */
import { part } from '../part.js';
import { dimensionOf, knownSize, node, type Tensor } from '../tensor.js';
import type { Quantised } from './quantise.js';
import { perDirection, type RecurrentOptions, timeFirst } from './recurrent.js';
import { concat, reshape, slice } from './shape.js';
import { gated } from './sru.js';

/** Of one direction. */
export interface QuantisedSruWeights {
  /** int8 [I, 4H], with a scale and a zero for each of 4H. */
  readonly input: Quantised;
  /** float32 [4H] */
  readonly bias: Tensor;
}

/** The same as `sru`. */
export function quantisedSru(x: Tensor, weights: readonly QuantisedSruWeights[], options: RecurrentOptions): Tensor {
  return part('sru', [x, options.lengths], () => {
    const read = perDirection(x, options);
    const products = weights.map((direction, index) => product(read, index, direction));
    return gated(timeFirst(concat(products, 0), x), options);
  });
}

function product(read: Tensor, index: number, { input, bias }: QuantisedSruWeights): Tensor {
  const [rows, inputs, outputs] = [dimensionOf(read, 1), knownSize(read, 2, 'sru'), knownSize(bias, 0, 'sru')];
  const mine = reshape(slice(read, { axis: 0, start: index, end: index + 1 }), [rows, inputs]);
  const [sums] = node({
    operator: 'DynamicQuantizeMatMul',
    domain: 'com.microsoft',
    inputs: [mine, input.values, input.scale, input.zero, bias],
    outputs: [{ type: 'float32', shape: [rows, outputs] }],
  });
  return reshape(sums, [1, rows, outputs]);
}
