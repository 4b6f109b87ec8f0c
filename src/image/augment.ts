/**
 * Augmentation: what another hand, pen or camera would have done to the line. A distortion is plain data drawn from a
 * random stream (seed, sample, epoch), so that it can be planned before the image is read and repeated exactly.
 */
import { hash32, Random } from '../random/index.js';
import { addNoise, strokes, throughTable } from './kernel.js';
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
  const { stroke, gamma, noise, noiseSeed } = distortion;
  const table = Uint8Array.from({ length: 256 }, (_, level) => Math.round(255 * (level / 255) ** gamma));
  const drawn = throughTable(Math.abs(stroke) < leastStroke ? ink.data : strokes(ink, stroke), table);
  // The sum of two uniform numbers of 0 to 1 has a deviation of 1/√6.
  const scale = Math.round(noise * Math.sqrt(6) * 256);
  return { ...ink, data: noise > 0 ? addNoise(drawn, hash32(noiseSeed), scale) : drawn };
}

/** Under this, a change of the strokes is not worth its time. */
const leastStroke = 0.05;
