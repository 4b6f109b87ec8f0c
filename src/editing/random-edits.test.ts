/** Whatever is done in whatever order, a page stays one. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pageOf, readLine } from '../../test/edited-page.js';
import { boxPolygon, type Line, linesOf, type Page, type Point } from '../page/index.js';
import {
  addLine,
  addRegion,
  begin,
  cutLine,
  deleteLine,
  deletePoint,
  deleteRegion,
  done,
  type History,
  insertPoint,
  joinLines,
  moveLine,
  moveLineBy,
  movePoint,
  moveRegion,
  orderLines,
  redo,
  reverseLine,
  setRegionType,
  undo,
  withText,
} from './index.js';

/** What a step is made from: it takes of it what it needs. */
interface Draw {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly at: Point;
  readonly to: Point;
  readonly text: string;
}

const coordinate = fc.integer({ min: -200, max: 1200 });
const point = fc.tuple(coordinate, coordinate);
const draws = fc.array(
  fc.record<Draw>({
    kind: fc.nat(),
    a: fc.nat(20),
    b: fc.nat(20),
    at: point,
    to: point,
    text: fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '𐐷', 'ש', '\u0301'), maxLength: 12 }),
  }),
  { maxLength: 15 },
);

const onLine: readonly ((page: Page, line: Line, draw: Draw) => Page)[] = [
  (page, { id }, { text }) => withText(page, id, text),
  (page, { id }, { at }) => cutLine(page, id, at),
  (page, { id }, { a }) => cutLine(page, id, a),
  (page, line, { b }) => {
    const [, ...rest] = [line, ...linesOf(page).filter((each, index) => each !== line && index % 3 === b % 3)];
    return rest.length > 0 ? joinLines(page, [line.id, ...rest.map(({ id }) => id)]) : page;
  },
  (page, { id }, { a, b }) => moveLine(page, id, { region: page.regions[a % page.regions.length]?.id ?? '', index: b }),
  (page, { id }, { a }) => orderLines(page, [id], a % 2 === 0 ? 'up' : 'down'),
  (page, { id }) => reverseLine(page, id),
  (page, { id }) => deleteLine(page, id),
  (page, { id }, { at: [dx, dy] }) => moveLineBy(page, id, dx, dy),
  (page, line, { a, b, to }) => {
    const part = b % 2 === 0 ? 'baseline' : 'polygon';
    const count = line[part]?.length ?? 0;
    return count > 0 ? movePoint(page, line.id, part, a % count, to) : page;
  },
  (page, line, { a, to }) =>
    line.baseline ? insertPoint(page, line.id, 'baseline', a % (line.baseline.length + 1), to) : page,
  (page, line, { a }) => (line.polygon ? deletePoint(page, line.id, 'polygon', a % line.polygon.length) : page),
];

const onPage: readonly ((page: Page, draw: Draw) => Page)[] = [
  (page, { at: [x, y], to }) => addLine(page, [[x, y], [x > 500 ? 0 : 1000, y - 40], to]).page,
  (page, { at: [x, y] }) => addRegion(page, boxPolygon({ x, y, width: 300, height: 200 }), 'paragraph').page,
  (page, { a, b }) => {
    const region = page.regions[a % page.regions.length];
    return region ? moveRegion(setRegionType(page, region.id, 'heading'), region.id, b) : page;
  },
  (page, { a }) => {
    const region = page.regions[a % (3 * page.regions.length)];
    return region ? deleteRegion(page, region.id) : page;
  },
];

function step(page: Page, draw: Draw): Page {
  const kind = draw.kind % (onLine.length + onPage.length);
  const lines = linesOf(page);
  const line = lines[draw.b % lines.length];
  const edit = onLine[kind];
  if (edit) return line ? edit(page, line, draw) : page;
  return onPage[kind - onLine.length]?.(page, draw) ?? page;
}

/** Known by its outline only, and one that runs up the page. */
const drawn: readonly Line[] = [
  { id: 'l5', text: 'ab c', polygon: boxPolygon({ x: 600, y: 500, width: 90, height: 30 }) },
  {
    id: 'l6',
    text: 'a bc',
    baseline: [
      [800, 700],
      [805, 500],
    ],
    polygon: boxPolygon({ x: 780, y: 500, width: 30, height: 200 }),
    words: [{ text: 'a' }, { text: 'bc', polygon: boxPolygon({ x: 780, y: 500, width: 30, height: 90 }) }],
  },
];
const start = pageOf(
  [readLine('l1', 'the quick fox'), readLine('l2', 'שבא בש', { y: 140, backwards: true })],
  [readLine('l3', 'ab cd', { y: 300, glyphs: false }), readLine('l4', 'jumps', { x: 300, y: 300 })],
  drawn,
);

function placesOf(line: Line): readonly Point[] {
  const pieces = line.words?.flatMap((word) => [word, ...(word.glyphs ?? [])]) ?? [];
  return [...(line.baseline ?? []), ...[line, ...pieces].flatMap(({ polygon = [] }) => polygon)];
}

function expectSound(page: Page): void {
  const lines = linesOf(page);
  const pieces = lines.flatMap(({ words = [] }) => words.flatMap((word) => [word, ...(word.glyphs ?? [])]));
  const ids = [...page.regions, ...lines, ...pieces].flatMap(({ id }) => id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  for (const line of lines) {
    if (line.words) expect(line.words.map(({ text }) => text).join(' ')).toBe(line.text);
    for (const { text, glyphs } of line.words ?? []) {
      if (glyphs) expect(glyphs.map((glyph) => glyph.text).join('')).toBe(text);
    }
    if (line.baseline) expect(line.baseline.length).toBeGreaterThanOrEqual(2);
    if (line.polygon) expect(line.polygon.length).toBeGreaterThanOrEqual(3);
  }
  const places = [...page.regions.flatMap(({ polygon = [] }) => polygon), ...lines.flatMap(placesOf)];
  const outside = places.filter(([x, y]) => !(x >= 0 && x <= page.width && y >= 0 && y <= page.height));
  expect(outside).toEqual([]);
}

it('has unique ids, its places on the page, and words that are the text, after any edits', () => {
  fc.assert(
    fc.property(draws, (list) => {
      let page = start;
      for (const draw of list) {
        page = step(page, draw);
        expectSound(page);
      }
    }),
    { numRuns: 200 },
  );
});

it('is the very same page again when all edits are undone, and the last one when they are done again', () => {
  fc.assert(
    fc.property(draws, (list) => {
      let history: History<Page> = begin(start);
      for (const draw of list) history = done(history, 'edit', step(history.value, draw));
      const last = history.value;
      const count = history.past.length;
      for (let i = 0; i < count; i++) history = undo(history);
      expect(history.value).toBe(start);
      for (let i = 0; i < count; i++) history = redo(history);
      expect(history.value).toBe(last);
    }),
  );
});

it('is never changed itself', () => {
  const frozen = (value: object): object => {
    for (const inner of Object.values(value)) if (typeof inner === 'object') frozen(inner);
    return Object.freeze(value);
  };
  frozen(start);
  fc.assert(
    fc.property(draws, (list) => {
      expect(() => list.reduce(step, start)).not.toThrow();
    }),
  );
});
