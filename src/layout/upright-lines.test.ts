import { describe, expect, it } from 'vitest';
import { markedFinder, markedPage } from '../../test/marked-page.js';
import { uprightPage } from '../../test/upright-page.js';
import { cutLine } from '../image/index.js';
import type { Line, Point, Region } from '../page/index.js';
import type { FoundLine, FoundLines, LineFinder } from './index.js';
import { detectLines, findLayout, layoutOf, scoreBaselines } from './index.js';
import { pageTurns, type Turn, turnedBack, turnedPage, turnedSize } from './page-turn.js';
import { isInside } from './polygon.js';
import { withUpright } from './upright-lines.js';

type Straight = readonly [Point, Point];

const size = { width: 900, height: 800 };
const rows = Array.from({ length: 12 }, (_, row): Straight => {
  return [
    [200, 100 + 45 * row],
    [700, 100 + 45 * row],
  ];
});
/** In the left margin upwards, in the right one downwards; two lines each, in the order that they are read in. */
const upwards: readonly Straight[] = [60, 100].map((x) => [
  [x, 600],
  [x, 200],
]);
const downwards: readonly Straight[] = [840, 800].map((x) => [
  [x, 200],
  [x, 600],
]);
const page = (...lines: readonly Straight[]) => markedPage(size.width, size.height, lines);

const isUpright = ({ baseline = [] }: Line) => {
  const [[x0, y0] = [0, 0], [x1, y1] = [0, 0]] = [baseline[0], baseline.at(-1)];
  return Math.abs(y1 - y0) > Math.abs(x1 - x0);
};
const uprightOf = (regions: readonly Region[]) => regions.flatMap(({ lines }) => lines).filter(isUpright);
const expectNear = (found: readonly Line[], wanted: readonly (readonly Point[])[], within: number) => {
  expect(found.length).toBe(wanted.length);
  for (const [at, { baseline = [] }] of found.entries()) {
    const [line, places] = [wanted[at] ?? [], [baseline[0], baseline.at(-1)]];
    for (const [end, point] of [line[0], line.at(-1)].entries()) {
      const place = places[end] ?? [Number.NaN, 0];
      expect(Math.hypot(place[0] - (point?.[0] ?? 0), place[1] - (point?.[1] ?? 0))).toBeLessThan(within);
    }
  }
};

describe('a network that sees where lines begin and end', () => {
  it('finds what is written up and down the margins, from its beginning to its end', async () => {
    const { regions, warnings } = await findLayout(markedFinder, page(...rows, ...upwards, ...downwards), {
      upright: true,
    });
    expect(regions.map(({ type, lines }) => [type, lines.length])).toEqual([
      [undefined, 12],
      ['marginalia', 2],
      ['marginalia', 2],
    ]);
    expectNear(uprightOf(regions), [...downwards, ...upwards], 5);
    expect(warnings).toEqual([]);
  });

  it('gives the level lines and regions as without, with their ids', async () => {
    const light = page(...rows, ...upwards, ...downwards);
    const without = await findLayout(markedFinder, light);
    const { regions, skew } = await findLayout(markedFinder, light, { upright: true });
    expect(regions.filter(({ lines }) => !lines.some(isUpright))).toEqual(without.regions);
    expect(skew).toBe(without.skew);
  });

  it('keeps none whose beginning and end it can not tell', async () => {
    const [level, standing] = [page(...rows), markedPage(size.width, size.height, upwards, { bars: false })];
    const light = { ...level, data: level.data.map((value, at) => Math.min(value, standing.data[at] ?? 0)) };
    expect(await findLayout(markedFinder, light, { upright: true })).toEqual(await findLayout(markedFinder, light));
  });

  it('has outlines on the side of the tall letters', async () => {
    const { regions } = await findLayout(markedFinder, page(...rows, ...upwards, ...downwards), { upright: true });
    for (const { baseline = [], polygon = [] } of uprightOf(regions)) {
      const [[x, y0] = [0, 0], [, y1] = [0, 0]] = [baseline[0], baseline.at(-1)];
      const up = y1 < y0 ? -1 : 1;
      const middle = (y0 + y1) / 2;
      expect(isInside([x + up * 15, middle], polygon)).toBe(true);
      expect(isInside([x - up * 5, middle], polygon)).toBe(true);
      expect(isInside([x - up * 15, middle], polygon)).toBe(false);
    }
  });

  it('reads a page that lies on its side', async () => {
    for (const turn of pageTurns) {
      const light = turnedPage(page(...rows), turn);
      const { regions, warnings } = await findLayout(markedFinder, light, { upright: true });
      expect([regions.map(({ lines }) => lines.length), warnings]).toEqual([[12], []]);
    }
  });
});

