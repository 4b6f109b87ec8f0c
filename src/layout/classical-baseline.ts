/** Where the letters of a line stand: the way along it on which ink ends below, found by dynamic programming. */
import type { Ridge } from './classical-ridges.js';
import type { Field } from './field.js';

/** In pitches: from a ridge down to where its baseline is looked for; what is compared above and below. */
const lowest = 0.55;
const highest = -0.1;
const compared = 0.22;
/** Half of what is taken together along a line. */
const along = 0.5;
/** Columns of a step. */
const stride = 3;
/** What a pixel's rise or fall from step to step costs, in ink that ends. */
const bending = 0.06;

/** @returns one height for each step of the ridge, and the columns that they are of */
export function baselineOf(ridge: Ridge, sums: Field, pitch: number): { columns: number[]; heights: number[] } {
  const [from, to] = [Math.round(highest * pitch), Math.round(lowest * pitch)];
  const columns: number[] = [];
  for (let i = 0; i < ridge.heights.length; i += stride) columns.push(ridge.from + i);
  const rows = to - from + 1;
  const best = new Float64Array(rows);
  const cameFrom: Int16Array[] = [];
  const bases = columns.map((x) => Math.round(ridge.heights[x - ridge.from] ?? 0));
  let before = new Float64Array(rows);
  for (const [i, x] of columns.entries()) {
    const came = new Int16Array(rows);
    const moved = i === 0 ? 0 : (bases[i] ?? 0) - (bases[i - 1] ?? 0);
    for (let row = 0; row < rows; row++) {
      let [most, at] = [Number.NEGATIVE_INFINITY, row];
      // The same height on the page lies `moved` rows further up when the ridge falls.
      for (let last = 0; i > 0 && last < rows; last++) {
        const value = (before[last] ?? 0) - bending * (row + moved - last) ** 2;
        if (value > most) [most, at] = [value, last];
      }
      came[row] = at;
      best[row] = (i === 0 ? 0 : most) + endingInk(sums, x, (bases[i] ?? 0) + from + row, pitch);
    }
    cameFrom.push(came);
    before = best.slice();
  }
  let row = before.indexOf(Math.max(...before));
  const heights = new Array<number>(columns.length).fill(0);
  for (let i = columns.length - 1; i >= 0; i--) {
    heights[i] = (bases[i] ?? 0) + from + row;
    row = cameFrom[i]?.[row] ?? row;
  }
  return { columns, heights };
}

/** Ink right above a height less what is right below it, a mean over a stretch of the line. @param sums from `inkSums` */
function endingInk({ width, height, data }: Field, x: number, y: number, pitch: number): number {
  const reach = Math.max(1, Math.round(compared * pitch));
  const half = Math.round(along * pitch);
  const left = Math.max(0, x - half);
  const right = Math.min(width - 1, x + half + 1);
  const middle = width * Math.min(height - 1, Math.max(0, y));
  const top = width * Math.min(height - 1, Math.max(0, y - reach));
  const bottom = width * Math.min(height - 1, Math.max(0, y + reach));
  const upTo = (data[middle + right] ?? 0) - (data[middle + left] ?? 0);
  const above = upTo - (data[top + right] ?? 0) + (data[top + left] ?? 0);
  const below = (data[bottom + right] ?? 0) - (data[bottom + left] ?? 0) - upTo;
  return (above - below) / Math.max(1, right - left);
}

/** Sums of all ink above and left of each pixel (Crow 1984), one row and column more than the field. */
export function inkSums({ width, height, data }: Field): Field {
  const result = new Float32Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x] ?? 0;
      result[(y + 1) * (width + 1) + x + 1] = (result[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  return { width: width + 1, height: height + 1, data: result };
}
