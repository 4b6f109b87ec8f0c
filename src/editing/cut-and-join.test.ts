import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf, readLine } from '../../test/edited-page.js';
import { boxAround, type Line, linesOf, type Page, type Point } from '../page/index.js';
import { cutLine, joinLines } from './index.js';

const spanOf = (points: readonly Point[] | undefined) => {
  const box = boxAround(points);
  return box && [box.x, box.x + box.width];
};
const shownOf = (page: Page) => linesOf(page).map(({ id, text }) => [id, text]);
const wordsOf = (line: Line | undefined) => line?.words?.map(({ text }) => text);

describe('a line that is cut at a point', () => {
  const line = readLine('l1', 'the quick fox');
  const page = pageOf([readLine('l0', 'a', { y: 50 }), line, readLine('l2', 'b', { y: 150 })]);
  const cut = cutLine(page, 'l1', [195, 60]);
  const [, first, second] = linesOf(cut);

  it('becomes two lines after each other, the first under its id', () => {
    expect(shownOf(cut)).toEqual([
      ['l0', 'a'],
      ['l1', 'the quick'],
      [expect.stringMatching(/^l-/), 'fox'],
      ['l2', 'b'],
    ]);
  });

  it('has baseline and outline cut by the perpendicular', () => {
    expect([first, second].map((half) => spanOf(half?.baseline))).toEqual([
      [100, 195],
      [195, 230],
    ]);
    expect([first, second].map((half) => boxAround(half?.polygon))).toEqual([
      { x: 100, y: 84, width: 95, height: 20 },
      { x: 195, y: 84, width: 35, height: 20 },
    ]);
  });

  it('has its words shared out as they are', () => {
    expect(first?.words).toEqual(line.words?.slice(0, 2));
    expect(second?.words?.[0]).toBe(line.words?.[2]);
  });

  it('has a word parted where the cut goes through it', () => {
    const [one, two] = linesOf(cutLine(pageOf([line]), 'l1', [162, 100]));
    expect([one?.text, two?.text]).toEqual(['the qu', 'ick fox']);
    expect(one?.words?.[1]).toMatchObject({ id: 'l1w2', text: 'qu' });
    expect(two?.words?.[0]).toMatchObject({ text: 'ick', glyphs: line.words?.[1]?.glyphs?.slice(2) });
    expect(two?.words?.[0]).not.toHaveProperty('id');
    expect(two?.words?.[0]).not.toHaveProperty('confidence');
    expect(spanOf(two?.words?.[0]?.polygon)).toEqual([160, 190]);
  });

  it('stays the same page beyond its ends', () => {
    expect(cutLine(page, 'l1', [100, 100])).toBe(page);
    expect(cutLine(page, 'l1', [900, 100])).toBe(page);
  });
});

describe('a line that is cut', () => {
  it('at a character, in the middle between the letters beside it', () => {
    const page = pageOf([readLine('l1', 'ab cd')]);
    for (const index of [2, 3]) {
      const [first, second] = linesOf(cutLine(page, 'l1', index));
      expect([first?.text, second?.text]).toEqual(['ab', 'cd']);
      expect(spanOf(second?.baseline)).toEqual([125, 150]);
    }
    expect(cutLine(page, 'l1', 0)).toBe(page);
    expect(cutLine(page, 'l1', 5)).toBe(page);
  });

  it('reads the right part first where the text runs to the left', () => {
    const page = pageOf([readLine('l1', 'אבג דה', { backwards: true })]);
    const [first, second] = linesOf(cutLine(page, 'l1', [124, 100]));
    expect([first?.text, second?.text]).toEqual(['אבג', 'דה']);
    expect([first, second].map((half) => spanOf(half?.baseline))).toEqual([
      [124, 160],
      [100, 124],
    ]);
    const cut = cutLine(page, 'l1', 4);
    const joined = joinLines(
      cut,
      linesOf(cut).map(({ id }) => id),
    );
    expect(linesOf(joined)[0]).toMatchObject({ text: 'אבג דה', words: linesOf(page)[0]?.words });
  });

  it('without words at the space that is nearest', () => {
    const { words: _, ...line } = readLine('l1', 'the quick fox');
    const [first, second] = linesOf(cutLine(pageOf([line]), 'l1', [175, 100]));
    expect([first?.text, second?.text]).toEqual(['the quick', 'fox']);
  });

  it('without a text has none on either side', () => {
    const line: Line = {
      ...readLine('l1', ''),
      baseline: [
        [0, 50],
        [100, 50],
      ],
      untranscribed: true,
    };
    const halves = linesOf(cutLine(pageOf([line]), 'l1', [50, 50]));
    expect(halves.map(({ text, untranscribed }) => [text, untranscribed])).toEqual([
      ['', true],
      ['', true],
    ]);
  });

  it('on a slope by the perpendicular there', () => {
    const line: Line = {
      id: 'l1',
      text: '',
      baseline: [
        [0, 100],
        [100, 200],
      ],
      polygon: [
        [20, 80],
        [120, 180],
        [100, 200],
        [0, 100],
      ],
    };
    const [first, second] = linesOf(cutLine(pageOf([line]), 'l1', [50, 150]));
    const on = (points: readonly Point[] = []) => points.filter(([x, y]) => Math.abs(x - 50 + (y - 150)) < 1e-9);
    expect(on(first?.polygon).length).toBe(2);
    expect(on(second?.polygon).length).toBe(2);
    expect(second?.polygon?.every(([x, y]) => x + y >= 200 - 1e-9)).toBe(true);
  });

  it('with a glyph of several characters never goes through that', () => {
    const line: Line = {
      id: 'l1',
      text: 'affb',
      words: [{ text: 'affb', glyphs: [{ text: 'a' }, { text: 'ff' }, { text: 'b' }] }],
    };
    expect(linesOf(cutLine(pageOf([line]), 'l1', 2)).map(({ text }) => text)).toEqual(['a', 'ffb']);
  });

  it('parts text and words where these are not quite the text', () => {
    const line: Line = { ...readLine('l1', 'ab cd'), text: 'ab, cd' };
    const halves = linesOf(cutLine(pageOf([line]), 'l1', 3));
    expect(halves.map(({ text }) => text)).toEqual(['ab,', 'cd']);
    expect(halves.map(wordsOf)).toEqual([['ab'], ['cd']]);
    const atPoint = linesOf(cutLine(pageOf([line]), 'l1', [124, 90]));
    expect(atPoint.map(({ text }) => text)).toEqual(['ab,', 'cd']);
  });

  it('has to be on the page', () => {
    expect(() => cutLine(pageOf([]), 'l1', 1)).toThrow('"l1"');
  });
});

