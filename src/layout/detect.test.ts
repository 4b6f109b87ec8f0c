import { expect, it } from 'vitest';
import type { Raster } from '../image/index.js';
import type { Point } from '../page/index.js';
import { Random } from '../random/index.js';
import { detectLines, lineOverlap, scoreBaselines } from './index.js';

/** Paper with rows of stems, joined below as handwriting is: a page of which every baseline is known. */
class Drawn implements Raster {
  readonly data: Uint8Array;
  readonly baselines: (readonly Point[])[] = [];
  private readonly random = new Random(7, 'drawn page');

  constructor(
    readonly width: number,
    readonly height: number,
    paper = 225,
  ) {
    this.data = new Uint8Array(width * height).fill(paper);
    for (let i = 0; i < this.data.length; i++) this.data[i] = paper + Math.round(6 * (this.random.uniform() - 0.5));
  }

  ink(x: number, y: number, width: number, height: number, level = 50): void {
    for (let row = Math.max(0, Math.round(y)); row < Math.min(this.height, y + height); row++) {
      this.data.fill(
        level,
        row * this.width + Math.max(0, Math.round(x)),
        row * this.width + Math.min(this.width, Math.round(x + width)),
      );
    }
  }

  line(from: number, to: number, y: number, xHeight: number, slope = 0): void {
    let x = from;
    while (x < to) {
      const letters = 2 + this.random.below(7);
      for (let i = 0; i < letters && x < to; i++) {
        const base = y + slope * (x - from);
        const tall = this.random.uniform() < 0.25;
        this.ink(x, base - xHeight * (tall ? 1.8 : 1), 3, xHeight * (tall ? 1.8 : 1));
        this.ink(x, base - 3, xHeight * 0.7, 3);
        if (this.random.uniform() < 0.1) this.ink(x, base, 3, xHeight * 0.7);
        x += xHeight * 0.7;
      }
      x += xHeight * 0.8;
    }
    this.baselines.push([
      [from, y],
      [to, y + slope * (to - from)],
    ]);
  }
}

const baselinesOf = (page: Raster) => detectLines(page).lines.map(({ baseline = [] }) => baseline);

it('finds the lines of a page, with their baselines and outlines', () => {
  const page = new Drawn(900, 1200);
  for (let i = 0; i < 22; i++) page.line(100, 800 - (i % 5) * 60, 120 + i * 46, 16);
  const { lines, regions, warnings, skew } = detectLines(page);
  const score = scoreBaselines(
    page.baselines,
    lines.map(({ baseline = [] }) => baseline),
  );
  expect(lines.length).toBe(22);
  expect(score.f).toBeGreaterThan(0.98);
  expect(regions.length).toBe(1);
  expect(warnings).toEqual([]);
  expect(Math.abs(skew)).toBeLessThan(0.3);
  const outlines = page.baselines.map(([[x0, y0] = [0, 0], [x1, y1] = [0, 0]]): readonly Point[] => [
    [x0, y0 - 28],
    [x1, y1 - 28],
    [x1, y1 + 11],
    [x0, y0 + 11],
  ]);
  expect(
    lineOverlap(
      outlines,
      lines.map(({ polygon = [] }) => polygon),
    ).mean,
  ).toBeGreaterThan(0.7);
});

it('ends lines behind their last hyphen or full stop', () => {
  const page = new Drawn(900, 900);
  for (let i = 0; i < 14; i++) {
    page.line(100, 700, 120 + i * 50, 17);
    page.ink(722, 112 + i * 50, 10, 3);
  }
  const ends = baselinesOf(page).map((line) => line.at(-1)?.[0] ?? 0);
  expect(ends.length).toBe(14);
  expect(Math.min(...ends)).toBeGreaterThan(726);
});

it('follows lines that fall, and says by how much', () => {
  const page = new Drawn(1000, 1000);
  for (let i = 0; i < 14; i++) page.line(120, 850, 120 + i * 50, 17, 0.07);
  const { lines, skew } = detectLines(page);
  expect(
    scoreBaselines(
      page.baselines,
      lines.map(({ baseline = [] }) => baseline),
    ).f,
  ).toBeGreaterThan(0.97);
  expect(skew).toBeCloseTo((Math.atan(0.07) * 180) / Math.PI, 0);
});

