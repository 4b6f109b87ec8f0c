/**
 * Lines without text: paper with its grain, stains, ruled lines and the camera's noise. A reader that finds words here
 * makes them up.
 */
import { Random } from '../random/index.js';
import { blurred, noisy, ruled, stained, textured } from './degrade.js';
import type { Raster } from './raster.js';

/** Widths in heights: from a word's to a long line's. */
const [narrowest, widest] = [3, 30];

/** Pixels of the strip's width. */
export function blankWidth(seed: number, number: number, height: number): number {
  return Math.round(height * new Random(seed, 'blank line', number).between(narrowest, widest));
}

/**
 * A strip of paper, the same for each seed and number; the first is white.
 * @param height pixels
 * @returns light levels, 3 to 30 times as wide as high
 */
export function blankLine(seed: number, number: number, height: number): Raster {
  const random = new Random(seed, 'blank line', number);
  const width = Math.round(height * random.between(narrowest, widest));
  let ink: Raster = { width, height, data: new Uint8Array(width * height) };
  const happens = (share: number) => number > 0 && random.uniform() < share;
  if (happens(0.6)) ink = textured(ink, random.between(0.02, 0.25), random.between(0.05, 3), random.below(2 ** 31));
  if (happens(0.3)) {
    const [x, y] = [random.uniform(), random.uniform()];
    ink = stained(ink, { x, y, radius: random.between(0.05, 0.6), level: random.between(0.05, 0.3) });
  }
  if (happens(0.3)) {
    const [at, rise, thickness] = [random.between(0.05, 0.95), random.between(-0.1, 0.1), random.between(0.02, 0.06)];
    const axis = random.uniform() < 0.8 ? 'x' : 'y';
    ink = ruled(ink, { axis, at, rise, thickness, level: random.between(0.1, 0.6), dash: 0 });
  }
  if (happens(0.6)) ink = noisy(ink, random.between(0.005, 0.12), random.below(2 ** 31));
  if (happens(0.5)) ink = blurred(ink, random.uniform());
  return { ...ink, data: ink.data.map((level) => 255 - level) };
}
