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
  const { data: pixels, width: rowLength } = raster;
  const columnX = fixed(map.columnX, scale, offset);
  const columnY = fixed(map.columnY, scale, offset);
  const allRowX = fixed(map.rowX, scale, 0);
  const allRowY = fixed(map.rowY, scale, 0);
  const [endX, endY] = [(raster.width - 1) << fractionBits, (raster.height - 1) << fractionBits];
  for (let y = 0; y < height; y++) {
    const rowX = allRowX[y] as number;
    const rowY = allRowY[y] as number;
    const to = y * width;
    for (let x = 0; x < width; x++) {
      const sourceX = ((columnX[x] as number) + rowX) | 0;
      const sourceY = ((columnY[x] as number) + rowY) | 0;
      // The inside of the source, which is nearly all of it, without looking for the border.
      if (sourceX >= 0 && sourceY >= 0 && sourceX < endX && sourceY < endY) {
        const fx = (sourceX >> weightShift) & 255;
        const fy = (sourceY >> weightShift) & 255;
        const at = (sourceY >> fractionBits) * rowLength + (sourceX >> fractionBits);
        const upper = (pixels[at] as number) * (256 - fx) + (pixels[at + 1] as number) * fx;
        const below = at + rowLength;
        const lower = (pixels[below] as number) * (256 - fx) + (pixels[below + 1] as number) * fx;
        data[to + x] = (upper * (256 - fy) + lower * fy + 32768) >> 16;
      } else {
        data[to + x] = atBorder(raster, sourceX / one, sourceY / one);
      }
    }
  }
  return { width, height, data };
}

// Coordinates are whole numbers of 1/4096 pixel, weights of 1/256: integers are several times as fast here, and a source
// may be half a million pixels wide.
const fractionBits = 12;
const one = 2 ** fractionBits;
const weightShift = fractionBits - 8;

function fixed(values: Float64Array, scale: number, offset: number): Int32Array {
  const result = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = Math.round(((values[i] as number) * scale + offset) * one);
  return result;
}

function verticalStep({ rowY }: CoordinateMap): number {
  const last = rowY.length - 1;
  return last > 0 ? Math.abs((rowY[last] as number) - (rowY[0] as number)) / last : 1;
}

/** Bilinear, 0 beyond the source. */
function atBorder({ width, height, data }: Raster, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < -1 || top < -1 || left >= width || top >= height) return 0;
  const fx = x - left;
  const fy = y - top;
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
  // Whole squares only, but for a source smaller than one.
  const [across, down] = [Math.min(factor, source.width), Math.min(factor, source.height)];
  const share = 1 / (across * down);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let dy = 0; dy < down; dy++) {
        const from = (y * factor + dy) * source.width + x * factor;
        for (let dx = 0; dx < across; dx++) sum += source.data[from + dx] as number;
      }
      data[y * width + x] = sum * share + 0.5;
    }
  }
  return { raster: { width, height, data }, scale: 1 / factor, offset: 0.5 / factor - 0.5 };
}
