/** In which sizes the image of a page is kept for looking at it: each half of the one before. */
import type { Size } from './view.js';

/**
 * Pixels of the finest one. What some browsers draw at once at most (4096²); a page of A4 at 300 dpi has 8.7 million, and
 * one of 60 million would take 240 MB and a noticeable time for each picture on the screen.
 */
export const mostPixels = 4096 * 4096;
/** Of the longer side: smaller ones are not needed on any screen. */
const coarsest = 512;

/** Finest first. */
export function levelSizes({ width, height }: Size): readonly [Size, ...Size[]] {
  const share = Math.min(1, Math.sqrt(mostPixels / (width * height)));
  const finest = { width: Math.max(1, Math.floor(width * share)), height: Math.max(1, Math.floor(height * share)) };
  const coarser: Size[] = [];
  for (let { width, height } = finest; Math.max(width, height) > coarsest; ) {
    width = Math.ceil(width / 2);
    height = Math.ceil(height / 2);
    coarser.push({ width, height });
  }
  return [finest, ...coarser];
}

/**
 * The coarsest of the levels that is fine enough.
 * @param levels finest first
 * @param width pixels that the whole image would have on the screen
 */
export function levelFor<Level extends { readonly width: number }>(
  levels: readonly [Level, ...Level[]],
  width: number,
): Level {
  return levels.reduce((best, level) => (level.width >= width ? level : best), levels[0]);
}
