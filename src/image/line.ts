/**
 * From a grey line image to what the network sees: ink 255 on paper 0, of the network's height, its aspect kept.
 * Training and recognition use the same function; training passes a distortion too.
 */
import { type Distortion, distortInk, distortMap } from './augment.js';
import { type Preprocessing, plainPreprocessing, preprocess, sidePadding } from './preprocess.js';
import type { Raster } from './raster.js';
import { resample, scaleMap } from './resample.js';

/** What the network is shown of a line. */
export interface LineInput {
  /** Pixels. */
  readonly lineHeight: number;
  readonly preprocessing: Preprocessing;
}

/** Lines of a height with nothing done to them but contrast. */
export function plainInput(lineHeight: number): LineInput {
  return { lineHeight, preprocessing: plainPreprocessing };
}

/** Pixels that an image of a line has in width as the network is shown it. */
export function inputWidth(width: number, height: number, { lineHeight, preprocessing }: LineInput): number {
  return scaledWidth(width + 2 * sidePadding(height, preprocessing), height, lineHeight);
}

/** Pixels of a line once it has the network's height, at least 1. */
export function scaledWidth(width: number, height: number, lineHeight: number): number {
  return Math.max(1, Math.round((width * lineHeight) / height));
}

/**
 * @param light grey image of one line, of any height
 * @param input height and preprocessing
 * @param distortion what augmentation does to it; the width of the result is the distortion's
 * @param next another line, to be joined to its end before it is distorted
 * @returns ink 255 on paper 0, of the input's height
 */
export function prepareLine(light: Raster, input: LineInput, distortion?: Distortion, next?: Raster): Raster {
  const { lineHeight, preprocessing } = input;
  const ink = next ? joined(prepareLine(light, input), prepareLine(next, input)) : preprocess(light, preprocessing);
  if (!distortion) return resample(ink, scaleMap(ink, scaledWidth(ink.width, ink.height, lineHeight), lineHeight));
  return distortInk(resample(ink, distortMap(ink, lineHeight, distortion)), distortion);
}

/** Paper between two lines that are joined, as a share of their height. */
const gap = 0.3;

/** Pixels of lines joined at the line height. */
export function joinedWidth(widths: readonly number[], lineHeight: number): number {
  return widths.reduce((a, b) => a + b, 0) + (widths.length - 1) * Math.round(gap * lineHeight);
}

/** Two lines of ink of one height, one behind the other. */
function joined(first: Raster, second: Raster): Raster {
  const lines = [first, second];
  const { height } = first;
  const width = joinedWidth(
    lines.map((line) => line.width),
    height,
  );
  const data = new Uint8Array(width * height);
  let left = 0;
  for (const line of lines) {
    for (let y = 0; y < height; y++) {
      data.set(line.data.subarray(y * line.width, (y + 1) * line.width), y * width + left);
    }
    left += line.width + Math.round(gap * height);
  }
  return { width, height, data };
}
