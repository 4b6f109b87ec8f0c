/** Pieces of lines on the maps of a layout network: drawn out to the bars at their ends, and joined across small gaps. */
import type { Point } from '../page/index.js';
import type { LayoutMaps } from './layout-maps.js';

/** All in pixels of the maps. */
export interface Piece {
  /** From left to right, two or more. */
  readonly points: readonly Point[];
  readonly ascender: number;
  readonly descender: number;
  /** Columns that it was seen in: what it weighs. */
  readonly columns: number;
}

/** A bar or border is there where its map says so. */
const certain = 0.5;
/** From the end of a line to the middle of its bar, as `layoutTargets` draws it. */
const barDistance = 2;
/** Of the ascender's height: how far from a piece's end its bar may be. */
const barReach = 1.5;
/** Of the ascender's height: what of a piece tells its direction at an end. */
const tangent = 2;

/** With its ends at the bars before and behind it, where there are any near. */
export function drawnOut(piece: Piece, { start, end, width, height }: LayoutMaps): Piece {
  const at = (map: Float32Array) => (x: number, y: number) => nearRow(map, width, height, x, y);
  const first = barFrom(piece, -1, at(start));
  const last = barFrom(piece, 1, at(end));
  return { ...piece, points: [...(first ? [first] : []), ...piece.points, ...(last ? [last] : [])] };
}

/** Where a line ends by the bar beyond an end of it; `undefined` where there is none, or it ends there already. */
function barFrom(piece: Piece, step: 1 | -1, bar: (x: number, y: number) => number): Point | undefined {
  const { from, slope } = endOf(piece, step);
  let [sum, weight] = [0, 0];
  for (let far = 0; far <= barReach * piece.ascender; far++) {
    const value = bar(from[0] + step * far, from[1] + step * far * slope);
    if (value > certain) {
      sum += value * far;
      weight += value;
    } else if (weight > 0) break;
  }
  const far = weight > 0 ? sum / weight - barDistance : 0;
  return far > 0.5 ? [from[0] + step * far, from[1] + step * far * slope] : undefined;
}

/** The most of three rows; 0 outside. */
export function nearRow(map: Float32Array, width: number, height: number, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column < 0 || column >= width) return 0;
  let most = 0;
  for (let near = Math.max(0, row - 1); near <= Math.min(height - 1, row + 1); near++) {
    most = Math.max(most, map[near * width + column] ?? 0);
  }
  return most;
}

/** An end of a piece and the slope there, rise over run. */
export function endOf({ points, ascender }: Piece, step: 1 | -1): { readonly from: Point; readonly slope: number } {
  const ordered = step > 0 ? [...points].reverse() : points;
  const from = ordered[0] ?? [0, 0];
  const reach = tangent * ascender;
  const back = ordered.find(([x]) => Math.abs(x - from[0]) >= reach) ?? ordered.at(-1) ?? from;
  const run = from[0] - back[0];
  return { from, slope: run === 0 ? 0 : (from[1] - back[1]) / run };
}

/** Of the writing's height: the widest gap, how far pieces may lie over each other, and the height that they must share. */
const widestGap = 2;
const mostOverlap = 0.5;
const leastShared = 0.7;
/** Every piece is compared with every other; only noise has more. */
const mostPieces = 1500;

interface Join {
  readonly left: number;
  readonly right: number;
  readonly cost: number;
}

/** Pieces that go on as each other, where no bar and no border lies between, as one. */
export function joinedPieces(pieces: readonly Piece[], maps: LayoutMaps): readonly Piece[] {
  const kept = [...pieces].sort((a, b) => b.columns - a.columns).slice(0, mostPieces);
  const joins = [...joinsOf(kept, maps)].sort((a, b) => a.cost - b.cost);
  const next = new Map<number, number>();
  const before = new Set<number>();
  for (const { left, right } of joins) {
    if (next.has(left) || before.has(right)) continue;
    next.set(left, right);
    before.add(right);
  }
  return kept.flatMap((piece, at) => {
    if (before.has(at)) return [];
    const chain = [piece];
    for (let to = next.get(at); to !== undefined; to = next.get(to)) chain.push(...kept.slice(to, to + 1));
    return [chain.reduce(linked)];
  });
}

function linked(a: Piece, b: Piece): Piece {
  const columns = a.columns + b.columns;
  const mean = (x: number, y: number) => (x * a.columns + y * b.columns) / columns;
  const last = a.points.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  return {
    points: [...a.points, ...b.points.filter(([x]) => x > last)],
    ascender: mean(a.ascender, b.ascender),
    descender: mean(a.descender, b.descender),
    columns,
  };
}

function joinsOf(pieces: readonly Piece[], maps: LayoutMaps): readonly Join[] {
  const ends = pieces.map((piece) => ({
    piece,
    height: heightOf(piece),
    first: endOf(piece, -1),
    last: endOf(piece, 1),
  }));
  return ends.flatMap((left, i) =>
    ends.flatMap((right, j): readonly Join[] => {
      const gap = right.first.from[0] - left.last.from[0];
      const height = (left.height + right.height) / 2;
      // The right one begins behind the left one's beginning, and ends behind its end.
      const goesOn = right.first.from[0] > left.first.from[0] && right.last.from[0] > left.last.from[0] && i !== j;
      if (!goesOn || gap > widestGap * height || gap < -mostOverlap * height) return [];
      const middle = gap / 2;
      const straight = right.first.from[1] - left.last.from[1];
      const tended = right.first.from[1] - right.first.slope * middle - (left.last.from[1] + left.last.slope * middle);
      const across = Math.min(Math.abs(straight), Math.abs(tended));
      if (sharedHeight(left.piece, right.piece, across) < leastShared) return [];
      if (isBarred(left.last.from, right.first.from, maps)) return [];
      return [{ left: i, right: j, cost: Math.max(0, gap) + 2 * across }];
    }),
  );
}

function heightOf({ ascender, descender }: Piece): number {
  return ascender + descender;
}

/** The share of the lower one's height that both have, where one's baseline lies so far below the other's. */
function sharedHeight(a: Piece, b: Piece, across: number): number {
  const shared = (upper: Piece, lower: Piece) =>
    Math.min(upper.descender, across + lower.descender) - Math.max(-upper.ascender, across - lower.ascender);
  return Math.min(shared(a, b), shared(b, a)) / Math.min(heightOf(a), heightOf(b));
}

/** Pixels of the maps: a gap of no more may be what the bar of a line above or below leaves, and where bars are looked for. */
const barWidth = 6;
const barMargin = 4;

/**
 * Whether a line ends between two places: at a border, or where one line's bar and the next one's stand. High writing has bars
 * that reach into the line above, and cut it with one of the two kinds only.
 */
function isBarred(from: Point, to: Point, { start, end, border, width, height }: LayoutMaps): boolean {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const most = (map: Float32Array, margin: number) => {
    let value = 0;
    const steps = Math.max(0, Math.ceil(dx)) + 2 * margin;
    for (let i = 0; i <= steps; i++) {
      const share = dx > 0 ? Math.min(1, Math.max(0, (i - margin) / dx)) : 0.5;
      value = Math.max(value, nearRow(map, width, height, from[0] + i - margin, from[1] + share * dy));
    }
    return value;
  };
  if (most(border, 0) > certain) return true;
  const [hasStart, hasEnd] = [most(start, barMargin) > certain, most(end, barMargin) > certain];
  return hasStart && hasEnd ? true : (hasStart || hasEnd) && dx > barWidth;
}
