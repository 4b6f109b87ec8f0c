/**
 * Numbers as bytes and back: x ≈ (q − zero) · scale (Jacob et al. 2018). For graphs that only read, so none of the
 * operators on bytes has a gradient.
 */
import { constant, node, scalar, type Tensor } from '../tensor.js';

/** A tensor of bytes and what they stand for: (value − zero) · scale. */
export interface Quantised {
  readonly values: Tensor;
  readonly scale: Tensor;
  readonly zero: Tensor;
}

/** The value of a step, and the byte that stands for 0. */
export interface Scale {
  readonly scale: number;
  readonly zero: number;
}

/** A scale of unsigned bytes as constants. */
export function scaleTensors({ scale, zero }: Scale): Omit<Quantised, 'values'> {
  return { scale: constant(scale), zero: scalar(zero, 'uint8') };
}

/** @returns unsigned bytes; what is beyond their range becomes its end */
export function quantise(x: Tensor, scale: Scale): Quantised {
  const tensors = scaleTensors(scale);
  const [values] = node({
    operator: 'QuantizeLinear',
    inputs: [x, tensors.scale, tensors.zero],
    outputs: [{ type: 'uint8', shape: x.shape }],
  });
  return { values, ...tensors };
}

export function dequantise({ values, scale, zero }: Quantised): Tensor {
  const [out] = node({
    operator: 'DequantizeLinear',
    inputs: [values, scale, zero],
    outputs: [{ type: 'float32', shape: values.shape }],
  });
  return out;
}
