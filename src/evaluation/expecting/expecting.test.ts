import { describe, expect, it } from 'vitest';
import type { ReadLine } from '../../recognition/index.js';
import { chooseSure, expectedRate } from './choose-sure.js';
import { expectedErrors } from './expected-errors.js';
import { rankLines } from './rank-lines.js';

function read(text: string, confidence = 0.9): ReadLine {
  const characters = Array.from(text, (character, at) => ({ character, start: at, end: at + 1, confidence }));
  return { text, confidence, characters, words: [] };
}

describe('expectedErrors', () => {
  it('is what the model itself says where nothing else reads the line', () => {
    const { rate, doubts, text } = expectedErrors({ plain: read('abcd'), views: [] });
    expect(text).toBe('abcd');
    expect(rate).toBeCloseTo(0.1, 9);
    expect(doubts).toHaveLength(4);
  });

  it('grows where readings of the distorted line differ, at the characters in which they do', () => {
    const same = expectedErrors({ plain: read('abcd'), views: ['abcd', 'abcd'] });
    const other = expectedErrors({ plain: read('abcd'), views: ['abxd', 'abcd'] });
    expect(other.rate).toBeGreaterThan(same.rate);
    expect(other.doubts.map((doubt, at) => doubt > (same.doubts[at] ?? 1))).toEqual([false, false, true, false]);
    expect(other.disagreement).toBeCloseTo(1 / 8, 9);
  });

  it('counts what another reading has more at the character before, also at the beginning', () => {
    const { doubts } = expectedErrors({ plain: read('abc', 1), views: ['abxc'] });
    expect(doubts.map((doubt) => doubt > 0.1)).toEqual([false, true, false]);
    const before = expectedErrors({ plain: read('abc', 1), views: ['xabc'] });
    expect(before.doubts.map((doubt) => doubt > 0.1)).toEqual([true, false, false]);
  });

  it('takes the reading in the language, and doubts what the plain one has not', () => {
    const { text, doubts } = expectedErrors({ plain: read('tbe'), views: [], inLanguage: read('the') });
    expect(text).toBe('the');
    expect(doubts[1]).toBeGreaterThan(doubts[0] ?? 1);
  });

  it('expects all to be wrong where nothing was read', () => {
    expect(expectedErrors({ plain: read(''), views: ['a'] }).rate).toBe(1);
  });
});

describe('chooseSure', () => {
  const lines = [0.5, 0.01, 0.2, 0.02, 0.1, 0.3].map((rate) => ({ text: 'letters', rate }));
  const rates = (limits: Parameters<typeof chooseSure>[1]) => chooseSure(lines, limits).map(({ rate }) => rate);

  it('keeps all that are sure, and of the others the best by their rank, up to the limit', () => {
    expect(rates({ sure: 0.02, share: 0, most: 1 })).toEqual([0.01, 0.02]);
    expect(rates({ sure: 0, share: 0.5, most: 1 })).toEqual([0.01, 0.02, 0.1]);
    expect(rates({ sure: 0, share: 0.5, most: 0.05 })).toEqual([0.01, 0.02]);
    expect(rates({ sure: 0.25, share: 0.1, most: 0.05 })).toEqual([0.01, 0.02, 0.1, 0.2]);
  });

  it('keeps none that has hardly a letter', () => {
    expect(chooseSure([{ text: ' a. ', rate: 0 }], { sure: 0.1, share: 1, most: 1 })).toEqual([]);
  });
});

it('the expected error rate of lines counts each by its characters', () => {
  expect(expectedRate([])).toBe(0);
  const lines = [
    { text: 'abcdefghi', rate: 0.1 },
    { text: '', rate: 1 },
  ];
  expect(expectedRate(lines)).toBeCloseTo((0.9 + 1) / 10, 9);
});

describe('rankLines', () => {
  const line = (text: string, doubt: number, document = 'a') => ({
    document,
    expected: { text, doubts: Array.from(text, () => doubt), rate: doubt, unsure: doubt, disagreement: doubt },
  });
  const texts = (lines: readonly ReturnType<typeof line>[], count: number) =>
    rankLines(lines, count).map((ranked) => ranked.line.expected.text);

  it('puts what is read badly before what is read well, and long before short', () => {
    expect(texts([line('abcdefgh', 0.01), line('ijklmnop', 0.3), line('qrst', 0.3)], 3)).toEqual([
      'ijklmnop',
      'qrst',
      'abcdefgh',
    ]);
  });

  it('puts copies of a chosen line behind all others', () => {
    const lines = [line('abcdefgh', 0.4), line('abcdefgh', 0.4), line('ijklmnop', 0.1)];
    expect(texts(lines, 2)).toEqual(['abcdefgh', 'ijklmnop']);
    expect(rankLines(lines, 9)).toHaveLength(3);
  });

  it('spreads over documents', () => {
    const lines = [line('abcdefgh', 0.4), line('ijklmnop', 0.4), line('qrstuvwx', 0.35, 'b')];
    expect(rankLines(lines, 2).map((ranked) => ranked.line.document)).toEqual(['a', 'b']);
  });

  it('does not take the worst of all for the most useful only because it may be no line', () => {
    const good = Array.from({ length: 20 }, (_, n) => line(`${n}bcdefghij`, 0.2));
    const [first] = rankLines([line('#############', 1), ...good], 1);
    expect(first?.line.expected.text).not.toBe('#############');
  });

  it('says how many errors each is expected to have, and its worth as a share of the first one', () => {
    const ranked = rankLines([line('abcd', 0.5), line('wxyz', 0.25)], 2);
    expect(ranked.map(({ errors }) => errors)).toEqual([2, 1]);
    expect(ranked[0]?.worth).toBe(1);
    expect(ranked[1]?.worth).toBeLessThan(1);
  });

  it('takes lines of which nothing was read too', () => {
    expect(rankLines([line('', 1), line('', 1)], 5)).toHaveLength(2);
  });
});
