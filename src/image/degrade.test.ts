import { describe, expect, it } from 'vitest';
import {
  augmentationOf,
  blurred,
  compressed,
  drawDistortion,
  masked,
  noisy,
  plainInput,
  prepareLine,
  type Raster,
  ruled,
  stained,
  strokesChanged,
  textured,
  toned,
  usualAugmentation,
  withNeighbour,
} from './index.js';

/** A thick stroke along the middle, and a point at the bottom. */
const ink: Raster = {
  width: 60,
  height: 24,
  data: Uint8Array.from({ length: 60 * 24 }, (_, i) => {
    const [x, y] = [i % 60, Math.floor(i / 60)];
    return (y >= 10 && y < 14 && x >= 5 && x < 55) || (x === 30 && y === 22) ? 200 : 0;
  }),
};
const blank: Raster = { ...ink, data: new Uint8Array(ink.data.length) };
const at = ({ width, data }: Raster, x: number, y: number) => data[y * width + x] as number;
const sum = ({ data }: Raster) => data.reduce((a, b) => a + b, 0);

describe('what happens to ink on paper', () => {
  it('none of it changes what it is given, or the size', () => {
    const before = ink.data.slice();
    const rule = { axis: 'x', at: 0.8, rise: 0, thickness: 0.1, level: 0.5, dash: 0 } as const;
    const results = [
      strokesChanged(ink, 0.5),
      toned(ink, 1.2, 0.9, 0.05),
      withNeighbour(ink, 0.3, 0.5),
      ruled(ink, rule),
      textured(ink, 0.2, 0.3, 1),
      stained(ink, { x: 0.5, y: 0.5, radius: 0.3, level: 0.4 }),
      blurred(ink, 1),
      noisy(ink, 0.05, 1),
      compressed(ink, 20),
      masked(ink, 'x', 0.5, 0.3),
    ];
    for (const result of results) {
      expect([result.width, result.height, result.data.length]).toEqual([60, 24, 60 * 24]);
      expect([...result.data]).not.toEqual([...before]);
    }
    expect(ink.data).toEqual(before);
  });

  it('strokes get thicker and thinner', () => {
    expect(sum(strokesChanged(ink, 1))).toBeGreaterThan(sum(ink));
    expect(sum(strokesChanged(ink, -1))).toBeLessThan(sum(ink));
  });

  it('tones are brightness + contrast · v^gamma', () => {
    expect(at(toned(ink, 1, 0.5, 0.1), 30, 12)).toBe(Math.round(255 * (0.1 + 0.5 * (200 / 255))));
    expect(at(toned(ink, 2, 1, 0), 30, 12)).toBe(Math.round(255 * (200 / 255) ** 2));
    expect(at(toned(ink, 1, 1, -0.1), 0, 0)).toBe(0);
  });

  it('a neighbouring line shows what reaches into this one', () => {
    const below = withNeighbour(ink, 0, 0.5);
    expect(at(below, 30, 22)).toBe(200);
    expect(at(below, 20, 23)).toBe(200);
    expect(at(below, 20, 5)).toBe(0);
    const above = withNeighbour(ink, 0, -0.5);
    expect(at(above, 20, 0)).toBe(200);
    expect(at(above, 20, 20)).toBe(0);
  });

  it('rules go along or across, whole or dashed', () => {
    const rule = { axis: 'x', at: 0.75, rise: 0, thickness: 2 / 24, level: 1, dash: 0 } as const;
    const whole = ruled(blank, rule);
    expect([17, 18, 16, 19].map((y) => at(whole, 10, y))).toEqual([255, 255, 0, 0]);
    expect(sum(ruled(blank, { ...rule, dash: 0.25 }))).toBe(sum(whole) / 2);
    const margin = ruled(blank, { ...rule, axis: 'y', at: 0.5 });
    expect([29, 30, 28].map((x) => at(margin, x, 3))).toEqual([255, 255, 0]);
  });

  it('uneven paper stays under its amount and is a function of the seed', () => {
    for (const cell of [0.01, 0.1, 1]) {
      const paper = textured(blank, 0.2, cell, 7);
      expect(Math.max(...paper.data)).toBeLessThanOrEqual(51);
      expect(new Set(paper.data).size).toBeGreaterThan(5);
      expect(textured(blank, 0.2, cell, 7)).toEqual(paper);
      expect(textured(blank, 0.2, cell, 8)).not.toEqual(paper);
    }
  });

  it('stains are round and reach no further than their radius', () => {
    const stain = stained(blank, { x: 0.5, y: 0.5, radius: 0.25, level: 0.8 });
    expect(at(stain, 30, 12)).toBeGreaterThan(60);
    expect([at(stain, 30 + 7, 12), at(stain, 30, 12 - 7)]).toEqual([0, 0]);
    expect(Math.max(...stain.data)).toBeLessThanOrEqual(204);
    expect(sum(stained(blank, { x: 0, y: 0, radius: 0.25, level: 0.8 }))).toBeGreaterThan(0);
  });

  it('covers columns and rows with paper', () => {
    const columns = masked(ink, 'x', 0.5, 0.25);
    expect([29, 30, 35, 36].map((x) => at(columns, x, 12))).toEqual([200, 0, 0, 200]);
    const rows = masked(ink, 'y', 0.5, 1 / 24);
    expect([11, 12, 13].map((y) => at(rows, 20, y))).toEqual([200, 0, 200]);
  });

  it('compression keeps a square of one level, and loses little at a high quality', () => {
    const grey = { ...ink, data: new Uint8Array(ink.data.length).fill(128) };
    expect(compressed(grey, 10)).toEqual(grey);
    const worst = (quality: number) => {
      const { data } = compressed(ink, quality);
      return data.reduce((most, v, i) => Math.max(most, Math.abs(v - (ink.data[i] as number))), 0);
    };
    expect(worst(100)).toBeLessThanOrEqual(2);
    expect(worst(10)).toBeGreaterThan(10);
  });
});

describe('a configuration', () => {
  it('is a strength, or what differs from the usual', () => {
    expect(augmentationOf(0.5)).toEqual({ ...usualAugmentation, strength: 0.5 });
    expect(augmentationOf({ slant: 0 })).toEqual({ ...usualAugmentation, slant: 0 });
  });

  it('each kind alone changes a line, but for joining', () => {
    const light = { ...ink, data: ink.data.map((v, i) => 255 - Math.floor((v * (40 + (i % 60))) / 100)) };
    const none = Object.fromEntries(Object.keys(usualAugmentation).map((key) => [key, 0]));
    const plain = prepareLine(light, plainInput(24));
    for (const key of Object.keys(usualAugmentation)) {
      if (key === 'strength' || key === 'concatenate') continue;
      const augmentation = augmentationOf({ ...none, strength: 1, [key]: 1 });
      // A covered row may be empty, so several are drawn.
      const changed = Array.from({ length: 8 }, (_, n) =>
        prepareLine(light, plainInput(24), drawDistortion(plain.width, augmentation, 'alone', key, n)),
      ).filter(({ data }) => data.length !== plain.data.length || data.some((v, i) => v !== plain.data[i]));
      expect([key, changed.length > 0]).toEqual([key, true]);
    }
  });
});
