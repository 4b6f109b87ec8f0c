import { describe, expect, it } from 'vitest';
import { hash32, Random } from '../random/index.js';
import { addNoise, average, blur, histogram, strokes, throughMap, throughTable, unitFloats } from './kernel.js';
import type { Raster } from './raster.js';

const random = new Random('kernel');

function noise(width: number, height: number): Raster {
  return { width, height, data: Uint8Array.from({ length: width * height }, () => random.below(256)) };
}

// Sizes around the vectors' 16 pixels, and single rows and columns.
const sizes = [
  [1, 1],
  [3, 5],
  [16, 3],
  [17, 4],
  [35, 7],
  [64, 2],
] as const;

const at = ({ width, height, data }: Raster, x: number, y: number) =>
  x >= 0 && y >= 0 && x < width && y < height ? (data[y * width + x] as number) : 0;

describe('the loops over pixels', () => {
  it.each(sizes)('count levels and replace them, %i × %i', (width, height) => {
    const image = noise(width, height);
    const counts = new Array<number>(256).fill(0);
    for (const level of image.data) counts[level] = (counts[level] as number) + 1;
    expect([...histogram(image)]).toEqual(counts);
    const table = noise(256, 1).data;
    expect([...throughTable(image.data, table)]).toEqual([...image.data].map((level) => table[level]));
    const floats = [...unitFloats(image.data)];
    image.data.forEach((level, i) => expect(floats[i]).toBeCloseTo(level / 255, 6));
  });

  it.each(sizes)('are bilinear between pixels and 0 outside, %i × %i', (width, height) => {
    const image = noise(width, height);
    const coordinates = (length: number, size: number) =>
      Int32Array.from({ length }, () => Math.round(random.between(-2, size + 1) * 4096));
    const [columnX, columnY] = [coordinates(40, width), coordinates(40, 1)];
    const [rowX, rowY] = [coordinates(9, 1), coordinates(9, height)];
    const seen = throughMap(image, { columnX, columnY, rowX, rowY });
    for (let y = 0; y < 9; y++) {
      for (let x = 0; x < 40; x++) {
        const sx = ((columnX[x] as number) + (rowX[y] as number)) / 4096;
        const sy = ((columnY[x] as number) + (rowY[y] as number)) / 4096;
        const [left, top] = [Math.floor(sx), Math.floor(sy)];
        const [fx, fy] = [sx - left, sy - top];
        const row = (line: number) => at(image, left, line) * (1 - fx) + at(image, left + 1, line) * fx;
        const exact = row(top) * (1 - fy) + row(top + 1) * fy;
        // Weights are whole 1/256.
        expect(Math.abs((seen.data[y * 40 + x] as number) - exact)).toBeLessThan(2.6);
      }
    }
  });

  it('add what a grid of moved points says, linear between them', () => {
    const image = noise(90, 40);
    const [width, height, cellBits] = [70, 30, 3];
    const [columns, rows] = [(width >> cellBits) + 2, (height >> cellBits) + 2];
    const moves = () => Int32Array.from({ length: columns * rows }, () => Math.round(random.between(-3, 3) * 4096));
    const grid = { cellBits, columns, x: moves(), y: moves() };
    const zero = (length: number) => new Int32Array(length);
    const columnX = Int32Array.from({ length: width }, (_, x) => (x + 8) * 4096);
    const rowY = Int32Array.from({ length: height }, (_, y) => (y + 4) * 4096);
    const map = { columnX, columnY: zero(width), rowX: zero(height), rowY };
    const seen = throughMap(image, { ...map, grid });
    const move = (moved: Int32Array, x: number, y: number) => {
      const [cx, cy, fx, fy] = [x >> 3, y >> 3, (x & 7) / 8, (y & 7) / 8];
      const value = (i: number, j: number) => moved[(cy + j) * columns + cx + i] as number;
      const [top, bottom] = [0, 1].map((j) => value(0, j) * (1 - fx) + value(1, j) * fx) as [number, number];
      return Math.round(top * (1 - fy) + bottom * fy);
    };
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const one = throughMap(image, {
          columnX: Int32Array.of((columnX[x] as number) + move(grid.x, x, y)),
          columnY: zero(1),
          rowX: zero(1),
          rowY: Int32Array.of((rowY[y] as number) + move(grid.y, x, y)),
        });
        // Both round to 1/4096 and then to 1/256 of a pixel.
        expect(Math.abs((seen.data[y * width + x] as number) - (one.data[0] as number))).toBeLessThanOrEqual(3);
      }
    }
  });

  it.each(sizes)('blend with the binomial mean, %i × %i', (width, height) => {
    const image = noise(width, height);
    const expected = image.data.map((own, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return own;
      let sum = 8;
      for (const dy of [-1, 0, 1]) {
        for (const dx of [-1, 0, 1]) sum += at(image, x + dx, y + dy) * (2 - Math.abs(dx)) * (2 - Math.abs(dy));
      }
      return own + Math.floor((((sum >> 4) - own) * 77) / 128);
    });
    expect([...blur(image, 0.6)]).toEqual([...expected]);
  });

  it.each(sizes)('blend with the largest or smallest neighbour, %i × %i', (width, height) => {
    const image = noise(width, height);
    for (const amount of [0.4, -0.4, 1, -1]) {
      const weight = Math.round(128 * Math.abs(amount));
      const pick = amount > 0 ? Math.max : Math.min;
      const expected = image.data.map((own, i) => {
        const [x, y] = [i % width, Math.floor(i / width)];
        if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return own;
        const most = pick(own, at(image, x - 1, y), at(image, x + 1, y), at(image, x, y - 1), at(image, x, y + 1));
        return own + Math.floor(((most - own) * weight) / 128);
      });
      expect([...strokes(image, amount)]).toEqual([...expected]);
    }
  });

  it.each(sizes)('add the noise of a stream of Random, %i × %i', (width, height) => {
    const { data } = noise(width, height);
    const [seed, scale] = [77, 5000];
    const stream = new Random(seed);
    const expected = data.map((level) => {
      const word = stream.uint32();
      const sum = (word & 0xffff) + (word >>> 16) - 0xffff;
      return Math.min(255, Math.max(0, level + Math.floor((sum * scale) / 2 ** 24)));
    });
    expect([...addNoise(data, hash32(seed), scale)]).toEqual([...expected]);
  });

  it('average whole squares', () => {
    const image = noise(11, 9);
    const smaller = average(image, 4);
    expect([smaller.width, smaller.height]).toEqual([2, 2]);
    let sum = 0;
    for (let y = 4; y < 8; y++) for (let x = 4; x < 8; x++) sum += at(image, x, y);
    expect(smaller.data[3]).toBe(Math.floor((sum + 8) / 16));
    expect(average(noise(3, 2), 4)).toMatchObject({ width: 1, height: 1 });
  });
});
