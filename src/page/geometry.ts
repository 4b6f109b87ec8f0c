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
  const [first] = points ?? [];
  if (!points || !first) return undefined;
  let [[left, top], [right, bottom]] = [first, first];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
