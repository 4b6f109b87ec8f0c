import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf, readLine } from '../../test/edited-page.js';
import { boxAround, type Line, linesOf, type Word } from '../page/index.js';
import { withText } from './index.js';

const edited = (line: Line, text: string): Line => linesOf(withText(pageOf([line]), line.id, text))[0] ?? line;
const glyphsOf = ({ words = [] }: Line) => words.flatMap(({ glyphs = [] }) => glyphs);
const spanOf = ({ polygon }: Pick<Word, 'polygon'>) => {
  const box = boxAround(polygon);
  return box && [box.x, box.x + box.width];
};

describe('a new text for a line that was read', () => {
  const line = readLine('l1', 'the quick fox');

  it('keeps words that did not change as they are, and glyphs within the one that did', () => {
    const { words = [], text } = edited(line, 'the quack fox');
    expect(text).toBe('the quack fox');
    expect(words.map((word) => word.text)).toEqual(['the', 'quack', 'fox']);
    expect(words[0]).toBe(line.words?.[0]);
    expect(words[2]).toBe(line.words?.[2]);
    expect(words[1]?.glyphs?.[1]).toBe(line.words?.[1]?.glyphs?.[1]);
  });

  it('puts a changed character in the place of the old one, under its id and without a confidence', () => {
    const { words = [] } = edited(line, 'the quack fox');
    const before = line.words?.[1]?.glyphs?.[2];
    expect(words[1]?.glyphs?.[2]).toEqual({ id: before?.id, text: 'a', polygon: before?.polygon });
    expect(words[1]).toMatchObject({ id: 'l1w2', polygon: line.words?.[1]?.polygon });
    expect(words[1]).not.toHaveProperty('confidence');
    expect(edited(line, 'the quack fox')).not.toHaveProperty('confidence');
  });

  it('gives characters for a number of others the stretch of those, in equal parts', () => {
    const { words = [] } = edited(line, 'the qumck fox');
    expect(words[1]?.glyphs?.map(spanOf)).toEqual([
      [140, 150],
      [150, 160],
      [160, 170],
      [170, 180],
      [180, 190],
    ]);
    const narrow = edited(readLine('l1', 'barn'), 'bam');
    expect(glyphsOf(narrow).map(spanOf)).toEqual([
      [100, 110],
      [110, 120],
      [120, 140],
    ]);
    const wide = edited(readLine('l1', 'bmt'), 'brnnt');
    const [first, ...rest] = glyphsOf(wide).map(spanOf);
    expect(first).toEqual([100, 110]);
    expect(rest[0]?.[0]).toBe(110);
    expect(rest[2]?.[1]).toBeCloseTo(120);
    expect(rest[3]).toEqual([120, 130]);
  });

  it('puts an inserted character between its neighbours, over a part of both', () => {
    const [, inserted] = glyphsOf(edited(readLine('l1', 'ab'), 'axb'));
    expect(inserted?.text).toBe('x');
    expect(spanOf(inserted ?? {})).toEqual([107.5, 112.5]);
  });

  it('puts what is added at an end beyond the last letter only as far as the line goes', () => {
    const longer = glyphsOf(edited(readLine('l1', 'ab'), 'abc')).at(-1);
    expect(spanOf(longer ?? {})?.[1]).toBe(120);
    const within = readLine('l1', 'ab');
    const roomy: Line = {
      ...within,
      baseline: [
        [100, 100],
        [200, 100],
      ],
    };
    expect(spanOf(glyphsOf(edited(roomy, 'abc')).at(-1) ?? {})).toEqual([120, 130]);
  });

  it('parts and joins words at white space, the first part under the old id', () => {
    const parted = edited(line, 'the qu ick fox');
    expect(parted.words?.map(({ id, text }) => [id, text])).toEqual([
      ['l1w1', 'the'],
      ['l1w2', 'qu'],
      [undefined, 'ick'],
      ['l1w3', 'fox'],
    ]);
    expect(parted.words?.map(spanOf)).toEqual([
      [100, 130],
      [140, 160],
      [160, 190],
      [200, 230],
    ]);
    const joined = edited(line, 'thequick fox');
    expect(joined.words?.map(({ id, text }) => [id, text])).toEqual([
      ['l1w1', 'thequick'],
      ['l1w3', 'fox'],
    ]);
    expect(glyphsOf(joined)).toEqual(glyphsOf(line));
  });

  it('has no words when it is empty, and no more is said to be without a text', () => {
    expect(edited(line, ' ')).not.toHaveProperty('words');
    const { words: _, ...bare } = readLine('l1', '');
    const written = edited({ ...bare, untranscribed: true }, ' a  b ');
    expect(written).not.toHaveProperty('untranscribed');
    expect(written).not.toHaveProperty('words');
    expect(written.text).toBe('a b');
  });

  it('is the same page where nothing changed, and shares all other lines', () => {
    const page = pageOf([line, readLine('l2', 'b')], [readLine('l3', 'c')]);
    expect(withText(page, 'l1', ' the  quick fox ')).toBe(page);
    const changed = withText(page, 'l1', 'x');
    expect(changed.regions[1]).toBe(page.regions[1]);
    expect(changed.regions[0]?.lines[1]).toBe(page.regions[0]?.lines[1]);
    expect(linesOf(page)[0]).toBe(line);
  });

  it('needs a line of the page', () => {
    expect(() => withText(pageOf([line]), 'l9', '')).toThrow(
      new RangeError('editing: a line of the page must have the id, got "l9"'),
    );
  });
});

