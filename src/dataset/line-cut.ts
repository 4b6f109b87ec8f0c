/** How a line of a page is cut out and called, for all who cut it: those that read it, and those that learn from it. */
import type { Line } from '../page/index.js';
import type { LineCut } from './sample.js';

/** @param spacing of the lines of its page (`lineSpacing`) */
export function lineCut({ polygon, baseline }: Line, spacing: number | undefined): LineCut {
  return {
    ...(polygon ? { polygon } : {}),
    ...(baseline ? { baseline } : {}),
    ...(spacing === undefined ? {} : { spacing }),
  };
}

/**
 * The name of a line of a page, from which `documentOf` finds back to the page.
 * @param index of all lines of the page in reading order, from 0
 */
export function nameOfLine(page: string, index: number): string {
  return `${page}_${String(index + 1).padStart(3, '0')}`;
}
