import { beforeAll, describe, expect, it } from 'vitest';
import { drawSamples } from '../../test/page-files.js';
import type { LayoutSample } from '../layout/index.js';
import { CropSchedule, type ScheduledBatch } from './crop-schedule.js';
import { drawnShare, drawnWindow } from './drawn-pages.js';
import { layoutSettingsSchema } from './layout-options.js';

let pages: readonly LayoutSample[];
const settings = layoutSettingsSchema.parse({ cropSize: 64, batchPixels: 4 * 64 * 64, pageCrops: 3, steps: 1000 });

beforeAll(async () => {
  pages = await drawSamples(5);
});

function first(count: number, schedule: CropSchedule, from = { epoch: 0, batch: 0 }): readonly ScheduledBatch[] {
  const batches: ScheduledBatch[] = [];
  for (const batch of schedule.from(from)) {
    if (batches.length === count) break;
    batches.push(batch);
  }
  return batches;
}

describe('CropSchedule', () => {
  it('from any place on gives what the whole run has there', () => {
    const schedule = new CropSchedule(pages, settings, 2, true);
    const whole = first(9, schedule);
    expect(first(4, schedule, { epoch: 1, batch: 1 })).toEqual(whole.slice(5));
    expect(whole.map(({ epoch, isLast }) => [epoch, isLast]).slice(2, 6)).toEqual([
      [0, false],
      [0, true],
      [1, false],
      [1, false],
    ]);
  });

  it('has each page as often as it was asked for, and once before any stands again', () => {
    const batches = first(4, new CropSchedule(pages, settings, 2, false));
    const names = batches.flatMap(({ crops }) =>
      crops.flat().map(({ chosen }) => ('sample' in chosen ? chosen.sample.name : '')),
    );
    expect(names).toHaveLength(15);
    for (const round of [0, 5, 10]) expect(new Set(names.slice(round, round + 5)).size).toBe(5);
    expect(batches.map(({ crops }) => crops.map(({ length }) => length))).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
      [2, 1],
    ]);
  });

  it('mixes in drawn pages: half at first, then fewer; of neighbouring batches the same few', () => {
    const many = { ...settings, pageCrops: 40, steps: 100 };
    const batches = first(100, new CropSchedule(pages, many, 1, true));
    const drawn = batches.map(({ crops }) => crops.flat().filter(({ chosen }) => 'drawn' in chosen).length / 4);
    const mean = (shares: readonly number[]) => shares.reduce((a, b) => a + b, 0) / shares.length;
    expect(mean(drawn.slice(0, 60))).toBeGreaterThan(0.4);
    expect(mean(drawn.slice(60))).toBeLessThan(0.25);
    expect(mean(drawn.slice(60))).toBeGreaterThan(0.05);
    const numbers = batches
      .slice(0, 32)
      .flatMap(({ crops }) => crops.flat().flatMap(({ chosen }) => ('drawn' in chosen ? [chosen.drawn] : [])));
    expect(Math.max(...numbers)).toBeLessThan(16);
    expect([drawnShare(0.5, 0.59), drawnShare(0.5, 0.6), drawnWindow(32).first]).toEqual([0.5, 0.15, 16]);
  });
});
