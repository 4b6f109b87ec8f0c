/**
 * Augmentation: what another hand, pen or camera would have done to the line. A distortion is plain data drawn from a
 * random stream (seed, sample, epoch), so that it can be planned before the image is read and repeated exactly.
 */
import { Random } from '../random/index.js';
import type { Raster } from './raster.js';
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
  for (let x = 0; x < width; x++) {
    const wave = (axis: 'x' | 'y') =>
      distortion.waves.reduce(
        (sum, w) =>
          w.axis === axis ? sum + w.amplitude * Math.sin((2 * Math.PI * x) / (w.length * lineHeight) + w.phase) : sum,
        0,
      ) * lineHeight;
    columnX[x] = (x + 0.5 + wave('x')) * perPixelX - 0.5;
    columnY[x] = (wave('y') + distortion.rise * lineHeight * (x / width - 0.5)) * perPixelY;
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
  const data = strokes(ink, distortion.stroke);
  const table = Uint8Array.from({ length: 256 }, (_, level) => Math.round(255 * (level / 255) ** distortion.gamma));
  const random = new Random(distortion.noiseSeed);
  for (let i = 0; i < data.length; i++) {
    const level = table[data[i] as number] as number;
    // The sum of two uniform numbers: a triangle is near enough to a normal curve here, and half its cost.
    const noise = distortion.noise === 0 ? 0 : (random.uniform() + random.uniform() - 1) * 2.45 * distortion.noise;
    data[i] = Math.min(255, Math.max(0, level + noise));
  }
  return { width: ink.width, height: ink.height, data };
}

/** Blends each pixel with the largest or smallest of its four neighbours. */
function strokes({ width, height, data }: Raster, amount: number): Uint8Array {
  const result = Uint8Array.from(data);
  if (Math.abs(amount) < 0.05) return result;
  const choose = amount > 0 ? Math.max : Math.min;
  const weight = Math.min(1, Math.abs(amount));
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const around = choose(
        data[at - 1] as number,
        data[at + 1] as number,
        data[at - width] as number,
        data[at + width] as number,
        data[at] as number,
      );
      result[at] = (data[at] as number) * (1 - weight) + around * weight;
    }
  }
  return result;
}
