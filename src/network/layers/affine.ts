/** What comes after a normalisation: each channel times a learnt scale, plus a learnt shift. */
import { add, mul, reshape, type Tensor } from '../../graph/index.js';
import type { BuildContext } from './layer.js';

/** NAME.scale and NAME.shift, both [C], which change nothing at the start. */
export function affineWeights(name: string, channels: number, context: BuildContext) {
  return {
    scale: context.weight(`${name}.scale`, [channels], { kind: 'constant', value: 1 }),
    shift: context.weight(`${name}.shift`, [channels], { kind: 'constant', value: 0 }),
  };
}

/** @param x [B, C, H, W] */
export function affine(name: string, channels: number, x: Tensor, context: BuildContext): Tensor {
  const { scale, shift } = affineWeights(name, channels, context);
  const shape = [1, channels, 1, 1];
  return add(mul(x, reshape(scale, shape)), reshape(shift, shape));
}
