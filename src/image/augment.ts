/**
 * Augmentation: what another hand, pen or camera would have done to the line. A distortion is plain data drawn from a
 * random stream (seed, sample, epoch), so that it can be planned before the image is read and repeated exactly.
 */
import { Random } from '../random/index.js';
import { type Raster, throughTable } from './raster.js';
import type { CoordinateMap } from './resample.js';

export interface Distortion {
  /** Pixels of the distorted line. */
  readonly width: number;
  /** Horizontal shift for each unit of height: the tangent of the slant. */
  readonly slant: number;
  /** Writing height as a share of the line height. */
  readonly height: number;
  /** Vertical shift as a share of the line height. */
  readonly shift: number;
  /** Rise over the whole line as a share of the line height. */
  readonly rise: number;
  /** Waves along the line, vertical and horizontal: amplitude as a share of the height, length in line heights. */
  readonly waves: readonly Wave[];
  /** Exponent on the ink: under 1 darker and thicker strokes, over 1 lighter and thinner ones. */
  readonly gamma: number;
  /** Stroke change in pixels: over 0 dilates, under 0 erodes, by blending with the neighbours' maximum or minimum. */
  readonly stroke: number;
  /** Standard deviation of the noise, in levels of 255. */
  readonly noise: number;
  readonly noiseSeed: number;
}

interface Wave {
  readonly axis: 'x' | 'y';
  readonly amplitude: number;
  readonly length: number;
  readonly phase: number;
}

/**
 * Draws a distortion for a line.
 * @param width pixels of the undistorted line at the line height
 * @param strength 0 (none) to 1 (the ranges that the experiments settled on) and beyond
 */
export function drawDistortion(width: number, strength: number, ...key: readonly (number | string)[]): Distortion {
  const random = new Random('distortion', ...key);
  const spread = (amount: number) => random.between(-amount, amount) * strength;
  const stretch = Math.exp(spread(0.22));
  const wave = (axis: 'x' | 'y', amount: number, low: number, high: number): Wave => ({
    axis,
    amplitude: amount * strength * random.uniform(),
    length: random.between(low, high),
    phase: random.uniform() * 2 * Math.PI,
  });
  return {
    width: Math.max(1, Math.round(width * stretch)),
    slant: spread(0.35),
    height: Math.exp(spread(0.14)),
    shift: spread(0.07),
    rise: spread(0.08),
    waves: [wave('y', 0.04, 1.5, 6), wave('x', 0.06, 0.7, 2.5), wave('x', 0.1, 2.5, 6)],
    gamma: Math.exp(spread(0.5)),
    stroke: spread(0.5),
    noise: random.uniform() < 0.5 ? 0 : random.uniform() * 12 * strength,
    noiseSeed: random.uint32(),
  };
}

/** The distortion as a coordinate map from the line image. */
export function distortMap(source: Raster, lineHeight: number, distortion: Distortion): CoordinateMap {
  const { width } = distortion;
  const perPixelX = source.width / width;
  const perPixelY = source.height / lineHeight;
  const columnX = new Float64Array(width);
  const columnY = new Float64Array(width);
  for (const { axis, amplitude, length, phase } of distortion.waves) {
    const shifts = axis === 'x' ? columnX : columnY;
    const step = (2 * Math.PI) / (length * lineHeight);
    for (let x = 0; x < width; x++) {
      shifts[x] = (shifts[x] as number) + amplitude * lineHeight * Math.sin(x * step + phase);
    }
  }
  for (let x = 0; x < width; x++) {
    columnX[x] = (x + 0.5 + (columnX[x] as number)) * perPixelX - 0.5;
    columnY[x] = ((columnY[x] as number) + distortion.rise * lineHeight * (x / width - 0.5)) * perPixelY;
  }
  const rowX = new Float64Array(lineHeight);
  const rowY = new Float64Array(lineHeight);
  for (let y = 0; y < lineHeight; y++) {
    const fromMiddle = y + 0.5 - lineHeight / 2;
    rowX[y] = distortion.slant * fromMiddle * perPixelX;
    rowY[y] = (fromMiddle / distortion.height + lineHeight / 2 + distortion.shift * lineHeight) * perPixelY - 0.5;
  }
  return { columnX, columnY, rowX, rowY };
}

/** Stroke width, darkness and noise. */
export function distortInk(ink: Raster, distortion: Distortion): Raster {
  const table = Uint8Array.from({ length: 256 }, (_, level) => Math.round(255 * (level / 255) ** distortion.gamma));
  const data = throughTable(strokes(ink, distortion.stroke), table);
  if (distortion.noise > 0) addNoise(data, distortion.noise, new Random(distortion.noiseSeed));
  return { width: ink.width, height: ink.height, data };
}

/**
 * The sum of two uniform numbers, which are the halves of one word: a triangle is near enough to a normal curve here.
 * @param deviation standard deviation in levels
 */
function addNoise(data: Uint8Array, deviation: number, random: Random): void {
  // Two uniform numbers of 0 to 1 have a deviation of 1/√6 together. In whole 2^-24 of a level.
  const scale = Math.round(deviation * Math.sqrt(6) * 256);
  for (let i = 0; i < data.length; i++) {
    const word = random.uint32();
    const sum = (word & 0xffff) + (word >>> 16) - 0xffff;
    const level = (data[i] as number) + ((sum * scale) >> 24);
    data[i] = level < 0 ? 0 : level > 255 ? 255 : level;
  }
}

/** Blends each pixel with the largest (amount over 0) or smallest of its four neighbours. The edge stays as it is. */
function strokes({ width, height, data }: Raster, amount: number): Uint8Array {
  if (Math.abs(amount) < 0.05) return data;
  const result = data.slice();
  const weight = Math.round(256 * Math.min(1, Math.abs(amount)));
  // The smallest is the largest of the complements.
  const flip = amount > 0 ? 0 : 255;
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const own = data[at] as number;
      let most = own ^ flip;
      const left = (data[at - 1] as number) ^ flip;
      const right = (data[at + 1] as number) ^ flip;
      const above = (data[at - width] as number) ^ flip;
      const below = (data[at + width] as number) ^ flip;
      if (left > most) most = left;
      if (right > most) most = right;
      if (above > most) most = above;
      if (below > most) most = below;
      result[at] = own + ((((most ^ flip) - own) * weight) >> 8);
    }
  }
  return result;
}
