import { describe, expect, it } from 'vitest';
import { pageOf, readLine } from '../../test/edited-page.js';
import { boxAround, boxPolygon, type Line, linesOf, type Page, type Point } from '../page/index.js';
import {
  addLine,
  deleteLine,
  deletePoint,
  insertPoint,
  moveLine,
  moveLineBy,
  movePoint,
  orderLines,
  reverseLine,
  withUniqueIds,
} from './index.js';

const idsOf = (page: Page) => page.regions.map(({ lines }) => lines.map(({ id }) => id).join(''));
const letters = (...ids: readonly string[]) => ids.map((id, at) => readLine(id, id, { y: 100 + 40 * at }));
const lineNamed = (page: Page, wanted: string) => linesOf(page).find(({ id }) => id === wanted);

describe('the order of lines', () => {
  const page = pageOf(letters('a', 'b', 'c', 'd'), letters('e'));

  it('changes within a region and between two', () => {
    expect(idsOf(moveLine(page, 'a', { region: 'r1', index: 2 }))).toEqual(['bcad', 'e']);
    expect(idsOf(moveLine(page, 'd', { region: 'r1', index: 0 }))).toEqual(['dabc', 'e']);
    expect(idsOf(moveLine(page, 'b', { region: 'r2', index: 9 }))).toEqual(['acd', 'eb']);
    expect(moveLine(page, 'b', { region: 'r1', index: 1 })).toBe(page);
    expect(() => moveLine(page, 'b', { region: 'r9', index: 1 })).toThrow('"r9"');
  });

  it('changes by one place up or down, of several lines together', () => {
    expect(idsOf(orderLines(page, ['c'], 'up'))).toEqual(['acbd', 'e']);
    expect(idsOf(orderLines(page, ['b', 'c'], 'up'))).toEqual(['bcad', 'e']);
    expect(idsOf(orderLines(page, ['b', 'c'], 'down'))).toEqual(['adbc', 'e']);
    expect(idsOf(orderLines(page, ['a', 'c'], 'up'))).toEqual(['acbd', 'e']);
    expect(orderLines(page, ['a', 'b', 'e'], 'up')).toBe(page);
    expect(orderLines(page, ['c'], 'up').regions[1]).toBe(page.regions[1]);
    expect(() => orderLines(page, ['x'], 'up')).toThrow('"x"');
  });

  it('has no line that was deleted', () => {
    expect(idsOf(deleteLine(page, 'b'))).toEqual(['acd', 'e']);
    expect(() => deleteLine(page, 'x')).toThrow(RangeError);
  });
});

it('a line that is reversed begins where it ended', () => {
  const page = pageOf([readLine('l1', 'ab')], [{ id: 'l2', text: '' }]);
  expect(lineNamed(reverseLine(page, 'l1'), 'l1')?.baseline).toEqual([
    [120, 100],
    [100, 100],
  ]);
  expect(reverseLine(reverseLine(page, 'l1'), 'l1')).toEqual(page);
  expect(reverseLine(page, 'l2')).toBe(page);
});

