/**
 * Baselines as the points that the cBAD score is taken over (Grüning, Labahn, Diem, Kleber and Fiel 2018, "READ-BAD: A
 * New Dataset and Evaluation Scheme for Baseline Detection in Archival Documents", section 4; point numbers as in the
 * authors' tool).
 */
import { boxAround, type Point } from '../page/index.js';

/** Whole pixels along a baseline. */
export interface BaselinePoints {
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A baseline of no more steps keeps every point; a longer one about each fifth, but never fewer than this. */
const leastPoints = 20;
const pointDistance = 5;

/** @param baseline one point or more, finite numbers */
export function baselinePoints(baseline: readonly Point[]): BaselinePoints {
  const points = thinned(steps(baseline));
  const { x, y, width, height } = boxAround(points) ?? { x: 0, y: 0, width: 0, height: 0 };
  return {
    x: Int32Array.from(points, (point) => point[0]),
    y: Int32Array.from(points, (point) => point[1]),
    left: x,
    right: x + width,
    top: y,
    bottom: y + height,
  };
}

/** Each part in unit steps of its longer axis. */
function steps(baseline: readonly Point[]): readonly Point[] {
  const points: Point[] = [];
  let last: Point | undefined;
  for (const [rawX, rawY] of baseline) {
    const point: Point = [Math.round(rawX), Math.round(rawY)];
    if (last) points.push(...stepsBetween(last, point));
    last = point;
  }
  return last ? [...points, last] : points;
}

/** From the first point to before the second. */
function stepsBetween([ax, ay]: Point, [bx, by]: Point): readonly Point[] {
  const count = Math.max(Math.abs(bx - ax), Math.abs(by - ay));
  return Array.from({ length: count }, (_, i): Point => {
    return [Math.floor(ax + ((bx - ax) * i) / count + 0.5), Math.floor(ay + ((by - ay) * i) / count + 0.5)];
  });
}

function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= leastPoints) return points;
  const last = points.length - 1;
  const count = Math.max(leastPoints, Math.floor(last / pointDistance) + 1);
  const stride = last / (count - 1);
  const kept = new Set(Array.from({ length: count }, (_, i) => (i < count - 1 ? Math.floor(i * stride) : last)));
  return points.filter((_, at) => kept.has(at));
}

/** Along the axis on which the boxes lie further apart; below 0 where they overlap. */
export function boxDistance(a: BaselinePoints, b: BaselinePoints): number {
  return Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
}
