/**
 * From a page to maps of what stands where: down to 1/64 of the size, so that a pixel there has seen a paragraph, and up
 * again to 1/4 with what was seen on the way (Ronneberger et al. 2015; the sums instead of stacks of Lin et al. 2017). The
 * targets, a baseline with bars at its ends and the height of the writing, are those of ParseNet in PERO-OCR (Kodym &
 * Hradiš 2021). Nothing is done at full size, and little at 1/2.
 */
import { add, depthToSpace, enlarge, knownSize, spaceToDepth, type Tensor } from '../../graph/index.js';
import { known } from '../../known.js';
import type { LayoutBuilder } from './layout-builder.js';
import { heightMaps, type LayoutSpec, layoutMaps } from './layout-spec.js';

export interface LayoutTensors {
  /** Before the sigmoid: [B, maps, H/2, W/2] */
  readonly logits: Tensor;
  /** log₂ of pixels of the image: [B, 2, H/2, W/2] */
  readonly heights: Tensor;
}

/** @param image [B, 1, H, W], ink 1, paper 0; H and W multiples of `pixelMultiple` */
export function layoutNet(image: Tensor, spec: LayoutSpec, builder: LayoutBuilder): LayoutTensors {
  const features = head(up(down(image, spec, builder), builder), spec, builder);
  const starts = layoutMaps(spec).map(({ prior }) => prior);
  return {
    logits: maps('probabilities', features, starts, builder),
    heights: maps(
      'heights',
      features,
      heightMaps.map(({ start }) => start),
      builder,
    ),
  };
}

/** The features at 1/4, 1/8, … of the size. */
function down(image: Tensor, { channels }: LayoutSpec, builder: LayoutBuilder): readonly Tensor[] {
  const [first = 1, ...others] = channels;
  const levels: Tensor[] = [];
  let x = builder.block('stem', spaceToDepth(image, 2), first);
  for (const [level, count] of others.entries()) {
    const name = `down${level}`;
    x = builder.halved(`${name}.halved`, x, count);
    x = builder.block(`${name}.conv0`, x, count);
    x = builder.block(`${name}.conv1`, x, count);
    levels.push(x);
  }
  return levels;
}

function up(levels: readonly Tensor[], builder: LayoutBuilder): Tensor {
  const skips = levels.slice(0, -1).reverse();
  const deepest = known(levels.at(-1), 'the deepest level');
  const channels = knownSize(deepest, 1, 'layoutNet');
  let x = builder.block('deep.conv0', deepest, channels, 2);
  x = builder.block('deep.conv1', x, channels, 4);
  for (const [index, skip] of skips.entries()) {
    const name = `up${skips.length - 1 - index}`;
    const count = knownSize(skip, 1, 'layoutNet');
    const below = enlarge(builder.pointwise(`${name}.below`, x, count), 2);
    x = builder.block(`${name}.conv`, add(below, builder.pointwise(`${name}.skip`, skip, count)), count);
  }
  return x;
}

function head(x: Tensor, { reach }: LayoutSpec, builder: LayoutBuilder): Tensor {
  return builder.block('head', builder.bridged('bridge', x, reach), knownSize(x, 1, 'layoutNet'));
}

/** Maps of twice the size of the features, each pixel's 2×2 from its own channels. */
function maps(name: string, features: Tensor, starts: readonly number[], builder: LayoutBuilder): Tensor {
  const ofBlock = [...starts, ...starts, ...starts, ...starts];
  return depthToSpace(builder.pointwise(name, features, ofBlock.length, ofBlock), 2);
}
