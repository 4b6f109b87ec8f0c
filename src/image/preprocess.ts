/**
 * Preprocessing: what is done to a line image before the network sees it. Every step is a pure function of a raster and
 * keeps its size, but for the paper that may be added at the sides. All but the contrast are off unless a model asks for
 * them; the model's file names them, so that reading does what training did.
 */
import { histogram, throughTable } from './kernel.js';
import { percentiles } from './percentiles.js';
import type { Preprocessing } from './preprocessing.js';
import type { Raster } from './raster.js';
import { resample, scaleMap } from './resample.js';

/** Light levels to ink 255 on paper 0, with the steps that are wanted, in their order. */
export function preprocess(light: Raster, steps: Preprocessing): Raster {
  let ink = toInk(steps.background ? evenPaper(light) : light);
  if (steps.rules) ink = withoutRules(ink);
  if (steps.deskew) ink = deskewed(ink);
  if (steps.deslant) ink = deslanted(ink);
  if (steps.binarize !== 'no') ink = steps.binarize === 'otsu' ? otsu(ink) : sauvola(ink);
  return steps.padding > 0 ? padded(ink, sidePixels(ink.height, steps.padding)) : ink;
}

/** Pixels added at either side of a line of so many pixels in height. */
export function sidePadding(height: number, { deslant, padding }: Preprocessing): number {
  return (deslant ? slantReach(height) : 0) + sidePixels(height, padding);
}

function sidePixels(height: number, share: number): number {
  return Math.round(share * height);
}

/** Shares of pixels taken as ink and as paper. Strokes cover a few per cent of a line; most of the rest is paper. */
const inkShare = 0.01;
const paperShare = 0.7;
/** Differences under this are noise on an empty line and are not stretched to full contrast. */
const leastContrast = 40;

/** Dark on light (or light on dark) to ink 255 on paper 0, contrast stretched between percentiles. */
export function toInk(light: Raster): Raster {
  const shares = [inkShare, 1 - paperShare, 0.5, paperShare, 1 - inkShare] as const;
  const [dark, lowPaper, median, paper, bright] = percentiles(light, shares);
  const inverted = isInverted(dark, median, bright);
  const [from, to] = inverted ? [lowPaper, bright] : [paper, dark];
  const range = Math.max(leastContrast, Math.abs(to - from)) * (inverted ? 1 : -1);
  const table = Uint8Array.from({ length: 256 }, (_, level) =>
    Math.round(255 * Math.min(1, Math.max(0, (level - from) / range))),
  );
  return { width: light.width, height: light.height, data: throughTable(light.data, table) };
}

/** Where most pixels are near the dark end, the writing is the light part. */
function isInverted(dark: number, median: number, bright: number): boolean {
  return median - dark < (bright - dark) / 4;
}

/** Squares that the paper's level is taken from, as a share of the height; and its percentile in them. */
const paperSquare = 0.5;
const localPaper = 0.8;

/**
 * Light levels divided by the paper's, which is estimated square by square and interpolated (after Gatos, Pratikakis and
 * Perantonis 2006, with percentiles in the place of their interpolation over found text). Light writing on dark paper is
 * turned around first.
 */
export function evenPaper(light: Raster): Raster {
  const [dark, median, bright] = percentiles(light, [inkShare, 0.5, 1 - inkShare]);
  const source = isInverted(dark, median, bright) ? { ...light, data: light.data.map((level) => 255 - level) } : light;
  const { width, height } = source;
  const size = Math.max(4, Math.round(height * paperSquare));
  const columns = Math.max(1, Math.round(width / size));
  const rows = Math.max(1, Math.round(height / size));
  const coarse = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const part = square(source, (column * width) / columns, (row * height) / rows, width / columns, height / rows);
      const [level] = percentiles(part, [localPaper]);
      coarse[row * columns + column] = level;
    }
  }
  const paper = enlarged({ width: columns, height: rows, data: coarse }, width, height);
  const data = source.data.map((level, i) =>
    Math.min(255, Math.round((255 * level) / Math.max(1, paper[i] as number))),
  );
  return { width, height, data };
}

