/** Points of baselines and outlines: moved, put in, taken out; and whole lines nudged. */
import { boxAround, type Glyph, type Line, type Page, type Point, type Word } from '../page/index.js';
import { withBaseline } from './outline-follows.js';
import { inserted, lineOf, onPage, replaceLine } from './whole-page.js';

export type LinePart = 'baseline' | 'polygon';

/** Points that a part has at least. */
const leastPoints: Readonly<Record<LinePart, number>> = { baseline: 2, polygon: 3 };

/**
 * The page with a point of a line at another place. An outline that is a ribbon about the baseline follows it, any other
 * stays; the places of words stay until the line is read again.
 * @param index of the point, from 0
 * @param to brought onto the page
 * @throws RangeError when no line has the id, or its part no such point
 */
export function movePoint(page: Page, lineId: string, part: LinePart, index: number, to: Point): Page {
  return changePoints(page, lineId, part, (points) => {
    checkIndex(points, index, part);
    return points.map((point, at) => (at === index ? onPage(page, to) : point));
  });
}

/**
 * The page with a point more in a line's baseline or outline; what follows is said of `movePoint`.
 * @param index that it will have, from 0 to the number of points
 * @throws RangeError when no line has the id, the line has no such part, or the index is none of those
 */
export function insertPoint(page: Page, lineId: string, part: LinePart, index: number, at: Point): Page {
  return changePoints(page, lineId, part, (points) => {
    if (index !== points.length) checkIndex(points, index, part);
    return inserted(points, index, onPage(page, at));
  });
}

/**
 * The page with a point less in a line's baseline or outline; what follows is said of `movePoint`.
 * @returns the very same page where a baseline has only two points, or an outline three
 * @throws RangeError when no line has the id, or its part no such point
 */
export function deletePoint(page: Page, lineId: string, part: LinePart, index: number): Page {
  const points = lineOf(page, lineId).line[part] ?? [];
  checkIndex(points, index, part);
  if (points.length <= leastPoints[part]) return page;
  return changePoints(page, lineId, part, () => points.filter((_, at) => at !== index));
}

function changePoints(
  page: Page,
  lineId: string,
  part: LinePart,
  change: (points: readonly Point[]) => readonly Point[],
): Page {
  const place = lineOf(page, lineId);
  const before = place.line[part];
  if (!before) throw new RangeError(`editing: the line ${JSON.stringify(lineId)} must have a ${part}, got none`);
  const points = change(before);
  const line = part === 'baseline' ? withBaseline(place.line, points, page) : { ...place.line, polygon: points };
  return replaceLine(page, place, line);
}

function checkIndex(points: readonly Point[], index: number, part: LinePart): void {
  if (Number.isInteger(index) && index >= 0 && index < points.length) return;
  throw new RangeError(`editing: a point of the ${part} must be one of ${points.length}, got index ${index}`);
}

/**
 * The page with a line and all that is in it moved, as far as it stays on the page.
 * @param dx pixels to the right
 * @param dy pixels down
 * @returns the very same page where it can't move
 * @throws RangeError when no line has the id, or a distance is no finite number
 */
export function moveLineBy(page: Page, lineId: string, dx: number, dy: number): Page {
  const place = lineOf(page, lineId);
  const { line } = place;
  const box = boxAround([...(line.baseline ?? []), ...(line.polygon ?? []), ...pointsOfWords(line)]);
  // A distance is checked as a place is.
  onPage(page, [dx, dy]);
  if (!box) return page;
  const right = withinPage(dx, box.x, box.x + box.width, page.width);
  const down = withinPage(dy, box.y, box.y + box.height, page.height);
  if (right === 0 && down === 0) return page;
  const move = (points: readonly Point[]) => points.map(([x, y]) => onPage(page, [x + right, y + down]));
  return replaceLine(page, place, moved(line, move));
}

function pointsOfWords({ words = [] }: Line): readonly Point[] {
  return words.flatMap(({ polygon = [], glyphs = [] }) => [
    ...polygon,
    ...glyphs.flatMap((glyph) => glyph.polygon ?? []),
  ]);
}

/** How far something moves that would go a distance; what reaches over an edge already does not go further over it. */
function withinPage(distance: number, from: number, to: number, size: number): number {
  if (distance < 0) return Math.min(0, Math.max(distance, -from));
  return size > 0 ? Math.max(0, Math.min(distance, size - to)) : distance;
}

function moved(line: Line, move: (points: readonly Point[]) => readonly Point[]): Line {
  const placed = <T extends Line | Word | Glyph>(item: T): T =>
    item.polygon ? { ...item, polygon: move(item.polygon) } : item;
  const word = (item: Word): Word =>
    item.glyphs ? { ...placed(item), glyphs: item.glyphs.map(placed) } : placed(item);
  return {
    ...placed(line),
    ...(line.baseline ? { baseline: move(line.baseline) } : {}),
    ...(line.words ? { words: line.words.map(word) } : {}),
  };
}
