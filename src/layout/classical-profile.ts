/** How the ink of a line is spread: above and below its baseline, and along it. */
import type { Field } from './field.js';
import type { LineHeights } from './line-outline.js';

/** Sums of ink, one for each row: `rows[reach]` is the baseline's. */
export interface LineProfile {
  readonly reach: number;
  readonly rows: Float64Array;
}

/** The course of a line: columns along it, and the baseline's height at each of them. */
export interface LineCourse {
  readonly columns: readonly number[];
  readonly heights: readonly number[];
}

/** @param reach rows above and below; what is beyond the field is nothing */
export function profileOf({ columns, heights }: LineCourse, ink: Field, reach: number): LineProfile {
  const rows = new Float64Array(2 * reach + 1);
  for (const [i, x] of columns.entries()) {
    const base = Math.round(heights[i] ?? 0);
    for (let row = -reach; row <= reach; row++) {
      const y = base + row;
      if (y < 0 || y >= ink.height || x < 0 || x >= ink.width) continue;
      rows[row + reach] = (rows[row + reach] ?? 0) + (ink.data[y * ink.width + x] ?? 0);
    }
  }
  return { reach, rows };
}

/** Sums of ink as high as the writing, one for each column, a mean over it and those beside it. */
export function inkAlong(
  { columns, heights }: LineCourse,
  ink: Field,
  { ascender, descender }: LineHeights,
): readonly number[] {
  const sums = columns.map((x, i) => {
    const base = Math.round(heights[i] ?? 0);
    let sum = 0;
    for (let y = base - ascender; y <= base + descender; y++) {
      if (y >= 0 && y < ink.height && x < ink.width) sum += ink.data[y * ink.width + x] ?? 0;
    }
    return sum;
  });
  return sums.map((_, i) => meanOf(sums.slice(Math.max(0, i - 1), i + 2)));
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