describe('other kinds of lines', () => {
  it('places run to the left where the text does', () => {
    const line = readLine('l1', 'אבג דה', { backwards: true });
    const changed = edited(line, 'אבשג דה');
    const [first, , inserted, third] = glyphsOf(changed);
    expect(first).toBe(line.words?.[0]?.glyphs?.[0]);
    expect(third).toBe(line.words?.[0]?.glyphs?.[2]);
    expect(spanOf(inserted ?? {})).toEqual([137.5, 142.5]);
    expect(changed.words?.[1]).toBe(line.words?.[1]);
    const appended = glyphsOf(edited(line, 'אבג דהו')).at(-1);
    expect(spanOf(appended ?? {})?.[0]).toBe(100);
  });

  it('words without glyphs stay without, at their places', () => {
    const line = readLine('l1', 'ab cd', { glyphs: false });
    const { words = [] } = edited(line, 'ab cd ef');
    expect(words[0]).toBe(line.words?.[0]);
    expect(words.every((word) => !('glyphs' in word))).toBe(true);
    expect(words.map(({ text }) => text)).toEqual(['ab', 'cd', 'ef']);
    const parted = edited(line, 'ab c d');
    expect(parted.words?.map(spanOf)).toEqual([
      [100, 120],
      [130, 140],
      [140, 150],
    ]);
  });

  it('a glyph of several characters is kept whole or not at all', () => {
    const line: Line = {
      id: 'l1',
      text: 'ffi',
      words: [
        {
          text: 'affi',
          glyphs: [{ text: 'a' }, { text: 'ffi', confidence: 0.4 }],
        },
      ],
    };
    expect(glyphsOf(edited(line, 'bffi')).map(({ text }) => text)).toEqual(['b', 'ffi']);
    expect(glyphsOf(edited(line, 'affxi')).map(({ text }) => text)).toEqual(['a', 'f', 'f', 'x', 'i']);
  });

  it('a mark stands over the character that it is written on', () => {
    const line = readLine('l1', 'ab');
    const [a, mark] = glyphsOf(edited(line, 'a\u0301b'));
    expect(a).toBe(glyphsOf(line)[0]);
    expect(spanOf(mark ?? {})).toEqual([100, 110]);
  });

  it('a line whose pieces have no places gets none', () => {
    const line: Line = { id: 'l1', text: 'ab', words: [{ text: 'ab', glyphs: [{ text: 'a' }, { text: 'b' }] }] };
    expect(edited(line, 'axb c').words).toEqual([
      { text: 'axb', glyphs: [{ text: 'a' }, { text: 'x' }, { text: 'b' }] },
      { text: 'c', glyphs: [{ text: 'c' }] },
    ]);
  });
});

const written = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'é', '𐐷', '\u0301', 'ש'), maxLength: 14 });

it('of any two texts: the words are the text, the glyphs are the words, and places are on the page', () => {
  fc.assert(
    fc.property(written, written, fc.boolean(), fc.boolean(), (before, after, backwards, glyphs) => {
      const text = before.replace(/ +/g, ' ').trim();
      const line = edited(readLine('l1', text, { backwards, glyphs, x: 0, y: 10 }), after);
      expect(line.text).toBe(after.replace(/ +/g, ' ').trim());
      if (text !== '') expect((line.words ?? []).map((word) => word.text).join(' ')).toBe(line.text);
      for (const word of line.words ?? []) {
        if (word.glyphs) expect(word.glyphs.map((glyph) => glyph.text).join('')).toBe(word.text);
        for (const [x, y] of [word, ...(word.glyphs ?? [])].flatMap(({ polygon = [[-1, -1]] }) => polygon)) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(1000);
          expect(y).toBeLessThanOrEqual(800);
        }
      }
    }),
  );
});

it('of any text with one character changed all other glyphs are the very same', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-c]{1,6}( [a-c]{1,6}){0,3}$/), fc.nat(), (text, seed) => {
      const letters = [...text];
      const at = seed % letters.length;
      if (letters[at] === ' ') return;
      const line = readLine('l1', text);
      const changed = edited(line, letters.map((letter, index) => (index === at ? 'x' : letter)).join(''));
      const pairs = glyphsOf(changed).map((glyph, index) => [glyph, glyphsOf(line)[index]] as const);
      expect(pairs.filter(([now, before]) => now !== before).map(([now]) => now.text)).toEqual(['x']);
    }),
  );
});
