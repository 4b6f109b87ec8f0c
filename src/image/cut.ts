/**
 * Cutting a line out of a page: levelled by its baseline, from ascenders to descenders, with what lies outside its
 * polygon covered by paper. The result has the page's resolution.
 *
 * With d the baseline's direction, n across it (downwards), and h(t) how far a bent baseline lies from the straight line
 * through it, a pixel (t, v) of the result is the page's
 *
 *   origin + t·d + (h(t) + v)·n
 *
 * which is of the resampler's form and easy to go back from: t and v of a point are its shares of d and n, less h(t).
 */
import { known } from '../known.js';
import { percentiles } from './percentiles.js';
import type { Raster } from './raster.js';
import { type CoordinateMap, resample } from './resample.js';

export type Point = readonly [x: number, y: number];

export interface LineShape {
  /** The line's outline, in either direction; it may cross itself. */
  readonly polygon?: readonly Point[];
  /** From the beginning of the line to its end. */
  readonly baseline?: readonly Point[];
}

export interface CutOptions {
  /** Pixels from a line's baseline to the next one's. Default: as if the line had forty characters. */
  readonly spacing?: number;
  /** Whether a bent baseline is made straight. Default: when it bends by more than half of the line's height. */
  readonly straighten?: boolean;
}

/** Shares of the spacing that a line without a polygon reaches above and below its baseline. */
const bandAbove = 0.8;
const bandBelow = 0.35;
/** Polygons often end at the baseline; descenders need at least this much of the spacing. */
const leastBelow = 0.27;
/** Of the baseline's length, where nothing is known of other lines. */
const usualSpacing = 1 / 20;
const largestBend = 0.5;
/** A line that is larger is no line. */
const largestPixels = 50_000_000;
/** Of the page's diagonal: a line that goes round and round may be longer than its page, but not by much. */
const largestOfPage = 2;
/** What is no longer or higher takes no time, however small its page. */
const fewPixels = 10_000;
/** An outline of more points is none that somebody drew. */
const mostPoints = 20_000;

