/** Which points the lines of a page have, and their edges. */
import type { Line, Point } from '../../src/page/index.js';
import { nearestOn } from './geometry.js';

export type LinePart = 'baseline' | 'polygon';
export const lineParts = ['polygon', 'baseline'] as const satisfies readonly LinePart[];

export interface PointOfLine {
  readonly part: LinePart;
  readonly index: number;
}

export function pointsOf(line: Line, part: LinePart): readonly Point[] {
  return line[part] ?? [];
}

export interface Edge extends PointOfLine {
  /** `index` is what a point put in there will have. */
  readonly at: Point;
}

/**
 * The place on the baseline or outline of a line that is meant by a point; the baseline where it is either.
 * @param reach pixels of the page
 */
export function edgeNear(line: Line, point: Point, reach: number): Edge | undefined {
  for (const part of ['baseline', 'polygon'] as const) {
    const nearest = nearestOn(pointsOf(line, part), point, part === 'polygon');
    if (nearest && nearest.distance <= reach) return { part, index: nearest.part + 1, at: nearest.point };
  }
  return undefined;
}

/** Half way to the next point; behind the end of a baseline there is none: half way to the one before. */
export function edgeBehind(line: Line, { part, index }: PointOfLine): Edge | undefined {
  const points = pointsOf(line, part);
  const isEnd = part === 'baseline' && index === points.length - 1;
  const before = isEnd ? index - 1 : index;
  const [from, to] = [points[before], points[before + 1] ?? points[0]];
  return from && to && { part, index: before + 1, at: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] };
}

/** The points of a part with one of them elsewhere. */
export function withPoint(points: readonly Point[], index: number, to: Point): readonly Point[] {
  return points.map((point, at) => (at === index ? to : point));
}
