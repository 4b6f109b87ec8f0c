/**
 * Which way texts run, for formats that have a place for it. Of what runs as all around it does nothing is said, so that
 * files from left to right are as they always were.
 */
import type { Region } from '../page/index.js';
import { baseDirection } from '../text/index.js';

type Direction = 'ltr' | 'rtl';

/** As most letters of its lines run; `undefined` from left to right. */
export function directionOfRegion({ lines }: Pick<Region, 'lines'>): 'rtl' | undefined {
  return baseDirection(lines.map(({ text }) => text).join('\n')) === 'rtl' ? 'rtl' : undefined;
}

/** As most letters of the line run, where its region runs the other way; numbers run as their region does. */
export function directionOfLine(text: string, region: Direction = 'ltr'): Direction | undefined {
  const direction = baseDirection(text);
  return direction !== region && /\p{L}/u.test(text) ? direction : undefined;
}