function square({ width, height, data }: Raster, left: number, top: number, w: number, h: number): Raster {
  const [x0, y0] = [Math.floor(left), Math.floor(top)];
  const [x1, y1] = [Math.min(width, Math.ceil(left + w)), Math.min(height, Math.ceil(top + h))];
  const part = new Uint8Array((x1 - x0) * (y1 - y0));
  for (let y = y0; y < y1; y++) part.set(data.subarray(y * width + x0, y * width + x1), (y - y0) * (x1 - x0));
  return { width: x1 - x0, height: y1 - y0, data: part };
}

/** Bilinear, with the edge's values beyond it: a border of copies keeps the resampler from seeing paper 0 there. */
function enlarged(coarse: Raster, width: number, height: number): Uint8Array {
  const bordered = { width: coarse.width + 2, height: coarse.height + 2 };
  const data = new Uint8Array(bordered.width * bordered.height);
  for (let y = 0; y < bordered.height; y++) {
    for (let x = 0; x < bordered.width; x++) {
      const from = [Math.min(coarse.width, Math.max(1, x)) - 1, Math.min(coarse.height, Math.max(1, y)) - 1] as const;
      data[y * bordered.width + x] = coarse.data[from[1] * coarse.width + from[0]] as number;
    }
  }
  const map = scaleMap(coarse, width, height);
  const shifted = { ...map, columnX: map.columnX.map((x) => x + 1), rowY: map.rowY.map((y) => y + 1) };
  return resample({ ...bordered, data }, shifted).data;
}

/** Ink over this is a stroke. */
const strokeLevel = 96;
/** The thickest rule, as a share of the height; the share of columns that it must cover (half where it is dotted). */
const thickestRule = 0.08;
const ruleShare = 0.42;
/** Steepest rule; and how many are looked for. */
const steepestRule = 0.04;
const mostRules = 4;
/** Pixels that a rule may lie from the straight line. */
const nearRule = 1.5;

/**
 * Takes ruled lines away, also dotted and slightly sloping ones. Ink that is thin from top to bottom votes for lines that it
 * may lie on (a Hough transform over slopes and heights); where a line gets votes from enough columns, its thin pixels become
 * paper. Strokes that cross it are thicker there and stay.
 */
export function withoutRules(ink: Raster): Raster {
  const { width, height } = ink;
  let data = ink.data;
  const thickest = Math.max(2, Math.round(thickestRule * height));
  for (let n = 0; n < mostRules; n++) {
    const runs = thinRuns({ ...ink, data }, thickest);
    const rule = strongestRule(runs, width, height);
    if (!rule || rule.columns < ruleShare * width) break;
    const cleaned = data.slice();
    for (const { x, top, bottom } of runs) {
      const y = rule.at + rule.slope * (x - width / 2);
      if (bottom < y - nearRule || top > y + nearRule) continue;
      // The run, and the edges where it fades out.
      for (let at = Math.max(0, top - 1); at <= Math.min(height - 1, bottom + 1); at++) cleaned[at * width + x] = 0;
    }
    data = cleaned;
  }
  return { width, height, data };
}

interface Run {
  readonly x: number;
  /** First and last row. */
  readonly top: number;
  readonly bottom: number;
}

/** Pieces of columns that are ink, and no more than so many pixels high; column by column. */
function thinRuns({ width, height, data }: Raster, thickest: number): readonly Run[] {
  const runs: Run[] = [];
  for (let x = 0; x < width; x++) {
    for (let y = 0, from = -1; y <= height; y++) {
      const stroke = y < height && (data[y * width + x] as number) >= strokeLevel;
      if (stroke && from < 0) from = y;
      if (stroke || from < 0) continue;
      if (y - from <= thickest) runs.push({ x, top: from, bottom: y - 1 });
      from = -1;
    }
  }
  return runs;
}

