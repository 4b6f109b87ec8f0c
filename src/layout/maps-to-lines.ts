/**
 * From the maps of a layout network to lines, as ParseNet in PERO-OCR does it (Kodym & Hradiš 2021): peaks of the baseline
 * map, joined from left to right, cut where an end is seen, with the usual height along each. Lines that stand upright are
 * found on the turned page only.
 */
import { boxAround, type Point } from '../page/index.js';
import type { FoundLine, FoundLines, LayoutWarning } from './found-lines.js';
import type { LayoutMaps } from './layout-maps.js';
import { rightWayUp } from './maps-ends.js';
import { type PeakPath, pathsOf } from './maps-paths.js';
import { type Peak, peaksOf } from './maps-peaks.js';
import { drawnOut, joinedPieces, nearRow, type Piece } from './maps-pieces.js';
import { simplified } from './polyline.js';

/** Where the maps lie on the page. */
export interface MapsPlace {
  /** Pixels of the page for one of the maps, along and down. */
  readonly scale: Point;
  /** The page's place of the maps' upper left corner. */
  readonly origin: Point;
  /** Pixels of the page. */
  readonly width: number;
  readonly height: number;
}

/** Pixels of the maps that a point of a baseline may lie away from where it was seen: half of what the network can tell. */
const tolerance = 0.5;
/** Rows on either side of a peak whose middle is the line's. */
const thickness = 2;
/** Of the ascender's height, that two lines lie apart at least. */
const apart = 0.5;
/** Pixels of the maps: heights that a network says are kept between. */
const [lowest, highest] = [2, 200];
/** Of the ascender's height, that a line is long at least: marks of repetition in tables are hardly longer. */
const leastLength = 0.75;
/** Probability of a baseline, the mean along a line that is one; and of one line at least where there is writing. */
const leastStrength = 0.45;
const sureStrength = 0.6;
/** A type, or the end of a region, is there where its map says so. Chosen on pages kept from training: nothing of plain text has another type there. */
const leastType = 0.35;
const leastBorder = 0.3;
/** So many specks, and so few lines, are worth a warning. */
const manySpecks = 30;
const fewLines = 0.25;

export function linesFromMaps(maps: LayoutMaps, place: MapsPlace): FoundLines {
  const ascenderAt = ({ x, y }: Peak) => heightAt(maps.ascender, y * maps.width + x);
  const { paths, specks } = pathsOf(peaksOf(maps), (peak) => apart * ascenderAt(peak));
  const pieces = paths.map((path) => drawnOut(pieceOf(path, maps), maps));
  const joined = joinedPieces(pieces, maps);
  const lines = likelyOf(joined, maps)
    .map((piece) => lineOf(piece, maps, place))
    .filter(({ baseline }) => lengthOf(baseline) > 0);
  const dropped = specks + joined.length - lines.length;
  return {
    lines,
    skew: usualSlope(lines),
    isParted: (from, to) => mostBetween(maps.border, maps, toMap(from, place), toMap(to, place)) >= leastBorder,
    warnings: warningsOf(lines.length, dropped),
  };
}

/** Long and sure enough; none where none is sure, as on noise. */
function likelyOf(pieces: readonly Piece[], maps: LayoutMaps): readonly Piece[] {
  const long = pieces.filter(({ points, ascender }) => lengthOf(points) >= leastLength * ascender);
  const strengths = long.map(({ points }) => meanAlong(points, maps.baseline, maps));
  if (!strengths.some((strength) => strength >= sureStrength)) return [];
  return long.filter((_, at) => (strengths[at] ?? 0) >= leastStrength);
}

function warningsOf(lines: number, dropped: number): readonly LayoutWarning[] {
  if (lines === 0) return [{ code: 'no-writing' }];
  const isNoisy = dropped >= manySpecks && lines < fewLines * (lines + dropped);
  return isNoisy ? [{ code: 'noise', count: dropped }] : [];
}

/** Pixels of the maps, which are half as large as the network's image. */
function heightAt(map: Float32Array, at: number): number {
  return Math.min(highest, Math.max(lowest, 2 ** (map[at] ?? 0) / 2));
}

