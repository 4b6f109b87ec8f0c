/** What the bars at the ends of a line say of its direction: a page that is looked at upside down has them the wrong way round. */
import type { LayoutMaps } from './layout-maps.js';
import { endOf, nearRow, type Piece } from './maps-pieces.js';

/** Pixels of the maps, from the end of a line inwards and outwards, that its bar may lie in. */
const [inwards, outwards] = [2, 5];

/**
 * How much more the map of beginnings says at a line's beginning than the map of ends does, and the other way round at its
 * end: the mean of both, −1 to 1; near 0 where no bar is seen.
 */
export function rightWayUp(piece: Piece, { start, end, width, height }: LayoutMaps): number {
  const most = (map: Float32Array, step: 1 | -1) => {
    const { from, slope } = endOf(piece, step);
    let value = 0;
    for (let far = -inwards; far <= outwards; far++) {
      value = Math.max(value, nearRow(map, width, height, from[0] + step * far, from[1] + step * far * slope));
    }
    return value;
  };
  return (most(start, -1) - most(end, -1) + most(end, 1) - most(start, 1)) / 2;
}
