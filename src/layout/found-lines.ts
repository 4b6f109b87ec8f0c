/** What a finder of lines gives: the classical method here, or a trained one. */
import type { Point } from '../page/index.js';
import type { LineHeights } from './line-outline.js';

export interface FoundLine extends LineHeights {
  /** Pixels of the page, from the beginning of the line to its end; two points or more. */
  readonly baseline: readonly Point[];
  /** Of the region that it stands in, where the finder knows it. */
  readonly type?: string;
}

export const layoutWarnings = {
  blank: 'Hardly anything on the page is darker than its paper.',
  'too-small': 'The image is too small to have lines that can be found.',
  'no-writing': 'What there is on the page does not look like lines of writing.',
  noise: 'Most of what looked like lines is none, or very short: the page may be a picture, or very noisy.',
  'too-many-lines': 'There are more lines than a page may have; the shortest were dropped.',
} as const;

export interface LayoutWarning {
  readonly code: keyof typeof layoutWarnings;
  /** Of lines that it is about. */
  readonly count?: number;
}

export interface FoundLines {
  readonly lines: readonly FoundLine[];
  /** Rise over run of the page's lines; x right, y down, so above 0 lines fall to the right. */
  readonly skew: number;
  /** Whether a region ends between two places of the page, where the finder sees such things. */
  readonly isParted?: (from: Point, to: Point) => boolean;
  readonly warnings: readonly LayoutWarning[];
}
