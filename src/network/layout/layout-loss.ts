/** What a layout network learns by: every map of an image with a weight for each pixel, 0 where nothing is known. */
import {
  add,
  binaryCrossEntropy,
  constant,
  huber,
  mul,
  type PixelTargets,
  part,
  scalar,
  softDice,
  sum,
  type Tensor,
} from '../../graph/index.js';
import type { LayoutTensors } from './layout-net.js';
import { type LayoutSpec, layoutMaps } from './layout-spec.js';

/** The prototype's: cross-entropy five times Dice, heights less than either. */
const crossEntropyShare = 5;
const heightShare = 0.3;

/** @returns the loss of each image, [B] */
export function layoutLoss(
  { logits, heights }: LayoutTensors,
  targets: { readonly maps: PixelTargets; readonly heights: PixelTargets },
  spec: LayoutSpec,
): Tensor {
  const { maps, heights: sizes } = targets;
  return part('loss', [logits, heights, maps.targets, maps.weights, sizes.targets, sizes.weights], () => {
    const all = layoutMaps(spec);
    const perMap = (values: readonly number[]) => constant(Float32Array.from(values), [1, all.length, 1, 1]);
    const dice = mul(softDice(logits, maps), perMap(all.map(({ overlapShare }) => overlapShare)));
    const crossEntropy = mul(scalar(crossEntropyShare, 'float32'), binaryCrossEntropy(logits, maps));
    const ofMaps = mul(add(crossEntropy, dice), perMap(all.map(({ share }) => share)));
    const ofHeights = mul(scalar(heightShare, 'float32'), huber(heights, sizes));
    return add(sum(ofMaps, [1, 2, 3], false), sum(ofHeights, [1, 2, 3], false));
  });
}