describe('lines that are joined', () => {
  const left = readLine('l1', 'ab cd', { x: 100, y: 100 });
  const right = readLine('l2', 'ef', { x: 200, y: 110 });
  const page = pageOf([readLine('l0', 'x', { y: 50 }), right], [left]);
  const joined = joinLines(page, ['l2', 'l1']);
  const [, line] = linesOf(joined);

  it('are one as they stand beside each other, in the place and under the id of the first', () => {
    expect(joined.regions.map(({ lines }) => lines.map(({ id }) => id))).toEqual([['l0'], ['l1']]);
    expect(line?.text).toBe('ab cd ef');
    expect(line?.words).toEqual([...(left.words ?? []), ...(right.words ?? [])]);
    expect(line?.words?.[2]).toBe(right.words?.[0]);
  });

  it('have one baseline and an outline about all of it', () => {
    expect(line?.baseline).toEqual([...(left.baseline ?? []), ...(right.baseline ?? [])]);
    const box = boxAround(line?.polygon);
    expect(box?.x).toBe(100);
    expect(box?.width).toBe(120);
    expect(box && [box.y, box.y + box.height].map(Math.round)).toEqual([84, 114]);
  });

  it('follow each other as on the page where they lie under each other', () => {
    const stacked = pageOf([readLine('l1', 'ab', { x: 120, y: 100 }), readLine('l2', 'cd', { x: 118, y: 130 })]);
    expect(shownOf(joinLines(stacked, ['l1', 'l2']))).toEqual([['l1', 'ab cd']]);
  });

  it('run one way, whichever way a baseline ran', () => {
    const turned: Line = { ...right, words: [], baseline: [...(right.baseline ?? [])].reverse() };
    const [run] = linesOf(joinLines(pageOf([left, turned]), ['l1', 'l2']));
    expect(run?.baseline?.map(([x]) => x)).toEqual([100, 150, 200, 220]);
  });

  it('get words where only some have them', () => {
    const { words: _, ...bare } = right;
    const [mixed] = linesOf(joinLines(pageOf([left, bare]), ['l1', 'l2']));
    expect(wordsOf(mixed)).toEqual(['ab', 'cd', 'ef']);
    expect(spanOf(mixed?.words?.[2]?.polygon)).toEqual([200, 220]);
  });

  it('have the mean of their confidences, by their characters', () => {
    const lines = [
      { ...left, confidence: 0.9 },
      { ...right, confidence: 0.2 },
    ];
    expect(linesOf(joinLines(pageOf(lines), ['l1', 'l2']))[0]?.confidence).toBeCloseTo((5 * 0.9 + 2 * 0.2) / 7);
  });

  it('are two or more of the page', () => {
    expect(() => joinLines(page, ['l1'])).toThrow(RangeError);
    expect(() => joinLines(page, ['l1', 'l1'])).toThrow(RangeError);
    expect(() => joinLines(page, ['l1', 'x'])).toThrow('"x"');
  });
});

it('a line that is cut at a space and joined again has its text and its words', () => {
  const text = fc.stringMatching(/^[a-d]{1,5}( [a-d]{1,5}){1,4}$/);
  fc.assert(
    fc.property(text, fc.nat(), fc.boolean(), fc.boolean(), (drawn, seed, backwards, glyphs) => {
      const written = backwards ? drawn.replace(/[a-d]/g, (letter) => 'אבגד'['abcd'.indexOf(letter)] ?? '') : drawn;
      const line = readLine('l1', written, { backwards, glyphs });
      const spaces = [...written].flatMap((letter, index) => (letter === ' ' ? [index] : []));
      const at = spaces[seed % spaces.length] ?? 0;
      const cut = cutLine(pageOf([line]), 'l1', at);
      expect(linesOf(cut).map((half) => half.text)).toEqual([written.slice(0, at), written.slice(at + 1)]);
      const [joined, ...rest] = linesOf(
        joinLines(
          cut,
          linesOf(cut).map(({ id }) => id),
        ),
      );
      expect(rest).toEqual([]);
      expect(joined).toMatchObject({ text: written, words: line.words });
      expect(joined?.confidence).toBeCloseTo(0.85);
      expect(boxAround(joined?.polygon)).toEqual(boxAround(line.polygon));
      expect(spanOf(joined?.baseline)).toEqual(spanOf(line.baseline));
    }),
  );
});
