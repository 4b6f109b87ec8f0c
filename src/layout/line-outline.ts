/**
 * The outline of a line from its baseline and the height of its writing. Tight seams around the letters fail in many ways;
 * this can't: a wide line is moved up and down and an upright one sideways, so upper and lower edge are heights over the same
 * places, and the upper one stays above.
 */
import { boxAround, type Point } from '../page/index.js';
import { heightAt, simplified } from './polyline.js';

export interface LineHeights {
  /** Pixels from the baseline to the tops of tall letters, and to the feet of those that go under it, across the line. */
  readonly ascender: number;
  readonly descender: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of the writing's height: bends of a baseline under it don't show. */
const bendShare = 0.03;
/** Pixels that an outline is high and wide at least. */
const leastExtent = 1;

/**
 * A simple polygon within the page, from the beginning of the upper edge around.
 * @param baseline two points or more, from the beginning of the line to its end; where it turns back, the way back is left
 * out
 * @param size of the page in pixels, 1 and more
 */
export function lineOutline(
  baseline: readonly Point[],
  { ascender, descender }: LineHeights,
  size: Size,
): readonly Point[] {
  const box = boxAround(baseline) ?? { x: 0, y: 0, width: 0, height: 0 };
  const isUpright = box.height > box.width;
  const along = isUpright ? 1 : 0;
  const [first, last] = [baseline[0] ?? [0, 0], baseline.at(-1) ?? [0, 0]];
  const direction = last[along] < first[along] ? -1 : 1;
  const [length, breadth] = isUpright ? [size.height, size.width] : [size.width, size.height];
  // As if the line went to the right: places along it, heights across.
  const course = baseline.map(
    ([x, y]): Point => (isUpright ? [direction * y, -direction * x] : [direction * x, direction * y]),
  );
  const bounds = (most: number) => (direction > 0 ? ([0, most] as const) : ([-most, 0] as const));
  const across = isUpright ? (direction > 0 ? ([-breadth, 0] as const) : ([0, breadth] as const)) : bounds(breadth);
  const tolerance = bendShare * (ascender + descender);
  const knots = within(rising(simplified(course, tolerance)), bounds(length));
  const outline = edges(knots, { ascender, descender }, across);
  return outline.map(
    ([t, v]): Point => (isUpright ? [-direction * v + 0, direction * t + 0] : [direction * t + 0, direction * v + 0]),
  );
}

/** Upper edge to the end, lower edge back. */
function edges(
  knots: readonly Point[],
  { ascender, descender }: LineHeights,
  [least, most]: readonly [number, number],
): readonly Point[] {
  const [first, last] = [knots[0] ?? [0, 0], knots.at(-1) ?? [0, 0]];
  // Heights are meant across the line; on a steep one they are longer from top to bottom.
  const stretch = Math.hypot(1, (last[1] - first[1]) / Math.max(leastExtent, last[0] - first[0]));
  const [up, down] = [Math.max(0, ascender) * stretch, Math.max(0, descender) * stretch];
  const upper = knots.map(([t, v]): Point => [t, Math.min(most - leastExtent, Math.max(least, v - up))]);
  const lower = knots.map(([t, v], i): Point => {
    const top = upper[i]?.[1] ?? least;
    return [t, Math.min(most, Math.max(top + leastExtent, v + down))];
  });
  return [...upper, ...lower.reverse()];
}

/** Without the points where a line turns back. */
function rising(line: readonly Point[]): readonly Point[] {
  const kept: Point[] = [];
  for (const point of line) {
    const last = kept.at(-1);
    if (!last || point[0] > last[0]) kept.push(point);
  }
  return kept;
}

/** The part of a line between two places along it, at least a pixel long. */
function within(line: readonly Point[], [from, to]: readonly [number, number]): readonly Point[] {
  const cut = (at: number) => [at, heightAt(line, at)] as const;
  const [first, last] = [line[0]?.[0] ?? 0, line.at(-1)?.[0] ?? 0];
  const start = Math.min(to - leastExtent, Math.max(from, first));
  const end = Math.min(to, Math.max(last, start + leastExtent));
  return [cut(start), ...line.filter(([t]) => t > start && t < end), cut(end)];
}
