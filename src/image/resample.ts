/**
 * The one resampler. A coordinate map says for every pixel of the result where in the source it comes from:
 *
 *   source x = columnX[x] + rowX[y]      source y = columnY[x] + rowY[y]
 *
 * Scaling, shifting, slanting, rotating by small angles, and waves along the line are all of this form. Between pixels
 * the value is bilinear; outside the source it is 0. When the source is much finer than the result, its pixels are
 * averaged first, so that thin strokes don't vanish between samples.
 */
import type { Raster } from './raster.js';

export interface CoordinateMap {
  readonly columnX: Float64Array;
  readonly columnY: Float64Array;
  readonly rowX: Float64Array;
  readonly rowY: Float64Array;
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
  const { raster, scale, offset } = averaged(source, factor);
  const width = map.columnX.length;
  const height = map.rowX.length;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const rowX = map.rowX[y] as number;
    const rowY = map.rowY[y] as number;
    for (let x = 0; x < width; x++) {
      const sourceX = ((map.columnX[x] as number) + rowX) * scale + offset;
      const sourceY = ((map.columnY[x] as number) + rowY) * scale + offset;
      data[y * width + x] = bilinear(raster, sourceX, sourceY);
    }
  }
  return { width, height, data };
}

function verticalStep({ rowY }: CoordinateMap): number {
  const last = rowY.length - 1;
  return last > 0 ? Math.abs((rowY[last] as number) - (rowY[0] as number)) / last : 1;
}

function bilinear({ width, height, data }: Raster, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  if (left >= 0 && top >= 0 && left + 1 < width && top + 1 < height) {
    const at = top * width + left;
    const upper = (data[at] as number) * (1 - fx) + (data[at + 1] as number) * fx;
    const lower = (data[at + width] as number) * (1 - fx) + (data[at + width + 1] as number) * fx;
    return upper * (1 - fy) + lower * fy + 0.5;
  }
  const pixel = (px: number, py: number) =>
    px >= 0 && py >= 0 && px < width && py < height ? (data[py * width + px] as number) : 0;
  const upper = pixel(left, top) * (1 - fx) + pixel(left + 1, top) * fx;
  const lower = pixel(left, top + 1) * (1 - fx) + pixel(left + 1, top + 1) * fx;
  return upper * (1 - fy) + lower * fy + 0.5;
}

/** Means of factor × factor pixels, and how coordinates of the source become coordinates of the means. */
function averaged(source: Raster, factor: number): { raster: Raster; scale: number; offset: number } {
  if (factor === 1) return { raster: source, scale: 1, offset: 0 };
  const width = Math.max(1, Math.floor(source.width / factor));
  const height = Math.max(1, Math.floor(source.height / factor));
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let count = 0;
      for (let dy = 0; dy < factor && y * factor + dy < source.height; dy++) {
        for (let dx = 0; dx < factor && x * factor + dx < source.width; dx++) {
          sum += source.data[(y * factor + dy) * source.width + x * factor + dx] as number;
          count++;
        }
      }
      data[y * width + x] = sum / count + 0.5;
    }
  }
  return { raster: { width, height, data }, scale: 1 / factor, offset: 0.5 / factor - 0.5 };
}
