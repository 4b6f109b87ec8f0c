/**
 * The strip of the facing page that a photograph of a book has at its edge: ends or beginnings of lines, which nobody can read
 * as lines. On 92 pages of ten collections 255 lines are of such strips, and none else is taken for one.
 */
import type { FoundLine, FoundLines } from './found-lines.js';

/** Of the ascender's height: a line that comes so near to the edge is cut off by it. */
const nearEdge = 0.7;
/** Of the page's width, that a strip has at most. */
const widest = 0.12;
/** Fewer lines at an edge may be notes in a margin. */
const fewest = 3;

export interface WithoutFacingPage {
  readonly lines: FoundLines['lines'];
  /** Of the lines that are left out. */
  readonly dropped: number;
}

/** @param width of the page in pixels */
export function withoutFacingPage(lines: FoundLines['lines'], width: number): WithoutFacingPage {
  const strips = (['left', 'right'] as const).map((side) => lines.filter((line) => cutAt(line, width) === side));
  const cut = new Set(strips.filter((strip) => strip.length >= fewest).flat());
  // Where there is nothing else, that is the page.
  if (cut.size === lines.length) return { lines, dropped: 0 };
  return { lines: lines.filter((line) => !cut.has(line)), dropped: cut.size };
}

/** The edge that cuts a short line off. */
function cutAt({ baseline, ascender }: FoundLine, width: number): 'left' | 'right' | undefined {
  const xs = baseline.map(([x]) => x);
  const [first, last, near] = [Math.min(...xs), Math.max(...xs), nearEdge * ascender];
  if (first < near && last < widest * width) return 'left';
  return last > width - near && first > (1 - widest) * width ? 'right' : undefined;
}
