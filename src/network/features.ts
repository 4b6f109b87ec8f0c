/** The steps on features that several layers share: masks, lengths, and the change from images to sequences. */
import {
  add,
  cast,
  columnsBelow,
  type Dimension,
  div,
  maximum,
  mul,
  reshape,
  scalar,
  type Tensor,
  transpose,
} from '../graph/index.js';

/** What flows between layers. Columns at and after a line's length are padding. */
export interface Features {
  /** [B, C, H, W]; H and C known */
  readonly image: Tensor;
  /** Valid columns of each line, int64 [B]. */
  readonly lengths: Tensor;
  /** Whether the padding is known to be zero. */
  readonly clean: boolean;
}

/** What of features are tensors. */
export function tensorsOf({ image, lengths }: Features): readonly Tensor[] {
  return [image, lengths];
}

/** [batch, channels, height, width] of an image. */
export function sizes(image: Tensor): readonly [Dimension, number, number, Dimension] {
  return image.shape as [Dimension, number, number, Dimension];
}

/** 1 on valid columns and 0 on padding: float32 [B, 1, 1, W]. */
export function columnMask({ image, lengths }: Pick<Features, 'image' | 'lengths'>): Tensor {
  return cast(columnsBelow(image, 3, lengths), 'float32');
}

/** Zero padding, for a kernel that reaches into it. */
export function cleaned(features: Features): Tensor {
  return features.clean ? features.image : mul(features.image, columnMask(features));
}

/** Valid columns after windows of `kernel` every `stride`: floor((length − kernel) / stride) + 1, at least 0. */
export function windowLengths(lengths: Tensor, kernel: number, stride: number): Tensor {
  if (kernel === 1 && stride === 1) return lengths;
  const whole = (value: number) => scalar(value, 'int64');
  return div(maximum(add(lengths, whole(stride - kernel)), whole(0)), whole(stride));
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
