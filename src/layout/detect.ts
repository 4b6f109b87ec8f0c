/**
 * From a page's image to its lines in reading order. How baselines are found is one thing (`LineFinder`), and what is made of
 * them another: outlines, regions and order are the same whoever finds them.
 */
import type { Raster } from '../image/index.js';
import type { Line, Region } from '../page/index.js';
import { findClassically } from './classical.js';
import { withoutFacingPage } from './facing-page.js';
import type { FoundLines, LayoutWarning } from './found-lines.js';
import { type LayOutOptions, layOut } from './lay-out.js';
import type { FindOptions, LineFinder } from './line-finder.js';
import { type TurnedLines, turnedViews, withUpright } from './upright-lines.js';

export interface Layout {
  /** In reading order, each with baseline and polygon in pixels of the image, and no text. */
  readonly lines: readonly Line[];
  /** The same lines, in their regions. */
  readonly regions: readonly Region[];
  /** Degrees by which lines fall to the right (clockwise). */
  readonly skew: number;
  readonly warnings: readonly LayoutWarning[];
}

export interface DetectOptions extends LayOutOptions {
  /** Lines a page has at most; the shorter ones are dropped with a warning. Default: 1,000. */
  readonly mostLines?: number;
  /**
   * Whether lines that are written up or down the page are looked for too, as notes in margins are: the page is looked at
   * three times. Level lines stay what they are without. Default: no.
   */
  readonly upright?: boolean;
}

const usualMost = 1000;

/**
 * Finds the lines of a page without a trained model. Any image of one pixel and more gives a layout, if an empty one.
 * @param light levels, 0 black to 255 white
 */
export function detectLines(light: Raster, options: DetectOptions = {}): Layout {
  const level = findClassically(light);
  if (!options.upright) return layoutOf(level, light, options);
  const seen = Array.from(turnedViews(light, level), (view): TurnedLines => {
    return { turn: view.turn, ...findClassically(view.light) };
  });
  return layoutOf(withUpright(level, seen, light), light, options);
}

/**
 * The same with a finder of lines, whichever it is.
 * @param light levels, 0 black to 255 white
 * @throws the signal's reason
 */
export async function findLayout(
  finder: LineFinder,
  light: Raster,
  { signal, beside, ...options }: DetectOptions & FindOptions = {},
): Promise<Layout> {
  const level = await finder.findLines(light, { signal, beside });
  if (!options.upright) return layoutOf(level, light, options);
  const seen: TurnedLines[] = [];
  for (const { turn, light: turned } of turnedViews(light, level)) {
    seen.push({ turn, ...(await finder.findLines(turned, { signal, beside })) });
  }
  return layoutOf(withUpright(level, seen, light), light, options);
}

/** What is made of baselines, whoever found them. @param size of the page in pixels */
export function layoutOf(
  foundLines: FoundLines,
  size: { readonly width: number; readonly height: number },
  { mostLines = usualMost, upright: _, ...options }: DetectOptions = {},
): Layout {
  const { lines, dropped } = withoutFacingPage(foundLines.lines, size.width);
  const kept = withMost({ ...foundLines, lines }, mostLines);
  const regions = layOut(kept, size, options);
  return {
    lines: regions.flatMap((region) => region.lines),
    regions,
    skew: (Math.atan(foundLines.skew) * 180) / Math.PI,
    warnings: [
      ...(dropped > 0 ? [{ code: 'facing-page', count: dropped } as const] : []),
      ...warningsOf({ ...foundLines, lines }, kept),
    ],
  };
}

function warningsOf(foundLines: FoundLines, kept: FoundLines): readonly LayoutWarning[] {
  const dropped = countOf(foundLines) - countOf(kept);
  // Of a page with upright lines only it isn't true.
  const isWritten = foundLines.lines.length === 0 && countOf(foundLines) > 0;
  const warnings = foundLines.warnings.filter(({ code }) => !(isWritten && code === 'no-writing'));
  return dropped > 0 ? [...warnings, { code: 'too-many-lines', count: dropped }] : warnings;
}

function countOf({ lines, upright = [] }: FoundLines): number {
  return upright.reduce((sum, part) => sum + part.lines.length, lines.length);
}

/** The longest lines; upright ones where level ones leave room. */
function withMost(foundLines: FoundLines, most: number): FoundLines {
  const lines = longest(foundLines.lines, most);
  if (!foundLines.upright) return { ...foundLines, lines };
  const room = longest(
    foundLines.upright.flatMap((part) => part.lines),
    most - lines.length,
  );
  const upright = foundLines.upright.map((part) => ({
    ...part,
    lines: part.lines.filter((line) => room.includes(line)),
  }));
  return { ...foundLines, lines, upright };
}

function longest(lines: FoundLines['lines'], most: number): FoundLines['lines'] {
  if (lines.length <= most) return lines;
  const length = ({ baseline }: (typeof lines)[number]) => (baseline.at(-1)?.[0] ?? 0) - (baseline[0]?.[0] ?? 0);
  const kept = new Set([...lines].sort((a, b) => length(b) - length(a)).slice(0, most));
  return lines.filter((line) => kept.has(line));
}
