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
