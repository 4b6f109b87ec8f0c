import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../test/thorough.js';
import type { Line, Page, Point, Region } from '../page/index.js';
import { Random } from '../random/index.js';
import { layoutOf } from './detect.js';
import { type LayoutTruth, layoutTargets, linesFromMaps, scoreBaselines } from './index.js';
import { type LayoutMaps, layoutMapsOf } from './layout-maps.js';

interface Heights {
  readonly ascender: number;
  readonly descender: number;
}

const usual: Heights = { ascender: 20, descender: 8 };
const types = ['marginalia', 'header'];

/** A line from a place to another x, at a height for each x. */
function lineAt(from: number, to: number, y: (x: number) => number, id = ''): Line {
  const count = Math.max(2, Math.round((to - from) / 20));
  const baseline = Array.from({ length: count }, (_, i): Point => {
    const x = from + ((to - from) * i) / (count - 1);
    return [x, y(x)];
  });
  return { id, text: 'x', baseline };
}

const level = (from: number, to: number, y: number) => lineAt(from, to, () => y);

interface Drawn {
  readonly truth: LayoutTruth;
  readonly maps: LayoutMaps;
  readonly scale: number;
}

/** The maps that a network without fault would give of a page. */
function drawn(regions: readonly Region[], size = { width: 900, height: 1000 }, heights = usual, scale = 1): Drawn {
  const page: Page = { image: '', ...size, regions };
  const truth = {
    page,
    heights: new Map(regions.flatMap(({ lines }) => lines.map((line) => [line, heights] as const))),
  };
  const even = (length: number) => 2 * Math.ceil((length * scale) / 2);
  const crop = { x: 0, y: 0, scale, width: even(size.width), height: even(size.height) };
  const maps = layoutMapsOf(
    layoutTargets(truth, crop, types),
    { width: crop.width / 2, height: crop.height / 2 },
    types,
  );
  return { truth, maps, scale };
}

const drawnLines = (
  lines: readonly Line[],
  ...more: [size?: { width: number; height: number }, heights?: Heights, scale?: number]
) => drawn([{ id: 'r', lines }], ...more);

function foundOn({ truth, maps, scale }: Drawn) {
  const { width, height } = truth.page;
  return linesFromMaps(maps, { scale: [2 / scale, 2 / scale], origin: [0, 0], width, height });
}

function scoreOf(page: Drawn) {
  const truth = page.truth.page.regions.flatMap(({ lines }) => lines.map(({ baseline = [] }) => baseline));
  const { lines } = foundOn(page);
  return {
    ...scoreBaselines(
      truth,
      lines.map(({ baseline }) => baseline),
    ),
    count: lines.length,
    wanted: truth.length,
  };
}

const rows = (count: number, pitch: number, line: (top: number, row: number) => Line) =>
  Array.from({ length: count }, (_, row) => line(80 + row * pitch, row));

describe('linesFromMaps gives the lines back', () => {
  it('that lie level, with their heights', () => {
    const page = drawnLines(rows(15, 55, (y, row) => level(100, 500 + 20 * row, y)));
    const { f, count } = scoreOf(page);
    expect(f).toBeGreaterThan(0.99);
    expect(count).toBe(15);
    for (const { ascender, descender } of foundOn(page).lines) {
      expect(ascender).toBeCloseTo(20, 3);
      expect(descender).toBeCloseTo(8, 3);
    }
  });

  it('with ends to two pixels, and as few points as they need', () => {
    const [line] = foundOn(drawnLines([level(103, 707, 300)])).lines;
    expect(line?.baseline.length).toBe(2);
    const [[x0, y0] = [0, 0], [x1, y1] = [0, 0]] = line?.baseline ?? [];
    for (const [is, wanted] of [
      [x0, 103],
      [x1, 707],
      [y0, 300],
      [y1, 300],
    ] as const) {
      expect(Math.abs(is - wanted)).toBeLessThanOrEqual(2);
    }
  });

  it('that lie so close that they touch', () => {
    const close = drawnLines(
      rows(40, 17, (y) => level(100, 800, y)),
      undefined,
      { ascender: 16, descender: 6 },
    );
    expect(scoreOf(close)).toMatchObject({ count: 40, f: expect.closeTo(1, 1) });
    expect(scoreOf(close).f).toBeGreaterThan(0.98);
  });

  it('that end where the next one begins', () => {
    // The score allows nothing where one line begins at the very end of another: so places are compared.
    const gaps = [0, 3, 6, 10, 16, 24];
    const wanted = gaps.flatMap((gap, row): readonly (readonly [number, number, number])[] => [
      [60, 400, 100 + 60 * row],
      [400 + gap, 800, 100 + 60 * row],
    ]);
    const { lines } = foundOn(drawnLines(wanted.map(([from, to, y]) => level(from, to, y))));
    expect(lines.length).toBe(wanted.length);
    for (const [from, to, y] of wanted) {
      const isIt = ({ baseline }: (typeof lines)[number]) => {
        const [[x0, y0] = [0, 0], [x1] = [0, 0]] = [baseline[0], baseline.at(-1)];
        return Math.hypot(x0 - from, x1 - to, y0 - y) < 4;
      };
      expect(lines.filter(isIt).length, `${from} to ${to} at ${y}`).toBe(1);
    }
  });

  it('whose course makes a step up to the next one', () => {
    const page = drawnLines([level(60, 398, 200), level(402, 800, 206), level(60, 398, 260), level(402, 800, 252)]);
    expect(scoreOf(page).count).toBe(4);
  });

  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const course = fc.record({
    slope: number(-0.12, 0.12),
    bend: number(0, 14),
    wave: number(150, 500),
    pitch: number(24, 60),
    scale: number(0.7, 1.3),
    columns: fc.constantFrom(1, 2),
    ends: fc.array(number(0, 0.5), { minLength: 8, maxLength: 8 }),
  });

  it('that slope, bend, and stand in columns', () => {
    fc.assert(
      fc.property(course, ({ slope, bend, wave, pitch, scale, columns, ends }) => {
        const size = { width: 1000, height: 1100 };
        const y = (top: number) => (x: number) => 150 + top + slope * (x - 500) + bend * Math.sin(x / wave);
        const width = 880 / columns - 30;
        const lines = Array.from({ length: columns }, (_, column) =>
          rows(Math.floor(700 / pitch), pitch, (top, row) => {
            const from = 60 + column * (width + 40);
            return lineAt(from, from + width * (1 - (ends[row % ends.length] ?? 0)), y(top));
          }),
        ).flat();
        const heights = { ascender: 0.65 * pitch, descender: 0.3 * pitch };
        const { f, count, wanted } = scoreOf(drawnLines(lines, size, heights, (20 * scale) / heights.ascender));
        expect(f).toBeGreaterThan(0.98);
        expect(count).toBe(wanted);
      }),
      { numRuns: cases(10, 30) },
    );
  });
});

