/** Batch normalisation by running statistics, in one operator. Only for reading: training uses `standardise`. */
import { node, type Tensor } from '../tensor.js';
import { varianceFloor } from './standardise.js';

/** All [C]. */
export interface ChannelStatistics {
  readonly scale: Tensor;
  readonly shift: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * scale · (x − mean) / √(variance + ε) + shift, channel by channel. No gradient.
 * @param x [B, C, H, W]
 */
export function batchNormalise(x: Tensor, { scale, shift, mean, variance }: ChannelStatistics): Tensor {
  const [out] = node({
    operator: 'BatchNormalization',
    inputs: [x, scale, shift, mean, variance],
    outputs: [{ type: 'float32', shape: x.shape }],
    attributes: { epsilon: { float: varianceFloor } },
  });
  return out;
}
