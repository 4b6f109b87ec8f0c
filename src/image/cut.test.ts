import { describe, expect, it } from 'vitest';
import { cutLine, cutSize, type Point } from './cut.js';
import type { Raster } from './raster.js';

const paper = 200;
const ink = 20;

/** A page with a stroke of ink along y = f(x), `thick` pixels high. */
function pageWith(f: (x: number) => number, thick = 4, width = 400, height = 300): Raster {
  const data = new Uint8Array(width * height).fill(paper);
  for (let x = 40; x < 360; x++) {
    const middle = f(x);
    for (let y = 0; y < height; y++) if (Math.abs(y + 0.5 - middle) <= thick / 2) data[y * width + x] = ink;
  }
  return { width, height, data };
}

/** The height at which the ink stands in each column. */
function inkLevels({ width, height, data }: Raster): number[] {
  return Array.from({ length: width }, (_, x) => {
    let [sum, weight] = [0, 0];
    for (let y = 0; y < height; y++) {
      const dark = paper - (data[y * width + x] as number);
      sum += Math.max(0, dark) * (y + 0.5);
      weight += Math.max(0, dark);
    }
    return sum / weight;
  });
}

function aroundPath(path: readonly Point[], above: number, below: number): Point[] {
  return [...path.map(([x, y]): Point => [x, y - above]), ...path.map(([x, y]): Point => [x, y + below]).reverse()];
}

describe('cutLine', () => {
  it('levels a line that rises', () => {
    const f = (x: number) => 200 - 0.2 * x;
    const baseline: Point[] = [
      [40, f(40)],
      [360, f(360)],
    ];
    const cut = cutLine(pageWith(f), { baseline, polygon: aroundPath(baseline, 30, 15) });
    const levels = inkLevels(cut).slice(10, -10);
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(1);
    expect(cut.width / Math.hypot(320, 64)).toBeCloseTo(1, 1);
  });

  it('straightens a bend of half a line or more, or when it is asked to', () => {
    const f = (x: number) => 150 + 40 * Math.sin(((x - 40) / 320) * Math.PI);
    const baseline = Array.from({ length: 33 }, (_, i): Point => [40 + 10 * i, f(40 + 10 * i)]);
    const polygon = aroundPath(baseline, 25, 12);
    const spread = (cut: Raster) => {
      const levels = inkLevels(cut).slice(10, -10);
      return Math.max(...levels) - Math.min(...levels);
    };
    const page = pageWith(f);
    expect(spread(cutLine(page, { baseline, polygon }, { straighten: true }))).toBeLessThan(1.5);
    expect(spread(cutLine(page, { baseline, polygon }, { straighten: false }))).toBeGreaterThan(30);
    expect(spread(cutLine(page, { baseline, polygon }))).toBeLessThan(1.5);
  });

  it('covers what is outside the polygon, and outside the page, with paper', () => {
    const page = pageWith(() => 150);
    for (let x = 0; x < 400; x++) for (let y = 100; y < 110; y++) page.data[y * 400 + x] = ink;
    const polygon: Point[] = [
      [40, 120],
      [200, 90],
      [360, 120],
      [360, 170],
      [40, 170],
    ];
    const cut = cutLine(page, { polygon });
    // The neighbour's ink is in the upper corners, which the polygon leaves out.
    expect(cut.data[12 * cut.width + 5]).toBe(paper);
    expect(cut.data[14 * cut.width + 160]).toBe(ink);
    const over = cutLine(page, { polygon: polygon.map(([x, y]): Point => [x - 100, y]) });
    expect(over.data[40 * over.width + 10]).toBe(paper);
  });

  it('says that a line is larger than its page before anything is made of it', () => {
    const far: Point[] = [
      [1e6, 0],
      [1e6 + 1, 0],
      [1e6 + 1, 24_999_998],
      [1e6, 24_999_998],
    ];
    const page = pageWith(() => 150);
    const began = performance.now();
    expect(() => cutLine(page, { polygon: far })).toThrow(/would have 2 × 24999999 pixels, and its page has/);
    const many = Array.from({ length: 20_001 }, (_, n): Point => [n % 300, n % 7]);
    expect(() => cutLine(page, { polygon: many })).toThrow('20001 points');
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('takes a band around a baseline without a polygon', () => {
    const baseline: Point[] = [
      [40, 150],
      [360, 150],
    ];
    expect(cutSize({ baseline }, { spacing: 100 })).toEqual({ width: 320, height: 115 });
    const thereAndBack = { baseline, polygon: [...baseline, ...baseline.toReversed()] };
    expect(cutSize(thereAndBack, { spacing: 100 })).toEqual({ width: 320, height: 115 });
    const cut = cutLine(
      pageWith(() => 150),
      { baseline },
      { spacing: 100 },
    );
    expect(inkLevels(cut)[100]).toBeCloseTo(80, 0);
  });

  it('gives descenders room where the polygon ends at the baseline, and agrees with cutSize', () => {
    const baseline: Point[] = [
      [40, 150],
      [360, 150],
    ];
    const shape = { baseline, polygon: aroundPath(baseline, 60, 2) };
    expect(cutSize(shape, { spacing: 100 })).toEqual({ width: 321, height: 87 });
    const { width, height } = cutLine(
      pageWith(() => 150),
      shape,
      { spacing: 100 },
    );
    expect({ width, height }).toEqual(cutSize(shape, { spacing: 100 }));
  });

  it.each([
    ['nothing', {}, 'neither a polygon nor a baseline'],
    ['a baseline of one point', { baseline: [[5, 5]] as Point[] }, 'neither a polygon nor a baseline'],
    [
      'a baseline without length',
      {
        baseline: [
          [5, 5],
          [5, 5],
        ] as Point[],
      },
      'neither a polygon nor a baseline',
    ],
    [
      'a polygon off the page',
      {
        polygon: [
          [900, 900],
          [950, 900],
          [950, 950],
        ] as Point[],
      },
      'outside the page',
    ],
    [
      'a line of billions of pixels',
      {
        polygon: [
          [0, 0],
          [1e6, 0],
          [1e6, 1e6],
        ] as Point[],
      },
      'pixels',
    ],
  ])('refuses %s', (_, shape, message) => {
    expect(() =>
      cutLine(
        pageWith(() => 150),
        shape,
      ),
    ).toThrow(message);
  });

  it('stands polygons that cross themselves', () => {
    const polygon: Point[] = [
      [40, 120],
      [360, 170],
      [360, 120],
      [40, 170],
    ];
    expect(
      cutLine(
        pageWith(() => 150),
        { polygon },
      ).height,
    ).toBe(51);
  });
});