it('keeps columns apart and reads one after the other', () => {
  const page = new Drawn(1000, 1200);
  for (let i = 0; i < 20; i++) {
    page.line(80, 450, 120 + i * 50, 17);
    page.line(530, 900, 120 + i * 50, 17);
  }
  const { lines } = detectLines(page);
  expect(lines.length).toBe(40);
  const lefts = lines.map(({ baseline = [] }) => baseline[0]?.[0] ?? 0);
  expect(lefts.slice(0, 20).every((x) => x < 200)).toBe(true);
  expect(lefts.slice(20).every((x) => x > 500)).toBe(true);
});

it('sees through ruled lines, frames and dark surroundings', () => {
  const page = new Drawn(1000, 1300);
  page.ink(0, 0, 1000, 90, 20);
  page.ink(0, 0, 70, 1300, 20);
  for (let i = 0; i < 20; i++) {
    page.line(150, 850, 180 + i * 48, 16);
    page.ink(120, 182 + i * 48, 820, 2, 150);
  }
  for (let i = 20; i < 23; i++) page.ink(120, 182 + i * 48, 820, 2, 150);
  const score = scoreBaselines(page.baselines, baselinesOf(page));
  expect(score.recall).toBeGreaterThan(0.97);
  expect(score.precision).toBeGreaterThan(0.9);
});

it('finds the same lines in a finer scan of the page', () => {
  const page = new Drawn(700, 900);
  for (let i = 0; i < 15; i++) page.line(80, 620, 100 + i * 50, 17);
  const factor = 4;
  const fine = { width: 2800, height: 3600, data: new Uint8Array(2800 * 3600) };
  for (let y = 0; y < fine.height; y++) {
    for (let x = 0; x < fine.width; x++) {
      fine.data[y * fine.width + x] = page.data[Math.floor(y / factor) * page.width + Math.floor(x / factor)] ?? 0;
    }
  }
  const coarse = baselinesOf(fine).map((line) => line.map(([x, y]): Point => [x / factor, y / factor]));
  expect(scoreBaselines(page.baselines, coarse).f).toBeGreaterThan(0.97);
});

const filled = (width: number, height: number, level: (x: number, y: number) => number): Raster => {
  const data = Uint8Array.from({ length: width * height }, (_, i) => level(i % width, Math.floor(i / width)));
  return { width, height, data };
};
const random = new Random(3, 'noise');

it.each([
  ['a pixel', filled(1, 1, () => 0), 'too-small'],
  ['a row', filled(5000, 1, () => 128), 'too-small'],
  ['white paper', filled(700, 900, () => 255), 'blank'],
  ['a black page', filled(700, 900, () => 0), 'blank'],
  ['a gradient', filled(700, 900, (x, y) => (x + y) / 8), 'blank'],
  ['half black, half white', filled(700, 900, (x) => (x < 350 ? 0 : 255)), 'blank'],
] as const)('finds nothing on %s, and says why', (_, page, code) => {
  const { lines, regions, warnings } = detectLines(page);
  expect(lines).toEqual([]);
  expect(regions).toEqual([]);
  expect(warnings).toEqual([{ code }]);
});

it('warns where it finds so many short lines that they are rather specks', () => {
  const page = filled(1200, 1600, () => (random.uniform() < 0.01 ? 0 : 255));
  expect(detectLines(page).warnings.map(({ code }) => code)).toEqual(['noise']);
});

it('ends on noise and checks with few lines and a limit', () => {
  const pages = [
    filled(900, 1200, () => random.below(256)),
    filled(900, 1200, (x, y) => (((x >> 3) + (y >> 3)) % 2) * 255),
    filled(30, 30, () => random.below(256)),
    filled(4000, 30, () => random.below(256)),
  ];
  for (const page of pages) {
    const { lines } = detectLines(page, { mostLines: 50 });
    expect(lines.length).toBeLessThanOrEqual(50);
    for (const { baseline = [], polygon = [] } of lines) {
      expect([...baseline, ...polygon].flat().every(Number.isFinite)).toBe(true);
    }
  }
});
