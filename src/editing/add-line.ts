/** A line that a person draws: its outline, its region, and its place among the lines. */
import { isInside, type LineHeights, lineOutline, writingHeights } from '../layout/index.js';
import { boxAround, type Line, type Page, type Point, type Region } from '../page/index.js';
import { courseOf } from './course.js';
import { newId } from './ids.js';
import { placedInOrder } from './place-in-order.js';
import { type Added, onPage, replaceRegion, sizeOf } from './whole-page.js';

export interface AddLineOptions {
  /** Pixels from the upper edge of its outline to the lower one. Default: as the lines nearby. */
  readonly height?: number;
}

/** Lines nearby that are asked for their heights. */
const neighbours = 5;
/** Of the baseline's length, where there are no lines, and the least of it in pixels: the distance to a next line. */
const usualSpacing = 1 / 20;
const leastSpacing = 20;
/** Of that distance, as on pages whose lines have outlines (layout/line-heights.ts). */
const usualHeights: LineHeights = { ascender: 0.65, descender: 0.32 };

/**
 * The page with a line more, without a text. It comes into the region around it, or where there is none into one without
 * an outline, which takes up what lies outside of all others; there it stands where it is read.
 * @param baseline from its beginning to its end, brought onto the page
 * @throws RangeError when the baseline has no length, or a height is not above 0
 */
export function addLine(page: Page, baseline: readonly Point[], { height }: AddLineOptions = {}): Added {
  const points = baseline.map((point) => onPage(page, point));
  const course = courseOf(points);
  if (!course)
    throw new RangeError('editing: a baseline must have two points on the page or more, apart from each other');
  if (height !== undefined && !(height > 0)) throw new RangeError(`editing: height must be above 0, got ${height}`);
  const heights = scaled(heightsNear(page, points) ?? spaced(course.length), height);
  const polygon = lineOutline(points, heights, sizeOf(page)).map((point) => onPage(page, point));
  const line: Line = { id: newId(page, 'line'), text: '', untranscribed: true, baseline: points, polygon };
  const region = regionAround(page, points);
  if (!region) {
    const outside: Region = { id: newId(page, 'region'), lines: [line] };
    return { page: { ...page, regions: [...page.regions, outside] }, id: line.id };
  }
  const lines = placedInOrder(region.lines, line, (each) => each.polygon ?? each.baseline ?? [], page);
  return { page: replaceRegion(page, region, { ...region, lines }), id: line.id };
}

function spaced(length: number): LineHeights {
  const spacing = Math.max(leastSpacing, length * usualSpacing);
  return { ascender: usualHeights.ascender * spacing, descender: usualHeights.descender * spacing };
}

function scaled({ ascender, descender }: LineHeights, height: number | undefined): LineHeights {
  const factor = height === undefined ? 1 : height / (ascender + descender);
  return { ascender: factor * ascender, descender: factor * descender };
}

/** The usual heights of the lines that are nearest. */
function heightsNear(page: Page, baseline: readonly Point[]): LineHeights | undefined {
  const [x, y] = middleOf(baseline);
  const near = [...writingHeights(page)]
    .flatMap(([line, heights]) => {
      const [atX, atY] = middleOf(line.baseline ?? line.polygon ?? []);
      return line.baseline || line.polygon ? [{ heights, distance: Math.hypot(atX - x, atY - y) }] : [];
    })
    .sort((a, b) => a.distance - b.distance)
    .slice(0, neighbours);
  const usual = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const ascender = usual(near.map(({ heights }) => heights.ascender));
  const descender = usual(near.map(({ heights }) => heights.descender));
  return ascender === undefined || descender === undefined ? undefined : { ascender, descender };
}

function middleOf(points: readonly Point[]): Point {
  const { x, y, width, height } = boxAround(points) ?? { x: 0, y: 0, width: 0, height: 0 };
  return [x + width / 2, y + height / 2];
}

/** The region in which the most of a baseline lies, the smallest of several; else one that has no outline. */
function regionAround({ regions }: Page, baseline: readonly Point[]): Region | undefined {
  const tried = [...baseline, middleOf(baseline)];
  let best: { readonly region: Region; readonly inside: number; readonly area: number } | undefined;
  for (const region of regions) {
    const polygon = region.polygon ?? [];
    const inside = tried.filter((point) => isInside(point, polygon)).length;
    const { width, height } = boxAround(polygon) ?? { width: 0, height: 0 };
    const area = width * height;
    if (inside === 0 || (best && (inside < best.inside || (inside === best.inside && area >= best.area)))) continue;
    best = { region, inside, area };
  }
  return best?.region ?? regions.find(({ polygon }) => !polygon);
}
