import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchedLines, scorePages } from './index.js';

it('blames the order, and not the reading, where right lines stand in the wrong order', () => {
  const { bagOfLinesCer, readingOrderCer, wer, bagOfWordsWer } = scorePages([
    { reference: ['first line', 'second line'], prediction: ['second line', 'first line'] },
  ]);
  expect([bagOfLinesCer, bagOfWordsWer]).toEqual([0, 0]);
  expect(readingOrderCer).toBeGreaterThan(0.4);
  expect(wer).toBe(0.5);
});

it('matches lines where that saves most, and counts those without a partner whole', () => {
  const page = { reference: ['abcd', 'efghij'], prediction: ['efghxj', 'zz', 'abcd'] };
  expect(matchedLines(page)).toEqual([2, 0]);
  // One substitution and two characters too many, over ten.
  expect(scorePages([page]).bagOfLinesCer).toBeCloseTo(0.3, 12);
  expect(scorePages([{ reference: ['abcd', 'efghij'], prediction: ['abcd'] }]).bagOfLinesCer).toBeCloseTo(0.6, 12);
});

it('counts words by how often they stand there: the half of what differs in number and in kind', () => {
  // Three words against four; "a" is there once too often and "b" is "c": (1 + 3) / (2 · 3).
  const page = { reference: ['a b', 'd'], prediction: ['a c d', 'a'] };
  expect(scorePages([page]).bagOfWordsWer).toBeCloseTo(2 / 3, 12);
});

it('adds up pages by their lengths', () => {
  const pages = [
    { reference: ['aaaaaaaaa'], prediction: ['aaaaaaaaa'] },
    { reference: ['b'], prediction: ['c'] },
  ];
  expect(scorePages(pages).bagOfLinesCer).toBeCloseTo(0.1, 12);
  expect(scorePages([])).toEqual({ bagOfLinesCer: 0, readingOrderCer: 0, wer: 0, bagOfWordsWer: 0 });
  expect(scorePages([{ reference: [], prediction: ['x'] }]).bagOfLinesCer).toBe(1);
});

it('never finds more wrong words in a bag than in order, and nothing wrong in itself', () => {
  const lines = fc.array(fc.stringMatching(/^[ab]{1,2}( [ab]{1,2}){0,3}$/), { maxLength: 6 });
  fc.assert(
    fc.property(lines, lines, (reference, prediction) => {
      const { wer, bagOfWordsWer } = scorePages([{ reference, prediction }]);
      expect(bagOfWordsWer).toBeLessThanOrEqual(wer + 1e-12);
      const same = scorePages([{ reference, prediction: [...reference].reverse() }]);
      expect([same.bagOfLinesCer, same.bagOfWordsWer]).toEqual([0, 0]);
    }),
  );
});
