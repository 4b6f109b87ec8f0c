/** Areas: whether a point lies in a polygon, and what two polygons share. Polygons may cross themselves (even-odd rule). */
import type { Point } from '../page/index.js';

export function isInside([x, y]: Point, polygon: readonly Point[]): boolean {
  let inside = false;
  let last = polygon.at(-1);
  for (const point of polygon) {
    if (last && point[1] > y !== last[1] > y) {
      const at = last[0] + ((y - last[1]) / (point[1] - last[1])) * (point[0] - last[0]);
      if (x < at) inside = !inside;
    }
    last = point;
  }
  return inside;
}

/** A polygon as pieces of rows: from each row's crossings, in rising order, two by two. */
export interface Spans {
  /** The first row. */
  readonly top: number;
  readonly rows: readonly (readonly number[])[];
  /** Square pixels. */
  readonly area: number;
}

/** @param polygon three points or more; fewer have no area */
export function spansOf(polygon: readonly Point[]): Spans {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [, y] of polygon) {
    least = Math.min(least, y);
    most = Math.max(most, y);
  }
  const top = Number.isFinite(least) ? Math.floor(least) : 0;
  const count = Number.isFinite(most) ? Math.max(0, Math.ceil(most) - top) : 0;
  const rows = Array.from({ length: count }, (): number[] => []);
  for (const [i, [bx, by]] of polygon.entries()) {
    const [ax, ay] = polygon.at(i - 1) ?? [bx, by];
    const [low, high] = ay < by ? [ay, by] : [by, ay];
    // Rows are cut at their middle.
    for (let row = Math.ceil(low - 0.5); row + 0.5 < high; row++) {
      rows[row - top]?.push(ax + ((row + 0.5 - ay) / (by - ay)) * (bx - ax));
    }
  }
  for (const row of rows) row.sort((a, b) => a - b);
  return { top, rows, area: rows.reduce((sum, row) => sum + covered(row), 0) };
}

function covered(row: readonly number[]): number {
  return row.reduce((sum, x, i) => sum + (i % 2 === 1 ? x : -x), 0);
}

/** Square pixels that lie in both. */
export function sharedArea(a: Spans, b: Spans): number {
  let area = 0;
  const from = Math.max(a.top, b.top);
  const to = Math.min(a.top + a.rows.length, b.top + b.rows.length);
  for (let row = from; row < to; row++) area += sharedLength(a.rows[row - a.top] ?? [], b.rows[row - b.top] ?? []);
  return area;
}

function sharedLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  for (let i = 0; i + 1 < a.length; i += 2) {
    for (let j = 0; j + 1 < b.length; j += 2) {
      const left = Math.max(a[i] ?? 0, b[j] ?? 0);
      length += Math.max(0, Math.min(a[i + 1] ?? 0, b[j + 1] ?? 0) - left);
    }
  }
  return length;
}
