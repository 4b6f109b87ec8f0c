/** The loops over pixels (wasm/image.ts) as functions of rasters. */
import { type Kernel, kernelOrTwin } from '../runtime/index.js';
import { wasm } from './kernel.wasm.js';
import type { Loops } from './loops.js';
import { plainLoops } from './plain-loops.js';

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

/** The loops in WebAssembly; with `write`, `run` and a copy of the result each. */
function fastLoops(kernel: Kernel<Functions>): Loops {
  return {
    histogram({ data }) {
      const [source, counts] = kernel.reserve(data.length, 4096);
      kernel.write(source, data);
      kernel.run.histogram(source, data.length, counts);
      return new Uint32Array(kernel.bytes(counts, 1024).slice().buffer);
    },
    throughTable(data, table) {
      const [source, entries] = kernel.reserve(data.length, 256);
      kernel.write(source, data);
      kernel.write(entries, table);
      kernel.run.throughTable(source, data.length, entries, source);
      return kernel.bytes(source, data.length).slice();
    },
    average({ width, height, data }, factor) {
      const smaller = {
        width: Math.max(1, Math.floor(width / factor)),
        height: Math.max(1, Math.floor(height / factor)),
      };
      const size = smaller.width * smaller.height;
      const [source, target] = kernel.reserve(data.length, size);
      kernel.write(source, data);
      kernel.run.average(source, width, height, factor, target);
      return { ...smaller, data: kernel.bytes(target, size).slice() };
    },
    throughMap({ width: sourceWidth, height: sourceHeight, data }, { columnX, columnY, rowX, rowY, grid }) {
      const [width, height] = [columnX.length, rowX.length];
      const { x: gridX = none, y: gridY = none, columns = 0, cellBits = 0 } = grid ?? {};
      const [source, target, atColumnX, atColumnY, atRowX, atRowY, atGridX, atGridY] = kernel.reserve(
        data.length,
        width * height,
        columnX.byteLength,
        columnY.byteLength,
        rowX.byteLength,
        rowY.byteLength,
        gridX.byteLength,
        gridY.byteLength,
      );
      kernel.write(source, data);
      kernel.write(atColumnX, columnX);
      kernel.write(atColumnY, columnY);
      kernel.write(atRowX, rowX);
      kernel.write(atRowY, rowY);
      kernel.write(atGridX, gridX);
      kernel.write(atGridY, gridY);
      const size = [sourceWidth, sourceHeight, target, width, height] as const;
      const places = [atColumnX, atColumnY, atRowX, atRowY, atGridX, atGridY] as const;
      kernel.run.resample(source, ...size, ...places, columns, cellBits);
      return { width, height, data: kernel.bytes(target, width * height).slice() };
    },
    strokes({ width, height, data }, amount) {
      const weight = Math.round(128 * Math.min(1, Math.abs(amount)));
      const [source, target] = kernel.reserve(data.length, data.length);
      kernel.write(source, data);
      kernel.run.strokes(source, width, height, target, weight, amount > 0 ? 0 : 1);
      return kernel.bytes(target, data.length).slice();
    },
    blur({ width, height, data }, amount) {
      const [source, target] = kernel.reserve(data.length, data.length);
      kernel.write(source, data);
      kernel.run.blur(source, width, height, target, Math.round(128 * Math.min(1, amount)));
      return kernel.bytes(target, data.length).slice();
    },
    addNoise(data, key, scale) {
      const [at] = kernel.reserve(data.length);
      kernel.write(at, data);
      kernel.run.addNoise(at, data.length, key, scale);
      return kernel.bytes(at, data.length).slice();
    },
    unitFloats(data) {
      const [source, target] = kernel.reserve(data.length, data.length * 4);
      kernel.write(source, data);
      kernel.run.unitFloats(source, data.length, target);
      return kernel.floats(target, data.length);
    },
  };
}

const none = new Int32Array();
const loops = kernelOrTwin(wasm, fastLoops, plainLoops);

export const histogram: Loops['histogram'] = (raster) => loops().histogram(raster);
export const throughTable: Loops['throughTable'] = (data, table) => loops().throughTable(data, table);
export const average: Loops['average'] = (raster, factor) => loops().average(raster, factor);
export const throughMap: Loops['throughMap'] = (raster, map) => loops().throughMap(raster, map);
export const strokes: Loops['strokes'] = (raster, amount) => loops().strokes(raster, amount);
export const blur: Loops['blur'] = (raster, amount) => loops().blur(raster, amount);
export const addNoise: Loops['addNoise'] = (data, key, scale) => loops().addNoise(data, key, scale);
export const unitFloats: Loops['unitFloats'] = (data) => loops().unitFloats(data);
