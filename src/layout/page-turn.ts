/** Pages turned by a quarter, so that what is written up or down them becomes level, and the way back. */
import type { Raster } from '../image/index.js';
import type { Point } from '../page/index.js';

/** Turned to the left, lines that run down the page are level; turned to the right, those that run up it. */
export type Turn = 'left' | 'right';
export const pageTurns: readonly Turn[] = ['left', 'right'];

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Each pixel is one of the page's. */
export function turnedPage({ width, height, data }: Raster, turn: Turn): Raster {
  const result = new Uint8Array(data.length);
  // A column of the page from the beginning of its lines to their end: pixels of the page from one to the next.
  const step = turn === 'left' ? width : -width;
  for (let row = 0; row < width; row++) {
    let from = turn === 'left' ? width - 1 - row : (height - 1) * width + row;
    for (let x = 0; x < height; x++) {
      result[row * height + x] = data[from] ?? 0;
      from += step;
    }
  }
  return { width: height, height: width, data: result };
}

/** The size of the turned page. */
export function turnedSize({ width, height }: Size): Size {
  return { width: height, height: width };
}

/** From a place of the turned page to the same place of the page. @param page its size before it was turned */
export function turnedBack([x, y]: Point, turn: Turn, page: Size): Point {
  return turn === 'left' ? [page.width - y, x] : [y, page.height - x];
}
