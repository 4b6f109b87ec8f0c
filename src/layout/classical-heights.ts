/** How far the letters of a line reach above and below its baseline: where the rows of ink along it thin out. */
import type { LineProfile } from './classical-profile.js';
import type { LineHeights } from './line-outline.js';

/** In pitches, from the nearest that is looked at to the farthest. */
const ascenders = [0.5, 0.85] as const;
const descenders = [0.27, 0.45] as const;
/** Of the fullest row's ink: with less, the letters have ended. */
const endShare = 0.04;

/** Pitches from the baseline that a profile must reach. */
export const heightReach = ascenders[1];

/** @param profile at least `heightReach` high @returns pixels of the field */
export function heightsOf({ reach, rows }: LineProfile, pitch: number): LineHeights {
  const end = endShare * Math.max(...rows);
  const search = ([from, to]: readonly [number, number], sign: 1 | -1): number => {
    const [first, last] = [Math.round(from * pitch), Math.round(to * pitch)];
    let best = first;
    for (let row = first; row <= last; row++) {
      const sum = rows[reach + sign * row] ?? 0;
      if (sum <= end) return row;
      if (sum < (rows[reach + sign * best] ?? 0)) best = row;
    }
    return best;
  };
  return { ascender: search(ascenders, -1), descender: search(descenders, 1) };
}
