/**
 * The one resampler. A coordinate map says for every pixel of the result where in the source it comes from:
 *
 *   source x = columnX[x] + rowX[y]      source y = columnY[x] + rowY[y]
 *
 * Scaling, shifting, slanting, rotating by small angles, and waves along the line are all of this form; a grid of points
 * that move on their own may be added. Between pixels the value is bilinear; outside the source it is 0. When the source is much finer than the result, its pixels are
 * averaged first, so that thin strokes don't vanish between samples.
 */
import { average, throughMap } from './kernel.js';
import type { Raster } from './raster.js';

export interface CoordinateMap {
  readonly columnX: Float64Array;
  readonly columnY: Float64Array;
  readonly rowX: Float64Array;
  readonly rowY: Float64Array;
  readonly grid?: WarpGrid;
}

/** Moves in pixels of the source, of points 2^cellBits pixels of the result apart, row by row; linear between them. */
export interface WarpGrid {
  readonly cellBits: number;
  /** Points in a row: ⌊width / 2^cellBits⌋ + 2; rows: ⌊height / 2^cellBits⌋ + 2. */
  readonly columns: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** The map that stretches a source evenly over a result, pixel centres on pixel centres. */
export function scaleMap(source: Raster, width: number, height: number): CoordinateMap {
  const stepX = source.width / width;
  const stepY = source.height / height;
  return {
    columnX: Float64Array.from({ length: width }, (_, x) => (x + 0.5) * stepX - 0.5),
    columnY: new Float64Array(width),
    rowX: new Float64Array(height),
    rowY: Float64Array.from({ length: height }, (_, y) => (y + 0.5) * stepY - 0.5),
  };
}

/** The source seen through a coordinate map; the result is as large as the map. */
export function resample(source: Raster, map: CoordinateMap): Raster {
  const factor = Math.max(1, Math.floor(verticalStep(map)));
  const raster = factor === 1 ? source : average(source, factor);
  // How coordinates of the source become coordinates of the means.
  const scale = 1 / factor;
  const offset = 0.5 / factor - 0.5;
  return throughMap(raster, {
    columnX: fixed(map.columnX, scale, offset),
    columnY: fixed(map.columnY, scale, offset),
    rowX: fixed(map.rowX, scale, 0),
    rowY: fixed(map.rowY, scale, 0),
    ...(map.grid ? { grid: { ...map.grid, x: fixed(map.grid.x, scale, 0), y: fixed(map.grid.y, scale, 0) } } : {}),
  });
}

/** Of a pixel; a source may be half a million pixels wide. */
const fraction = 4096;

function fixed(values: Float64Array, scale: number, offset: number): Int32Array {
  const result = new Int32Array(values.length);
  let i = 0;
  for (const value of values) result[i++] = Math.round((value * scale + offset) * fraction);
  return result;
}

function verticalStep({ rowY }: CoordinateMap): number {
  const [first, last] = [rowY.at(0), rowY.at(-1)];
  return first !== undefined && last !== undefined && rowY.length > 1 ? Math.abs(last - first) / (rowY.length - 1) : 1;
}