describe('a line that is drawn', () => {
  const level = (y: number): readonly Point[] => [
    [100, y],
    [300, y],
  ];
  const region = { id: 'r1', polygon: boxPolygon({ x: 50, y: 50, width: 300, height: 300 }) };
  const text = 'abcdefghijklmnopqrst';
  const lines = [100, 140, 220].map((y, at) => readLine(`l${at + 1}`, text, { y }));
  const page: Page = {
    ...pageOf(),
    regions: [
      { ...region, lines },
      { id: 'r2', lines: [] },
    ],
  };

  it('comes into the region around it, where it is read', () => {
    const added = addLine(page, level(180));
    expect(idsOf(added.page)).toEqual([`l1l2${added.id}l3`, '']);
    expect(lineNamed(added.page, added.id)).toMatchObject({ text: '', untranscribed: true, baseline: level(180) });
    const [first, last] = [addLine(page, level(60)), addLine(page, level(320))];
    expect(idsOf(first.page)).toEqual([`${first.id}l1l2l3`, '']);
    expect(idsOf(last.page)).toEqual([`l1l2l3${last.id}`, '']);
  });

  it('is as high as the lines nearby, or as it should be', () => {
    const box = (height?: number) => {
      const added = addLine(page, level(180), height === undefined ? {} : { height });
      return boxAround(lineNamed(added.page, added.id)?.polygon);
    };
    expect(box()).toMatchObject({ x: 100, width: 200 });
    expect(box()?.y).toBeCloseTo(164);
    expect(box()?.height).toBeGreaterThan(20);
    expect(box(60)?.height).toBeCloseTo(60);
  });

  it('comes into a region without an outline where none is around it', () => {
    const below = addLine(page, level(500));
    expect(idsOf(below.page)).toEqual(['l1l2l3', below.id]);
    const first = addLine(pageOf(), level(200));
    const second = addLine(first.page, level(100));
    expect(idsOf(second.page)).toEqual([`${second.id}${first.id}`]);
    expect(second.page.regions[0]).not.toHaveProperty('polygon');
  });

  it('is brought onto the page, and needs a length', () => {
    const added = addLine(page, [
      [-50, 799],
      [2000, 799],
    ]);
    const { baseline = [], polygon = [] } = lineNamed(added.page, added.id) ?? {};
    expect(baseline.map(([x]) => x)).toEqual([0, 1000]);
    expect(Math.max(...polygon.map(([, y]) => y))).toBeLessThanOrEqual(800);
    expect(() => addLine(page, [[5, 5]])).toThrow(RangeError);
    expect(() =>
      addLine(page, [
        [5, 5],
        [5, 5],
      ]),
    ).toThrow(RangeError);
    expect(() =>
      addLine(page, [
        [5, 5],
        [Number.NaN, 5],
      ]),
    ).toThrow(RangeError);
    expect(() => addLine(page, level(180), { height: 0 })).toThrow(RangeError);
  });

  it('lies on a page of unknown size where it was drawn', () => {
    const added = addLine({ ...page, width: 0, height: 0 }, level(5000), { height: 30 });
    const { polygon } = lineNamed(added.page, added.id) ?? {};
    expect(boxAround(polygon)).toMatchObject({ x: 100, width: 200 });
    expect(boxAround(polygon)?.height).toBeCloseTo(30);
  });

  it('has an id that nothing else gets, here or elsewhere, and that can stand in a file', () => {
    const ids = [300, 310].map((y) => addLine(page, level(y)).id);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^l-[0-9a-z]{1,7}$/);
  });
});

describe('a point of a baseline', () => {
  const line = readLine('l1', 'abcdefghij');
  const page = pageOf([line]);
  const heightsOf = (moved: Line | undefined) => moved?.polygon?.map(([, y]) => Math.round(y));

  it('takes an outline with it that is a ribbon about the baseline', () => {
    const moved = lineNamed(movePoint(page, 'l1', 'baseline', 1, [300, 100]), 'l1');
    expect(moved?.baseline?.[1]).toEqual([300, 100]);
    expect(boxAround(moved?.polygon)).toEqual({ x: 100, y: 84, width: 200, height: 20 });
    const bent = lineNamed(insertPoint(page, 'l1', 'baseline', 1, [150, 110]), 'l1');
    expect(bent?.baseline?.length).toBe(3);
    expect(heightsOf(bent)).toEqual([84, 94, 84, 104, 114, 104]);
    const back = lineNamed(deletePoint(insertPoint(page, 'l1', 'baseline', 1, [150, 110]), 'l1', 'baseline', 1), 'l1');
    expect(back?.baseline).toEqual(line.baseline);
    expect(boxAround(back?.polygon)).toEqual(boxAround(line.polygon));
  });

  it('never wears the outline down that follows it many times', () => {
    const places: readonly Point[] = [
      [200, 130],
      [180, 60],
      [160, 240],
      [200, 100],
    ];
    const dragged = places.reduce((last, to) => movePoint(last, 'l1', 'baseline', 1, to), page);
    const { baseline, polygon = [] } = lineNamed(dragged, 'l1') ?? {};
    expect(baseline).toEqual(line.baseline);
    const rounded = polygon.map((point) => point.map((value) => Math.round(value * 1e6) / 1e6));
    expect(rounded).toEqual(line.polygon);
  });

  it('leaves an outline that was drawn around the letters', () => {
    const polygon: readonly Point[] = [
      [100, 84],
      [150, 60],
      [200, 84],
      [200, 104],
      [100, 104],
    ];
    const drawn = pageOf([{ ...line, polygon }]);
    expect(lineNamed(movePoint(drawn, 'l1', 'baseline', 1, [300, 100]), 'l1')?.polygon).toBe(polygon);
  });

  it('is one of two at least', () => {
    expect(deletePoint(page, 'l1', 'baseline', 0)).toBe(page);
  });
});

