/** A page with level lines in its middle and notes that run up or down its margins. */
import type { Raster } from '../src/image/index.js';
import { type Turn, turnedBack, turnedPage, turnedSize } from '../src/layout/page-turn.js';
import type { Point } from '../src/page/index.js';
import { drawPage } from './drawn-page.js';

export interface UprightPage {
  readonly light: Raster;
  readonly level: readonly (readonly Point[])[];
  /** From the beginning of the writing to its end, in reading order. */
  readonly notes: readonly (readonly Point[])[];
}

const size = { width: 1200, height: 1100 };
const main = { x: 220, y: 0 };

/** @param turn of the page that makes the notes level: to the left for those that run down it @param margin where they stand */
export function uprightPage(turn: Turn, margin: 'left' | 'right', rows = 2): UprightPage {
  const data = Uint8Array.from({ length: size.width * size.height }, (_, at) => 222 + ((at * 2654435761) >>> 30));
  const light = { ...size, data };
  const page = drawPage(20, { width: 800, height: 1000 });
  place(page.light, light, main.x, main.y);
  // The notes are drawn level, and turned with their sheet.
  const sheet = drawPage(rows, { width: 700, height: 70 + 45 * rows + 50, seed: 11 });
  const back: Turn = turn === 'left' ? 'right' : 'left';
  const turned = turnedPage(sheet.light, back);
  const left = margin === 'left' ? 20 : size.width - turned.width - 10;
  const top = 120;
  place(turned, light, left, top);
  const onPage = (point: Point): Point => {
    const [x, y] = turnedBack(point, turn, turnedSize(sheet.light));
    return [x + left, y + top];
  };
  return {
    light,
    level: page.baselines.map((line) => line.map(([x, y]): Point => [x + main.x, y + main.y])),
    notes: sheet.baselines.map((line) => line.map(onPage)),
  };
}

function place(part: Raster, onto: Raster, left: number, top: number): void {
  for (let y = 0; y < part.height; y++) {
    onto.data.set(part.data.subarray(y * part.width, (y + 1) * part.width), (y + top) * onto.width + left);
  }
}