it('joins a line across gaps that no bar stands in, and not across a border', () => {
  const page = drawnLines([level(100, 800, 200), level(100, 800, 300)]);
  const { width, height, baseline, border } = page.maps;
  const blank = (map: Float32Array, from: number, to: number, value: number) => {
    for (let y = 0; y < height; y++) map.fill(value, y * width + from, y * width + to);
  };
  blank(baseline, 150, 170, 0);
  blank(baseline, 300, 312, 0);
  expect(foundOn(page).lines.length).toBe(2);
  expect(scoreOf(page).f).toBeGreaterThan(0.98);
  blank(border, 305, 308, 1);
  expect(foundOn(page).lines.length).toBe(4);
});

it('gives the same lines where the network is unsure', () => {
  const page = drawnLines(rows(15, 50, (y) => lineAt(100, 800, (x) => y + 8 * Math.sin(x / 200))));
  const random = new Random(5, 'unsure maps');
  for (const map of [page.maps.baseline, page.maps.start, page.maps.end]) {
    for (const [at, value] of map.entries())
      map[at] = value * (0.55 + 0.45 * random.uniform()) + 0.12 * random.uniform();
  }
  const { f, count } = scoreOf(page);
  expect(f).toBeGreaterThan(0.97);
  expect(count).toBe(15);
});

it('says by the bars at their ends which way up lines stand', () => {
  const page = drawnLines(rows(4, 60, (y) => level(100, 800, y)));
  const wayUp = (maps: LayoutMaps) => foundOn({ ...page, maps }).lines.map(({ rightWayUp }) => rightWayUp);
  const { start, end } = page.maps;
  expect(wayUp(page.maps)).toEqual([1, 1, 1, 1]);
  expect(wayUp({ ...page.maps, start: end, end: start })).toEqual([-1, -1, -1, -1]);
  const none = new Float32Array(start.length);
  expect(wayUp({ ...page.maps, start: none, end: none })).toEqual([0, 0, 0, 0]);
  // One end alone, as where the picture's edge cuts lines off, says half.
  expect(wayUp({ ...page.maps, start: none })).toEqual([0.5, 0.5, 0.5, 0.5]);
});

it('says how far lines fall', () => {
  expect(foundOn(drawnLines(rows(8, 60, (y) => lineAt(100, 800, (x) => y + 0.08 * x)))).skew).toBeCloseTo(0.08, 2);
});

const box = (left: number, top: number, right: number, bottom: number): readonly Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

it('parts regions at borders and by their types, and says the types', () => {
  const lines = [100, 140, 180, 220, 260].map((y) => level(100, 700, y));
  const page = (parts: readonly (readonly [from: number, to: number, type?: string])[]) =>
    drawn(
      parts.map(
        ([from, to, type], at): Region => ({
          id: `r${at}`,
          ...(type === undefined ? {} : { type }),
          polygon: box(90, 74 + 40 * from, 710, 114 + 40 * (to - 1)),
          lines: lines.slice(from, to),
        }),
      ),
    );
  const regionsOf = (drawing: Drawn) =>
    layoutOf(foundOn(drawing), drawing.truth.page).regions.map(({ type, lines: inside }) => [type, inside.length]);
  expect(regionsOf(page([[0, 5]]))).toEqual([[undefined, 5]]);
  expect(
    regionsOf(
      page([
        [0, 2],
        [2, 5],
      ]),
    ),
  ).toEqual([
    [undefined, 2],
    [undefined, 3],
  ]);
  expect(
    regionsOf(
      page([
        [0, 1, 'header'],
        [1, 5],
      ]),
    ),
  ).toEqual([
    ['header', 1],
    [undefined, 4],
  ]);
});

it('finds nothing on empty maps, and ends on noise with a warning', () => {
  expect(foundOn(drawnLines([]))).toMatchObject({ lines: [], warnings: [{ code: 'no-writing' }] });
  const noise = drawnLines([]);
  const random = new Random(1, 'noise maps');
  for (const at of noise.maps.baseline.keys()) noise.maps.baseline[at] = random.uniform() < 0.03 ? 1 : 0;
  const { lines, warnings } = foundOn(noise);
  expect(warnings.length).toBe(1);
  expect(lines.flatMap(({ baseline }) => baseline.flat()).every(Number.isFinite)).toBe(true);
  noise.maps.baseline.fill(1);
  expect(() => foundOn(noise)).not.toThrow();
});
