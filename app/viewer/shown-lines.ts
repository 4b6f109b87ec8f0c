/** The lines of a page as they are drawn and pointed at. */
import { type Box, boxAround, type Line, lineSpacing, linesOf, type Page, type Point } from '../../src/page/index.js';
import { bandAround, isInside, lengthOf, nearestOn } from './geometry.js';

export interface ShownLine {
  readonly line: Line;
  /** In reading order, from 1. */
  readonly at: number;
  /** Its polygon, or a band around its baseline. */
  readonly outline: readonly Point[];
  /** Its baseline, or the foot of its polygon. */
  readonly course: readonly Point[];
  readonly box: Box;
}

/** Lines that have a place, in reading order. */
export function shownLines(page: Page): readonly ShownLine[] {
  const spacing = lineSpacing(page);
  return linesOf(page).flatMap((line, index) => {
    const outline = outlineOf(line, spacing);
    const box = boxAround(outline);
    return box ? [{ line, at: index + 1, outline, course: courseOf(line, box), box }] : [];
  });
}

/** Shares of the spacing that a line without a polygon reaches above and below its baseline (as lines are cut out). */
const bandAbove = 0.8;
const bandBelow = 0.35;
/** Of the baseline's length, where nothing is known of other lines. */
const usualSpacing = 1 / 20;

/** Empty of a line without a place. */
export function outlineOf({ polygon = [], baseline = [] }: Line, spacing: number | undefined): readonly Point[] {
  if (polygon.length >= 3) return polygon;
  if (baseline.length < 2) return [];
  const reach = spacing ?? lengthOf(baseline) * usualSpacing;
  return bandAround(baseline, bandAbove * reach, bandBelow * reach);
}

/** Times a box's width: what is as high is written down the page. */
const uprightAspect = 2;

function courseOf({ baseline = [] }: Line, { x, y, width, height }: Box): readonly Point[] {
  if (lengthOf(baseline) > 0) return baseline;
  if (height > uprightAspect * width)
    return [
      [x, y],
      [x, y + height],
    ];
  return [
    [x, y + height],
    [x + width, y + height],
  ];
}

/**
 * The line that is meant by a point: of those around it the one whose baseline is nearest, else one that is near.
 * @param tolerance pixels of the page
 */
export function lineAt(lines: readonly ShownLine[], point: Point, tolerance: number): ShownLine | undefined {
  const around = lines.filter(({ outline }) => isInside(outline, point));
  if (around.length > 0) return nearestOf(around, ({ course }) => nearestOn(course, point)?.distance);
  return nearestOf(lines, ({ outline }) => nearestOn(outline, point, true)?.distance, tolerance);
}

function nearestOf(
  lines: readonly ShownLine[],
  distanceTo: (line: ShownLine) => number | undefined,
  most = Number.POSITIVE_INFINITY,
): ShownLine | undefined {
  let best: { readonly line: ShownLine; readonly distance: number } | undefined;
  for (const line of lines) {
    const distance = distanceTo(line) ?? Number.POSITIVE_INFINITY;
    if (distance <= most && (!best || distance < best.distance)) best = { line, distance };
  }
  return best?.line;
}

/** As SVG says a broken line. */
export function pathOf(points: readonly Point[], closed = false): string {
  if (points.length === 0) return '';
  return `M${points.map(([x, y]) => `${short(x)} ${short(y)}`).join('L')}${closed ? 'Z' : ''}`;
}

/** A point that SVG draws as a dot, as wide as the stroke, whatever the scale. */
export function dotOf([x, y]: Point): string {
  return `M${short(x)} ${short(y)}h0.001`;
}

function short(value: number): number {
  return Math.round(value * 100) / 100;
}
