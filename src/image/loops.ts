import type { Raster } from './raster.js';

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

/** The loops over pixels: in WebAssembly (kernel.ts) and in TypeScript (plain-loops.ts), with the same results. */
export interface Loops {
  /** How often each of 256 levels stands in a raster. */
  histogram(raster: Raster): Uint32Array;
  /** Each level replaced by the table's entry for it. */
  throughTable(data: Uint8Array, table: Uint8Array): Uint8Array;
  /** Means of squares of factor × factor pixels. */
  average(raster: Raster, factor: number): Raster;
  /** Bilinear; the result is as large as the map, and 0 where the map leaves the source. */
  throughMap(raster: Raster, map: FixedMap): Raster;
  /** Blends each pixel with the largest (amount over 0) or smallest of its four neighbours. The edge stays as it is. */
  strokes(raster: Raster, amount: number): Uint8Array;
  /** Blends each pixel with the binomial mean of 3 × 3, amount 0 to 1. The edge stays as it is. */
  blur(raster: Raster, amount: number): Uint8Array;
  /**
   * Adds triangular noise; scale is in whole 2^-24 of a level for each 1/65536 of the triangle's half width.
   * @param key of the stream of `Random` that the noise is
   */
  addNoise(data: Uint8Array, key: number, scale: number): Uint8Array;
  /** Levels as float32, 0 to 1; valid until the next call of any of these. */
  unitFloats(data: Uint8Array): Float32Array;
}