describe('a point of an outline', () => {
  const page = pageOf([readLine('l1', 'ab')], [{ id: 'l2', text: '' }]);

  it('is moved, put in and taken out by itself, and stays on the page', () => {
    const moved = lineNamed(movePoint(page, 'l1', 'polygon', 0, [-5, 900]), 'l1');
    expect(moved?.polygon?.[0]).toEqual([0, 800]);
    expect(moved?.baseline).toBe(linesOf(page)[0]?.baseline);
    const more = insertPoint(page, 'l1', 'polygon', 4, [90, 95]);
    expect(lineNamed(more, 'l1')?.polygon?.at(-1)).toEqual([90, 95]);
    expect(deletePoint(more, 'l1', 'polygon', 4)).toEqual(page);
    const least = deletePoint(page, 'l1', 'polygon', 0);
    expect(deletePoint(least, 'l1', 'polygon', 0)).toBe(least);
  });

  it('is one that there is', () => {
    expect(() => movePoint(page, 'l1', 'polygon', 4, [0, 0])).toThrow(RangeError);
    expect(() => insertPoint(page, 'l1', 'polygon', 5, [0, 0])).toThrow(RangeError);
    expect(() => deletePoint(page, 'l1', 'polygon', -1)).toThrow(RangeError);
    expect(() => insertPoint(page, 'l2', 'baseline', 0, [0, 0])).toThrow('"l2"');
    expect(() => movePoint(page, 'l1', 'polygon', 0, [Number.NaN, 0])).toThrow(RangeError);
  });
});

describe('a line that is nudged', () => {
  const page = pageOf([readLine('l1', 'ab'), { id: 'l2', text: 'x' }]);

  it('takes its words and glyphs with it', () => {
    const line = lineNamed(moveLineBy(page, 'l1', 3, -4), 'l1');
    expect(line).toEqual({ ...readLine('l1', 'ab', { x: 103, y: 96 }) });
  });

  it('stops at the edge with its shape', () => {
    const line = lineNamed(moveLineBy(page, 'l1', -500, 5000), 'l1');
    expect(boxAround(line?.polygon)).toEqual({ x: 0, y: 780, width: 20, height: 20 });
    expect(line?.baseline?.[0]).toEqual([0, 796]);
  });

  it('stays the same page where it can not move', () => {
    expect(moveLineBy(page, 'l1', 0, 0)).toBe(page);
    expect(moveLineBy(page, 'l2', 5, 5)).toBe(page);
    expect(() => moveLineBy(page, 'l1', Number.NaN, 0)).toThrow(RangeError);
  });

  it('has no edge at the right and below on a page of unknown size', () => {
    const line = lineNamed(moveLineBy({ ...page, width: 0, height: 0 }, 'l1', 5000, 0), 'l1');
    expect(line?.baseline?.[0]).toEqual([5100, 100]);
  });
});

describe('ids', () => {
  it('are mended where they are missing or stand twice', () => {
    const word = { id: 'l1', text: 'ab' };
    const lines: readonly Line[] = [
      { id: '', text: 'a' },
      { id: 'l1', text: 'b', words: [word] },
      { id: 'l1', text: 'c' },
    ];
    const mended = withUniqueIds({ ...pageOf(), regions: [{ id: '', lines }] });
    expect(mended.regions.map(({ id }) => id)).toEqual(['r1']);
    expect(linesOf(mended).map(({ id }) => id)).toEqual(['l2', 'l1', 'l3']);
    expect(linesOf(mended)[1]?.words).toEqual([{ text: 'ab' }]);
    expect(withUniqueIds(mended)).toBe(mended);
  });
});
