/** Places along and across broken lines and outlines, for pointing at them. Pixels, x to the right, y downwards. */
import type { Point } from '../../src/page/index.js';

/** The place of a broken line that is nearest to a point. */
export interface Nearest {
  readonly point: Point;
  readonly distance: number;
  /** Of the straight part that it lies on: the index of the point at which that begins. */
  readonly part: number;
  /** Pixels from the beginning. */
  readonly along: number;
}

/**
 * @param closed whether the last point is joined to the first one
 * @returns `undefined` where there are no points
 */
export function nearestOn(points: readonly Point[], to: Point, closed = false): Nearest | undefined {
  let best: Nearest | undefined;
  let start = 0;
  for (const [part, [from, end]] of partsOf(points, closed).entries()) {
    const length = distance(from, end);
    const share = length > 0 ? clamp(dot(minus(to, from), minus(end, from)) / length ** 2, 0, 1) : 0;
    const point: Point = [from[0] + share * (end[0] - from[0]), from[1] + share * (end[1] - from[1])];
    const candidate = { point, distance: distance(point, to), part, along: start + share * length };
    if (!best || candidate.distance < best.distance) best = candidate;
    start += length;
  }
  return best;
}

export interface Along {
  readonly point: Point;
  /** Of the line there; of length 1. */
  readonly direction: Point;
}

/** The place so many pixels behind the beginning, not beyond the ends; `undefined` where the line has no length. */
export function placeAlong(points: readonly Point[], along: number): Along | undefined {
  let start = 0;
  let last: Along | undefined;
  for (const [from, to] of partsOf(points, false)) {
    const length = distance(from, to);
    if (length === 0) continue;
    const direction: Point = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
    const step = clamp(along - start, 0, length);
    last = { point: [from[0] + step * direction[0], from[1] + step * direction[1]], direction };
    if (along <= start + length) return last;
    start += length;
  }
  return last;
}

export function lengthOf(points: readonly Point[]): number {
  return partsOf(points, false).reduce((sum, [from, to]) => sum + distance(from, to), 0);
}

/** Whether an outline winds around a point: also where it crosses itself. */
export function isInside(outline: readonly Point[], [x, y]: Point): boolean {
  let turns = 0;
  for (const [[ax, ay], [bx, by]] of partsOf(outline, true)) {
    if (ay <= y === by <= y) continue;
    if (ax + ((y - ay) / (by - ay)) * (bx - ax) > x) turns += by > ay ? 1 : -1;
  }
  return turns !== 0;
}

/**
 * Where the straight line through a point leaves an outline on either side; the point itself where it meets none there.
 * @param direction of length 1
 */
export function crossings(outline: readonly Point[], at: Point, direction: Point): readonly [Point, Point] {
  let [before, behind] = [0, 0];
  for (const [a, b] of partsOf(outline, true)) {
    const [da, db] = [cross(direction, minus(a, at)), cross(direction, minus(b, at))];
    if (da < 0 === db < 0) continue;
    const share = da / (da - db);
    const depth = dot(direction, minus([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])], at));
    before = Math.min(before, depth);
    behind = Math.max(behind, depth);
  }
  return [going(at, direction, before), going(at, direction, behind)];
}

/**
 * The outline of what lies so far above and below a baseline. Below is a quarter turn clockwise from where the line goes,
 * and downwards of one that goes to the left.
 */
export function bandAround(baseline: readonly Point[], above: number, below: number): readonly Point[] {
  const across = baseline.map((_, index) => acrossAt(baseline, index));
  const edge = (reach: number) => baseline.map((point, index): Point => going(point, across[index] ?? [0, 1], reach));
  return [...edge(-above), ...edge(below).reverse()];
}

/** Across a baseline at one of its points, between those of its parts there. */
function acrossAt(baseline: readonly Point[], index: number): Point {
  const [before, here, behind] = [baseline[index - 1], baseline[index], baseline[index + 1]];
  const [from, to] = [before ?? here, behind ?? here];
  if (!from || !to) return [0, 1];
  const [dx, dy] = minus(to, from);
  const length = Math.hypot(dx, dy);
  if (length === 0) return [0, 1];
  // As Arabic does: its letters stand above the line all the same.
  const side = dx < 0 && Math.abs(dx) > Math.abs(dy) ? -1 : 1;
  return [(-dy / length) * side, (dx / length) * side];
}

/** Each point with the one behind it; a single point with itself. */
function partsOf(points: readonly Point[], closed: boolean): readonly (readonly [Point, Point])[] {
  const [first, ...rest] = points;
  if (!first) return [];
  if (rest.length === 0) return [[first, first]];
  const parts: (readonly [Point, Point])[] = [];
  let from = first;
  for (const to of closed ? [...rest, first] : rest) {
    parts.push([from, to]);
    from = to;
  }
  return parts;
}

export function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(bx - ax, by - ay);
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function going([x, y]: Point, [dx, dy]: Point, far: number): Point {
  return [x + far * dx, y + far * dy];
}

function minus([ax, ay]: Point, [bx, by]: Point): Point {
  return [ax - bx, ay - by];
}

function dot([ax, ay]: Point, [bx, by]: Point): number {
  return ax * bx + ay * by;
}

function cross([ax, ay]: Point, [bx, by]: Point): number {
  return ax * by - ay * bx;
}
