/** How much ink the columns of a line have, which shows where words begin and end. */
import { known } from '../known.js';

export interface InkColumns {
  /** Of each column: ink over the most that paper may have, in full pixels. Below 0 it is paper, above a stroke. */
  readonly excess: Float64Array;
  /** What a column of bare paper has, 0 or less; 0 where the line has no ink. */
  readonly paper: number;
  /** Rows of the line. */
  readonly height: number;
}

/** Where a line lies in a batch [lines, 1, height, columns]. */
export interface LineInBatch {
  /** Of its first pixel. */
  readonly offset: number;
  /** Columns of the batch, and of the line itself. */
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

/** Share of columns that are bare paper, whatever is on it: ruled lines and grain are in all of them. */
const bareShare = 0.05;
/** Of the way from bare paper to a column of writing, what paper may have: specks, and ends of strokes that reach over. */
const paperShare = 0.15;

/** @param image ink 0 to 1 */
export function inkColumns(image: Float32Array, { offset, columns, width, height }: LineInBatch): InkColumns {
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    const row = offset + y * columns;
    for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) + (image[row + x] ?? 0);
  }
  const bare = known(sums.slice().sort()[Math.floor(bareShare * width)], 'the ink of bare paper');
  // The mean over the ink, not over the columns: the same however much paper is around the writing.
  let [ink, squares] = [0, 0];
  for (const sum of sums) {
    const over = Math.max(0, sum - bare);
    ink += over;
    squares += over * over;
  }
  const paper = ink > 0 ? -paperShare * (squares / ink) : 0;
  return { excess: sums.map((sum) => sum - bare + paper), paper, height };
}

/** A stretch of a line, in columns. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The gap between two letters: the stretch with the most paper less ink, which passes over specks. Where letters touch
 * it is the column with the least ink; where the line has none, the middle.
 *
 * @param from a column of the one letter
 * @param to one of the other
 */
export function gapBetween({ excess, paper }: InkColumns, from: number, to: number): Stretch {
  const first = Math.max(0, Math.floor(from));
  const end = paper < 0 ? Math.min(excess.length, Math.ceil(to)) : first;
  let best: Stretch = { from: (from + to) / 2, to: (from + to) / 2 };
  let least = Number.POSITIVE_INFINITY;
  let sum = 0;
  let start = first;
  for (let x = first; x < end; x++) {
    const column = excess[x] ?? paper;
    if (sum >= 0) [sum, start] = [0, x];
    sum += column;
    if (sum < least) [least, best] = [sum, { from: start, to: x + 1 }];
  }
  return best;
}

/**
 * How much more ink a border may cross in the middle than at a letter, in columns of writing. Characters of drawn lines
 * (npm run boxes) fit with 0.794, with half of it 0.792, with borders in the middle 0.762.
 */
const middlePull = 1;

/**
 * The border between two letters of a word: where little ink is, and not far from the middle.
 *
 * @param from where the one letter is recognised to the end, columns
 * @param to where the recognition of the other begins
 */
export function thinnestBetween({ excess, paper }: InkColumns, from: number, to: number): number {
  const [middle, half] = [(from + to) / 2, (to - from) / 2];
  const writing = -paper / paperShare;
  if (!(writing > 0)) return middle;
  let best = middle;
  let least = Number.POSITIVE_INFINITY;
  for (let border = Math.ceil(from); border <= to; border++) {
    // A border lies between two columns.
    const ink = ((excess[border - 1] ?? paper) + (excess[border] ?? paper)) / (2 * writing);
    const cost = ink + middlePull * ((border - middle) / half) ** 2;
    if (cost < least) [least, best] = [cost, border];
  }
  return best;
}

/** As much paper as there is between words, in line heights: strokes of one letter are nearer to each other. */
const leastGap = 0.12;
/** How far a letter reaches from where it is recognised at most, in line heights. */
const letterReach = 1;

/**
 * Where the writing ends, from a letter that is its outermost one: before the first gap that is as wide as between words.
 * Beyond the image is paper.
 *
 * @param at a column of the letter
 * @param step −1 to the left, 1 to the right
 * @returns the edge in columns; `undefined` where the ink goes on, or the line has none
 */
export function writingEdge({ excess, paper, height }: InkColumns, at: number, step: -1 | 1): number | undefined {
  const enough = leastGap * height * paper;
  const reach = letterReach * height;
  const first = Math.min(excess.length - 1, Math.max(0, Math.floor(at)));
  let edge = first;
  let sum = 0;
  for (let n = 0; n < reach && paper < 0; n++) {
    const x = first + step * n;
    sum += excess[x] ?? paper;
    if (sum >= 0) [sum, edge] = [0, x + step];
    if (sum <= enough) return Math.min(excess.length, Math.max(0, step > 0 ? edge : edge + 1));
  }
  return undefined;
}
