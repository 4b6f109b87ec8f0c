/** Where a column of the baseline map has a line: its local maxima, with what the maps of ends say against them. */
import { boxAcross, boxDown } from './field.js';
import type { LayoutMaps } from './layout-maps.js';

/** A place of the maps that a baseline goes through. */
export interface Peak {
  /** Whole pixels of the maps. */
  readonly x: number;
  readonly y: number;
  /** Probability of a baseline less that of an end of one, above 0. */
  readonly strength: number;
}

/** Rows above and below in which nothing is higher. */
const reach = 3;
/** As ParseNet in PERO-OCR has it. */
const leastStrength = 0.2;

/** From left to right, and in a column from top to bottom. */
export function peaksOf({ width, height, baseline, start, end }: LayoutMaps): readonly Peak[] {
  const { data } = boxDown(boxAcross({ width, height, data: baseline }, 1), 1);
  const peaks: Peak[] = [];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const at = y * width + x;
      const strength = (data[at] ?? 0) - Math.max(start[at] ?? 0, end[at] ?? 0);
      if (strength > leastStrength && isHighest(data, width, height, x, y)) peaks.push({ x, y, strength });
    }
  }
  return peaks;
}

/** Of equal values beside each other the uppermost counts. */
function isHighest(data: Float32Array, width: number, height: number, x: number, y: number): boolean {
  const value = data[y * width + x] ?? 0;
  for (let row = Math.max(0, y - reach); row < y; row++) if ((data[row * width + x] ?? 0) >= value) return false;
  const bottom = Math.min(height - 1, y + reach);
  for (let row = y + 1; row <= bottom; row++) if ((data[row * width + x] ?? 0) > value) return false;
  return true;
}
