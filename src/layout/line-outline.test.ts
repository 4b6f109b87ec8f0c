import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Point } from '../page/index.js';
import { lineOutline } from './index.js';
import { isInside, spansOf } from './polygon.js';

const size = { width: 1000, height: 800 };

it('goes around the writing, from the beginning of the upper edge', () => {
  const outline = lineOutline(
    [
      [100, 200],
      [300, 200],
    ],
    { ascender: 20, descender: 8 },
    size,
  );
  expect(outline).toEqual([
    [100, 180],
    [300, 180],
    [300, 208],
    [100, 208],
  ]);
  // From right to left what is above the letters is still above them.
  expect(
    lineOutline(
      [
        [300, 200],
        [100, 200],
      ],
      { ascender: 20, descender: 8 },
      size,
    )
      .map(([, y]) => y)
      .sort(),
  ).toEqual(
    lineOutline(
      [
        [300, 200],
        [100, 200],
      ],
      { ascender: 8, descender: 20 },
      size,
    )
      .map(([, y]) => 400 - y)
      .sort(),
  );
});

it('measures heights across a steep line', () => {
  const outline = lineOutline(
    [
      [100, 100],
      [400, 400],
    ],
    { ascender: 30, descender: 10 },
    size,
  );
  expect(spansOf(outline).area).toBeCloseTo(300 * Math.SQRT2 * 40, -2);
});

it('follows upright lines, read downwards or upwards', () => {
  const heights = { ascender: 20, descender: 5 };
  const down = lineOutline(
    [
      [500, 100],
      [502, 400],
    ],
    heights,
    size,
  );
  // A line that goes down has the tops of its letters to its right.
  expect(isInside([515, 250], down)).toBe(true);
  expect(isInside([490, 250], down)).toBe(false);
  const up = lineOutline(
    [
      [500, 400],
      [502, 100],
    ],
    heights,
    size,
  );
  expect(isInside([487, 250], up)).toBe(true);
  expect(isInside([512, 250], up)).toBe(false);
});

const place = fc.tuple(fc.integer({ min: -300, max: 1300 }), fc.integer({ min: -300, max: 1100 }));
const height = fc.double({ min: 0, max: 200, noNaN: true });

it('is a simple polygon within the page, whatever the baseline', () => {
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 12 }), height, height, (baseline, ascender, descender) => {
      const outline = lineOutline(baseline, { ascender, descender }, size);
      expect(outline.length).toBeGreaterThanOrEqual(4);
      for (const [x, y] of outline) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(size.width);
        expect(y).toBeLessThanOrEqual(size.height);
      }
      expect(crossings(outline)).toBe(0);
    }),
    { numRuns: 500 },
  );
});

/** Pairs of edges that cross inside both. */
function crossings(polygon: readonly Point[]): number {
  const edges = polygon.map((point, i) => [point, polygon[(i + 1) % polygon.length] ?? point] as const);
  const side = ([ax, ay]: Point, [bx, by]: Point, [x, y]: Point) => {
    const value = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    return Math.abs(value) < 1e-6 ? 0 : Math.sign(value);
  };
  let count = 0;
  for (const [i, [a, b]] of edges.entries()) {
    for (const [c, d] of edges.slice(i + 1)) {
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) count++;
    }
  }
  return count;
}
