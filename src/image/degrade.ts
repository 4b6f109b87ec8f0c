/**
 * What happens to ink on paper: pen, sheet, camera, compression. Each is a pure function of a raster of ink (255) on
 * paper (0). Amounts are shares of full ink; places are shares of the width and height; sizes are shares of the height.
 */
import { hash32, Random } from '../random/index.js';
import { addNoise, blur, strokes, throughTable } from './kernel.js';
import type { Raster } from './raster.js';
import { resample, scaleMap } from './resample.js';

function levels(toLevel: (share: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, level) =>
    Math.round(255 * Math.min(1, Math.max(0, toLevel(level / 255)))),
  );
}

/** Thicker (over 0: dilated) or thinner (under 0: eroded) strokes; ±1 takes the neighbours' largest or smallest wholly. */
export function strokesChanged(ink: Raster, amount: number): Raster {
  return { ...ink, data: strokes(ink, amount) };
}

/** Ink v becomes brightness + contrast · v^gamma. */
export function toned(ink: Raster, gamma: number, contrast: number, brightness: number): Raster {
  return {
    ...ink,
    data: throughTable(
      ink.data,
      levels((v) => brightness + contrast * v ** gamma),
    ),
  };
}

/** A line like this one above (down < 0) or below: what of it reaches into the image. */
export function withNeighbour(ink: Raster, along: number, down: number): Raster {
  const { width, height } = ink;
  const data = ink.data.slice();
  const [dx, dy] = [Math.round(along * width), Math.round(down * height)];
  for (let y = Math.max(0, dy); y < Math.min(height, height + dy); y++) {
    for (let x = 0; x < width; x++) {
      const level = ink.data[(y - dy) * width + ((x + dx) % width)] as number;
      const at = y * width + x;
      if (level > (data[at] as number)) data[at] = level;
    }
  }
  return { width, height, data };
}

/** A ruled line, or a margin. */
export interface Rule {
  /** Along the line (x) or across it (y). */
  readonly axis: 'x' | 'y';
  /** Where its middle is. */
  readonly at: number;
  /** How far one end is from the other across its direction. */
  readonly rise: number;
  readonly thickness: number;
  readonly level: number;
  /** Length of dashes; 0 is a whole line. */
  readonly dash: number;
}

export function ruled(ink: Raster, { axis, at, rise, thickness, level, dash }: Rule): Raster {
  const { width, height } = ink;
  const data = ink.data.slice();
  const [length, across] = axis === 'x' ? [width, height] : [height, width];
  const half = Math.max(0.5, (thickness * height) / 2);
  for (let t = 0; t < length; t++) {
    if (dash > 0 && Math.floor(t / (dash * height)) % 2 === 1) continue;
    const middle = at * across + rise * height * (t / length - 0.5);
    for (let s = Math.max(0, Math.floor(middle - half)); s < Math.min(across, middle + half); s++) {
      // How much of the pixel the line covers.
      const share = Math.min(s + 1, middle + half) - Math.max(s, middle - half);
      const place = axis === 'x' ? s * width + t : t * width + s;
      data[place] = Math.max(data[place] as number, Math.round(255 * level * Math.min(1, share)));
    }
  }
  return { width, height, data };
}

/** Uneven paper: smooth random levels, points of which are `cell` apart, added. */
export function textured(ink: Raster, amount: number, cell: number, seed: number): Raster {
  const { width, height } = ink;
  const size = Math.max(1, cell * height);
  const columns = Math.ceil(width / size) + 2;
  const rows = Math.ceil(height / size) + 2;
  const random = new Random('texture', seed);
  const coarse = {
    width: columns,
    height: rows,
    data: Uint8Array.from({ length: columns * rows }, () => random.below(Math.ceil(256 * Math.min(1, amount)))),
  };
  const map = scaleMap(coarse, width, height);
  const paper = size <= 1 ? coarse : resample(coarse, map);
  return added(ink, paper);
}

function added(ink: Raster, more: Raster): Raster {
  const data = ink.data.map((level, i) => Math.min(255, level + (more.data[i] as number)));
  return { ...ink, data };
}

export interface Stain {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly level: number;
}

