/** What a finder of lines gives: the classical method here, or a trained one. */
import type { Point } from '../page/index.js';
import type { LineHeights } from './line-outline.js';
import type { Turn } from './page-turn.js';

export interface FoundLine extends LineHeights {
  /** Pixels of the page, from the beginning of the line to its end; two points or more. */
  readonly baseline: readonly Point[];
  /** Of the region that it stands in, where the finder knows it. */
  readonly type?: string;
  /**
   * Whether the letters were seen to stand on their feet: 1 surely, −1 surely on their heads, as on a page that is looked at
   * upside down. Left out where the finder can't say.
   */
  readonly rightWayUp?: number;
}

export const layoutWarnings = {
  blank: 'Hardly anything on the page is darker than its paper.',
  'too-small': 'The image is too small to have lines that can be found.',
  'no-writing': 'What there is on the page does not look like lines of writing.',
  noise: 'Most of what looked like lines is none, or very short: the page may be a picture, or very noisy.',
  'facing-page': 'Pieces of lines that the edge of the image cuts off, as of a facing page, were left out.',
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
  /** What is written up or down the page, where it was looked for. */
  readonly upright?: readonly UprightLines[];
  readonly warnings: readonly LayoutWarning[];
}

/** Lines that are level on the page when it is turned by a quarter; all in pixels of the turned page. */
export interface UprightLines extends Pick<FoundLines, 'lines' | 'skew' | 'isParted'> {
  /** To the left for lines that run down the page, to the right for those that run up it. */
  readonly turn: Turn;
}
