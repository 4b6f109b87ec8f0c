import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boxPolygon, type Point } from '../page/index.js';
import { layoutOf } from './index.js';
import { readingOrder } from './reading-order.js';

const box = (x: number, y: number, width: number, height: number) => boxPolygon({ x, y, width, height });
const plain = { slope: 0, rightToLeft: false };

it('reads columns one after the other, and a heading over both first', () => {
  const heading = box(0, 0, 220, 20);
  const [left, right] = [box(0, 40, 100, 400), box(120, 40, 100, 400)];
  const foot = box(0, 460, 220, 20);
  expect(readingOrder([foot, right, left, heading], plain)).toEqual([3, 2, 1, 0]);
  expect(readingOrder([foot, right, left, heading], { ...plain, rightToLeft: true })).toEqual([3, 1, 2, 0]);
});

it('keeps a column together where one line sticks out into the next', () => {
  const left = [0, 1, 2, 3].map((i) => box(0, 40 * i, i === 1 ? 105 : 95, 30));
  const right = [0, 1, 2, 3].map((i) => box(100, 40 * i + 5, 95, 30));
  expect(readingOrder([...right, ...left], plain)).toEqual([4, 5, 6, 7, 0, 1, 2, 3]);
});

it('reads a turned page as a level one', () => {
  const slope = 0.12;
  const turn = (shape: readonly Point[]) => shape.map(([x, y]): Point => [x - slope * y, y + slope * x]);
  const rows = [0, 1, 2, 3, 4].flatMap((i) => [box(0, 40 * i, 300, 30), box(340, 40 * i, 300, 30)]);
  expect(readingOrder(rows.map(turn), { ...plain, slope })).toEqual(readingOrder(rows, plain));
  expect(readingOrder(rows, plain)).toEqual([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]);
});

it('gives each part a place once, however they lie', () => {
  const size = fc.integer({ min: 0, max: 200 });
  fc.assert(
    fc.property(fc.array(fc.tuple(size, size, size, size), { maxLength: 30 }), fc.boolean(), (boxes, rightToLeft) => {
      const order = readingOrder(
        boxes.map((sides) => box(...sides)),
        { slope: 0.05, rightToLeft },
      );
      expect([...order].sort((a, b) => a - b)).toEqual(boxes.map((_, i) => i));
    }),
  );
});

const line = (x: number, y: number, length: number) => ({
  baseline: [
    [x, y],
    [x + length, y],
  ] as const,
  ascender: 20,
  descender: 8,
});
const places = (layout: ReturnType<typeof layoutOf>) => layout.lines.map(({ baseline }) => baseline?.[0]);
const found = (lines: readonly ReturnType<typeof line>[]) => ({ lines, skew: 0, warnings: [] });

it('makes regions of what lies closely under each other, with an outline around their lines', () => {
  const paragraphs = [100, 140, 180, 320, 360].map((y) => line(50, y, 400));
  const { regions, lines } = layoutOf(found(paragraphs), { width: 600, height: 800 });
  expect(regions.map((region) => region.lines.length)).toEqual([3, 2]);
  expect(lines.map(({ id }) => id)).toEqual(['l1', 'l2', 'l3', 'l4', 'l5']);
  expect(regions[0]?.polygon?.map(([x]) => x).sort((a, b) => a - b)[0]).toBe(50);
  expect(Math.min(...(regions[0]?.polygon ?? []).map(([, y]) => y))).toBe(80);
  expect(Math.max(...(regions[0]?.polygon ?? []).map(([, y]) => y))).toBe(188);
});

it('reads notes in the margin after the text that they lie beside', () => {
  const text = Array.from({ length: 20 }, (_, i) => line(200, 100 + 40 * i, 500));
  const notes = [line(20, 300, 120), line(20, 340, 120)];
  const below = line(200, 1100, 500);
  const layout = layoutOf(found([...notes, below, ...text]), { width: 800, height: 1200 });
  expect(layout.regions.map(({ lines }) => lines.length)).toEqual([20, 2, 1]);
});

it('reads the left one of facing pages first, or the right one where reading starts there', () => {
  const page = (x: number) => [100, 140, 180].map((y) => line(x, y, 500));
  // The right page begins higher, and would be first by height alone.
  const lines = [
    ...page(700).map((one) => ({ ...one, baseline: one.baseline.map(([x, y]) => [x, y - 60] as const) })),
    ...page(50),
  ];
  const size = { width: 1300, height: 900 };
  expect(places(layoutOf({ lines, skew: 0, warnings: [] }, size)).map((point) => point?.[0])).toEqual([
    50, 50, 50, 700, 700, 700,
  ]);
  expect(
    places(layoutOf({ lines, skew: 0, warnings: [] }, size, { rightToLeft: true })).map((point) => point?.[0]),
  ).toEqual([700, 700, 700, 50, 50, 50]);
});

it('keeps the longest lines where there are too many, and says so', () => {
  const layout = layoutOf(
    found([line(0, 100, 50), line(0, 200, 500), line(0, 300, 400)]),
    { width: 600, height: 400 },
    { mostLines: 2 },
  );
  expect(places(layout)).toEqual([
    [0, 200],
    [0, 300],
  ]);
  expect(layout.warnings).toEqual([{ code: 'too-many-lines', count: 1 }]);
});