describe('the classical method', () => {
  const pages = [
    ['left', 'right'],
    ['right', 'left'],
  ] as const;

  it.each(pages)(
    'finds notes that are level when the page is turned to the %s, in the margin to the %s',
    (turn, margin) => {
      const { light, level, notes } = uprightPage(turn, margin);
      const { regions } = detectLines(light, { upright: true });
      const found = uprightOf(regions);
      expect(
        scoreBaselines(
          notes,
          found.map(({ baseline = [] }) => baseline),
        ).f,
      ).toBeGreaterThan(0.9);
      const isDown = ({ baseline = [] }: Line) => (baseline.at(-1)?.[1] ?? 0) > (baseline[0]?.[1] ?? 0);
      expect(found.every((line) => isDown(line) === (turn === 'left'))).toBe(true);
      expect(detectLines(light).regions).toEqual(regions.filter(({ lines }) => !lines.some(isUpright)));
      expect(level.length).toBe(20);
    },
  );

  it('finds none where none are', () => {
    const { light } = uprightPage('left', 'left', 0);
    expect(detectLines(light, { upright: true })).toEqual(detectLines(light));
  });
});

describe('a line that is found on the turned page is kept', () => {
  const turned = turnedSize(size);
  const light = page(...rows, ...downwards);
  const line = (more: Partial<FoundLine> = {}): FoundLine => ({
    baseline: [
      [200, 60],
      [600, 60],
    ],
    ascender: 20,
    descender: 8,
    rightWayUp: 1,
    ...more,
  });
  const found = (...lines: readonly FoundLine[]): FoundLines => ({ lines, skew: 0, warnings: [] });
  const level = found(...rows.map((baseline): FoundLine => ({ baseline, ascender: 20, descender: 8, rightWayUp: 1 })));
  const keptOf = (...seen: readonly [Turn, FoundLine][]) => {
    const parts = pageTurns.map((turn) => ({
      turn,
      ...found(...seen.flatMap(([at, one]) => (at === turn ? [one] : []))),
    }));
    return (withUpright(level, parts, light).upright ?? []).map(({ turn, lines }) => [turn, lines.length]);
  };

  it('where it is surely the right way up', () => {
    expect(keptOf(['left', line()])).toEqual([['left', 1]]);
    for (const rightWayUp of [-1, 0, 0.2]) expect(keptOf(['left', line({ rightWayUp })])).toEqual([]);
    const { rightWayUp: _, ...unsaid } = line();
    expect(keptOf(['left', unsaid])).toEqual([]);
  });

  it('where its strokes are as dark as those of the level lines', () => {
    const faint = {
      ...light,
      data: light.data.map((value, at) => (at % light.width < 750 ? value : 255 - (255 - value) / 4)),
    };
    const seen = [{ turn: 'left', ...found(line()) } as const];
    expect(withUpright(level, seen, faint).upright).toEqual([]);
    expect(withUpright(level, seen, light).upright?.length).toBe(1);
  });

  it('where it lies over no level line', () => {
    const over: readonly Point[] = [
      [200, 450],
      [600, 450],
    ];
    expect(keptOf(['left', line({ baseline: over })])).toEqual([]);
  });

  it('where it is long, and as high as the others', () => {
    const short: readonly Point[] = [
      [200, 60],
      [260, 60],
    ];
    expect(keptOf(['left', line({ baseline: short })])).toEqual([]);
    expect(keptOf(['left', line({ ascender: 70 })])).toEqual([]);
    expect(keptOf(['left', line({ ascender: 4, descender: 3 })])).toEqual([]);
  });

  it('once, the way up that is surer', () => {
    const back = (at: Point): Point => {
      const [x, y] = turnedBack(at, 'right', size);
      return [y, size.width - x];
    };
    const other = line({
      baseline: [
        [200, turned.height - 55],
        [600, turned.height - 55],
      ],
    });
    expect(back([200, turned.height - 55])[1]).toBeCloseTo(55);
    expect(keptOf(['left', line({ rightWayUp: 0.8 })], ['right', other])).toEqual([['right', 1]]);
    expect(keptOf(['left', line()], ['right', { ...other, rightWayUp: 0.8 }])).toEqual([['left', 1]]);
  });
});

