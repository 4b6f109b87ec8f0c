/** Features of one row as a sequence, and back. */
import { type Dimension, reshape, type Tensor, transpose } from '../graph/index.js';

export function sizes(image: Tensor): readonly [Dimension, number, number, Dimension] {
  return image.shape as [Dimension, number, number, Dimension];
}

/** [B, C, 1, W] → [W, B, C] */
export function toSequence(image: Tensor): Tensor {
  const [batch, channels, , width] = sizes(image);
  return transpose(reshape(image, [batch, channels, width]), [2, 0, 1]);
}

/** [W, B, C] → [B, C, 1, W] */
export function toImage(sequence: Tensor, like: Tensor): Tensor {
  const [width, batch, channels] = sequence.shape as [Dimension, Dimension, number];
  return reshape(transpose(sequence, [1, 2, 0]), [batch, channels, 1, width], [like]);
}
