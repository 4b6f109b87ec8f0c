/** From pixels of the page's image to those of the screen, and what must move so that something is seen. */
import type { Box, Point } from '../../src/page/index.js';

/** A point of the page is seen at (scale · x + left, scale · y + top), in CSS pixels of the view. */
export interface View {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function toScreen({ scale, left, top }: View, [x, y]: Point): Point {
  return [scale * x + left, scale * y + top];
}

export function toPage({ scale, left, top }: View, [x, y]: Point): Point {
  return [(x - left) / scale, (y - top) / scale];
}

/** As SVG says it. */
export function transformOf({ scale, left, top }: View): string {
  return `matrix(${scale} 0 0 ${scale} ${left} ${top})`;
}

/**
 * How far the page must move on the screen so that a box of it is seen: not at all where it is. Of a box that is larger
 * than the view the beginning is seen, unless it fills the view already.
 * @param size of the view
 * @param margin pixels of the screen around the box, once something moves
 */
export function moveInto(view: View, box: Box, size: Size, margin: number): Point {
  const [left, top] = toScreen(view, [box.x, box.y]);
  const { width, height } = { width: box.width * view.scale, height: box.height * view.scale };
  return [moveAlong(left, width, size.width, margin), moveAlong(top, height, size.height, margin)];
}

function moveAlong(from: number, length: number, room: number, margin: number): number {
  const to = from + length;
  if (from >= 0 && to <= room) return 0;
  if (length > room - 2 * margin) return from <= margin && to >= room - margin ? 0 : margin - from;
  return from < margin ? margin - from : room - margin - to;
}
