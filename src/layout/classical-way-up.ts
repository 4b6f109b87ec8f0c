/**
 * Which way up a line stands, without knowing its letters: in Latin, Greek and Cyrillic writing more strokes and dots rise
 * above the small letters than hang below them. On an edge, a fold, or a column of letters that says nothing, so it is said
 * of ink only that lies as that of a line does. The limits were chosen on 24 pages of ten collections.
 */
import { type LineProfile, meanOf } from './classical-profile.js';
import type { LineHeights } from './line-outline.js';

/** Of the fullest row's ink: rows of small letters have more. */
const bodyShare = 0.5;
/** In pitches: as high as small letters may be, and from them to where those that are tall, or hang below, have ended. */
const highest = 0.5;
const beyond = 0.3;

/**
 * Ink above the small letters less what is below them, over both: −1 to 1. The same line upside down has about the opposite.
 * `undefined` where the ink is not that of a line.
 * @param along from `inkAlong`
 */
export function wayUpOf(
  profile: LineProfile,
  along: readonly number[],
  heights: LineHeights,
  pitch: number,
): number | undefined {
  if (!isGathered(profile, heights) || !isEven(along)) return undefined;
  const { reach, rows } = profile;
  // Further away are the small letters of the lines above and below.
  const first = Math.max(0, reach - Math.round(highest * pitch));
  const near = rows.subarray(first, reach + 1);
  const middle = first + near.indexOf(Math.max(...near));
  const least = bodyShare * (rows[middle] ?? 0);
  let [top, bottom] = [middle, middle];
  while (top > 0 && (rows[top - 1] ?? 0) >= least) top--;
  while (bottom < rows.length - 1 && (rows[bottom + 1] ?? 0) >= least) bottom++;
  const far = Math.max(1, Math.round(beyond * pitch));
  const above = sumOf(rows, top - far, top);
  const below = sumOf(rows, bottom + 1, bottom + 1 + far);
  return above + below > 0 ? (above - below) / (above + below) : 0;
}

function sumOf(rows: Float64Array, from: number, to: number): number {
  return rows.slice(Math.max(0, from), Math.max(0, to)).reduce((sum, ink) => sum + ink, 0);
}

/** Of the height of the writing, and the share of its ink that so many rows have where most is. */
const gatheredHeight = 0.4;
const gatheredShare = 0.72;

/** Whether most ink is in small letters, all at one height. */
function isGathered({ reach, rows }: LineProfile, { ascender, descender }: LineHeights): boolean {
  const [top, bottom] = [Math.max(0, reach - ascender), reach + descender + 1];
  const size = Math.max(1, Math.round(gatheredHeight * (bottom - top)));
  let most = 0;
  for (let from = top; from + size <= bottom; from++) most = Math.max(most, sumOf(rows, from, from + size));
  return most >= gatheredShare * sumOf(rows, top, bottom);
}

/** What the third of a line's columns with the least ink have on the average, of what all have. */
const [leastEven, mostEven] = [0.35, 0.8];

/** Whether ink goes on along the line as words do: with less between them, and not as a stroke. */
function isEven(along: readonly number[]): boolean {
  const sorted = [...along].sort((a, b) => a - b);
  const [least, mean] = [meanOf(sorted.slice(0, Math.ceil(sorted.length / 3))), meanOf(sorted)];
  return least >= leastEven * mean && least <= mostEven * mean;
}
