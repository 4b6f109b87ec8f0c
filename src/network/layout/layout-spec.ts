/** What a layout network is made of, as plain data, and which maps it gives. */

export interface LayoutSpec {
  /** Channels at 1/2, 1/4, … of the image's size; three levels at least. */
  readonly channels: readonly number[];
  /** Taps of the long thin kernels that bridge the gaps between words, at 1/4 of the size; odd. */
  readonly reach: number;
  /** Types of regions that have a map each, beside the one of all text. */
  readonly regionTypes: readonly string[];
}

/**
 * The widths of the prototype, 1.2 million weights. Of the types of our pages' regions these have over thirty examples
 * each; a region can be of none, so each has a map of its own and there is no softmax over them.
 */
export const defaultLayoutSpec: LayoutSpec = {
  channels: [16, 32, 48, 64, 96, 128],
  reach: 15,
  regionTypes: ['marginalia', 'page-number', 'header'],
};

/** A map of probabilities. */
export interface LayoutMap {
  readonly name: string;
  /** What its loss counts. */
  readonly share: number;
  /** What of it its overlap (Dice) counts: nothing where a map is mostly empty, which would drive it to nothing at all. */
  readonly overlapShare: number;
  /** Logit of the share of pixels that are of it, about: where the map starts, so that the first steps don't go there. */
  readonly prior: number;
}

/** The maps of probabilities in their order: those of lines, those of regions. */
export function layoutMaps({ regionTypes }: LayoutSpec): readonly LayoutMap[] {
  return [
    { name: 'baseline', share: 1, overlapShare: 1, prior: -3 },
    { name: 'start', share: 1, overlapShare: 1, prior: -5 },
    { name: 'end', share: 1, overlapShare: 1, prior: -5 },
    { name: 'border', share: 0.5, overlapShare: 1, prior: -4 },
    { name: 'region', share: 0.5, overlapShare: 1, prior: 0 },
    ...regionTypes.map((name) => ({ name, share: 0.5, overlapShare: 0, prior: -2 })),
  ];
}

/** The maps of heights, log₂ of pixels of the image, and where they start: at the canonical scale. */
export const heightMaps = [
  { name: 'ascender', start: Math.log2(20) },
  { name: 'descender', start: Math.log2(7) },
] as const;

/** Heights and widths of images must be multiples of it. */
export function pixelMultiple({ channels }: LayoutSpec): number {
  return 2 ** channels.length;
}

/** @throws where no network can be built of it */
export function checkLayoutSpec({ channels, reach }: LayoutSpec): void {
  if (channels.length < 3 || !channels.every((count) => Number.isInteger(count) && count > 0)) {
    throw new Error(`LayoutSpec: channels must be three whole numbers above 0 or more, got [${channels.join(', ')}]`);
  }
  if (!Number.isInteger(reach) || reach < 1 || reach % 2 === 0) {
    throw new Error(`LayoutSpec: reach must be an odd whole number above 0, got ${reach}`);
  }
}
