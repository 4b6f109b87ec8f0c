import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cheapestWay, type Move } from './alignment.js';
import { alignTexts, countEdits } from './edit-distance.js';

/** The reference twin: the whole matrix, traced from the end, both before the first before the second. */
function slowWay(a: readonly string[], b: readonly string[]): readonly Move[] {
  const cost = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => cost[i]?.[j] ?? Number.POSITIVE_INFINITY;
  const change = (i: number, j: number) => at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
  for (let i = 1; i <= a.length; i++) {
    cost[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      (cost[i] as number[])[j] = Math.min(change(i, j), at(i - 1, j) + 1, at(i, j - 1) + 1);
    }
  }
  const moves: Move[] = [];
  for (let i = a.length, j = b.length; i > 0 || j > 0; ) {
    const move = at(i, j) === change(i, j) ? 'both' : at(i, j) === at(i - 1, j) + 1 ? 'first' : 'second';
    moves.push(move);
    if (move !== 'second') i--;
    if (move !== 'first') j--;
  }
  return moves.reverse();
}

describe('the cheapest way', () => {
  const units = fc.array(fc.constantFrom('a', 'b', 'c', 'œ'), { maxLength: 40 });

  it('is step by step that of the whole matrix, whether the matrix is kept or halved', () => {
    fc.assert(
      fc.property(units, units, fc.constantFrom(0, 9, 100, 2 ** 22), (a, b, most) => {
        expect(cheapestWay(a, b, most)).toEqual(slowWay(a, b));
      }),
      { numRuns: 500 },
    );
  });

  it('of nothing, or of one with nothing, is there too without a matrix', () => {
    expect(cheapestWay([], [], 0)).toEqual([]);
    expect(cheapestWay(['a', 'b'], [], 0)).toEqual(['first', 'first']);
    expect(cheapestWay([], ['a', 'b'], 0)).toEqual(['second', 'second']);
  });
});

it('texts of 6,000 characters are aligned without a matrix of 36 million cells', () => {
  const [long, other] = ['abcdefghij'.repeat(600), 'abcdeXghij'.repeat(599)];
  const before = process.memoryUsage().arrayBuffers;
  const counts = countEdits(alignTexts(long, other));
  expect(counts).toEqual({ substitutions: 599, insertions: 0, deletions: 10, length: 6000 });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60e6);
});
