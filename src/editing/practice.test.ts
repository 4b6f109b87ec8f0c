import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompareRules, compareTexts } from './index.js';

const runs = (truth: string, typed: string, rules?: CompareRules) =>
  compareTexts(truth, typed, rules).runs.map((run) => `${run.kind}:${run.truth}/${run.typed}`);
const isRight = (truth: string, typed: string, rules?: CompareRules) =>
  compareTexts(truth, typed, rules).runs.every(({ kind }) => kind === 'right');

describe('what was typed against what stands there', () => {
  it('is right, wrong, missing or superfluous, in runs', () => {
    expect(runs('abcdef', 'abxyf')).toEqual(['right:ab/ab', 'missing:c/', 'wrong:de/xy', 'right:f/f']);
    expect(runs('ab', 'abc')).toEqual(['right:ab/ab', 'superfluous:/c']);
    expect(runs('', '')).toEqual([]);
    expect(compareTexts('abcd', 'xbc').counts).toEqual({ right: 2, wrong: 1, missing: 1, superfluous: 0 });
  });

  it('counts code points, and the same letter in another form as the same', () => {
    expect(compareTexts('𐐷', 'x').counts.wrong).toBe(1);
    expect(runs('é', 'e\u0301')).toEqual(['right:é/é']);
  });

  it('differs in case, white space and punctuation, if nobody says that they are ignored', () => {
    expect(isRight('Ab', 'ab')).toBe(false);
    expect(isRight('Ab', 'ab', { ignoreCase: true })).toBe(true);
    expect(isRight('a b', ' a \t b ')).toBe(false);
    expect(isRight('a b', ' a \t b ', { ignoreWhiteSpace: true })).toBe(true);
    expect(isRight('a b', 'ab', { ignoreWhiteSpace: true })).toBe(false);
    expect(isRight('Wer, ich?', 'Wer ich', { ignorePunctuation: true })).toBe(true);
    expect(isRight('a , b', 'a b', { ignorePunctuation: true, ignoreWhiteSpace: true })).toBe(true);
    expect(isRight('…', '', { ignorePunctuation: true })).toBe(true);
  });

  it('shows what is ignored all the same', () => {
    expect(runs('Wer, ich?', 'wer ixh', { ignorePunctuation: true, ignoreCase: true })).toEqual([
      'right:Wer, i/wer i',
      'wrong:c/x',
      'right:h?/h',
    ]);
  });
});

const letters = fc.string({ unit: fc.constantFrom('a', 'A', ' ', ',', 'é', '\n', '𐐷'), maxLength: 12 });
const rule = fc.boolean();

it('has both texts in its runs, by whatever rules', () => {
  fc.assert(
    fc.property(letters, letters, rule, rule, rule, (truth, typed, ignoreCase, ignoreWhiteSpace, ignorePunctuation) => {
      const { runs } = compareTexts(truth, typed, { ignoreCase, ignoreWhiteSpace, ignorePunctuation });
      expect(runs.map((run) => run.truth).join('')).toBe(truth);
      expect(runs.map((run) => run.typed).join('')).toBe(typed);
      expect(runs.every(({ kind }, index) => kind !== runs[index - 1]?.kind)).toBe(true);
      expect(isRight(truth, truth, { ignoreCase, ignoreWhiteSpace, ignorePunctuation })).toBe(true);
    }),
  );
});
