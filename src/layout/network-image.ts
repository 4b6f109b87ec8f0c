/** How large a layout network is shown a page, and the page as it is shown. */
import { type Raster, resample, scaleMap } from '../image/index.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels of the longer side in the first look, where nothing is known of the writing; small images grow by so much at most. */
const firstSide = 1280;
const mostGrowth = 2;
/** Pixels that a network is shown at most. */
const mostPixels = 3_000_000;
/** Of the height that the network was trained at: writing so much smaller or larger is looked at again. */
const leastHeight = 0.9;
const mostHeight = 1.1;
/** Of that height, what large writing is shown at: it is seldom crowded, and smaller there is less beside it that looks like some. */
const largeShare = 0.85;
/** A second look that changes the scale by less, as where the image is as large as it may be, is not worth its time. */
const leastChange = 0.1;
/** Pixels of the maps that are of a baseline, and how sure that must be, so that the height there says something. */
const leastSeen = 100;
const sure = 0.2;

/** Pixels of the network's image for one of the page, in the first look. */
export function firstScale(page: Size): number {
  return withinLimit(Math.min(mostGrowth, firstSide / Math.max(page.width, page.height)), page);
}

/**
 * The scale of a second look; `undefined` where the first was good enough, or saw too little to say.
 * @param seen the maps of baselines and of the logarithm of ascenders' heights
 * @param ascender pixels that the network knows best
 */
export function secondScale(
  page: Size,
  first: number,
  seen: { readonly baseline: Float32Array; readonly ascender: Float32Array },
  ascender: number,
): number | undefined {
  const height = usualAscender(seen);
  if (height === undefined) return undefined;
  const share = height / ascender;
  if (share >= leastHeight && share <= mostHeight) return undefined;
  const wanted = (share > mostHeight ? largeShare : 1) / share;
  const scale = withinLimit(Math.min(first * wanted, mostGrowth * Math.max(1, first)), page);
  return Math.abs(scale / first - 1) > leastChange ? scale : undefined;
}

function usualAscender({
  baseline,
  ascender,
}: {
  readonly baseline: Float32Array;
  readonly ascender: Float32Array;
}): number | undefined {
  const heights = new Float32Array(baseline.length);
  let count = 0;
  for (let at = 0; at < baseline.length; at++) if ((baseline[at] ?? 0) > sure) heights[count++] = ascender[at] ?? 0;
  if (count <= leastSeen) return undefined;
  return 2 ** (heights.subarray(0, count).sort()[count >> 1] ?? 0);
}

function withinLimit(scale: number, { width, height }: Size): number {
  return Math.min(scale, Math.sqrt(mostPixels / (width * height)));
}

export interface NetworkImage extends Size {
  /** Ink 1, paper 0: [1, 1, height, width] */
  readonly data: Float32Array;
  /** Pixels of the page for one of this image, along and down. */
  readonly perPixel: readonly [x: number, y: number];
}

/**
 * A page as a layout network is shown it, with paper to its right and below up to a whole multiple of pixels.
 * @param light levels, 0 black to 255 white
 */
export function networkImage(light: Raster, scale: number, multiple: number): NetworkImage {
  const scaled = (side: number) => Math.max(1, Math.round(side * scale));
  const padded = (side: number) => Math.ceil(side / multiple) * multiple;
  const [columns, rows] = [scaled(light.width), scaled(light.height)];
  const [width, height] = [padded(columns), padded(rows)];
  const isLarger = columns > light.width || rows > light.height;
  // Where the page is made larger its edges are mixed with what is beyond, 0: so it must be ink by then. A large page is made
  // smaller first, so that no second one of its size is in memory.
  const page = isLarger ? { ...light, data: light.data.map((level) => 255 - level) } : light;
  const { data: levels } = resample(page, scaleMap(page, columns, rows));
  const inkOf = Float32Array.from({ length: 256 }, (_, level) => (isLarger ? level : 255 - level) / 255);
  const data = new Float32Array(width * height);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) data[y * width + x] = inkOf[levels[y * columns + x] ?? 0] ?? 0;
  }
  return { width, height, data, perPixel: [light.width / columns, light.height / rows] };
}