/** The line on which thin ink lies in the most columns: its height in the middle column, and its slope. */
function strongestRule(runs: readonly Run[], width: number, height: number) {
  // Neighbouring slopes differ by one pixel from end to end.
  const steps = Math.ceil(steepestRule * width);
  let best: { at: number; slope: number; columns: number } | undefined;
  const votes = new Int32Array(height + 2);
  const last = new Int32Array(height + 2);
  for (let step = -steps; step <= steps; step++) {
    const slope = step / width;
    votes.fill(0);
    last.fill(-1);
    for (const { x, top, bottom } of runs) {
      const lift = slope * (x - width / 2);
      // A line may pass a pixel above or below a run and still be its line.
      const from = Math.max(0, Math.round(top - lift));
      const to = Math.min(height + 1, Math.round(bottom - lift) + 1);
      for (let at = from; at <= to; at++) {
        if (last[at] === x) continue;
        last[at] = x;
        votes[at] = (votes[at] as number) + 1;
      }
    }
    for (let at = 0; at < votes.length; at++) {
      if ((votes[at] as number) > (best?.columns ?? 0)) best = { at, slope, columns: votes[at] as number };
    }
  }
  return best;
}

/** Steepest line, as a tangent. */
const steepest = 0.1;

/**
 * Turns a line level: of vertical shears, the one whose rows differ most from each other (Postl 1986: the largest sum of
 * squared differences of neighbouring rows' ink).
 */
export function deskewed(ink: Raster): Raster {
  const { width, height } = ink;
  const block = 8;
  const blocks = Math.ceil(width / block);
  // Ink of each row within blocks of columns.
  const sums = new Float64Array(blocks * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = Math.floor(x / block) * height + y;
      sums[at] = (sums[at] as number) + (ink.data[y * width + x] as number);
    }
  }
  const sharpness = (slope: number) => {
    const rows = new Float64Array(height);
    for (let b = 0; b < blocks; b++) {
      const lift = Math.round(slope * (b * block + block / 2 - width / 2));
      for (let y = Math.max(0, lift); y < Math.min(height, height + lift); y++) {
        rows[y - lift] = (rows[y - lift] as number) + (sums[b * height + y] as number);
      }
    }
    return rows.reduce((sum, row, y) => sum + (row - (rows[y - 1] ?? 0)) ** 2, 0);
  };
  const slope = bestOf(sharpness, steepest, 2 / Math.max(24, width));
  if (slope === 0) return ink;
  const map = scaleMap(ink, width, height);
  return resample(ink, { ...map, columnY: map.columnY.map((_, x) => slope * (x - width / 2)) });
}

/** Most slanted writing, as a tangent. */
const mostSlant = 1;

/** Pixels that the top and the foot of a line move at most when it is made upright. */
function slantReach(height: number): number {
  return Math.ceil((mostSlant * height) / 2);
}

/**
 * Makes writing upright (`slantOf`).
 * @returns a line with half of its height of paper at either side, whatever the slant, so that no letter loses a part
 */
export function deslanted(ink: Raster): Raster {
  const { width, height } = ink;
  const reach = slantReach(height);
  const slant = slantOf(ink);
  const wide = padded(ink, reach);
  if (slant === 0) return wide;
  const map = scaleMap(wide, width + 2 * reach, height);
  return resample(wide, { ...map, rowX: map.rowX.map((_, y) => -slant * (y + 0.5 - height / 2)) });
}

/**
 * The slant of writing: of horizontal shears that make it upright, the one with the most ink in columns that are one stroke
 * from top to bottom (Vinciarelli and Luettin 2001: the sum of squared heights of the columns whose ink has no gap).
 * @returns its tangent, −1 to 1; over 0 where it leans to the right
 */
