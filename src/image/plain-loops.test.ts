import { afterEach, describe, expect, it, vi } from 'vitest';
import { Random } from '../random/index.js';
import * as kernel from './kernel.js';
import type { FixedMap } from './loops.js';
import { plainLoops } from './plain-loops.js';

// Sizes around the vectors' 16 pixels, and single rows and columns.
const sizes = [
  [1, 1],
  [3, 5],
  [16, 3],
  [17, 4],
  [90, 40],
] as const;
const random = new Random('plain loops');
const noise = (width: number, height: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, () => random.below(256)),
});
const fixed = (length: number, from: number, to: number) =>
  Int32Array.from({ length }, () => Math.round(random.between(from, to) * 4096));

function mapOver(width: number, height: number, withGrid: boolean): FixedMap {
  const [columns, rows] = [(40 >> 3) + 2, (30 >> 3) + 2];
  const grid = { cellBits: 3, columns, x: fixed(columns * rows, -3, 3), y: fixed(columns * rows, -3, 3) };
  const map = {
    columnX: fixed(40, -2, width + 1),
    columnY: fixed(40, -1, 1),
    rowX: fixed(30, -1, 1),
    rowY: fixed(30, -2, height + 1),
  };
  return withGrid ? { ...map, grid } : map;
}

/** Every loop over one image, each with its result. */
function results(loops: typeof plainLoops, width: number, height: number) {
  const image = noise(width, height);
  const table = noise(256, 1).data;
  return [
    loops.histogram(image),
    loops.throughTable(image.data, table),
    ...[1, 2, 4, 7].map((factor) => loops.average(image, factor)),
    ...[false, true].map((withGrid) => loops.throughMap(image, mapOver(width, height, withGrid))),
    ...[0.4, -0.4, 1, -1].map((amount) => loops.strokes(image, amount)),
    ...[0.3, 1].map((amount) => loops.blur(image, amount)),
    ...[5000, 8_000_000].map((scale) => loops.addNoise(image.data, random.uint32(), scale)),
    loops.unitFloats(image.data).slice(),
  ];
}

describe('the loops over pixels in TypeScript', () => {
  it.each(sizes)('give what the kernel gives, bit for bit, %i × %i', (width, height) => {
    const both = [kernel, plainLoops].map((loops) => {
      // Both see the same numbers.
      Object.assign(random, { counter: 0 });
      return results(loops, width, height);
    });
    expect(both[1]).toEqual(both[0]);
  });

  describe('where WebAssembly is refused', () => {
    afterEach(() => {
      vi.unstubAllGlobals();
      vi.resetModules();
    });

    it.each([
      ['is not there', undefined],
      [
        'is forbidden by a content security policy',
        {
          Module: class {
            constructor() {
              throw new Error('WebAssembly.Module(): Wasm code generation disallowed by embedder');
            }
          },
        },
      ],
    ])('are taken: it %s', async (_, refused) => {
      vi.resetModules();
      vi.stubGlobal('WebAssembly', refused);
      const plain = vi.spyOn((await import('./plain-loops.js')).plainLoops, 'blur');
      const { blur } = await import('./kernel.js');
      const image = noise(17, 5);
      expect(blur(image, 0.6)).toEqual(kernel.blur(image, 0.6));
      expect(plain).toHaveBeenCalledOnce();
    });
  });
});
