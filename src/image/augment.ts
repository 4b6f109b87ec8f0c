/**
 * Augmentation: what another hand, pen, sheet or camera would have done to the line. A distortion is plain data drawn
 * from a random stream (seed, sample, epoch), so that it can be planned before the image is read and repeated exactly.
 * It acts on ink (255) on paper (0) at the line height.
 */
import { Random } from '../random/index.js';
import {
  blurred,
  compressed,
  masked,
  noisy,
  type Rule,
  ruled,
  type Stain,
  stained,
  strokesChanged,
  textured,
  toned,
  withNeighbour,
} from './degrade.js';
import type { Raster } from './raster.js';
import type { CoordinateMap, WarpGrid } from './resample.js';

/**
 * How much lines are distorted, all of it multiplied by `strength`. The first group are the largest amounts, and every
 * line gets some of them; the second are shares of lines that get such a thing at all.
 */
export interface Augmentation {
  /** 0 leaves lines as they are; 1 is the amounts and shares as they stand. */
  readonly strength: number;
  /** Tangent of the slant. */
  readonly slant: number;
  /** Logarithm of the writing's height in the line. */
  readonly scale: number;
  /** Logarithm of the width in relation to the height. */
  readonly aspect: number;
  /** Rise over the whole line, as a share of the line height. */
  readonly rotate: number;
  /** Vertical shift, as a share of the line height. */
  readonly shift: number;
  /** Waves along the line: amplitude as a share of the line height. */
  readonly elastic: number;
  /** Grid warp: how far its points move, as a share of the line height. */
  readonly warp: number;
  /** Stroke width: 1 is the largest (dilate) or smallest (erode) of each pixel's neighbours. */
  readonly stroke: number;
  /** Logarithm of the exponent on the ink: darker and thicker, or lighter and thinner. */
  readonly gamma: number;
  /** Share of the ink that fades. */
  readonly contrast: number;
  /** Share of full ink that paper turns to, or that is taken from all. */
  readonly brightness: number;

  /** Uneven paper. */
  readonly texture: number;
  readonly stains: number;
  /** Ruled lines and margins. */
  readonly rules: number;
  /** Parts of the lines above and below. */
  readonly neighbours: number;
  readonly blur: number;
  readonly noise: number;
  /** Artefacts of strong compression. */
  readonly jpeg: number;
  /** Columns that are covered. */
  readonly columns: number;
  /** Rows that are covered. */
  readonly rows: number;
  /** Two lines joined to one. */
  readonly concatenate: number;
}

/** Amounts and shares that docs/augmentation.md has the experiments for. */
export const usualAugmentation: Augmentation = {
  strength: 1,
  slant: 0.35,
  scale: 0.14,
  aspect: 0.22,
  rotate: 0.08,
  shift: 0.07,
  elastic: 0.1,
  warp: 0.04,
  stroke: 0.5,
  gamma: 0.5,
  contrast: 0.15,
  brightness: 0.06,
  texture: 0.2,
  stains: 0.05,
  rules: 0.1,
  neighbours: 0.15,
  blur: 0.15,
  noise: 0.5,
  jpeg: 0.05,
  columns: 0.15,
  rows: 0.05,
  concatenate: 0,
};

/** A strength alone, or some values that differ from the usual ones. */
export type AugmentationChoice = number | Partial<Augmentation>;

export function augmentationOf(choice: AugmentationChoice): Augmentation {
  return { ...usualAugmentation, ...(typeof choice === 'number' ? { strength: choice } : choice) };
}

export interface Distortion {
  /** Pixels of the distorted line. */
  readonly width: number;
  /** Horizontal shift for each unit of height: the tangent of the slant. */
  readonly slant: number;
  /** Writing height as a share of the line height. */
  readonly height: number;
  /** Vertical shift as a share of the line height. */
  readonly shift: number;
  /** Rise over the whole line as a share of the line height. */
  readonly rise: number;
  /** Waves along the line, vertical and horizontal: amplitude as a share of the height, length in line heights. */
  readonly waves: readonly Wave[];
  /** How far points of a grid move, as a share of the line height; and the seed of where to. */
  readonly warp: number;
  readonly warpSeed: number;
  /** −1 (thinnest) to 1 (thickest) and beyond. */
  readonly stroke: number;
  /** Exponent on the ink: under 1 darker and thicker strokes, over 1 lighter and thinner ones. */
  readonly gamma: number;
  /** Ink v of 0 to 1 becomes brightness + contrast · v. */
  readonly contrast: number;
  readonly brightness: number;
  /** What only some lines have, in the order in which it is done. */
  readonly marks: readonly Mark[];
}

