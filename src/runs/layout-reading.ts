/**
 * Baselines of a page by a layout network, in two passes: one that learns how large the writing is, and one at the scale that
 * the network reads best. How maps become lines is the one function `baselinesIn`.
 */
import { type Raster, resample, unitFloats } from '../image/index.js';
import { canonicalAscender, layoutInk } from '../layout/index.js';
import type { LayoutNetwork } from '../network/index.js';
import type { Point } from '../page/index.js';
import type { RuntimeTensor } from '../runtime/index.js';
import { baselinesIn, type PageMaps } from './map-baselines.js';

/** Pixels of the longer side in the first pass. */
const firstSide = 1280;
/** Pixels of the second at most. */
const mostPixels = 3e6;
/** Ascenders that are read well enough, and how far a better scale must be away to be worth a second pass. */
const [low, high] = [15, 25];
const leastChange = 0.2;
/** Pixels of the baseline map above that a median says something, and how many it takes. */
const certain = 0.2;
const fewest = 100;

/** Runs the network: `image` [1, 1, H, W] to `maps` and `heights`. */
export type RunMaps = (image: RuntimeTensor) => Promise<Readonly<Record<string, RuntimeTensor>>>;

/**
 * @param light levels of the page
 * @returns baselines in pixels of the page
 */
export async function readBaselines(
  light: Raster,
  network: LayoutNetwork,
  run: RunMaps,
): Promise<readonly (readonly Point[])[]> {
  const ink = layoutInk(light);
  const firstScale = firstSide / Math.max(light.width, light.height);
  const first = await mapsAt(ink, firstScale, network, run);
  const scale = betterScale(first);
  const maps = scale === undefined ? first : await mapsAt(ink, largestAllowed(scale, light), network, run);
  return baselinesIn(maps);
}

/** The scale at which ascenders are as the network wants them; `undefined` where they are so, or nothing says how they are. */
function betterScale({ probabilities, heights, scale }: PageMaps): number | undefined {
  const baseline = probabilities('baseline');
  const logs = heights('ascender').filter((_, at) => (baseline[at] ?? 0) > certain);
  if (logs.length < fewest) return undefined;
  const median = 2 ** (logs.sort()[Math.floor(logs.length / 2)] ?? 0);
  const change = canonicalAscender / median;
  const isGood = (median >= low && median <= high) || Math.abs(Math.log(change)) < Math.log(1 + leastChange);
  return isGood ? undefined : scale * change;
}

function largestAllowed(scale: number, { width, height }: Raster): number {
  return Math.min(scale, Math.sqrt(mostPixels / (width * height)));
}

async function mapsAt(ink: Raster, scale: number, network: LayoutNetwork, run: RunMaps): Promise<PageMaps> {
  const { multiple } = network;
  const [width, height] = [ink.width, ink.height].map((size) => Math.ceil((size * scale) / multiple) * multiple);
  const shown = scaled(ink, scale, width ?? multiple, height ?? multiple);
  const { maps, heights } = await run({
    data: unitFloats(shown.data).slice(),
    shape: [1, 1, shown.height, shown.width],
  });
  const [w, h] = [shown.width / 2, shown.height / 2];
  const named = (tensor: RuntimeTensor | undefined, names: readonly string[]) => (name: string) => {
    const at = names.indexOf(name) * w * h;
    const { data = none } = tensor ?? {};
    if (!(data instanceof Float32Array) || at < 0) throw new Error(`the network must give a map ${name}`);
    return data.subarray(at, at + w * h);
  };
  return {
    width: w,
    height: h,
    scale,
    probabilities: named(maps, network.maps),
    heights: named(heights, network.heights),
  };
}

const none = new Float64Array();

/** The ink at a scale in the upper left corner of a raster; the rest is paper. */
function scaled(ink: Raster, scale: number, width: number, height: number): Raster {
  return resample(ink, {
    columnX: Float64Array.from({ length: width }, (_, x) => (x + 0.5) / scale - 0.5),
    columnY: new Float64Array(width),
    rowX: new Float64Array(height),
    rowY: Float64Array.from({ length: height }, (_, y) => (y + 0.5) / scale - 0.5),
  });
}