export function slantOf({ width, height, data }: Raster): number {
  const strokes: { readonly x: number; readonly y: number }[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if ((data[y * width + x] as number) >= strokeLevel) strokes.push({ x, y });
  }
  const reach = slantReach(height);
  const columns = width + 2 * reach;
  const counts = new Int32Array(columns);
  const first = new Int32Array(columns);
  const end = new Int32Array(columns);
  const upright = (slant: number) => {
    counts.fill(0);
    for (const { x, y } of strokes) {
      const at = x + reach + Math.round(slant * (y + 0.5 - height / 2));
      // Rows come from top to bottom.
      if (counts[at] === 0) first[at] = y;
      counts[at] = (counts[at] as number) + 1;
      end[at] = y + 1;
    }
    let sum = 0;
    for (let at = 0; at < columns; at++) {
      const count = counts[at] as number;
      if (count > 0 && count === (end[at] as number) - (first[at] as number)) sum += count * count;
    }
    return sum;
  };
  return bestOf(upright, mostSlant, 1 / height);
}

/**
 * The argument from −most to most, in steps, with the largest value; the one nearest to 0 where several have it. All are
 * looked at: the values have peaks that are narrower than any coarser step.
 */
function bestOf(value: (argument: number) => number, most: number, step: number): number {
  let best = { at: 0, value: value(0) };
  for (let at = 1; at * step <= most; at++) {
    for (const side of [at, -at]) {
      const reached = value(side * step);
      if (reached > best.value) best = { at: side, value: reached };
    }
  }
  return best.at * step;
}

/** Ink or paper by one threshold for the line: the one that divides the levels best (Otsu 1979). */
export function otsu(ink: Raster): Raster {
  const counts = histogram(ink);
  const total = ink.data.length;
  let all = 0;
  for (const [level, count] of counts.entries()) all += level * count;
  let [below, belowSum, best, threshold] = [0, 0, -1, 128];
  for (const [level, count] of counts.subarray(0, 255).entries()) {
    below += count;
    belowSum += level * count;
    if (below === 0 || below === total) continue;
    const between = (belowSum * total - all * below) ** 2 / (below * (total - below));
    if (between > best) [best, threshold] = [between, level + 1];
  }
  const table = Uint8Array.from({ length: 256 }, (_, level) => (level >= threshold ? 255 : 0));
  return { ...ink, data: throughTable(ink.data, table) };
}

/** Sauvola and Pietikäinen 2000: k, and the range R of the deviation, as they have them. */
const sauvolaK = 0.2;
const sauvolaR = 128;

/** Ink or paper by the mean and deviation around each pixel: light under m · (1 + k · (s / R − 1)) is ink. */
export function sauvola(ink: Raster): Raster {
  const { width, height, data } = ink;
  const reach = Math.max(3, Math.round(height / 4));
  // Sums of all to the left and above, of levels and of squares.
  const stride = width + 1;
  const sums = new Float64Array(stride * (height + 1));
  const squares = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let [sum, square] = [0, 0];
    for (let x = 0; x < width; x++) {
      const light = 255 - (data[y * width + x] as number);
      sum += light;
      square += light * light;
      const at = (y + 1) * stride + x + 1;
      sums[at] = (sums[at - stride] as number) + sum;
      squares[at] = (squares[at - stride] as number) + square;
    }
  }
  const result = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const [y0, y1] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
    for (let x = 0; x < width; x++) {
      const [x0, x1] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
      const of = (table: Float64Array) =>
        (table[y1 * stride + x1] as number) -
        (table[y0 * stride + x1] as number) -
        (table[y1 * stride + x0] as number) +
        (table[y0 * stride + x0] as number);
      const count = (x1 - x0) * (y1 - y0);
      const mean = of(sums) / count;
      const deviation = Math.sqrt(Math.max(0, of(squares) / count - mean * mean));
      const light = 255 - (data[y * width + x] as number);
      result[y * width + x] = light < mean * (1 + sauvolaK * (deviation / sauvolaR - 1)) ? 255 : 0;
    }
  }
  return { width, height, data: result };
}

/** Paper added at both sides. */
export function padded({ width, height, data }: Raster, pixels: number): Raster {
  const wide = width + 2 * pixels;
  const result = new Uint8Array(wide * height);
  for (let y = 0; y < height; y++) result.set(data.subarray(y * width, (y + 1) * width), y * wide + pixels);
  return { width: wide, height, data: result };
}
