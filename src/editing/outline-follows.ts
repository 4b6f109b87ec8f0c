/**
 * Whether an outline is a ribbon about its baseline, as the layout and most people draw them: then it follows when the
 * baseline changes. One that was drawn around the letters, or cut off at the page's edge, stays as it is.
 */
import { heightAt, type LineHeights, lineOutline } from '../layout/index.js';
import { boxAround, type Line, type Page, type Point } from '../page/index.js';
import { courseOf } from './course.js';
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

/**
 * Measured as `lineOutline` draws, up and down a wide line and to the sides of an upright one: so an outline that follows
 * many times stays as high as it is.
 * @returns `undefined` where the outline is no ribbon
 */
function ribbonHeights({ baseline = [], polygon = [] }: Line): LineHeights | undefined {
  const frame = frameOf(baseline);
  if (!frame) return undefined;
  const places = polygon.map(frame.place);
  const above = places.flatMap(({ across }) => (across < 0 ? [across] : []));
  const below = places.flatMap(({ across }) => (across < 0 ? [] : [across]));
  const [top, bottom] = [middleValue(above), middleValue(below)];
  if (top === undefined || bottom === undefined) return undefined;
  const height = bottom - top;
  const isEven = (values: readonly number[], middle: number) =>
    values.every((value) => Math.abs(value - middle) <= straying * height);
  const along = places.map((place) => place.along);
  const [before, behind] = [Math.min(...along), Math.max(...along) - frame.length];
  const reaches = Math.max(Math.abs(before), Math.abs(behind)) <= strayingEnds * height;
  return isEven(above, top) && isEven(below, bottom) && reaches ? { ascender: -top, descender: bottom } : undefined;
}

/** Places as if the line went to the right: pixels from its beginning, and below it as across its mean course. */
interface Frame {
  readonly length: number;
  readonly place: (point: Point) => { readonly along: number; readonly across: number };
}

function frameOf(baseline: readonly Point[]): Frame | undefined {
  const { width, height } = boxAround(baseline) ?? { width: 0, height: 0 };
  const isUpright = height > width;
  const along = isUpright ? 1 : 0;
  const [begin, end] = [baseline[0], baseline.at(-1)];
  if (!begin || !end) return undefined;
  const sign = end[along] < begin[along] ? -1 : 1;
  const turn = ([x, y]: Point): Point => (isUpright ? [sign * y, -sign * x] : [sign * x, sign * y]);
  const line = baseline.map(turn).filter(([t], at, all) => all.slice(0, at).every(([before]) => before < t));
  const [first, last] = [line[0], line.at(-1)];
  if (!first || !last || last[0] <= first[0]) return undefined;
  const stretch = Math.hypot(1, (last[1] - first[1]) / (last[0] - first[0]));
  const place = (point: Point) => {
    const [t, v] = turn(point);
    return { along: t - first[0], across: (v - heightAt(line, t)) / stretch };
  };
  return { length: last[0] - first[0], place };
}

function middleValue(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
