/** The loops over pixels (wasm/image.ts) as functions of rasters. */
import { Kernel } from '../runtime/index.js';
import { wasm } from './kernel.wasm.js';
import type { Raster } from './raster.js';

interface Functions {
  histogram(source: number, length: number, counts: number): void;
  throughTable(source: number, length: number, table: number, target: number): void;
  average(source: number, width: number, height: number, factor: number, target: number): void;
  resample(
    source: number,
    sourceWidth: number,
    sourceHeight: number,
    target: number,
    width: number,
    height: number,
    columnX: number,
    columnY: number,
    rowX: number,
    rowY: number,
    gridX: number,
    gridY: number,
    gridColumns: number,
    cellBits: number,
  ): void;
  strokes(source: number, width: number, height: number, target: number, weight: number, smallest: number): void;
  blur(source: number, width: number, height: number, target: number, weight: number): void;
  addNoise(data: number, length: number, key: number, scale: number): void;
  unitFloats(source: number, length: number, target: number): void;
}

const kernel = new Kernel<Functions>(wasm);

/** How often each of 256 levels stands in a raster. */
export function histogram({ data }: Raster): Uint32Array {
  const [source, counts] = kernel.reserve(data.length, 4096) as [number, number];
  kernel.write(source, data);
  kernel.run.histogram(source, data.length, counts);
  return new Uint32Array(kernel.bytes(counts, 1024).slice().buffer);
}

/** Each level replaced by the table's entry for it. */
export function throughTable(data: Uint8Array, table: Uint8Array): Uint8Array {
  const [source, entries] = kernel.reserve(data.length, 256) as [number, number];
  kernel.write(source, data);
  kernel.write(entries, table);
  kernel.run.throughTable(source, data.length, entries, source);
  return kernel.bytes(source, data.length).slice();
}

/** Means of squares of factor × factor pixels. */
export function average({ width, height, data }: Raster, factor: number): Raster {
  const smaller = { width: Math.max(1, Math.floor(width / factor)), height: Math.max(1, Math.floor(height / factor)) };
  const size = smaller.width * smaller.height;
  const [source, target] = kernel.reserve(data.length, size) as [number, number];
  kernel.write(source, data);
  kernel.run.average(source, width, height, factor, target);
  return { ...smaller, data: kernel.bytes(target, size).slice() };
}

/** Coordinates of the source for each column and row of the result, in whole 1/4096 of a pixel. */
export interface FixedMap {
  readonly columnX: Int32Array;
  readonly columnY: Int32Array;
  readonly rowX: Int32Array;
  readonly rowY: Int32Array;
  /** Added to it: points of a grid 2^cellBits pixels apart, one more at each end than the result needs. */
  readonly grid?: {
    readonly cellBits: number;
    readonly columns: number;
    readonly x: Int32Array;
    readonly y: Int32Array;
  };
}

/** Bilinear; the result is as large as the map, and 0 where the map leaves the source. */
export function throughMap(raster: Raster, { columnX, columnY, rowX, rowY, grid }: FixedMap): Raster {
  const [width, height] = [columnX.length, rowX.length];
  const none = new Int32Array();
  const lists = [columnX, columnY, rowX, rowY, grid?.x ?? none, grid?.y ?? none];
  const [source, target, ...places] = kernel.reserve(
    raster.data.length,
    width * height,
    ...lists.map(({ byteLength }) => byteLength),
  ) as [number, number, number, number, number, number, number, number];
  kernel.write(source, raster.data);
  lists.forEach((list, i) => kernel.write(places[i] as number, list));
  const { columns = 0, cellBits = 0 } = grid ?? {};
  kernel.run.resample(source, raster.width, raster.height, target, width, height, ...places, columns, cellBits);
  return { width, height, data: kernel.bytes(target, width * height).slice() };
}

/** Blends each pixel with the largest (amount over 0) or smallest of its four neighbours. The edge stays as it is. */
export function strokes({ width, height, data }: Raster, amount: number): Uint8Array {
  const weight = Math.round(128 * Math.min(1, Math.abs(amount)));
  const [source, target] = kernel.reserve(data.length, data.length) as [number, number];
  kernel.write(source, data);
  kernel.run.strokes(source, width, height, target, weight, amount > 0 ? 0 : 1);
  return kernel.bytes(target, data.length).slice();
}

/** Blends each pixel with the binomial mean of 3 × 3, amount 0 to 1. The edge stays as it is. */
export function blur({ width, height, data }: Raster, amount: number): Uint8Array {
  const [source, target] = kernel.reserve(data.length, data.length) as [number, number];
  kernel.write(source, data);
  kernel.run.blur(source, width, height, target, Math.round(128 * Math.min(1, amount)));
  return kernel.bytes(target, data.length).slice();
}

/**
 * Adds triangular noise; scale is in whole 2^-24 of a level for each 1/65536 of the triangle's half width.
 * @param key of the stream of `Random` that the noise is
 */
export function addNoise(data: Uint8Array, key: number, scale: number): Uint8Array {
  const [at] = kernel.reserve(data.length) as [number];
  kernel.write(at, data);
  kernel.run.addNoise(at, data.length, key, scale);
  return kernel.bytes(at, data.length).slice();
}

/** Levels as float32, 0 to 1; valid until the next call of this file. */
export function unitFloats(data: Uint8Array): Float32Array {
  const [source, target] = kernel.reserve(data.length, data.length * 4) as [number, number];
  kernel.write(source, data);
  kernel.run.unitFloats(source, data.length, target);
  return kernel.floats(target, data.length);
}
