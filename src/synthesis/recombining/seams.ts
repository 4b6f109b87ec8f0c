/**
 * Cuts between letters: from top to bottom along the least ink, near to where the alignment has the border. Between words
 * that is a way through the paper; in a word it goes around dots and loops and crosses the connecting stroke where it is
 * thinnest (a seam as in Avidan and Shamir 2007).
 */
import type { InkColumnsOf } from './packed-columns.js';

export interface Seam {
  /** First column behind the cut in each row. */
  readonly columns: Int16Array;
  /** Ink that is cut, in full pixels. */
  readonly cut: number;
  /** The row in which most of it is; `undefined` where only paper is cut. */
  readonly crossing: number | undefined;
}

/** What a column at the window's edge costs more than one in the middle; and a step aside in a row. */
const pull = 12;
const aside = 3;
/** A cut with less ink than this crosses no stroke. */
const leastStroke = 0.5;

/**
 * @param columns around the border
 * @param left the line's column that is the first of them
 * @param from rows between which a connecting stroke may be
 */
export function seamOf(columns: InkColumnsOf, left: number, [from, to]: readonly [from: number, to: number]): Seam {
  const { width, height } = columns;
  const path = leastInk(columns);
  const seam = new Int16Array(height);
  let [cut, weighted, inside] = [0, 0, 0];
  for (const [y, x] of path.entries()) {
    seam[y] = left + x;
    // The cut lies between two columns.
    const ink = ((columns.data[x * height + y] ?? 0) + (x > 0 ? (columns.data[(x - 1) * height + y] ?? 0) : 0)) / 510;
    cut += ink;
    if (y < from || y >= to) continue;
    inside += ink;
    weighted += ink * y;
  }
  if (width === 0) throw new Error('seamOf: there must be columns to cut in');
  return { columns: seam, cut, crossing: inside >= leastStroke ? weighted / inside : undefined };
}

/** Of each row the column of the cheapest way down. */
function leastInk({ width, height, data }: InkColumnsOf): Uint16Array {
  const half = Math.max(1, (width - 1) / 2);
  const pulls = Float64Array.from({ length: width }, (_, x) => pull * ((x - half) / half) ** 2);
  // From which side the cheapest way comes down to each place.
  const sides = new Int8Array(width * height);
  let above = new Float64Array(width);
  let costs = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const middle = above[x] ?? 0;
      const left = (above[x - 1] ?? Number.POSITIVE_INFINITY) + aside;
      const right = (above[x + 1] ?? Number.POSITIVE_INFINITY) + aside;
      const least = Math.min(middle, left, right);
      sides[y * width + x] = least === middle ? 0 : least === left ? -1 : 1;
      const ink = (data[x * height + y] ?? 0) + (data[(x - 1) * height + y] ?? 0);
      costs[x] = least + ink + (pulls[x] ?? 0);
    }
    [above, costs] = [costs, above];
  }
  const path = new Uint16Array(height);
  let x = above.indexOf(Math.min(...above));
  for (let y = height - 1; y >= 0; y--) {
    path[y] = x;
    x += sides[y * width + x] ?? 0;
  }
  return path;
}