interface Wave {
  readonly axis: 'x' | 'y';
  readonly amplitude: number;
  readonly length: number;
  readonly phase: number;
}

export type Mark =
  | { readonly kind: 'neighbour'; readonly along: number; readonly down: number }
  | ({ readonly kind: 'rule' } & Rule)
  | { readonly kind: 'texture'; readonly amount: number; readonly cell: number; readonly seed: number }
  | ({ readonly kind: 'stain' } & Stain)
  | { readonly kind: 'blur'; readonly amount: number }
  | { readonly kind: 'noise'; readonly deviation: number; readonly seed: number }
  | { readonly kind: 'jpeg'; readonly quality: number }
  | { readonly kind: 'mask'; readonly axis: 'x' | 'y'; readonly from: number; readonly size: number };

/**
 * Draws a distortion for a line.
 * @param width pixels of the undistorted line at the line height
 * @param key what the distortion is a function of, such as seed, sample and epoch
 */
export function drawDistortion(
  width: number,
  augmentation: Augmentation,
  ...key: readonly (number | string)[]
): Distortion {
  const random = new Random('distortion', ...key);
  const { strength } = augmentation;
  const spread = (amount: number) => random.between(-amount, amount) * strength;
  const wave = (axis: 'x' | 'y', share: number, low: number, high: number): Wave => ({
    axis,
    amplitude: share * augmentation.elastic * strength * random.uniform(),
    length: random.between(low, high),
    phase: random.uniform() * 2 * Math.PI,
  });
  return {
    width: Math.max(1, Math.round(width * Math.exp(spread(augmentation.aspect)))),
    slant: spread(augmentation.slant),
    height: Math.exp(spread(augmentation.scale)),
    shift: spread(augmentation.shift),
    rise: spread(augmentation.rotate),
    waves: [wave('y', 0.4, 1.5, 6), wave('x', 0.6, 0.7, 2.5), wave('x', 1, 2.5, 6)],
    warp: augmentation.warp * strength * random.uniform(),
    warpSeed: random.uint32(),
    stroke: spread(augmentation.stroke),
    gamma: Math.exp(spread(augmentation.gamma)),
    contrast: Math.max(0.1, 1 - augmentation.contrast * strength * random.uniform()),
    brightness: spread(augmentation.brightness),
    marks: drawMarks(augmentation, random),
  };
}

function drawMarks(augmentation: Augmentation, random: Random): readonly Mark[] {
  const { strength } = augmentation;
  const some = (share: number, draw: () => readonly Mark[]): readonly Mark[] =>
    random.uniform() < share * strength ? draw() : [];
  const place = () => random.uniform();
  return [
    ...some(augmentation.neighbours, () => {
      const above = { kind: 'neighbour', along: place(), down: -random.between(0.62, 0.9) } as const;
      const below = { kind: 'neighbour', along: place(), down: random.between(0.62, 0.9) } as const;
      return random.pick<readonly Mark[]>([[above], [below], [above, below]]);
    }),
    ...some(augmentation.rules, () => {
      const rule = { kind: 'rule', level: random.between(0.2, 0.9), thickness: random.between(0.01, 0.05) } as const;
      const dash = random.uniform() < 0.3 ? random.between(0.05, 0.4) : 0;
      const level = {
        ...rule,
        axis: 'x',
        at: random.between(0.55, 0.95),
        rise: random.between(-0.05, 0.05),
        dash,
      } as const;
      const margin = { ...rule, axis: 'y', at: place(), rise: random.between(-0.05, 0.05), dash: 0 } as const;
      return random.uniform() < 0.8 ? [level] : [margin];
    }),
    ...some(augmentation.texture, () => [
      { kind: 'texture', amount: random.between(0.05, 0.25), cell: random.between(0.05, 0.8), seed: random.uint32() },
    ]),
    ...some(augmentation.stains, () =>
      Array.from(
        { length: 1 + random.below(2) },
        (): Mark => ({
          kind: 'stain',
          x: place(),
          y: place(),
          radius: random.between(0.1, 0.7),
          level: random.between(0.1, 0.5),
        }),
      ),
    ),
    ...some(augmentation.blur, () => [{ kind: 'blur', amount: place() }]),
    ...some(augmentation.noise, () => [{ kind: 'noise', deviation: place() * 0.05 * strength, seed: random.uint32() }]),
    ...some(augmentation.jpeg, () => [{ kind: 'jpeg', quality: random.between(8, 40) }]),
    ...some(augmentation.columns, () =>
      Array.from(
        { length: 1 + random.below(3) },
        (): Mark => ({
          kind: 'mask',
          axis: 'x',
          from: place(),
          size: random.between(0.05, 0.4),
        }),
      ),
    ),
    ...some(augmentation.rows, () => [{ kind: 'mask', axis: 'y', from: place(), size: random.between(0.03, 0.12) }]),
  ];
}