/** Where a line will be cut. */
interface Plan {
  readonly course: Course;
  readonly polygon: readonly Point[] | undefined;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Pixels that a line will have once it is cut.
 * @throws when there is neither a polygon nor a baseline, or the line has no extent
 */
export function cutSize(
  shape: LineShape,
  options: CutOptions = {},
): { readonly width: number; readonly height: number } {
  const { width, height } = planCut(shape, options);
  return { width, height };
}

function planCut(shape: LineShape, options: CutOptions): Plan {
  const baseline = shape.baseline && lengthOf(shape.baseline) > 0 ? shape.baseline : undefined;
  checkPoints('baseline', baseline);
  checkPoints('outline', shape.polygon);
  const polygon = outlineOf(shape.polygon, baseline);
  const path = baseline ?? (polygon && middleOf(polygon));
  if (!path || !(lengthOf(path) > 0)) throw new Error('the line has neither a polygon nor a baseline with an extent');
  const spacing = options.spacing ?? lengthOf(path) * usualSpacing;
  const straight = courseOf(path, false);
  const band = bandOf(straight, polygon, baseline, spacing);
  const bends = range(path.map((point) => straight.place(point)[1]));
  const bent = bends[1] - bends[0] > largestBend * (band.bottom - band.top);
  const straighten = baseline !== undefined && (options.straighten ?? bent);
  const course = straighten ? courseOf(path, true) : straight;
  const { left, right, top, bottom } = straighten ? bandOf(course, polygon, baseline, spacing) : band;
  const width = Math.round(right - left);
  const height = Math.round(bottom - top);
  if (!(width >= 1 && height >= 1)) throw new Error('the line has no extent');
  if (width * height > largestPixels) throw new Error(`the line would have ${width} × ${height} pixels`);
  return { course, polygon, left, top, width, height };
}

/**
 * Where on the page a point of the line will have come from.
 * @returns from pixels of the cut line to pixels of its page
 * @throws as `cutSize` does
 */
export function placeOnPage(shape: LineShape, options: CutOptions = {}): (x: number, y: number) => Point {
  const { course, left, top } = planCut(shape, options);
  const { origin, along, across } = course;
  return (x, y) => {
    const [t, v] = [left + x, top + y];
    const lift = course.bend(t) + v;
    return [origin[0] + t * along[0] + lift * across[0], origin[1] + t * along[1] + lift * across[1]];
  };
}

/**
 * @param page light levels
 * @throws as `cutSize` does, and when the line lies outside the page
 */
export function cutLine(page: Raster, shape: LineShape, options: CutOptions = {}): Raster {
  const { course, polygon, left, top, width, height } = planCut(shape, options);
  const most = Math.max(largestOfPage * Math.hypot(page.width, page.height), fewPixels);
  if (width > most || height > most) {
    throw new Error(`the line would have ${width} × ${height} pixels, and its page has ${page.width} × ${page.height}`);
  }
  // A pixel's centre is half a pixel behind its place.
  const columns = Float64Array.from({ length: width }, (_, x) => left + x + 0.5);
  const rows = Float64Array.from({ length: height }, (_, y) => top + y + 0.5);
  const { origin, along, across } = course;
  const map = {
    columnX: new Float64Array(width),
    columnY: new Float64Array(width),
    rowX: rows.map((v) => v * across[0]),
    rowY: rows.map((v) => v * across[1]),
  };
  for (const [x, t] of columns.entries()) {
    const lift = course.bend(t);
    map.columnX[x] = origin[0] + t * along[0] + lift * across[0] - 0.5;
    map.columnY[x] = origin[1] + t * along[1] + lift * across[1] - 0.5;
  }
  const place = (point: Point): Point => {
    const [t, v] = course.place(point);
    return [t - left, v - top];
  };
  const inside = polygon && fill(polygon.map(place), width, height);
  return cover(resample(page, map), inside, map, page);
}

interface Course {
  readonly origin: Point;
  /** Unit vectors. */
  readonly along: Point;
  readonly across: Point;
  /** h(t) */
  bend(t: number): number;
  /** (t, v) of a point of the page. */
  place(point: Point): Point;
}

/** The straight line through a path, each of its parts weighing what it is long. */
function courseOf(path: readonly Point[], bent: boolean): Course {
  let [sum, mx, my] = [0, 0, 0];
  const parts = segmentsOf(path).map(([[px, py], [x, y]]) => {
    const length = Math.hypot(x - px, y - py);
    sum += length;
    mx += length * (px + x) * 0.5;
    my += length * (py + y) * 0.5;
    return { length, px, py, x, y };
  });
  const origin: Point = [mx / sum, my / sum];
  // Second moments of the parts about the origin; their main axis is the direction.
  let [xx, xy, yy] = [0, 0, 0];
  for (const { length, px, py, x, y } of parts) {
    const [ax, ay, bx, by] = [px - origin[0], py - origin[1], x - origin[0], y - origin[1]];
    xx += (length * (ax * ax + ax * bx + bx * bx)) / 3;
    yy += (length * (ay * ay + ay * by + by * by)) / 3;
    xy += (length * (2 * ax * ay + ax * by + ay * bx + 2 * bx * by)) / 6;
  }
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
  const [first, last] = [known(path.at(0), "the path's first point"), known(path.at(-1), "the path's last point")];
  // An axis has two ends; the line is read from the first point to the last.
  const forwards = (last[0] - first[0]) * Math.cos(angle) + (last[1] - first[1]) * Math.sin(angle) >= 0 ? 1 : -1;
  const along: Point = [forwards * Math.cos(angle), forwards * Math.sin(angle)];
  const across: Point = [-along[1], along[0]];
  const project = ([x, y]: Point): Point => {
    const [px, py] = [x - origin[0], y - origin[1]];
    return [px * along[0] + py * along[1], px * across[0] + py * across[1]];
  };
  const bends = bent ? rising(path.map(project)) : [];
  const bend = (t: number) => interpolate(bends, t);
  const place = (point: Point): Point => {
    const [t, v] = project(point);
    return [t, v - bend(t)];
  };
  return { origin, along, across, bend, place };
}

/** What the line covers: polygon and baseline together along it, the polygon across it, room for descenders. */
function bandOf(
  course: Course,
  polygon: readonly Point[] | undefined,
  baseline: readonly Point[] | undefined,
  spacing: number,
) {
  const outline = (polygon ?? []).map(course.place);
  const base = (baseline ?? []).map(course.place);
  const [left, right] = range([...outline, ...base].map(([t]) => t));
  const level = base.reduce((sum, [, v]) => sum + v, 0) / Math.max(1, base.length);
  if (!polygon) return { left, right, top: level - bandAbove * spacing, bottom: level + bandBelow * spacing };
  const [top, bottom] = range(outline.map(([, v]) => v));
  const least = baseline ? level + leastBelow * spacing : bottom;
  // Outlines go through pixels, and the last one belongs to the line.
  return { left, right: right + 1, top, bottom: Math.max(bottom + 1, least) };
}

function checkPoints(what: string, { length }: readonly Point[] = []): void {
  if (length > mostPoints) throw new Error(`the ${what} has ${length} points, over ${mostPoints}`);
}

/** A baseline there and back, as PAGE has it of a line without an outline, is none. */
function outlineOf(
  polygon: readonly Point[] = [],
  baseline: readonly Point[] | undefined,
): readonly Point[] | undefined {
  if (polygon.length < 3) return undefined;
  return baseline && areaOf(polygon) < lengthOf(baseline) ? undefined : polygon;
}

/** Of a polygon that doesn't cross itself. */
function areaOf(polygon: readonly Point[]): number {
  const twice = segmentsOf([...polygon, ...polygon.slice(0, 1)]).reduce(
    (sum, [[px, py], [x, y]]) => sum + px * y - x * py,
    0,
  );
  return Math.abs(twice) / 2;
}

function lengthOf(path: readonly Point[]): number {
  return segmentsOf(path).reduce((sum, [[px, py], [x, y]]) => sum + Math.hypot(x - px, y - py), 0);
}

/** Each point but the last with the one behind it. */
function segmentsOf(path: readonly Point[]): readonly (readonly [Point, Point])[] {
  const segments: [Point, Point][] = [];
  let from: Point | undefined;
  for (const to of path) {
    if (from) segments.push([from, to]);
    from = to;
  }
  return segments;
}

/** A level line through the middle of the polygon's box. */
function middleOf(polygon: readonly Point[]): readonly Point[] {
  const [left, right] = range(polygon.map(([x]) => x));
  const [top, bottom] = range(polygon.map(([, y]) => y));
  return [
    [left, (top + bottom) / 2],
    [right, (top + bottom) / 2],
  ];
}

/** Without the points where a path turns back: there it would have two heights in one place. */
function rising(path: readonly Point[]): readonly Point[] {
  const kept: Point[] = [];
  for (const point of path) {
    const last = kept.at(-1);
    if (!last || point[0] > last[0]) kept.push(point);
  }
  return kept;
}

/** Linear between points that rise in t, constant before and after; 0 where there are none. */
function interpolate(points: readonly Point[], t: number): number {
  let before: Point | undefined;
  for (const point of points) {
    if (point[0] >= t) return before ? between(before, point, t) : point[1];
    before = point;
  }
  return before?.[1] ?? 0;
}

function between([t0, v0]: Point, [t1, v1]: Point, t: number): number {
  return v0 + ((v1 - v0) * (t - t0)) / (t1 - t0);
}

function range(values: readonly number[]): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/** 1 where a pixel's centre is inside the polygon: it winds around it. */
function fill(polygon: readonly Point[], width: number, height: number): Uint8Array {
  const inside = new Uint8Array(width * height);
  const sides = segmentsOf([...polygon, ...polygon.slice(0, 1)]);
  for (let y = 0; y < height; y++) {
    const crossings: { x: number; turn: number }[] = [];
    for (const [[x0, y0], [x1, y1]] of sides) {
      const level = y + 0.5;
      if (y0 <= level === y1 <= level) continue;
      crossings.push({ x: x0 + ((level - y0) / (y1 - y0)) * (x1 - x0), turn: y1 > y0 ? 1 : -1 });
    }
    crossings.sort((a, b) => a.x - b.x);
    let turns = 0;
    crossings.forEach(({ x, turn }, i) => {
      turns += turn;
      const next = crossings[i + 1];
      if (turns === 0 || !next) return;
      const from = Math.max(0, Math.ceil(x - 0.5));
      const to = Math.min(width, Math.ceil(next.x - 0.5));
      if (to > from) inside.fill(1, y * width + from, y * width + to);
    });
  }
  return inside;
}

/** Most pixels of a line are paper. */
const paperShare = 0.7;

/** Paper on all pixels outside the polygon or outside the page. */
function cover(
  { width, height, data }: Raster,
  inside: Uint8Array | undefined,
  map: CoordinateMap,
  page: Raster,
): Raster {
  const shown = new Uint8Array(data.length);
  const seen = new Uint8Array(data.length);
  let count = 0;
  for (let y = 0, at = 0; y < height; y++) {
    const rowX = map.rowX[y] ?? Number.NaN;
    const rowY = map.rowY[y] ?? Number.NaN;
    for (let x = 0; x < width; x++, at++) {
      if (inside && inside[at] === 0) continue;
      // What the map doesn't lead to is on no page.
      const px = (map.columnX[x] ?? Number.NaN) + rowX;
      const py = (map.columnY[x] ?? Number.NaN) + rowY;
      if (!(px >= 0 && py >= 0 && px <= page.width - 1 && py <= page.height - 1)) continue;
      shown[at] = 1;
      seen[count++] = data[at] ?? 0;
    }
  }
  if (count === 0) throw new Error('the line lies outside the page');
  const [paper] = percentiles({ width: count, height: 1, data: seen.subarray(0, count) }, [paperShare]);
  for (let at = 0; at < shown.length; at++) seen[at] = shown[at] === 1 ? (data[at] ?? 0) : paper;
  return { width, height, data: seen };
}
