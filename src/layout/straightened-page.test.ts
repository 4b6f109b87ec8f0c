import { describe, expect, it } from 'vitest';
import { seer } from '../../test/layout-seer.js';
import type { Raster } from '../image/index.js';
import type { Point } from '../page/index.js';
import { LayoutDetector, scoreBaselines } from './index.js';
import { straightenedPage } from './straightened-page.js';

const [width, height] = [1400, 1100];

/** Paper with a stroke along each baseline, which fall to the right by so much. */
function page(slope: number): { readonly light: Raster; readonly baselines: readonly (readonly Point[])[] } {
  const data = new Uint8Array(width * height).fill(250);
  const baselines = [300, 460, 620, 780].map((y): readonly Point[] => {
    const at = (x: number): Point => [x, y + slope * (x - width / 2)];
    for (let x = 250; x < 1150; x++) {
      const level = Math.round(at(x)[1]);
      for (let row = level - 4; row < level + 4; row++) data[row * width + x] = 0;
    }
    return [at(250), at(1150)];
  });
  return { light: { width, height, data }, baselines };
}

describe('a page that lies askew', () => {
  it.each([-0.27, -0.1, 0.1, 0.27])(
    'has its lines level once it is straight, and back where they were (%f)',
    (slope) => {
      const { light, baselines } = page(slope);
      const straight = straightenedPage(light, slope);
      // Rows that are mostly ink: the strokes, each in a few of them.
      const { data, width: wide } = straight.light;
      const rows = Array.from({ length: straight.light.height }, (_, y) => y).filter((y) => {
        const row = data.subarray(y * wide, (y + 1) * wide);
        return row.reduce((sum, level) => sum + (level < 128 ? 1 : 0), 0) > 700;
      });
      const strokes = rows.filter((y, at) => y !== (rows[at - 1] ?? -2) + 1);
      expect(strokes).toHaveLength(4);
      const middle = wide / 2;
      const found = strokes.map((y) => ({
        baseline: [[middle - 400, y + 4] as const, [middle + 400, y + 4] as const],
        ascender: 10,
        descender: 5,
      }));
      const { lines, skew } = straight.back({ lines: found, skew: 0, warnings: [] });
      expect(skew).toBeCloseTo(slope);
      for (const [index, { baseline }] of lines.entries()) {
        const [[x, y] = [0, 0], [toX, toY] = [0, 0]] = [baseline[0], baseline.at(-1)];
        const [[fromX, fromY] = [0, 0]] = baselines[index] ?? [];
        expect((toY - y) / (toX - x)).toBeCloseTo(slope, 3);
        expect(Math.abs(y - (fromY + slope * (x - fromX)))).toBeLessThan(3);
      }
    },
  );

  it.each([-0.2, 0.2])('is found by a network that knows level lines only (%f)', async (slope) => {
    const { light, baselines } = page(slope);
    await using detector = await LayoutDetector.load(seer(20));
    const { lines, skew } = await detector.findLines(light);
    expect(skew).toBeCloseTo(slope, 1);
    const score = scoreBaselines(
      baselines,
      lines.map(({ baseline }) => baseline),
    );
    expect(score.f).toBeGreaterThan(0.95);
  });
});
