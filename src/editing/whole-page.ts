/** Finding lines and regions by their ids, putting new ones in their place, and what is on the page. */
import type { Line, Page, Point, Region } from '../page/index.js';

/** A page with something new on it. */
export interface Added {
  readonly page: Page;
  /** Of what is new. */
  readonly id: string;
}

interface FoundLine {
  readonly line: Line;
  readonly region: Region;
  /** Among the region's lines. */
  readonly index: number;
}

/** @throws RangeError when no line has the id */
export function lineOf(page: Page, lineId: string): FoundLine {
  for (const region of page.regions) {
    for (const [index, line] of region.lines.entries()) if (line.id === lineId) return { line, region, index };
  }
  throw new RangeError(`editing: a line of the page must have the id, got ${JSON.stringify(lineId)}`);
}

/** @throws RangeError when no region has the id */
export function regionOf(page: Page, regionId: string): Region {
  const region = page.regions.find(({ id }) => id === regionId);
  if (region) return region;
  throw new RangeError(`editing: a region of the page must have the id, got ${JSON.stringify(regionId)}`);
}

/** The page with another region, or several, or none, in a region's place. */
export function replaceRegion(page: Page, region: Region, ...replacement: readonly Region[]): Page {
  return { ...page, regions: page.regions.flatMap((each) => (each === region ? replacement : [each])) };
}

/** The page with another line, or several, or none, in a line's place. */
export function replaceLine(page: Page, { line, region }: FoundLine, ...replacement: readonly Line[]): Page {
  const lines = region.lines.flatMap((each) => (each === line ? replacement : [each]));
  return replaceRegion(page, region, { ...region, lines });
}

/** A list with its items changed; the very same one where all of them stay. */
export function mapped<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  const changed = list.map((item) => change(item));
  return changed.every((item, index) => item === list[index]) ? list : changed;
}

/** A list with something more at a place in it. */
export function inserted<T>(list: readonly T[], index: number, item: T): readonly T[] {
  return [...list.slice(0, index), item, ...list.slice(index)];
}

/** Whole numbers from 0 to the most: what lies outside becomes the nearest. */
export function within(index: number, most: number): number {
  return Math.min(most, Math.max(0, Math.trunc(index)));
}

/**
 * The nearest point on the page. A page of unknown size ends only at the left and above.
 * @throws RangeError when a coordinate is no finite number
 */
export function onPage({ width, height }: Pick<Page, 'width' | 'height'>, [x, y]: Point): Point {
  if (!Number.isFinite(x) || !Number.isFinite(y)) {
    throw new RangeError(`editing: coordinates must be finite numbers, got ${x}, ${y}`);
  }
  return [Math.max(0, Math.min(width || x, x)), Math.max(0, Math.min(height || y, y))];
}

/** Pixels; without an end where the description does not say. */
export function sizeOf({ width, height }: Page): { readonly width: number; readonly height: number } {
  return { width: width || Number.POSITIVE_INFINITY, height: height || Number.POSITIVE_INFINITY };
}

/** Something without the confidence that it had: a person changed it, and a confidence is the recogniser's. */
export function withoutConfidence<T extends { readonly confidence?: number }>(placed: T): Omit<T, 'confidence'> {
  const { confidence: _, ...rest } = placed;
  return rest;
}
