/**
 * From a page's image to its lines in reading order. How baselines are found is one thing (`LineFinder`), and what is made of
 * them another: outlines, regions and order are the same whoever finds them.
 */
import type { Raster } from '../image/index.js';
import type { Line, Region } from '../page/index.js';
import { findClassically } from './classical.js';
import type { FoundLines, LayoutWarning } from './found-lines.js';
import { type LayOutOptions, layOut } from './lay-out.js';
import type { FindOptions, LineFinder } from './line-finder.js';

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
}

const usualMost = 1000;

/**
 * Finds the lines of a page without a trained model. Any image of one pixel and more gives a layout, if an empty one.
 * @param light levels, 0 black to 255 white
 */
export function detectLines(light: Raster, options: DetectOptions = {}): Layout {
  return layoutOf(findClassically(light), light, options);
}

/**
 * The same with a finder of lines, whichever it is.
 * @param light levels, 0 black to 255 white
 * @throws the signal's reason
 */
export async function findLayout(
  finder: LineFinder,
  light: Raster,
  { signal, ...options }: DetectOptions & FindOptions = {},
): Promise<Layout> {
  return layoutOf(await finder.findLines(light, { signal }), light, options);
}

/** What is made of baselines, whoever found them. @param size of the page in pixels */
export function layoutOf(
  foundLines: FoundLines,
  size: { readonly width: number; readonly height: number },
  { mostLines = usualMost, ...options }: DetectOptions = {},
): Layout {
  const { lines, skew } = foundLines;
  const warnings = [...foundLines.warnings];
  const kept = longest(lines, mostLines);
  if (kept.length < lines.length) warnings.push({ code: 'too-many-lines', count: lines.length - kept.length });
  const regions = layOut({ ...foundLines, lines: kept }, size, options);
  return {
    lines: regions.flatMap((region) => region.lines),
    regions,
    skew: (Math.atan(skew) * 180) / Math.PI,
    warnings,
  };
}

function longest(lines: FoundLines['lines'], most: number): FoundLines['lines'] {
  if (lines.length <= most) return lines;
  const length = ({ baseline }: (typeof lines)[number]) => (baseline.at(-1)?.[0] ?? 0) - (baseline[0]?.[0] ?? 0);
  const kept = new Set([...lines].sort((a, b) => length(b) - length(a)).slice(0, most));
  return lines.filter((line) => kept.has(line));
}
