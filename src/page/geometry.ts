/** Points, boxes and polygons on a page. x grows to the right, y downwards. */

import type { Point } from '../image/index.js';

export type { Point };

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest box around points. @throws when there are none */
export function boxOf(points: readonly Point[]): Box {
  if (points.length === 0) throw new Error('boxOf: there must be a point');
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

export function boxPolygon({ x, y, width, height }: Box): readonly Point[] {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

/** The length along a line of points. */
export function pathLength(path: readonly Point[]): number {
  return path.slice(1).reduce((sum, [x, y], i) => {
    const [px, py] = path[i] as Point;
    return sum + Math.hypot(x - px, y - py);
  }, 0);
}
