/**
 * The ink of a line without its paper: how much of the paper's light each pixel takes away. Put over paper of some other
 * grey, it looks as it did; where nothing is written it is 0, so that pieces have no borders.
 */
import { percentiles, type Raster, resample, scaledWidth, scaleMap } from '../../image/index.js';

export interface LineInk {
  /** Share of the light that is taken away, 0 to 255. */
  readonly ink: Raster;
  /** Light level of the paper. */
  readonly paper: number;
  /** Deviation of the paper's levels. */
  readonly grain: number;
}

/** Most pixels are paper; what is brighter than this share of them is taken as its middle. */
const paperShare = 0.7;
/** Under so many deviations of the paper is grain, and from twice as much on all is ink. */
const grainDeviations = 2.5;
const leastFloor = 10;
const mostFloor = 40;

/** @param light of any height; the ink has the line height */
export function inkOfLine(light: Raster, lineHeight: number): LineInk {
  const line = light.height === lineHeight ? light : scaled(light, lineHeight);
  const papers = paperOfColumns(line);
  const { width, height, data } = line;
  const grain = grainOf(line, papers);
  const [paper] = percentiles(line, [paperShare]);
  const floor = Math.min(mostFloor, Math.max(leastFloor, (255 * grainDeviations * grain) / Math.max(1, paper)));
  const table = Uint8Array.from({ length: 256 }, (_, level) =>
    Math.round(Math.max(0, Math.min(level, 2 * (level - floor)))),
  );
  const ink = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const taken = Math.max(0, 255 - (255 * (data[at] ?? 0)) / (papers[x] ?? 255));
      ink[at] = table[Math.round(taken)] ?? 0;
    }
  }
  return { ink: { width, height, data: ink }, paper, grain };
}

function scaled(light: Raster, lineHeight: number): Raster {
  return resample(light, scaleMap(light, scaledWidth(light.width, light.height, lineHeight), lineHeight));
}

/** The paper's level around each column: of stretches twice as wide as high, linear between their middles. */
function paperOfColumns(line: Raster): Float64Array {
  const { width, height, data } = line;
  const count = Math.max(1, Math.round(width / (2 * height)));
  const step = width / count;
  const levels = Array.from({ length: count }, (_, n) => {
    const [from, to] = [Math.floor(n * step), Math.max(Math.floor(n * step) + 1, Math.floor((n + 1) * step))];
    const part = new Uint8Array((to - from) * height);
    for (let y = 0; y < height; y++) part.set(data.subarray(y * width + from, y * width + to), y * (to - from));
    const [level] = percentiles({ width: to - from, height, data: part }, [paperShare]);
    return Math.max(1, level);
  });
  return Float64Array.from({ length: width }, (_, x) => {
    const place = Math.min(count - 1, Math.max(0, (x + 0.5) / step - 0.5));
    const [before, share] = [Math.floor(place), place % 1];
    return (levels[before] ?? 1) * (1 - share) + (levels[Math.min(count - 1, before + 1)] ?? 1) * share;
  });
}

/** What is brighter than the paper's middle is grain; pixels of exactly its level are a mask around the line. */
function grainOf({ width, data }: Raster, papers: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const [at, level] of data.entries()) {
    const over = level - (papers[at % width] ?? 0);
    if (over < 0.5) continue;
    sum += over * over;
    count++;
  }
  return count < 50 ? 0 : Math.sqrt(sum / count);
}
