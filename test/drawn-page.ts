/** A page of which every baseline is known: rows of stems on paper, joined below as handwriting is. */
import type { Raster } from '../src/image/index.js';
import type { Point } from '../src/page/index.js';
import { Random } from '../src/random/index.js';

export interface DrawnPage {
  readonly light: Raster;
  /** From the uppermost to the lowest. */
  readonly baselines: readonly (readonly Point[])[];
}

/** @param rows lines under each other, 45 pixels apart, from 100 down; each from x = 90 */
export function drawPage(rows: number, { width = 800, height = 1000, seed = 7 } = {}): DrawnPage {
  const random = new Random(seed, 'drawn page');
  const data = Uint8Array.from({ length: width * height }, () => 222 + random.below(7));
  const ink = (x: number, y: number, w: number, h: number) => {
    for (let row = Math.round(y); row < y + h; row++) {
      data.fill(50, row * width + Math.round(x), row * width + Math.round(x + w));
    }
  };
  const baselines = Array.from({ length: rows }, (_, row): readonly Point[] => {
    const [y, to] = [100 + 45 * row, width - 120 - 40 * (row % 4)];
    for (let x = 90; x < to; ) {
      for (let letters = 2 + random.below(7); letters > 0 && x < to; letters--) {
        const high = random.uniform() < 0.25 ? 27 : 15;
        ink(x, y - high, 3, high);
        ink(x, y - 3, 10, 3);
        x += 10.5;
      }
      x += 12;
    }
    return [
      [90, y],
      [to, y],
    ];
  });
  return { light: { width, height, data }, baselines };
}
