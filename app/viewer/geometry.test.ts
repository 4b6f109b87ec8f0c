import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Point } from '../../src/page/index.js';
import { bandAround, crossings, distance, isInside, lengthOf, nearestOn, placeAlong } from './geometry.js';

const bent: readonly Point[] = [
  [0, 0],
  [30, 0],
  [30, 40],
];
const square: readonly Point[] = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];

describe('nearestOn', () => {
  it('finds the place within a part, with how far it is along the line', () => {
    expect(nearestOn(bent, [33, 10])).toEqual({ point: [30, 10], distance: 3, part: 1, along: 40 });
  });

  it('does not go beyond the ends', () => {
    expect(nearestOn(bent, [-3, -4])).toEqual({ point: [0, 0], distance: 5, part: 0, along: 0 });
  });

  it('joins the last point to the first one only where the line is closed', () => {
    expect(nearestOn(square, [1, 5])?.distance).toBe(5);
    expect(nearestOn(square, [1, 5], true)).toMatchObject({ distance: 1, part: 3 });
  });

  it('takes a single point as it is, and none for nothing', () => {
    expect(nearestOn([[3, 4]], [0, 0])?.distance).toBe(5);
    expect(nearestOn([], [0, 0])).toBeUndefined();
  });
});

describe('placeAlong', () => {
  it('goes around corners and stays within the ends', () => {
    expect(placeAlong(bent, 50)).toEqual({ point: [30, 20], direction: [0, 1] });
    expect(placeAlong(bent, -5)?.point).toEqual([0, 0]);
    expect(placeAlong(bent, 500)?.point).toEqual([30, 40]);
  });

  it('is nowhere on a line without a length', () => {
    expect(
      placeAlong(
        [
          [1, 1],
          [1, 1],
        ],
        0,
      ),
    ).toBeUndefined();
  });

  it('leads to a place that is as far along the line', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }));
    // To the right only, so that the line does not meet itself.
    const rising = fc
      .array(point, { minLength: 2, maxLength: 6 })
      .map((points) => points.map(([x, y], i) => [i * 100 + x, y] as const));
    fc.assert(
      fc.property(rising, fc.double({ min: 0, max: 1, noNaN: true }), (line, share) => {
        const along = share * lengthOf(line);
        const place = placeAlong(line, along);
        expect(place && nearestOn(line, place.point)?.along).toBeCloseTo(along, 6);
      }),
    );
  });
});

describe('isInside', () => {
  it('tells inside from outside', () => {
    expect(isInside(square, [5, 5])).toBe(true);
    expect(isInside(square, [11, 5])).toBe(false);
    expect(isInside(square, [-1, 5])).toBe(false);
    expect(isInside([], [0, 0])).toBe(false);
  });

  it('counts what an outline winds around twice', () => {
    expect(isInside([...square, ...square], [5, 5])).toBe(true);
  });
});

describe('crossings', () => {
  it('reach the outline on both sides', () => {
    expect(crossings(square, [4, 6], [0, 1])).toEqual([
      [4, 0],
      [4, 10],
    ]);
  });

  it('stay at the point where there is no outline', () => {
    expect(crossings(square, [40, 6], [0, 1])).toEqual([
      [40, 6],
      [40, 6],
    ]);
  });
});

describe('bandAround', () => {
  const level: readonly Point[] = [
    [0, 100],
    [50, 100],
  ];

  it('lies so far above and below', () => {
    expect(bandAround(level, 20, 5)).toEqual([
      [0, 80],
      [50, 80],
      [50, 105],
      [0, 105],
    ]);
  });

  it('has its letters above a line that runs to the left as well', () => {
    expect(bandAround([...level].reverse(), 20, 5).map(([, y]) => y)).toEqual([80, 80, 105, 105]);
  });

  it('is as wide in a bend as the bend allows', () => {
    const [, corner] = bandAround(bent, 10, 5);
    expect(corner && distance(corner, [30, 0])).toBeCloseTo(10);
  });
});
