/**
 * Maps of the plane that can be gone both ways: what carries a point from a sheet to its photograph carries the pixels
 * too, so that what is known of the sheet stays exact on the photograph.
 */
import type { Point } from './cut.js';
import type { Raster } from './raster.js';
import { resample } from './resample.js';

/** Pixels, of which number i reaches from i to i + 1. `back` undoes `to`. */
export interface PlaneMap {
  to(x: number, y: number): Point;
  back(x: number, y: number): Point;
}

/** Maps one after the other; of none, the map that leaves everything where it is. */
export function inTurn(...maps: readonly PlaneMap[]): PlaneMap {
  return {
    to: (x, y) => maps.reduce<Point>(([px, py], map) => map.to(px, py), [x, y]),
    back: (x, y) => maps.reduceRight<Point>(([px, py], map) => map.back(px, py), [x, y]),
  };
}

/** Everything moved. */
export function shifted(dx: number, dy: number): PlaneMap {
  return { to: (x, y) => [x + dx, y + dy], back: (x, y) => [x - dx, y - dy] };
}

/** Pixels between places at which a map is asked, as a power of two; smooth maps are straight enough in between. */
const cellBits = 3;

/**
 * A raster as it is after a map: what was at p is at map.to(p). Outside of it there is 0.
 * @param width,height pixels of the result
 */
export function throughPlane(source: Raster, map: PlaneMap, width: number, height: number): Raster {
  const cell = 2 ** cellBits;
  const [columns, rows] = [(width >> cellBits) + 2, (height >> cellBits) + 2];
  const grid = { cellBits, columns, x: new Float64Array(columns * rows), y: new Float64Array(columns * rows) };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      // Middles of pixels, which the resampler counts as whole numbers.
      const [x, y] = [column * cell + 0.5, row * cell + 0.5];
      const [sourceX, sourceY] = map.back(x, y);
      grid.x[row * columns + column] = sourceX - x;
      grid.y[row * columns + column] = sourceY - y;
    }
  }
  return resample(source, {
    columnX: Float64Array.from({ length: width }, (_, x) => x),
    columnY: new Float64Array(width),
    rowX: new Float64Array(height),
    rowY: Float64Array.from({ length: height }, (_, y) => y),
    grid,
  });
}
