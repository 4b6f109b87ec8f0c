import { describe, expect, it } from 'vitest';
import type { Page, Point, Region } from '../page/index.js';
import { type Crop, type LayoutTruth, layoutTargets } from './targets.js';

const box = (left: number, top: number, right: number, bottom: number): readonly Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

/** A line from 40 to 120 whose writing reaches 16 up and 8 down. */
const region: Region = {
  id: 'main',
  type: 'paragraph',
  polygon: box(30, 40, 130, 80),
  lines: [
    {
      id: 'l',
      text: 'a',
      baseline: [
        [40, 65],
        [120, 65],
      ],
      polygon: box(40, 49, 120, 73),
    },
  ],
};
const note: Region = { id: 'note', type: 'marginalia', polygon: box(140, 40, 156, 60), lines: [] };
const page: Page = { image: '', width: 160, height: 128, regions: [region, note] };
const whole: Crop = { x: 0, y: 0, scale: 1, width: 160, height: 128 };
const names = ['baseline', 'start', 'end', 'border', 'region', 'marginalia'];

function targetsOf(truth: LayoutTruth, crop = whole) {
  const { maps, mapWeights, heights, heightWeights } = layoutTargets(truth, crop, ['marginalia']);
  const pixels = (crop.width * crop.height) / 4;
  expect(maps.length).toBe(names.length * pixels);
  const at = (map: number, x: number, y: number) => map * pixels + (y * crop.width) / 2 + x;
  return {
    value: (name: string, x: number, y: number) => maps[at(names.indexOf(name), x, y)],
    weight: (name: string, x: number, y: number) => mapWeights[at(names.indexOf(name), x, y)],
    count: (name: string) => {
      const from = names.indexOf(name) * pixels;
      return maps.slice(from, from + pixels).reduce((a, b) => a + b, 0);
    },
    heightsAt: (x: number, y: number) => [heights[at(0, x, y)], heights[at(1, x, y)]],
    heightWeight: (x: number, y: number) => heightWeights[at(0, x, y)],
    mapWeights,
  };
}

describe('layoutTargets', () => {
  // On the maps the baseline is at y = 32.5, from x = 20 to 60: through the middle of row 32.
  const { value, weight, count, heightsAt, heightWeight } = targetsOf({ page });

  it('draws a baseline three pixels thick, with a pixel of doubt at each side', () => {
    expect([29, 30, 31, 32, 33, 34, 35].map((y) => value('baseline', 40, y))).toEqual([0, 0, 1, 1, 1, 0, 0]);
    expect([29, 30, 31, 32, 33, 34, 35].map((y) => weight('baseline', 40, y))).toEqual([1, 0, 1, 1, 1, 0, 1]);
    expect(value('baseline', 70, 32)).toBe(0);
  });

  it('puts a bar just before the start and one just after the end, from ascender to descender', () => {
    expect([15, 16, 17, 18, 19, 20].map((x) => value('start', x, 30))).toEqual([0, 1, 1, 1, 1, 0]);
    expect([23, 25, 32, 35].map((y) => value('start', 18, y))).toEqual([1, 1, 1, 1]);
    expect([20, 40].map((y) => value('start', 18, y))).toEqual([0, 0]);
    expect([24, 30, 36].map((y) => value('end', 61, y))).toEqual([1, 1, 1]);
    expect(count('start')).toBe(count('end'));
    expect(value('end', 18, 30)).toBe(0);
  });

  it('knows the heights in pixels of the image near the baseline only', () => {
    expect(heightsAt(40, 32)).toEqual([4, 3]);
    expect([31, 32, 33, 34].map((y) => heightWeight(40, y))).toEqual([1, 1, 1, 0]);
  });

  it('takes heights that are given', () => {
    const [line] = region.lines;
    const given = new Map(line ? [[line, { ascender: 32, descender: 4 }]] : []);
    expect(targetsOf({ page, heights: given }).heightsAt(40, 32)).toEqual([5, 2]);
  });

  it('fills regions, those of a type in its map too, and draws their outlines', () => {
    expect(count('region')).toBe(50 * 20 + 8 * 10);
    expect(count('marginalia')).toBe(8 * 10);
    expect(value('marginalia', 72, 25)).toBe(1);
    expect([19, 20].map((y) => value('border', 40, y))).toEqual([1, 1]);
    expect(value('border', 40, 30)).toBe(0);
  });

  it('follows the crop and its scale', () => {
    const part = targetsOf({ page }, { x: 40, y: 44.5, scale: 2, width: 96, height: 64 });
    expect([18, 19, 20, 21, 22].map((y) => part.value('baseline', 20, y))).toEqual([0, 1, 1, 1, 0]);
    expect(part.heightsAt(20, 20)).toEqual([5, 4]);
    expect(part.count('end')).toBe(0);
  });

  it('counts nothing in unknown zones, whatever the map', () => {
    const { weight } = targetsOf({ page, unknown: [box(0, 90, 20, 110)] });
    for (const name of names) {
      expect(weight(name, 5, 50), name).toBe(0);
      expect(weight(name, 5, 40), name).toBe(name === 'marginalia' ? 0 : 1);
    }
  });

  it('does not draw a made-up outline, and counts nothing of regions around it', () => {
    const { count, value, weight } = targetsOf({ page, made: new Set(['main']) });
    expect(count('region')).toBe(8 * 10);
    for (const name of ['region', 'border', 'marginalia']) {
      expect(weight(name, 40, 30), name).toBe(0);
      expect(weight(name, 40, 60), name).toBe(name === 'marginalia' ? 0 : 1);
    }
    expect(value('baseline', 40, 32)).toBe(1);
    expect(weight('baseline', 40, 32)).toBe(1);
  });

  it('counts types within text only, more where they are, and not where none are said', () => {
    const { weight } = targetsOf({ page });
    expect([weight('marginalia', 5, 5), weight('region', 5, 5)]).toEqual([0, 1]);
    expect([weight('marginalia', 40, 30), weight('marginalia', 72, 25)]).toEqual([1, 8]);
    expect(targetsOf({ page, typed: false }).weight('marginalia', 72, 25)).toBe(0);
  });

  it('does not ask for a baseline where a line has an outline only', () => {
    const lines = [{ id: 'l', text: 'a', polygon: box(40, 49, 120, 73) }];
    const { count, weight } = targetsOf({ page: { ...page, regions: [{ ...region, lines }] } });
    expect(count('baseline')).toBe(0);
    expect(['baseline', 'start', 'end'].map((name) => weight(name, 40, 32))).toEqual([0, 0, 0]);
    expect(weight('baseline', 40, 50)).toBe(1);
  });

  it('an empty page is all zeros, and all of it counts', () => {
    const { mapWeights } = targetsOf({ page: { ...page, regions: [] } });
    const types = mapWeights.length / names.length;
    expect(mapWeights.subarray(0, -types).every((weight) => weight === 1)).toBe(true);
    expect(names.map(targetsOf({ page: { ...page, regions: [] } }).count)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('odd sides are an error', () => {
    expect(() => layoutTargets({ page }, { ...whole, width: 161 }, [])).toThrow('must be even, got 161 × 128');
  });
});
