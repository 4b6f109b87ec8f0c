/** A page turned about its middle so that its lines are level, on a sheet that has room for all of it. */
import { percentiles, type Raster } from '../image/index.js';
import type { Point } from '../page/index.js';
import type { FoundLines } from './found-lines.js';

export interface StraightenedPage {
  readonly light: Raster;
  /** What was found on it, in pixels of the page. */
  back(level: FoundLines): FoundLines;
}

/** Of the page's levels: paper is lighter than three quarters of it. */
const paperShare = 0.75;

/** @param skew rise over run of the page's lines, y down */
export function straightenedPage(page: Raster, skew: number): StraightenedPage {
  const length = Math.hypot(1, skew);
  const [cos, sin] = [1 / length, skew / length];
  const width = Math.ceil(page.width * cos + page.height * Math.abs(sin));
  const height = Math.ceil(page.height * cos + page.width * Math.abs(sin));
  const [x0, y0, cx, cy] = [page.width / 2, page.height / 2, width / 2, height / 2];
  const there = ([x, y]: Point): Point => [cx + cos * (x - x0) + sin * (y - y0), cy - sin * (x - x0) + cos * (y - y0)];
  const back = ([x, y]: Point): Point => [x0 + cos * (x - cx) - sin * (y - cy), y0 + sin * (x - cx) + cos * (y - cy)];
  const [paper] = percentiles(page, [paperShare]);
  const data = new Uint8Array(width * height).fill(paper);
  for (let y = 0; y < height; y++) {
    let [fromX, fromY] = back([0.5, y + 0.5]);
    for (let x = 0; x < width; x++) {
      const level = levelAt(page, fromX - 0.5, fromY - 0.5);
      if (level !== undefined) data[y * width + x] = level;
      fromX += cos;
      fromY += sin;
    }
  }
  return {
    light: { width, height, data },
    back: ({ lines, skew: rest, isParted, ...kept }) => ({
      ...kept,
      lines: lines.map((line) => ({ ...line, baseline: line.baseline.map(back) })),
      skew: (skew + rest) / (1 - skew * rest),
      ...(isParted ? { isParted: (from, to) => isParted(there(from), there(to)) } : {}),
    }),
  };
}

/** Between four pixels; nothing beside the page. */
function levelAt({ width, height, data }: Raster, x: number, y: number): number | undefined {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) return undefined;
  const at = top * width + left;
  const [right, lower] = [x - left, y - top];
  const upper = (data[at] ?? 0) * (1 - right) + (data[at + 1] ?? 0) * right;
  return upper * (1 - lower) + ((data[at + width] ?? 0) * (1 - right) + (data[at + width + 1] ?? 0) * right) * lower;
}
