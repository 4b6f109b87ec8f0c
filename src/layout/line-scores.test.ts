import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boxPolygon } from '../page/index.js';
import { bestAssignment } from './assignment.js';
import { lineOverlap, orderScore } from './index.js';

const box = (x: number, y: number, width: number, height: number) => boxPolygon({ x, y, width, height });

it('measures what outlines share, one to one', () => {
  const { matches, mean } = lineOverlap(
    [box(0, 0, 100, 20), box(0, 30, 100, 20), box(0, 60, 100, 20)],
    [box(0, 30, 100, 20), box(50, 0, 100, 20)],
  );
  expect(matches).toEqual([
    { truth: 0, hypothesis: 1, overlap: 50 / 150 },
    { truth: 1, hypothesis: 0, overlap: 1 },
  ]);
  expect(mean).toBeCloseTo((1 / 3 + 1) / 3, 12);
  expect(lineOverlap([], []).mean).toBe(1);
  expect(lineOverlap([box(0, 0, 9, 9)], []).mean).toBe(0);
});

it('tells the right order from the reversed one, and how far others are', () => {
  expect(orderScore([2, 5, 9])).toEqual({ footrule: 0, kendall: 0 });
  expect(orderScore([9, 5, 2, 1])).toEqual({ footrule: 1, kendall: 1 });
  expect(orderScore([1, 0, 2])).toEqual({ footrule: 0.5, kendall: 1 / 3 });
  expect(orderScore([])).toEqual({ footrule: 0, kendall: 0 });
});

/** Every way to give rows columns, by trying all. */
function bestSum(gains: readonly (readonly number[])[], free: readonly number[], row = 0): number {
  if (row === gains.length) return 0;
  const without = gains.length - row > free.length ? bestSum(gains, free, row + 1) : Number.NEGATIVE_INFINITY;
  const sums = free.map(
    (column) =>
      (gains[row]?.[column] ?? 0) +
      bestSum(
        gains,
        free.filter((next) => next !== column),
        row + 1,
      ),
  );
  return Math.max(without, ...sums);
}

it('assigns as well as trying every way does, each column once', () => {
  const table = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );
  fc.assert(
    fc.property(table, (gains) => {
      const columns = gains[0]?.length ?? 0;
      const chosen = bestAssignment(gains);
      const used = chosen.filter((column) => column >= 0);
      expect(new Set(used).size).toBe(used.length);
      expect(used.length).toBe(Math.min(gains.length, columns));
      const sum = chosen.reduce((total, column, row) => total + (gains[row]?.[column] ?? 0), 0);
      expect(sum).toBe(
        bestSum(
          gains,
          Array.from({ length: columns }, (_, i) => i),
        ),
      );
    }),
  );
});
