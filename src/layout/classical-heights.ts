/** How far the letters of a line reach above and below its baseline: where the rows of ink along it thin out. */
import type { Field } from './field.js';
import type { LineHeights } from './line-outline.js';

/** In pitches, from the nearest that is looked at to the farthest. */
const ascenders = [0.5, 0.85] as const;
const descenders = [0.27, 0.45] as const;
/** Of the fullest row's ink: with less, the letters have ended. */
const endShare = 0.04;

/**
 * @param columns along the line
 * @param baseline its height at each of them
 * @returns pixels of the field
 */
export function heightsOf(
  columns: readonly number[],
  baseline: readonly number[],
  ink: Field,
  pitch: number,
): LineHeights {
  const reach = Math.ceil(ascenders[1] * pitch);
  const sums = new Float64Array(2 * reach + 1);
  for (const [i, x] of columns.entries()) {
    const base = Math.round(baseline[i] ?? 0);
    for (let row = -reach; row <= reach; row++) {
      const y = base + row;
      if (y < 0 || y >= ink.height || x < 0 || x >= ink.width) continue;
      sums[row + reach] = (sums[row + reach] ?? 0) + (ink.data[y * ink.width + x] ?? 0);
    }
  }
  const end = endShare * Math.max(...sums);
  const search = ([from, to]: readonly [number, number], sign: 1 | -1): number => {
    const [first, last] = [Math.round(from * pitch), Math.round(to * pitch)];
    let best = first;
    for (let row = first; row <= last; row++) {
      const sum = sums[reach + sign * row] ?? 0;
      if (sum <= end) return row;
      if (sum < (sums[reach + sign * best] ?? 0)) best = row;
    }
    return best;
  };
  return { ascender: search(ascenders, -1), descender: search(descenders, 1) };
}
