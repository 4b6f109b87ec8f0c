import { expect, it } from 'vitest';
import type { Line, Page, Point } from '../page/index.js';
import { writingHeights } from './line-heights.js';

function lineAt(y: number, outline: readonly Point[] | undefined, turn = 0): Line {
  const turned = ([px, py]: Point): Point => [
    px * Math.cos(turn) - py * Math.sin(turn),
    px * Math.sin(turn) + py * Math.cos(turn),
  ];
  const baseline: readonly Point[] = [
    [0, y],
    [100, y],
    [300, y],
  ];
  return {
    id: `${y}`,
    text: '',
    baseline: baseline.map(turned),
    ...(outline ? { polygon: outline.map(([px, py]) => turned([px, py + y])) } : {}),
  };
}

const box = (above: number, below: number): readonly Point[] => [
  [0, -above],
  [300, -above],
  [300, below],
  [0, below],
];

function heightsOf(line: Line, ...others: readonly Line[]) {
  const region = { id: 'r', lines: [line, ...others] };
  const page: Page = { image: '', width: 400, height: 400, regions: [region] };
  return writingHeights(page).get(line);
}

it.each([0, 0.1, -0.5, Math.PI / 2])('measures the outline across a baseline turned by %d', (turn) => {
  const heights = heightsOf(lineAt(100, box(20, 7), turn));
  expect(heights?.ascender).toBeCloseTo(20, 6);
  expect(heights?.descender).toBeCloseTo(7, 6);
});

it('one loop of a neighbour that the outline takes in changes nothing', () => {
  const outline: readonly Point[] = [
    [0, -20],
    [50, -20],
    [55, -60],
    [60, -20],
    [300, -20],
    [300, 7],
    [0, 7],
  ];
  expect(heightsOf(lineAt(100, outline))?.ascender).toBeCloseTo(20, 6);
});

it('where the outline can not be true, the distance to the next line decides', () => {
  const next = lineAt(150, box(20, 7));
  expect(heightsOf(lineAt(100, box(20, 12)), next)).toEqual({ ascender: 20, descender: 12 });
  expect(heightsOf(lineAt(100, box(5, 70)), next)).toEqual({ ascender: 32.5, descender: 16 });
  expect(heightsOf(lineAt(100, undefined), next)).toEqual({ ascender: 32.5, descender: 16 });
});

it('lines far apart in their column get the heights that the distance between the lines of the page allows', () => {
  const lines = [lineAt(100, box(20, 7)), lineAt(300, box(20, 7))];
  const others = [100, 140, 180, 220, 260].map((y) => lineAt(y, undefined));
  const regions = [lines, others].map((ofRegion, i) => ({ id: `${i}`, lines: ofRegion }));
  const heights = writingHeights({ image: '', width: 400, height: 400, regions });
  for (const line of lines) expect(heights.get(line)?.ascender).toBe(20);
});

it('a line alone without an outline has no heights', () => {
  expect(heightsOf(lineAt(100, undefined))).toBeUndefined();
});
