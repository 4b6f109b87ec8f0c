import { describe, expect, it } from 'vitest';
import { pageOf, readLine } from '../../test/edited-page.js';
import type { Line } from '../page/index.js';
import { doubtfulCharacters, glyphAt, nextDoubtful, withText } from './index.js';

const unsure = (...indices: readonly number[]) => ({
  confidence: (index: number) => (indices.includes(index) ? 0.3 : 0.9),
});

describe('doubtful characters', () => {
  it('are counted in code points of the text, spaces included', () => {
    expect(doubtfulCharacters(readLine('l1', '𐐷b cd', unsure(1, 4)), 0.5)).toEqual([1, 4]);
    expect(doubtfulCharacters(readLine('l1', 'ab'), 0.9)).toEqual([]);
    expect(doubtfulCharacters({ id: 'l1', text: 'ab' }, 1)).toEqual([]);
  });

  it('are all those of a doubtful word that has no glyphs', () => {
    expect(doubtfulCharacters(readLine('l1', 'ab c', { glyphs: false }), 0.85)).toEqual([0, 1, 3]);
  });

  it('are found where the text of the line is not quite that of its words', () => {
    const line: Line = { ...readLine('l1', 'ab cd', unsure(4)), text: 'ab, cd' };
    expect(doubtfulCharacters(line, 0.5)).toEqual([5]);
  });

  it('are none of those that a person typed', () => {
    const page = withText(pageOf([readLine('l1', 'abc', unsure(0, 1))]), 'l1', 'axc');
    const [line] = page.regions[0]?.lines ?? [];
    expect(line && doubtfulCharacters(line, 0.5)).toEqual([0]);
  });
});

describe('the next doubtful character', () => {
  const page = pageOf([readLine('l1', 'abc', unsure(0, 2)), readLine('l2', 'abc')], [readLine('l3', 'abc', unsure(1))]);
  const all = [
    { lineId: 'l1', index: 0 },
    { lineId: 'l1', index: 2 },
    { lineId: 'l3', index: 1 },
  ];

  it('comes after the other in reading order, over lines and regions', () => {
    expect(nextDoubtful(page, undefined, 'forward', 0.5)).toEqual(all[0]);
    expect(nextDoubtful(page, all[0], 'forward', 0.5)).toEqual(all[1]);
    expect(nextDoubtful(page, all[1], 'forward', 0.5)).toEqual(all[2]);
    expect(nextDoubtful(page, all[2], 'forward', 0.5)).toBeUndefined();
  });

  it('comes before it backwards', () => {
    expect(nextDoubtful(page, undefined, 'backward', 0.5)).toEqual(all[2]);
    expect(nextDoubtful(page, all[2], 'backward', 0.5)).toEqual(all[1]);
    expect(nextDoubtful(page, { lineId: 'l2', index: 0 }, 'backward', 0.5)).toEqual(all[1]);
    expect(nextDoubtful(page, all[0], 'backward', 0.5)).toBeUndefined();
  });

  it('is looked for from a line of the page', () => {
    expect(() => nextDoubtful(page, { lineId: 'x', index: 0 }, 'forward', 0.5)).toThrow(RangeError);
  });
});

describe('the glyph of a character', () => {
  it('is that of its word, with its place', () => {
    const line = readLine('l1', 'ab cd');
    const glyph = line.words?.[1]?.glyphs?.[0];
    expect(glyphAt(line, 3)).toEqual({ word: line.words?.[1], wordIndex: 1, glyph, polygon: glyph?.polygon });
  });

  it('is none of a space, behind the text and without words', () => {
    const line = readLine('l1', 'ab cd');
    expect([2, 5, -1].map((index) => glyphAt(line, index))).toEqual([undefined, undefined, undefined]);
    expect(glyphAt({ id: 'l1', text: 'ab' }, 0)).toBeUndefined();
  });

  it('is left out of a word without glyphs, whose share the place is', () => {
    const line = readLine('l1', 'ab', { glyphs: false });
    expect(glyphAt(line, 1)).toEqual({
      word: line.words?.[0],
      wordIndex: 0,
      polygon: [
        [110, 84],
        [120, 84],
        [120, 104],
        [110, 104],
      ],
    });
  });
});
