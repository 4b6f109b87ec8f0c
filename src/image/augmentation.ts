/**
 * How much lines are distorted: largest amounts, of which every line gets some, and shares of lines that get such a thing
 * at all. docs/augmentation.md has the experiments that the usual values come from.
 */

/** One kind of distortion. */
export interface AugmentationKind {
  /** factor: what all others are multiplied by. amount: the largest in any line. share: of lines that have it. */
  readonly kind: 'factor' | 'amount' | 'share';
  readonly usual: number;
  /** For people. */
  readonly what: string;
}

/** All kinds. Schemas, flags and their help come from here. */
export const augmentationKinds = {
  strength: factor(1, 'what all others are multiplied by; 0 leaves lines as they are'),
  slant: amount(0.35, 'tangent of the slant'),
  scale: amount(0.14, "logarithm of the writing's height in the line"),
  aspect: amount(0.22, 'logarithm of the width in relation to the height'),
  rotate: amount(0.08, 'rise over the whole line, as a share of the line height'),
  shift: amount(0.07, 'up or down, as a share of the line height'),
  elastic: amount(0.1, 'waves along the line, as a share of the line height'),
  warp: amount(0.04, 'how far points of a grid move, as a share of the line height'),
  stroke: amount(0.5, "thicker or thinner strokes; 1 takes each pixel's neighbours wholly"),
  gamma: amount(0.5, 'logarithm of the exponent on the ink'),
  contrast: amount(0.15, 'share of the ink that fades'),
  brightness: amount(0.06, 'share of full ink that paper turns to, or that is taken from all'),
  texture: share(0.2, 'uneven paper'),
  stains: share(0.05, 'dried drops'),
  rules: share(0.1, 'ruled lines, dashed ones, margins'),
  neighbours: share(0.15, 'parts of the lines above and below'),
  blur: share(0.15, 'out of focus'),
  noise: share(0.5, 'grain'),
  jpeg: share(0.05, 'artefacts of strong compression'),
  columns: share(0.15, 'columns that are covered'),
  rows: share(0.05, 'rows that are covered'),
  concatenate: share(0, 'two lines joined to one'),
};

function factor(usual: number, what: string): AugmentationKind {
  return { kind: 'factor', usual, what };
}

function amount(usual: number, what: string): AugmentationKind {
  return { kind: 'amount', usual, what };
}

function share(usual: number, what: string): AugmentationKind {
  return { kind: 'share', usual, what };
}

/** A value of each kind, 0 or above. */
export type Augmentation = { readonly [K in keyof typeof augmentationKinds]: number };

export const usualAugmentation = Object.fromEntries(
  Object.entries(augmentationKinds).map(([name, { usual }]) => [name, usual]),
) as Augmentation;

/** A strength alone, or some values that differ from the usual ones. */
export type AugmentationChoice = number | Partial<Augmentation>;

export function augmentationOf(choice: AugmentationChoice): Augmentation {
  return { ...usualAugmentation, ...(typeof choice === 'number' ? { strength: choice } : choice) };
}
