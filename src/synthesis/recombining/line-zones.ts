/**
 * Where the small letters of a line stand: its baseline and the height of its x. The text says which columns have letters
 * without ascenders and descenders, and the rows of these are nearly a box.
 */
import type { Raster } from '../../image/index.js';
import type { MarkedCharacter } from './marked-line.js';

export interface LineZones {
  /** Row below the small letters in the middle of the line, in pixels. */
  readonly baseline: number;
  /** How far the baseline goes down for each pixel to the right. */
  readonly slope: number;
  /** Pixels from the baseline up to the top of small letters. */
  readonly xHeight: number;
}

const smallLetters = new Set('acemnorsuvwxz');
/** Rows with less than this share of the fullest row's ink are outside of the small letters. */
const coreShare = 0.3;
/** Small letters of a stretch that the baseline is measured at, and how many stretches give a slope. */
const lettersOfStretch = 6;
const fewestStretches = 3;
const steepest = 0.06;

interface Columns {
  readonly from: number;
  readonly to: number;
}

/** @returns `undefined` where the line has too few small letters */
export function zonesOf(ink: Raster, characters: readonly Omit<MarkedCharacter, 'score'>[]): LineZones | undefined {
  const letters = characters
    .filter(({ character }) => smallLetters.has(character))
    .map(({ from, to }) => ({ from: Math.round(from + 0.1 * (to - from)), to: Math.round(to - 0.1 * (to - from)) }));
  if (letters.length < 2) return undefined;
  const slope = slopeOf(ink, letters);
  const core = coreOf(ink, letters, slope);
  return core && { baseline: core.end, slope, xHeight: core.end - core.from };
}

function slopeOf(ink: Raster, letters: readonly Columns[]): number {
  const feet: { readonly x: number; readonly y: number }[] = [];
  for (let at = 0; at + lettersOfStretch <= letters.length; at += lettersOfStretch) {
    const stretch = letters.slice(at, at + lettersOfStretch);
    const core = coreOf(ink, stretch, 0);
    const [first, last] = [stretch[0], stretch.at(-1)];
    if (core && first && last) feet.push({ x: (first.from + last.to) / 2, y: core.end });
  }
  if (feet.length < fewestStretches) return 0;
  // The median of all pairs' slopes (Theil 1950, Sen 1968): a stretch or two may be wrong.
  const slopes = feet.flatMap((a, n) => feet.slice(n + 1).map((b) => (b.y - a.y) / (b.x - a.x)));
  slopes.sort((a, b) => a - b);
  return Math.min(steepest, Math.max(-steepest, slopes[Math.floor(slopes.length / 2)] ?? 0));
}

/** The rows that the letters fill: the stretch with the most ink over a share of the fullest row's. */
function coreOf({ width, height, data }: Raster, letters: readonly Columns[], slope: number) {
  const rows = new Float64Array(height);
  for (const { from, to } of letters) {
    for (let x = Math.max(0, from); x < Math.min(width, to); x++) {
      const drop = Math.round(slope * (x - width / 2));
      for (let y = Math.max(0, drop); y < Math.min(height, height + drop); y++) {
        rows[y - drop] = (rows[y - drop] ?? 0) + (data[y * width + x] ?? 0);
      }
    }
  }
  const most = rows.reduce((a, b) => Math.max(a, b), 0);
  if (most === 0) return undefined;
  let best = { from: 0, end: 0, sum: 0 };
  let [sum, from] = [0, 0];
  for (const [y, row] of rows.entries()) {
    if (sum <= 0) [sum, from] = [0, y];
    sum += row - coreShare * most;
    if (sum > best.sum) best = { from, end: y + 1, sum };
  }
  return best;
}
