import { expect, it } from 'vitest';
import { Random } from '../random/index.js';
import { forEachInside, NearestLine } from './drawn-shapes.js';

const grid = { width: 24, height: 18 };

function inside(polygon: readonly (readonly [number, number])[]): ReadonlySet<number> {
  const found = new Set<number>();
  forEachInside(polygon, grid, (at) => found.add(at));
  return found;
}

it('a polygon holds the pixels whose centres lie in it, each once, cut off at the edges', () => {
  const calls: number[] = [];
  const square = [
    [-3, 1],
    [2.4, 1],
    [2.4, 3],
    [-3, 3],
  ] as const;
  forEachInside(square, grid, (at) => calls.push(at));
  expect(calls).toEqual([24, 25, 48, 49]);
});

it('neighbours that share an edge share no pixel and leave none between', () => {
  const random = new Random('shared edge');
  for (let round = 0; round < 50; round++) {
    const [a, b] = [random.between(0, 24), random.between(0, 24)];
    const left = inside([
      [0, 0],
      [a, 0],
      [b, 18],
      [0, 18],
    ]);
    const right = inside([
      [a, 0],
      [24, 0],
      [24, 18],
      [b, 18],
    ]);
    expect(left.size + right.size).toBe(24 * 18);
    expect([...left].filter((at) => right.has(at))).toEqual([]);
  }
});

it('two points hold nothing', () => {
  expect(
    inside([
      [1, 1],
      [9, 9],
    ]).size,
  ).toBe(0);
});

it('distances are those to the nearest line, with its number, and infinite beyond the reach', () => {
  const nearest = new NearestLine(grid, 3);
  nearest.draw(
    [
      [2, 5.5],
      [20, 5.5],
    ],
    4,
  );
  nearest.draw(
    [
      [2, 9.5],
      [20, 9.5],
    ],
    7,
  );
  const at = (x: number, y: number) => [nearest.distance[y * 24 + x], nearest.line[y * 24 + x]];
  expect(at(10, 5)).toEqual([0, 4]);
  expect(at(10, 6)).toEqual([1, 4]);
  expect(at(10, 8)).toEqual([1, 7]);
  expect(at(0, 5)).toEqual([1.5, 4]);
  expect(at(10, 1)).toEqual([Number.POSITIVE_INFINITY, -1]);
  expect(at(10, 13)).toEqual([Number.POSITIVE_INFINITY, -1]);
});