/** A round stain, darkest at its edge as dried drops are. */
export function stained(ink: Raster, { x, y, radius, level }: Stain): Raster {
  const { width, height } = ink;
  const data = ink.data.slice();
  const [mx, my, r] = [x * width, y * height, Math.max(1, radius * height)];
  for (let row = Math.max(0, Math.floor(my - r)); row < Math.min(height, my + r); row++) {
    for (let column = Math.max(0, Math.floor(mx - r)); column < Math.min(width, mx + r); column++) {
      const distance = Math.hypot(column + 0.5 - mx, row + 0.5 - my) / r;
      if (distance >= 1) continue;
      const edge = Math.min(1, (1 - distance) * 6) * (0.5 + 0.5 * distance);
      const at = row * width + column;
      data[at] = Math.min(255, (data[at] as number) + Math.round(255 * level * edge));
    }
  }
  return { width, height, data };
}

/** Out of focus: each pixel blended with the binomial mean of 3 × 3. */
export function blurred(ink: Raster, amount: number): Raster {
  return { ...ink, data: blur(ink, amount) };
}

/** Noise of a standard deviation. */
export function noisy(ink: Raster, deviation: number, seed: number): Raster {
  // The sum of two uniform numbers of 0 to 1 has a deviation of 1/√6.
  const scale = Math.round(255 * deviation * Math.sqrt(6) * 256);
  return scale > 0 ? { ...ink, data: addNoise(ink.data, hash32(seed), scale) } : ink;
}

/** Columns (x) or rows (y) covered with paper. */
export function masked(ink: Raster, axis: 'x' | 'y', from: number, size: number): Raster {
  const { width, height } = ink;
  const data = ink.data.slice();
  const length = axis === 'x' ? width : height;
  const first = Math.floor(from * length);
  const end = Math.min(length, first + Math.max(1, Math.round(size * height)));
  if (axis === 'y') data.fill(0, first * width, end * width);
  else for (let y = 0; y < height; y++) data.fill(0, y * width + first, y * width + end);
  return { width, height, data };
}

/** Steps of JPEG's luminance at quality 50 (ITU-T T.81, table K.1). */
const luminance = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];

/** Row k of the discrete cosine transform of eight values. */
const cosines = Array.from({ length: 8 }, (_, k) =>
  Float64Array.from(
    { length: 8 },
    (_, n) => Math.cos(((2 * n + 1) * k * Math.PI) / 16) * (k === 0 ? Math.SQRT1_2 : 1) * 0.5,
  ),
);

/** What JPEG of a quality (1 to 100, libjpeg's scale) leaves of an image: squares of 8 pixels with rounded frequencies. */
export function compressed(ink: Raster, quality: number): Raster {
  const { width, height } = ink;
  const data = ink.data.slice();
  const scale = (quality < 50 ? 5000 / quality : 200 - 2 * quality) / 100;
  const steps = luminance.map((step) => Math.min(255, Math.max(1, Math.round(step * scale))));
  const block = new Float64Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let i = 0; i < 64; i++) {
        const [x, y] = [Math.min(width - 1, left + (i & 7)), Math.min(height - 1, top + (i >> 3))];
        block[i] = (ink.data[y * width + x] as number) - 128;
      }
      const frequencies = transform(transform(block, false), false);
      for (let i = 0; i < 64; i++)
        frequencies[i] = Math.round((frequencies[i] as number) / (steps[i] as number)) * (steps[i] as number);
      const back = transform(transform(frequencies, true), true);
      for (let i = 0; i < 64; i++) {
        const [x, y] = [left + (i & 7), top + (i >> 3)];
        if (x < width && y < height)
          data[y * width + x] = Math.min(255, Math.max(0, Math.round((back[i] as number) + 128)));
      }
    }
  }
  return { width, height, data };
}

/** The rows of a square transformed, rows and columns exchanged. */
function transform(square: Float64Array, inverse: boolean): Float64Array {
  const result = new Float64Array(64);
  for (let row = 0; row < 8; row++) {
    for (let k = 0; k < 8; k++) {
      let sum = 0;
      for (let n = 0; n < 8; n++) {
        const factor = inverse ? cosines[n]?.[k] : cosines[k]?.[n];
        sum += (factor as number) * (square[row * 8 + n] as number);
      }
      result[k * 8 + row] = sum;
    }
  }
  return result;
}
