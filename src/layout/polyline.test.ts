import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Point } from '../page/index.js';
import { heightAt, simplified } from './polyline.js';

it('keeps both ends, and lies nowhere further away than the tolerance', () => {
  const heights = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(heights, fc.double({ min: 0, max: 10, noNaN: true }), (values, tolerance) => {
      const line = values.map((y, x): Point => [x * 3, y]);
      const fewer = simplified(line, tolerance);
      expect([fewer[0], fewer.at(-1)]).toEqual([line[0], line.at(-1)]);
      // Distances are taken across the parts, so from top to bottom they may be larger by their slope.
      const slope = Math.max(
        0,
        ...fewer.slice(1).map(([x, y], i) => Math.abs((y - (fewer[i]?.[1] ?? y)) / (x - (fewer[i]?.[0] ?? 0)))),
      );
      for (const [x, y] of line) {
        expect(Math.abs(heightAt(fewer, x) - y)).toBeLessThanOrEqual(tolerance * Math.hypot(1, slope) + 1e-9);
      }
    }),
  );
});

it('needs two points for a straight line', () => {
  expect(
    simplified(
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [50, 50],
      ],
      0.1,
    ),
  ).toEqual([
    [0, 0],
    [50, 50],
  ]);
});
