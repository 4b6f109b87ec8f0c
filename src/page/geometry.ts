/** Points, boxes and polygons on a page. x grows to the right, y downwards. */

import type { Point } from '../image/index.js';

export type { Point };

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function boxPolygon({ x, y, width, height }: Box): readonly Point[] {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

/** The smallest box around points; `undefined` where there are none. */
export function boxAround(points: readonly Point[] | undefined): Box | undefined {
  if (!points || points.length === 0) return undefined;
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
