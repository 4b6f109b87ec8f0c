import { describe, expect, it } from 'vitest';
import { baselinesIn, type PageMaps } from './map-baselines.js';

const [width, height] = [100, 60];

/** Maps with lines, three rows thick, from column to column. */
function mapsWith(
  lines: readonly (readonly [from: number, to: number, row: number])[],
  ends: readonly number[] = [],
): PageMaps {
  const maps = new Map(['baseline', 'start', 'end'].map((name) => [name, new Float32Array(width * height)]));
  for (const [from, to, row] of lines) {
    for (const y of [row - 1, row, row + 1]) maps.get('baseline')?.fill(0.9, y * width + from, y * width + to);
  }
  for (const x of ends) for (let y = 0; y < height; y++) maps.get('end')?.fill(1, y * width + x - 1, y * width + x + 2);
  const heights = new Float32Array(width * height).fill(Math.log2(16));
  return {
    width,
    height,
    scale: 0.5,
    probabilities: (map) => maps.get(map) ?? new Float32Array(width * height),
    heights: () => heights,
  };
}

describe('baselinesIn', () => {
  it('finds each line at its place on the page', () => {
    const found = baselinesIn(
      mapsWith([
        [10, 80, 20],
        [20, 90, 40],
      ]),
    );
    expect(found).toHaveLength(2);
    // A pixel of the map is four of the page; the smoothing takes a column at the ends.
    expect(found[0]?.[0]?.[0]).toBeCloseTo(42, -1);
    expect(found[0]?.at(-1)?.[0]).toBeCloseTo(318, -1);
    expect(found[0]?.every(([, y]) => y === 82)).toBe(true);
  });

  it('joins what a narrow gap parts', () => {
    const pieces = [
      [10, 40, 20],
      [46, 80, 20],
    ] as const;
    expect(baselinesIn(mapsWith(pieces))).toHaveLength(1);
    expect(baselinesIn(mapsWith([[10, 80, 20]], [45]))).toHaveLength(1);
    expect(
      baselinesIn(
        mapsWith([
          [10, 30, 20],
          [70, 90, 20],
        ]),
      ),
    ).toHaveLength(2);
  });

  it('leaves out specks, and finds nothing where nothing is', () => {
    expect(baselinesIn(mapsWith([[10, 13, 20]]))).toEqual([]);
    expect(baselinesIn(mapsWith([]))).toEqual([]);
  });
});
