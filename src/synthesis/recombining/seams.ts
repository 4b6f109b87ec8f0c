/**
 * Cuts between letters: from top to bottom along the least ink, near to where the alignment has the border. Between words
 * that is a way through the paper; in a word it goes around dots and loops and crosses the connecting stroke where it is
 * thinnest (a seam as in Avidan and Shamir 2007).
 */
import { known } from '../../known.js';
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
const pull = 5;
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
  const costs = new Float64Array(width * height);
  const half = Math.max(1, (width - 1) / 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const middle = ((x - half) / half) ** 2;
      const ink = (data[x * height + y] ?? 0) + (x > 0 ? (data[(x - 1) * height + y] ?? 0) : 0);
      costs[y * width + x] = ink + pull * middle + (y > 0 ? cheapestAbove(costs, y, x, width).cost : 0);
    }
  }
  const path = new Uint16Array(height);
  let x = 0;
  for (let at = 1; at < width; at++) {
    if ((costs[(height - 1) * width + at] ?? 0) < (costs[(height - 1) * width + x] ?? 0)) x = at;
  }
  for (let y = height - 1; y >= 0; y--) {
    path[y] = x;
    if (y > 0) x = cheapestAbove(costs, y, x, width).x;
  }
  return path;
}

function cheapestAbove(costs: Float64Array, y: number, x: number, width: number) {
  const row = (y - 1) * width;
  let best = { x, cost: known(costs[row + x], 'a cost above') };
  for (const beside of [x - 1, x + 1]) {
    if (beside < 0 || beside >= width) continue;
    const cost = (costs[row + beside] ?? 0) + aside;
    if (cost < best.cost) best = { x: beside, cost };
  }
  return best;
}