function pieceOf(path: PeakPath, maps: LayoutMaps): Piece {
  const usual = (map: Float32Array) => median(path.map(({ x, y }) => heightAt(map, y * maps.width + x)));
  return {
    points: path.map((peak) => middleOf(peak, maps)),
    ascender: usual(maps.ascender),
    descender: usual(maps.descender),
    columns: path.length,
  };
}

/** The middle of a line's thickness at a peak, to parts of a pixel. */
function middleOf({ x, y }: Peak, { width, height, baseline }: LayoutMaps): Point {
  let [sum, weight] = [0, 0];
  for (let row = Math.max(0, y - thickness); row <= Math.min(height - 1, y + thickness); row++) {
    const value = baseline[row * width + x] ?? 0;
    sum += value * (row + 0.5);
    weight += value;
  }
  return [x + 0.5, weight > 0 ? sum / weight : y + 0.5];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function lineOf(piece: Piece, maps: LayoutMaps, place: MapsPlace): FoundLine {
  const { points, ascender, descender } = piece;
  const type = typeOf(points, maps);
  return {
    baseline: simplified(points, tolerance).map((point) => toPage(point, place)),
    ascender: ascender * place.scale[1],
    descender: descender * place.scale[1],
    ...(type === undefined ? {} : { type }),
    rightWayUp: rightWayUp(piece, maps),
  };
}

/** The type whose map says most along a line, if it is sure. */
function typeOf(points: readonly Point[], { types, width, height }: LayoutMaps): string | undefined {
  let [best, most] = [undefined as string | undefined, leastType];
  for (const [name, map] of types) {
    const mean = points.reduce((sum, point) => sum + valueAt(map, width, height, point), 0) / points.length;
    if (mean > most) [best, most] = [name, mean];
  }
  return best;
}

function valueAt(map: Float32Array, width: number, height: number, [x, y]: Point): number {
  const column = Math.min(width - 1, Math.max(0, Math.floor(x)));
  const row = Math.min(height - 1, Math.max(0, Math.floor(y)));
  return map[row * width + column] ?? 0;
}

/** The mean of what a map has along a line from left to right, the most of three rows in each column. */
function meanAlong(points: readonly Point[], map: Float32Array, { width, height }: LayoutMaps): number {
  let [sum, count] = [0, 0];
  for (const [at, [x, y]] of points.entries()) {
    const [nextX, nextY] = points[at + 1] ?? [x, y];
    const steps = Math.max(1, Math.round(nextX - x));
    for (let i = 0; i < steps; i++) {
      sum += nearRow(map, width, height, x + i, y + ((nextY - y) * i) / steps);
      count++;
    }
  }
  return count > 0 ? sum / count : 0;
}

/** The most that a map has on the straight way between two places. */
function mostBetween(map: Float32Array, { width, height }: LayoutMaps, from: Point, to: Point): number {
  const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1])));
  let most = 0;
  for (let i = 0; i <= steps; i++) {
    const point: Point = [from[0] + ((to[0] - from[0]) * i) / steps, from[1] + ((to[1] - from[1]) * i) / steps];
    most = Math.max(most, valueAt(map, width, height, point));
  }
  return most;
}

function toPage([x, y]: Point, { scale, origin, width, height }: MapsPlace): Point {
  return [
    Math.min(width, Math.max(0, origin[0] + x * scale[0])),
    Math.min(height, Math.max(0, origin[1] + y * scale[1])),
  ];
}

function toMap([x, y]: Point, { scale, origin }: MapsPlace): Point {
  return [(x - origin[0]) / scale[0], (y - origin[1]) / scale[1]];
}

function lengthOf(points: readonly Point[]): number {
  const box = boxAround(points);
  return box ? Math.hypot(box.width, box.height) : 0;
}

/** The slope that half of all that is written has no more of. */
function usualSlope(lines: readonly FoundLine[]): number {
  const slopes = lines.flatMap(({ baseline }) => {
    const [first, last] = [baseline[0], baseline.at(-1)];
    if (!first || !last || last[0] <= first[0]) return [];
    return [{ slope: (last[1] - first[1]) / (last[0] - first[0]), length: last[0] - first[0] }];
  });
  const total = slopes.reduce((sum, { length }) => sum + length, 0);
  let sum = 0;
  for (const { slope, length } of slopes.sort((a, b) => a.slope - b.slope)) {
    sum += length;
    if (sum >= total / 2) return slope;
  }
  return 0;
}
