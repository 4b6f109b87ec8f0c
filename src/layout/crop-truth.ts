/** What is known of a page, moved into the pixels of a crop by the crop's own map. */
import { boxAround, boxPolygon, type Line, type Page, type Point, type Region } from '../page/index.js';
import type { CropMap } from './crop-map.js';
import type { WritingHeights } from './line-heights.js';
import type { LayoutTruth } from './targets.js';

/** Pixels of the crop between points of an outline, so that it bends as the page does. */
const step = 32;
/** Pixels around a crop in which lines are kept: bars and outlines reach so far. */
const reach = 96;

/**
 * The truth of a crop at its place 0, 0 and of scale 1, small enough to be sent to another thread: lines that can't be seen
 * are left out.
 */
export function truthInCrop(truth: LayoutTruth & Required<Pick<LayoutTruth, 'heights'>>, map: CropMap): LayoutTruth {
  const { width, height, scale } = map.plan;
  const heights = new Map<Line, WritingHeights>();
  const made = new Set<string>();
  const regions = truth.page.regions.map((region, index): Region => {
    const id = `r${index}`;
    const isMade = !region.polygon || truth.made?.has(region.id);
    if (isMade) made.add(id);
    const lines = region.lines.flatMap((line): readonly Line[] => {
      const moved = lineInCrop(line, map);
      const known = truth.heights.get(line);
      if (moved && known) heights.set(moved, { ascender: known.ascender * scale, descender: known.descender * scale });
      return moved ? [moved] : [];
    });
    const outline = region.polygon ?? boxOf(region.lines);
    return {
      id,
      ...(region.type === undefined ? {} : { type: region.type }),
      polygon: inCrop(outline, map, true),
      lines,
    };
  });
  const page: Page = { image: '', width, height, regions };
  const unknown = (truth.unknown ?? [])
    .map((outline) => inCrop(outline, map, true))
    .filter((zone) => isSeen(zone, map));
  return { page, unknown, made, heights, ...(truth.typed === undefined ? {} : { typed: truth.typed }) };
}

/** @returns `undefined` where nothing of it can be seen */
function lineInCrop({ id, baseline = [], polygon = [] }: Line, map: CropMap): Line | undefined {
  const hasBaseline = baseline.length >= 2;
  const moved = inCrop(hasBaseline ? baseline : polygon, map, !hasBaseline);
  if (!isSeen(moved, map)) return undefined;
  return { id, text: '', ...(hasBaseline ? { baseline: moved } : { polygon: moved }) };
}

function boxOf(lines: readonly Line[]): readonly Point[] {
  const box = boxAround(lines.flatMap(({ polygon, baseline }) => polygon ?? baseline ?? []));
  return box ? boxPolygon(box) : [];
}

function isSeen(points: readonly Point[], { plan }: CropMap): boolean {
  const box = boxAround(points);
  if (!box) return false;
  const { x, y, width, height } = box;
  return x < plan.width + reach && y < plan.height + reach && x + width > -reach && y + height > -reach;
}

/** @param closed whether the last point is joined to the first */
function inCrop(points: readonly Point[], map: CropMap, closed: boolean): readonly Point[] {
  const longest = step / map.plan.scale;
  const moved: Point[] = [];
  let last = closed ? points.at(-1) : undefined;
  for (const point of points) {
    if (last) {
      const [dx, dy] = [point[0] - last[0], point[1] - last[1]];
      const parts = Math.ceil(Math.hypot(dx, dy) / longest);
      for (let n = 1; n < parts; n++) moved.push(map.toCrop([last[0] + (n / parts) * dx, last[1] + (n / parts) * dy]));
    }
    moved.push(map.toCrop(point));
    last = point;
  }
  return moved;
}
