/** How far the lines of a page lie apart, and how it is turned: what the other steps of the classical method need first. */
import { type Field, shrunk } from './field.js';

/** Degrees. */
const steepestSkew = 16;
/** Of the contrast that an angle is taken for less, a degree. */
const levelShare = 0.002;
const coarseStep = 1;
const skewStep = 0.25;
const skewSize = 500;

/**
 * The slope (rise over run; x right, y down) at which rows of the page differ most in their ink: the sum of squared
 * differences of neighbouring rows' sums (Postl 1986). 0 where there is no ink.
 */
export function skewOf(ink: Field): number {
  const scale = Math.min(1, skewSize / Math.max(ink.width, ink.height));
  const small = shrunk(ink, Math.max(1, Math.round(ink.width * scale)), Math.max(1, Math.round(ink.height * scale)));
  const coarse = steepestRows(small, 0, steepestSkew, coarseStep);
  return Math.tan((steepestRows(small, coarse, coarseStep, skewStep) * Math.PI) / 180);
}

/** Degrees about a middle at which rows differ most. */
function steepestRows(small: Field, middle: number, reach: number, step: number): number {
  let best = { angle: 0, value: 0 };
  for (let angle = middle - reach; angle <= middle + reach; angle += step) {
    // Level is believed unless another angle is clearly better.
    const slope = Math.tan((angle * Math.PI) / 180);
    const value = rowContrast(small, slope) * (1 - levelShare * Math.abs(angle));
    if (value > best.value) best = { angle, value };
  }
  return best.angle;
}

function rowContrast({ width, height, data }: Field, slope: number): number {
  const sums = new Float64Array(height);
  const lift = Int32Array.from({ length: width }, (_, x) => Math.round(slope * (x - width / 2)));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = y - (lift[x] ?? 0);
      if (row >= 0 && row < height) sums[row] = (sums[row] ?? 0) + (data[y * width + x] ?? 0);
    }
  }
  let value = 0;
  for (let y = 1; y < height; y++) value += ((sums[y] ?? 0) - (sums[y - 1] ?? 0)) ** 2;
  return value;
}

/** Strips that are so narrow that lines are level in them. */
const strips = 24;
/** The closest and widest lines, of the longer side. */
const leastPitch = 0.008;
const mostPitch = 0.1;
/** A repetition that is weaker is chance. */
const leastRepetition = 0.1;
/**
 * Of the strongest repetition: where lines lie at its half or third too, rows repeat themselves there a little. If they don't,
 * those are the gaps, and rows differ most.
 */
const leastPart = 0.3;
/** By how much of it a distance may miss being the half or the third. */
const nearPart = 0.08;

/**
 * Pixels from one line to the next: where the rows' sums of narrow strips repeat themselves (autocorrelation). Without a
 * repetition, as on a page with one line, from the height of its letters; `undefined` where there is hardly any ink.
 */
export function pitchOf(ink: Field): number | undefined {
  const size = Math.max(ink.width, ink.height);
  const letters = letterHeight(ink);
  if (letters === undefined) return undefined;
  const usual = letters * letterPitch;
  const [least, most] = [
    Math.max(4, Math.floor(leastPitch * size), Math.round(usual * 0.4)),
    Math.min(Math.ceil(mostPitch * size), Math.round(usual * 2.2)),
  ];
  const repetition = repetitions(ink, most + 2);
  let [best, strongest] = [{ lag: 0, value: 0, likely: 0 }, 0];
  const peaks: { lag: number; value: number }[] = [];
  for (let lag = least; lag <= most; lag++) {
    const value = repetition[lag] ?? 0;
    if (value < (repetition[lag - 1] ?? 0) || value < (repetition[lag + 1] ?? 0)) continue;
    const likely = value * Math.exp(-0.5 * (Math.log(lag / usual) / pitchSpread) ** 2);
    strongest = Math.max(strongest, value);
    peaks.push({ lag, value });
    if (likely > best.likely) best = { lag, value, likely };
  }
  if (strongest < leastRepetition) return usual;
  const isPart = (lag: number) => [1, 2, 3].some((parts) => Math.abs(lag * parts - best.lag) <= nearPart * best.lag);
  return peaks.find(({ lag, value }) => isPart(lag) && value >= leastPart * best.value)?.lag;
}