/** The distortion as a coordinate map from the line image. */
export function distortMap(source: Raster, lineHeight: number, distortion: Distortion): CoordinateMap {
  const { width } = distortion;
  const perPixelX = source.width / width;
  const perPixelY = source.height / lineHeight;
  const columnX = new Float64Array(width);
  const columnY = new Float64Array(width);
  const [shiftX, shiftY] = [shiftOf(distortion.waves, 'x', lineHeight), shiftOf(distortion.waves, 'y', lineHeight)];
  for (let x = 0; x < width; x++) {
    columnX[x] = (x + 0.5 + shiftX(x)) * perPixelX - 0.5;
    columnY[x] = (shiftY(x) + distortion.rise * lineHeight * (x / width - 0.5)) * perPixelY;
  }
  const rowX = new Float64Array(lineHeight);
  const rowY = new Float64Array(lineHeight);
  for (let y = 0; y < lineHeight; y++) {
    const fromMiddle = y + 0.5 - lineHeight / 2;
    rowX[y] = distortion.slant * fromMiddle * perPixelX;
    rowY[y] = (fromMiddle / distortion.height + lineHeight / 2 + distortion.shift * lineHeight) * perPixelY - 0.5;
  }
  const map = { columnX, columnY, rowX, rowY };
  if (distortion.warp === 0) return map;
  return { ...map, grid: warpGrid(width, lineHeight, distortion, perPixelX, perPixelY) };
}

/** Pixels of the result that the waves of an axis move each column by. */
function shiftOf(waves: readonly Wave[], axis: 'x' | 'y', lineHeight: number): (x: number) => number {
  const swings = waves
    .filter((wave) => wave.axis === axis)
    .map(({ amplitude, length, phase }) => ({
      reach: amplitude * lineHeight,
      step: (2 * Math.PI) / (length * lineHeight),
      phase,
    }));
  return (x) => {
    let shift = 0;
    for (const { reach, step, phase } of swings) shift += reach * Math.sin(x * step + phase);
    return shift;
  };
}

/** Points about a third of the line height apart, each moved by its own chance. */
function warpGrid(
  width: number,
  lineHeight: number,
  { warp, warpSeed }: Distortion,
  perPixelX: number,
  perPixelY: number,
): WarpGrid {
  const cellBits = Math.max(2, Math.round(Math.log2(lineHeight / 3)));
  const [columns, rows] = [(width >> cellBits) + 2, (lineHeight >> cellBits) + 2];
  const random = new Random('warp', warpSeed);
  const moves = (perPixel: number) =>
    Float64Array.from({ length: columns * rows }, () => random.between(-warp, warp) * lineHeight * perPixel);
  return { cellBits, columns, x: moves(perPixelX), y: moves(perPixelY) };
}

/** Under this, a change of the strokes is not worth its time. */
const leastStroke = 0.05;

/** What a distortion does to the ink once it is in its place. */
export function distortInk(ink: Raster, { stroke, gamma, contrast, brightness, marks }: Distortion): Raster {
  const drawn = Math.abs(stroke) < leastStroke ? ink : strokesChanged(ink, stroke);
  return marks.reduce(applyMark, toned(drawn, gamma, contrast, brightness));
}

function applyMark(ink: Raster, mark: Mark): Raster {
  switch (mark.kind) {
    case 'neighbour':
      return withNeighbour(ink, mark.along, mark.down);
    case 'rule':
      return ruled(ink, mark);
    case 'texture':
      return textured(ink, mark.amount, mark.cell, mark.seed);
    case 'stain':
      return stained(ink, mark);
    case 'blur':
      return blurred(ink, mark.amount);
    case 'noise':
      return noisy(ink, mark.deviation, mark.seed);
    case 'jpeg':
      return compressed(ink, mark.quality);
    case 'mask':
      return masked(ink, mark.axis, mark.from, mark.size);
  }
}
