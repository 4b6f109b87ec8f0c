/** Ruled lines that are written on: pieces bring theirs along, and what is between them is ruled again. */
import type { Raster } from '../../image/index.js';
import type { Rule } from './hand.js';

/** Ink of a rule, and the share of columns that have it in its row: letters fill no row so far. */
const ruleInk = 40;
const ruleShare = 0.6;

/** @returns `undefined` where no row of the ink is ruled */
export function ruleOf(ink: Raster): Rule | undefined {
  const { width, height, data } = ink;
  let best = { row: 0, columns: 0 };
  for (let row = 1; row + 1 < height; row++) {
    let columns = 0;
    for (const level of data.subarray(row * width, (row + 1) * width)) if (level >= ruleInk) columns++;
    if (columns > best.columns) best = { row, columns };
  }
  if (best.columns < ruleShare * width) return undefined;
  const { row } = best;
  return { row, level: usualInk(ink, row), above: usualInk(ink, row - 1), below: usualInk(ink, row + 1) };
}

/** The median of a row. */
function usualInk({ width, data }: Raster, row: number): number {
  return data.slice(row * width, (row + 1) * width).sort()[Math.floor(width / 2)] ?? 0;
}

/** Ink with a rule under it from end to end. */
export function withRule({ width, height, data }: Raster, { row, level, above, below }: Rule): Raster {
  const ruled = data.slice();
  for (const [at, ink] of [
    [row - 1, above],
    [row, level],
    [row + 1, below],
  ] as const) {
    for (let x = 0; x < width; x++) ruled[at * width + x] = Math.max(data[at * width + x] ?? 0, ink);
  }
  return { width, height, data: ruled };
}
