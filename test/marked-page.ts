/**
 * Pages on which a stand-in for a layout network reads what it says: baselines are black, the bars before lines dark grey, and
 * those behind them light grey. So its maps are of what there is to see, whichever way the page is turned.
 */
import type { Raster } from '../src/image/index.js';
import { type LineFinder, layoutMapsOf, linesFromMaps } from '../src/layout/index.js';
import type { Point } from '../src/page/index.js';

const levels = { baseline: 0, start: 90, end: 170 } as const;
/** The light of what each map has, in the maps' order. */
const marks: readonly number[] = [levels.baseline, levels.start, levels.end];
const heights = { ascender: 20, descender: 8 };
/** Pixels of the page: of a baseline's thickness, and of a bar that stands so far from the line's end. */
const [thickness, barFrom, barTo] = [8, 2, 6];

/** @param lines each from its beginning to its end, level or upright @param bars whether they have any */
export function markedPage(
  width: number,
  height: number,
  lines: readonly (readonly [Point, Point])[],
  { bars = true } = {},
): Raster {
  const light = { width, height, data: new Uint8Array(width * height).fill(255) };
  for (const [[x0, y0], [x1, y1]] of lines) {
    const length = Math.hypot(x1 - x0, y1 - y0);
    const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
    // Along the line from `from` to `to`, and across it from above to below.
    const band = (level: number, from: number, to: number, above: number, below: number) => {
      const at = (t: number, v: number): Point => [x0 + t * ux - v * uy, y0 + t * uy + v * ux];
      const [[ax, ay], [bx, by]] = [at(from, above), at(to, below)];
      for (let y = Math.round(Math.min(ay, by)); y < Math.round(Math.max(ay, by)); y++) {
        light.data.fill(level, y * width + Math.round(Math.min(ax, bx)), y * width + Math.round(Math.max(ax, bx)));
      }
    };
    band(levels.baseline, 0, length, -thickness / 2, thickness / 2);
    if (!bars) continue;
    band(levels.start, -barTo, -barFrom, -heights.ascender, heights.descender);
    band(levels.end, length + barFrom, length + barTo, -heights.ascender, heights.descender);
  }
  return light;
}

/** Sees what `markedPage` draws, and the shapes of its letters nowhere. */
export const markedFinder: LineFinder = {
  method: 'net',
  async findLines(light) {
    const size = { width: Math.floor(light.width / 2), height: Math.floor(light.height / 2) };
    const pixels = size.width * size.height;
    const maps = new Float32Array(5 * pixels);
    for (let at = 0; at < pixels; at++) {
      const [x, y] = [at % size.width, Math.floor(at / size.width)];
      const row = light.data.subarray(2 * y * light.width, (2 * y + 1) * light.width);
      const map = marks.indexOf(row[2 * x] ?? 255);
      // What doesn't go on to either side is an upright stroke.
      const isStroke = row[2 * x - thickness] !== levels.baseline && row[2 * x + thickness] !== levels.baseline;
      if (map > 0 || (map === 0 && !isStroke)) maps[map * pixels + at] = 1;
    }
    const logs = [heights.ascender, heights.descender].flatMap((height) => Array(pixels).fill(Math.log2(height)));
    const stacked = { maps, heights: Float32Array.from(logs) };
    return linesFromMaps(layoutMapsOf(stacked, size, []), { ...light, scale: [2, 2], origin: [0, 0] });
  },
  dispose: () => Promise.resolve(),
};
