/**
 * Whether an outline is a ribbon about its baseline, as the layout and most people draw them: then it follows when the
 * baseline changes. One that was drawn around the letters, or cut off at the page's edge, stays as it is.
 */
import { type LineHeights, lineOutline } from '../layout/index.js';
import type { Line, Page, Point } from '../page/index.js';
import { courseOf, placeOf } from './course.js';
import { onPage, sizeOf } from './whole-page.js';

/** Of a ribbon's height: so far its upper and its lower edge may stray, and its ends from those of the baseline. */
const straying = 0.15;
const strayingEnds = 0.5;

/** A line with another baseline, and with its outline where that follows. */
export function withBaseline(line: Line, baseline: readonly Point[], page: Page): Line {
  const heights = ribbonHeights(line);
  const isLong = courseOf(baseline) !== undefined;
  if (!heights || !isLong) return { ...line, baseline };
  const outline = lineOutline(baseline, heights, sizeOf(page));
  return { ...line, baseline, polygon: outline.map((point) => onPage(page, point)) };
}

/** @returns `undefined` where the outline is no ribbon */
function ribbonHeights({ baseline = [], polygon = [] }: Line): LineHeights | undefined {
  const course = courseOf(baseline);
  if (!course) return undefined;
  const places = polygon.map((point) => placeOf(course, point));
  const above = places.flatMap(({ across }) => (across < 0 ? [across] : []));
  const below = places.flatMap(({ across }) => (across < 0 ? [] : [across]));
  const [top, bottom] = [middleValue(above), middleValue(below)];
  if (top === undefined || bottom === undefined) return undefined;
  const height = bottom - top;
  const isEven = (values: readonly number[], middle: number) =>
    values.every((value) => Math.abs(value - middle) <= straying * height);
  const along = places.map((place) => place.along);
  const [before, behind] = [Math.min(...along), Math.max(...along) - course.length];
  const reaches = Math.max(Math.abs(before), Math.abs(behind)) <= strayingEnds * height;
  return isEven(above, top) && isEven(below, bottom) && reaches ? { ascender: -top, descender: bottom } : undefined;
}

function middleValue(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
