/**
 * The loops over pixels in TypeScript, where WebAssembly is refused; and what the kernel is held against. To the last bit
 * what wasm/image.ts gives: whole numbers of 32 bits.
 */
import { mix32 } from '../random/index.js';
import type { FixedMap, Loops } from './loops.js';
import type { Raster } from './raster.js';

export const plainLoops: Loops = {
  histogram({ data }) {
    const counts = new Uint32Array(256);
    for (const level of data) counts[level] = (counts[level] as number) + 1;
    return counts;
  },
  throughTable: (data, table) => Uint8Array.from(data, (level) => table[level] as number),
  average,
  throughMap,
  strokes({ width, height, data }, amount) {
    const weight = Math.round(128 * Math.min(1, Math.abs(amount)));
    const pick = amount > 0 ? Math.max : Math.min;
    return inside(width, height, data, (at) => {
      const level = data[at] as number;
      const around = pick(data[at - 1] as number, data[at + 1] as number, data[at - width] as number);
      return level + (((pick(level, around, data[at + width] as number) - level) * weight) >> 7);
    });
  },
  blur({ width, height, data }, amount) {
    const weight = Math.round(128 * Math.min(1, amount));
    const three = (at: number) => (data[at - 1] as number) + 2 * (data[at] as number) + (data[at + 1] as number);
    return inside(width, height, data, (at) => {
      const mean = (three(at - width) + 2 * three(at) + three(at + width) + 8) >> 4;
      const level = data[at] as number;
      return level + (((mean - level) * weight) >> 7);
    });
  },
  addNoise(data, key, scale) {
    const step = Math.imul(key, 0x9e3779b1);
    return data.map((level, n) => {
      const word = mix32(mix32(n ^ key) + step + n);
      const sum = (word & 0xffff) + (word >>> 16) - 0xffff;
      return Math.min(255, Math.max(0, level + (Math.imul(sum, scale) >> 24)));
    });
  },
  unitFloats: (data) => Float32Array.from(data, (level) => level * Math.fround(1 / 255)),
};

/** Each pixel but those of the edge made anew, which stay. */
function inside(width: number, height: number, data: Uint8Array, made: (at: number) => number): Uint8Array {
  const result = Uint8Array.from(data);
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) result[at] = made(at);
  }
  return result;
}

/** Only whole squares count, but for a source smaller than one. */
function average(source: Raster, factor: number): Raster {
  const [width, height] = [source.width, source.height].map((size) => Math.max(1, Math.floor(size / factor))) as [
    number,
    number,
  ];
  const [across, down] = [Math.min(factor, source.width), Math.min(factor, source.height)];
  const data = new Uint8Array(width * height);
  for (let to = 0; to < data.length; to++) {
    const from = Math.floor(to / width) * factor * source.width + (to % width) * factor;
    let sum = (across * down) >> 1;
    for (let y = 0; y < down; y++) {
      for (let x = 0; x < across; x++) sum += source.data[from + y * source.width + x] as number;
    }
    data[to] = Math.floor(sum / (across * down));
  }
  return { width, height, data };
}

function throughMap(source: Raster, { columnX, columnY, rowX, rowY, grid }: FixedMap): Raster {
  const [width, height] = [columnX.length, rowX.length];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [moveX, moveY] = grid ? [moved(grid, grid.x, x, y), moved(grid, grid.y, x, y)] : [0, 0];
      const sourceX = ((columnX[x] as number) + (rowX[y] as number) + moveX) | 0;
      const sourceY = ((columnY[x] as number) + (rowY[y] as number) + moveY) | 0;
      data[y * width + x] = bilinear(source, sourceX, sourceY);
    }
  }
  return { width, height, data };
}

/** What a grid says of a pixel: first between the points above and below, then across. */
function moved(grid: NonNullable<FixedMap['grid']>, points: Int32Array, x: number, y: number): number {
  const { columns, cellBits } = grid;
  const mask = (1 << cellBits) - 1;
  const point = (y >> cellBits) * columns + (x >> cellBits);
  const between = (at: number) => {
    const above = points[at] as number;
    return (above + (Math.imul((points[at + columns] as number) - above, y & mask) >> cellBits)) | 0;
  };
  const from = between(point);
  return (from + (Math.imul(between(point + 1) - from, x & mask) >> cellBits)) | 0;
}

/** Bits of a coordinate behind the point. */
const fractionBits = 12;

function bilinear({ width, height, data }: Raster, x: number, y: number): number {
  const [left, top] = [x >> fractionBits, y >> fractionBits];
  const [shareX, shareY] = [(x >> (fractionBits - 8)) & 255, (y >> (fractionBits - 8)) & 255];
  const pixel = (column: number, row: number) =>
    column >= 0 && column < width && row >= 0 && row < height ? (data[row * width + column] as number) : 0;
  const across = (row: number) => {
    const level = pixel(left, row);
    return (level << 8) + (pixel(left + 1, row) - level) * shareX;
  };
  const above = across(top);
  return ((above << 8) + (across(top + 1) - above) * shareY + 32768) >> 16;
}