/** Of the letters' height, that lines usually lie apart. */
const letterPitch = 2.6;
/** How much less or more it may be, as the deviation of its logarithm. */
const pitchSpread = 0.5;

function repetitions({ width, height, data }: Field, most: number): Float64Array {
  const result = new Float64Array(most + 1);
  let energy = 0;
  const sums = new Float64Array(height);
  for (let strip = 0; strip < strips; strip++) {
    const [from, to] = [strip, strip + 1].map((at) => Math.floor((at * width) / strips)) as [number, number];
    for (let y = 0; y < height; y++) {
      let sum = 0;
      for (let x = from; x < to; x++) sum += data[y * width + x] ?? 0;
      sums[y] = sum;
    }
    const profile = withoutTrend(sums, most);
    for (const value of profile) energy += value * value;
    for (let lag = 1; lag <= most; lag++) {
      let product = 0;
      for (let y = lag; y < height; y++) product += (profile[y] ?? 0) * (profile[y - lag] ?? 0);
      result[lag] = (result[lag] ?? 0) + product;
    }
  }
  return energy > 0 ? result.map((value) => value / energy) : result;
}

/** Less its mean around each place. */
function withoutTrend(values: Float64Array, radius: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (const [i, value] of values.entries()) sums[i + 1] = (sums[i] ?? 0) + value;
  return values.map((value, i) => {
    const [from, to] = [Math.max(0, i - radius), Math.min(values.length, i + radius + 1)];
    return value - ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
  });
}

/** Ink over this is a stroke. */
const strokeLevel = 0.5;

/**
 * The usual height of pieces of ink, each counted by its height: letters and joined letters, not specks nor what is as
 * large as a picture. Pieces are found row by row with the rows' runs (union-find).
 */
function letterHeight(ink: Field): number | undefined {
  const size = Math.max(ink.width, ink.height);
  const heights = pieceHeights(ink).filter((height) => height > 0.0035 * size && height < 0.08 * size);
  heights.sort((a, b) => a - b);
  const total = heights.reduce((sum, height) => sum + height, 0);
  let sum = 0;
  for (const height of heights) {
    sum += height;
    if (sum >= total / 2) return height;
  }
  return undefined;
}

function pieceHeights({ width, height, data }: Field): number[] {
  const parent: number[] = [];
  const tops: number[] = [];
  const bottoms: number[] = [];
  const root = (piece: number): number => {
    let at = piece;
    for (let up = parent[at]; up !== undefined && up !== at; up = parent[at]) at = up;
    parent[piece] = at;
    return at;
  };
  let before = new Int32Array(width).fill(-1);
  for (let y = 0; y < height; y++) {
    const here = new Int32Array(width).fill(-1);
    for (let x = 0; x < width; x++) {
      if ((data[y * width + x] ?? 0) < strokeLevel) continue;
      const [left, above] = [x > 0 ? (here[x - 1] ?? -1) : -1, before[x] ?? -1];
      if (left < 0 && above < 0) {
        here[x] = parent.length;
        parent.push(parent.length);
        tops.push(y);
        bottoms.push(y);
        continue;
      }
      const piece = root(left >= 0 ? left : above);
      if (left >= 0 && above >= 0) {
        const joined = root(above);
        parent[joined] = piece;
        tops[piece] = Math.min(tops[piece] ?? 0, tops[joined] ?? 0);
      }
      bottoms[piece] = y;
      here[x] = piece;
    }
    before = here;
  }
  return parent.flatMap((to, piece) => (to === piece ? [(bottoms[piece] ?? 0) - (tops[piece] ?? 0) + 1] : []));
}
