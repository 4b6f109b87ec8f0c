/**
 * Lines of writing as ridges: ink is smeared along the lines at several angles, so that the middles of letters run together
 * to ridges, one a line (anisotropic Gaussians as in Cohen, Dinstein, El-Sana and Kedem 2014, "Using Scale-Space Anisotropic
 * Smoothing for Text Line Extraction in Historical Documents"; ridges as in Bukhari, Shafait and Breuel 2009).
 */
import { blurAcross, blurDown, columnsMoved, emptyField, type Field } from './field.js';

/** A chain of heights, one for each column from `from` on. */
export interface Ridge {
  readonly from: number;
  readonly heights: readonly number[];
}

/** In pitches: how wide ink is smeared across and along a line; the second across is what a line stands out from. */
const acrossLine = 0.17;
const aroundLine = 0.4;
const alongLine = 0.9;
/** Rise over run, to either side of the page's skew. */
const slopes = [0, -0.045, 0.045, -0.1, 0.1];
/** Ridges are no nearer to each other. Pitches. */
const apart = 0.3;
/** A ridge that is lower, in ink or by the usual ridge, is none. */
const leastRidge = 0.02;
const leastShare = 0.17;
/** Pixels that a ridge may rise or fall from column to column. */
const steepest = 2;

/** How much each pixel lies on a line: over 0 on lines, under 0 between them. */
export function lineField(ink: Field, pitch: number): Field {
  const narrow = blurDown(ink, acrossLine * pitch);
  const wide = blurDown(ink, aroundLine * pitch);
  const across = emptyField(ink.width, ink.height);
  for (let i = 0; i < across.data.length; i++) {
    across.data[i] = (narrow.data[i] ?? 0) - (wide.data[i] ?? 0);
  }
  const best = emptyField(ink.width, ink.height);
  best.data.fill(Number.NEGATIVE_INFINITY);
  for (const slope of slopes) {
    const lift = Int32Array.from({ length: ink.width }, (_, x) => Math.round(slope * (x - ink.width / 2)));
    const turned = blurAcross(
      columnsMoved(
        across,
        lift.map((by) => -by),
      ),
      alongLine * pitch,
    );
    const back = columnsMoved(turned, lift);
    for (let i = 0; i < best.data.length; i++) {
      best.data[i] = Math.max(best.data[i] ?? 0, back.data[i] ?? 0);
    }
  }
  return best;
}

/** @param field from `lineField` */
export function ridgesOf(field: Field, pitch: number): readonly Ridge[] {
  const columns = Array.from({ length: field.width }, (_, x) => peaksOf(field, x, Math.round(apart * pitch)));
  const heights = columns.flatMap((peaks) => peaks.map(({ value }) => value)).sort((a, b) => a - b);
  const usual = heights[Math.floor(heights.length * 0.6)] ?? 0;
  const least = Math.max(leastRidge, leastShare * usual);
  return chained(columns.map((peaks) => peaks.filter(({ value }) => value >= least).map(({ y }) => y)));
}

function peaksOf({ width, height, data }: Field, x: number, reach: number): { y: number; value: number }[] {
  const peaks: { y: number; value: number }[] = [];
  for (let y = 0; y < height; y++) {
    const value = data[y * width + x] ?? 0;
    if (value < leastRidge) continue;
    let highest = true;
    for (let near = Math.max(0, y - reach); near <= Math.min(height - 1, y + reach) && highest; near++) {
      const next = data[near * width + x] ?? 0;
      highest = near < y ? next < value : next <= value;
    }
    if (highest) peaks.push({ y, value });
  }
  return peaks;
}

/** Peaks linked with the nearest one of the next column, where each is the other's nearest. */
function chained(columns: readonly (readonly number[])[]): readonly Ridge[] {
  const done: Ridge[] = [];
  let open: { from: number; heights: number[] }[] = [];
  for (const [x, peaks] of columns.entries()) {
    const ends = open.map(({ heights }) => heights.at(-1) ?? 0);
    const next = peaks.map((y) => {
      const at = nearest(ends, y);
      const before = at === undefined ? undefined : open[at];
      const end = at === undefined ? undefined : ends[at];
      if (!before || end === undefined || Math.abs(end - y) > steepest || peaks[nearest(peaks, end) ?? -1] !== y) {
        return { from: x, heights: [y] };
      }
      before.heights.push(y);
      return before;
    });
    const goesOn = new Set(next);
    done.push(...open.filter((ridge) => !goesOn.has(ridge)));
    open = next;
  }
  return [...done, ...open];
}

/** @param sorted in rising order */
function nearest(sorted: readonly number[], value: number): number | undefined {
  let best: number | undefined;
  for (const [at, candidate] of sorted.entries()) {
    if (best === undefined || Math.abs(candidate - value) < Math.abs((sorted[best] ?? 0) - value)) best = at;
    if (candidate > value) break;
  }
  return best;
}
