/**
 * From a grey line image to what the network sees: ink 255 on paper 0, of the network's height, its aspect kept.
 * Training and recognition use the same function; training passes a distortion too.
 */
import { type Distortion, distortInk, distortMap } from './augment.js';
import { throughTable } from './kernel.js';
import { percentiles, type Raster } from './raster.js';
import { resample, scaleMap } from './resample.js';

/** Shares of pixels taken as ink and as paper. Strokes cover a few per cent of a line; most of the rest is paper. */
const inkShare = 0.01;
const paperShare = 0.7;
/** Differences under this are noise on an empty line and are not stretched to full contrast. */
const leastContrast = 40;

/** Dark on light (or light on dark) to ink 255 on paper 0, contrast stretched between percentiles. */
export function toInk(light: Raster): Raster {
  const levels = percentiles(light, [inkShare, 1 - paperShare, 0.5, paperShare, 1 - inkShare]);
  const [dark, lowPaper, median, paper, bright] = levels as [number, number, number, number, number];
  // Where most pixels are near the dark end, the writing is the light part.
  const inverted = median - dark < (bright - dark) / 4;
  const [from, to] = inverted ? [lowPaper, bright] : [paper, dark];
  const range = Math.max(leastContrast, Math.abs(to - from)) * (inverted ? 1 : -1);
  const table = Uint8Array.from({ length: 256 }, (_, level) =>
    Math.round(255 * Math.min(1, Math.max(0, (level - from) / range))),
  );
  return { width: light.width, height: light.height, data: throughTable(light.data, table) };
}

/** Pixels of a line once it has the network's height, at least 1. */
export function scaledWidth(width: number, height: number, lineHeight: number): number {
  return Math.max(1, Math.round((width * lineHeight) / height));
}

/**
 * @param light grey image of one line, of any height
 * @param lineHeight pixels
 * @param distortion what augmentation does to it; the width of the result is the distortion's
 * @param next another line, to be joined to its end before it is distorted
 * @returns ink 255 on paper 0, `lineHeight` high
 */
export function prepareLine(light: Raster, lineHeight: number, distortion?: Distortion, next?: Raster): Raster {
  const ink = next ? joined([light, next].map((one) => prepareLine(one, lineHeight))) : toInk(light);
  if (!distortion) return resample(ink, scaleMap(ink, scaledWidth(ink.width, ink.height, lineHeight), lineHeight));
  return distortInk(resample(ink, distortMap(ink, lineHeight, distortion)), distortion);
}

/** Paper between two lines that are joined, as a share of their height. */
const gap = 0.3;

/** Pixels of lines joined at the line height. */
export function joinedWidth(widths: readonly number[], lineHeight: number): number {
  return widths.reduce((a, b) => a + b, 0) + (widths.length - 1) * Math.round(gap * lineHeight);
}

/** Lines of ink of one height, one behind the other. */
function joined(lines: readonly Raster[]): Raster {
  const { height } = lines[0] as Raster;
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
