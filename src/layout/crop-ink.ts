/** The pixels of a crop: ink as the network sees it, seen through the crop's map. */
import { type Raster, resample, scaleMap, throughTable } from '../image/index.js';
import type { CropMap } from './crop-map.js';

/** Ink of a page, maybe smaller than its image. */
export interface PageInk {
  /** 255 ink, 0 paper. */
  readonly ink: Raster;
  /** Its pixels for each pixel of the image. */
  readonly perX: number;
  readonly perY: number;
}

const inverted = Uint8Array.from({ length: 256 }, (_, level) => 255 - level);

/**
 * Light levels to what a layout network sees, before they are divided by 255. No contrast is stretched: photographs have dark
 * tables around the page, and shares of their pixels say nothing of paper and ink.
 */
export function layoutInk(light: Raster): Raster {
  return { ...light, data: throughTable(light.data, inverted) };
}

/**
 * The ink of a page, no larger than crops of a scale need it: halved, or to a third, …, by means of whole squares of pixels.
 * @param light levels of the page
 * @param most pixels of a crop for each of the page, of the largest crop
 */
export function pageInk(light: Raster, most: number): PageInk {
  const factor = Math.max(1, Math.floor(1 / most));
  const ink = layoutInk(light);
  if (factor === 1) return { ink, perX: 1, perY: 1 };
  const [width, height] = [light.width, light.height].map((size) => Math.max(1, Math.floor(size / factor)));
  const smaller = resample(ink, scaleMap(ink, width ?? 1, height ?? 1));
  return { ink: smaller, perX: smaller.width / light.width, perY: smaller.height / light.height };
}

/** Pixels between places at which the map is asked, as a power of two; it is smooth. */
const cellBits = 3;

/** What a crop shows of a page; beyond the page there is paper. */
export function cropInk({ ink, perX, perY }: PageInk, map: CropMap): Raster {
  const { plan, back } = map;
  const { width, height } = plan;
  const seen = windowOf({ ink, perX, perY }, map);
  const [a, b, c, d] = back;
  const [u, v] = [(x: number) => x + 0.5 - width / 2, (y: number) => y + 0.5 - height / 2];
  return resample(seen.ink, {
    columnX: Float64Array.from({ length: width }, (_, x) => (plan.x + a * u(x)) * perX - 0.5 - seen.left),
    columnY: Float64Array.from({ length: width }, (_, x) => c * u(x) * perY),
    rowX: Float64Array.from({ length: height }, (_, y) => b * v(y) * perX),
    rowY: Float64Array.from({ length: height }, (_, y) => (plan.y + d * v(y)) * perY - 0.5 - seen.top),
    ...(isStraight(map) ? {} : { grid: bends(map, perX, perY) }),
  });
}

function isStraight({ plan: { tilt, curl } }: CropMap): boolean {
  return curl.amplitude === 0 && tilt.every((share) => share === 0);
}

/** How far tilt and curl move points of a grid, pixels of the page's ink. */
function bends(map: CropMap, perX: number, perY: number) {
  const { width, height } = map.plan;
  const [columns, rows] = [(width >> cellBits) + 2, (height >> cellBits) + 2];
  const [x, y] = [new Float64Array(columns * rows), new Float64Array(columns * rows)];
  for (let at = 0; at < columns * rows; at++) {
    const place = [(at % columns) * 2 ** cellBits + 0.5, Math.floor(at / columns) * 2 ** cellBits + 0.5] as const;
    const [bentX, bentY] = map.toPage(...place);
    const [straightX, straightY] = map.straightToPage(place[0] - width / 2, place[1] - height / 2);
    x[at] = (bentX - straightX) * perX;
    y[at] = (bentY - straightY) * perY;
  }
  return { cellBits, columns, x, y };
}

/** Pixels of the ink around what a crop sees, for the resampler's neighbours and means. */
const margin = 8;
/** Pixels between places of the crop's edge that are looked at. */
const edgeStep = 16;

/** The part of the page's ink that a crop sees, so that the rest of the page costs nothing. */
function windowOf({ ink, perX, perY }: PageInk, map: CropMap) {
  const { width, height } = map.plan;
  const [xs, ys]: [number[], number[]] = [[], []];
  const look = (x: number, y: number) => {
    const [px, py] = map.toPage(x, y);
    xs.push(px * perX);
    ys.push(py * perY);
  };
  for (let x = 0; x <= width; x += edgeStep) for (const y of [0, height]) look(x, y);
  for (let y = 0; y <= height; y += edgeStep) for (const x of [0, width]) look(x, y);
  const [left, right] = span(xs, ink.width);
  const [top, bottom] = span(ys, ink.height);
  const size = { width: right - left, height: bottom - top };
  const data = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const from = (top + y) * ink.width + left;
    data.set(ink.data.subarray(from, from + size.width), y * size.width);
  }
  return { left, top, ink: { ...size, data } };
}

/** Whole pixels around places, one at least, within so many. */
function span(places: readonly number[], size: number): readonly [from: number, to: number] {
  const from = Math.min(size - 1, Math.max(0, Math.floor(Math.min(...places)) - margin));
  return [from, Math.min(size, Math.max(from + 1, Math.ceil(Math.max(...places)) + margin))];
}