it('stands after the region that it lies beside, of facing pages too, and else at the end', () => {
  const columns = [100, 560].map((left) =>
    Array.from({ length: 8 }, (_, row): FoundLine => {
      const y = 200 + 40 * row;
      return {
        baseline: [
          [left, y],
          [left + 300, y],
        ],
        ascender: 20,
        descender: 8,
      };
    }),
  );
  const upright = (x: number, from: number, to: number): FoundLine => {
    // On the page turned to the left, x' = y and y' = width − x.
    return {
      baseline: [
        [from, 960 - x],
        [to, 960 - x],
      ],
      ascender: 20,
      descender: 8,
    };
  };
  const layout = layoutOf(
    {
      lines: columns.flat(),
      skew: 0,
      warnings: [],
      upright: [
        { turn: 'left', lines: [upright(40, 220, 420), upright(920, 220, 420), upright(500, 20, 140)], skew: 0 },
      ],
    },
    { width: 960, height: 700 },
  );
  expect(layout.regions.map(({ id, type, lines }) => [id, type, lines[0]?.baseline?.[0]?.[0]])).toEqual([
    ['r1', undefined, 100],
    ['r5', 'marginalia', 40],
    ['r2', undefined, 560],
    ['r4', 'marginalia', 920],
    ['r3', undefined, 500],
  ]);
  expect(layout.lines.map(({ id }) => id).sort()).toEqual(Array.from({ length: 19 }, (_, at) => `l${at + 1}`).sort());
});

it.each(pageTurns)('is cut out level, as from the page that is turned to the %s', (turn) => {
  const { light } = uprightPage(turn, 'left');
  const sideways = turnedPage(light, turn);
  const level: FoundLine = {
    baseline: [
      [200, sideways.height - 128],
      [420, sideways.height - 131],
      [690, sideways.height - 130],
    ],
    ascender: 27,
    descender: 8,
  };
  const { lines } = layoutOf({ lines: [], skew: 0, warnings: [], upright: [{ turn, lines: [level], skew: 0 }] }, light);
  const onTurned = layoutOf({ lines: [level], skew: 0, warnings: [] }, sideways).lines;
  const cut = (from: typeof light, [line]: readonly Line[]) =>
    cutLine(from, { baseline: line?.baseline ?? [], polygon: line?.polygon ?? [] }, { spacing: 45 });
  const [standing, lying] = [cut(light, lines), cut(sideways, onTurned)];
  expect([standing.width, standing.height]).toEqual([lying.width, lying.height]);
  const differences = standing.data.map((value, at) => Math.abs(value - (lying.data[at] ?? 0)));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1);
});

it('of a finder that is aborted nothing more is asked', async () => {
  const controller = new AbortController();
  let looks = 0;
  const finder: LineFinder = {
    ...markedFinder,
    findLines(light, options) {
      looks++;
      controller.abort(new Error('enough'));
      options?.signal?.throwIfAborted();
      return markedFinder.findLines(light, options);
    },
  };
  await expect(findLayout(finder, page(...rows), { upright: true, signal: controller.signal })).rejects.toThrow();
  expect(looks).toBe(1);
});
