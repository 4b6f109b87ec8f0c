/**
 * The ink of a line without its paper: how much of the paper's light each pixel takes away. Put over paper of some other
 * grey, it looks as it did; where nothing is written it is 0, so that pieces have no borders.
 */
import {
  evenPaper,
  percentiles,
  type Raster,
  resample,
  scaledWidth,
  scaleMap,
  throughTable,
} from '../../image/index.js';

export interface LineInk {
  /** Share of the light that is taken away, 0 to 255. */
  readonly ink: Raster;
  /** Light level of the paper. */
  readonly paper: number;
  /** Deviation of the paper's levels. */
  readonly grain: number;
}

/**
 * Under so many deviations of the paper is grain, and under such a share of the darkest strokes is shade; from twice as much
 * on all is ink.
 */
const grainDeviations = 2.5;
const shadeShare = 0.2;
const darkShare = 0.02;
const leastFloor = 10;
const mostFloor = 32;
/** Fewer brighter pixels are no grain. */
const fewestGrains = 50;

/** @param light of any height; the ink has the line height */
export function inkOfLine(light: Raster, lineHeight: number): LineInk {
  const line = light.height === lineHeight ? light : scaled(light, lineHeight);
  const even = evenPaper(line);
  // Most pixels are paper.
  const [dark, middle] = percentiles(even, [darkShare, 0.5]);
  const [paper] = percentiles(line, [0.5]);
  const grain = deviationAbove(even, middle);
  const floor = Math.min(mostFloor, Math.max(leastFloor, grainDeviations * grain, shadeShare * (middle - dark)));
  const table = Uint8Array.from({ length: 256 }, (_, level) => {
    const taken = 255 - (255 * level) / Math.max(1, middle);
    return Math.round(Math.max(0, Math.min(taken, 2 * (taken - floor))));
  });
  return { ink: { ...even, data: throughTable(even.data, table) }, paper, grain: (grain * paper) / 255 };
}

function scaled(light: Raster, lineHeight: number): Raster {
  return resample(light, scaleMap(light, scaledWidth(light.width, light.height, lineHeight), lineHeight));
}

/** What is brighter than the paper's middle is grain; pixels of exactly its level are a mask around the line. */
function deviationAbove({ data }: Raster, middle: number): number {
  let [sum, count] = [0, 0];
  for (const level of data) {
    if (level <= middle) continue;
    sum += (level - middle) ** 2;
    count++;
  }
  return count < fewestGrains ? 0 : Math.sqrt(sum / count);
}
