import { expect, it } from 'vitest';
import { levelFor, levelSizes, mostPixels } from './levels.js';
import type { Size } from './view.js';

it('keeps an image as it is and halves it until it is small', () => {
  expect(levelSizes({ width: 2000, height: 1001 })).toEqual([
    { width: 2000, height: 1001 },
    { width: 1000, height: 501 },
    { width: 500, height: 251 },
  ]);
});

it('makes no image larger or smaller that is small already', () => {
  expect(levelSizes({ width: 300, height: 20 })).toEqual([{ width: 300, height: 20 }]);
});

it('makes a photograph of 60 megapixels smaller, in its proportions', () => {
  const [finest] = levelSizes({ width: 9000, height: 6700 });
  expect(finest.width * finest.height).toBeLessThanOrEqual(mostPixels);
  expect(finest.width * finest.height).toBeGreaterThan(0.99 * mostPixels);
  expect(finest.width / finest.height).toBeCloseTo(9000 / 6700, 2);
});

it('leaves something of an image that is extremely long', () => {
  const [finest] = levelSizes({ width: 100_000_000, height: 1 });
  expect(finest.height).toBe(1);
});

it('draws from the coarsest level that is fine enough, else from the finest', () => {
  const levels: readonly [Size, ...Size[]] = [
    { width: 2000, height: 4 },
    { width: 1000, height: 2 },
    { width: 500, height: 1 },
  ];
  expect(levelFor(levels, 400).width).toBe(500);
  expect(levelFor(levels, 501).width).toBe(1000);
  expect(levelFor(levels, 9000).width).toBe(2000);
});
