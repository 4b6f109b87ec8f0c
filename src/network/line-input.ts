/** From a batch of line images to the features that the first layer sees: paper in the padding, widths rounded up. */
import {
  add,
  columnsBelow,
  constant,
  div,
  input,
  maximum,
  mul,
  padAfter,
  scalar,
  sizeOf,
  sub,
  type Tensor,
  where,
} from '../graph/index.js';
import type { Features } from './features.js';

export interface WidthRule {
  /** Widths become a multiple of it. */
  readonly stride: number;
  /** The narrowest width, a multiple of the stride. */
  readonly least: number;
}

/** Inputs `image` float32 [B, 1, height, W] (ink 1, paper 0) and `widths` int64 [B], as features. */
export function lineInput(height: number, rule: WidthRule): Features {
  const widths = input('widths', 'int64', ['B']);
  const padded = padToRounded(input('image', 'float32', ['B', 1, height, 'W']), rule);
  const image = where(columnsBelow(padded, 3, widths), padded, constant(0));
  return { image, lengths: roundedWidths(widths, rule), clean: true };
}

/** Widths rounded up to a multiple of the stride, and to the least: int64. */
function roundedWidths(widths: Tensor, { stride, least }: WidthRule): Tensor {
  const whole = (value: number) => scalar(value, 'int64');
  const rounded = mul(div(add(widths, whole(stride - 1)), whole(stride)), whole(stride));
  return least > stride ? maximum(rounded, whole(least)) : rounded;
}

/** Columns of paper until the width is rounded up: [B, 1, H, W] → [B, 1, H, stride·w]. */
function padToRounded(image: Tensor, rule: WidthRule): Tensor {
  if (rule.stride === 1 && rule.least === 1) return image;
  const width = sizeOf(image, 3);
  const missing = sub(roundedWidths(width, rule), width);
  return padAfter(image, [missing], [...image.shape.slice(0, 3), `${rule.stride}*w`]);
}
