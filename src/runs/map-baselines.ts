/**
 * Baselines from the maps of a layout network, as simply as can be: ridges of the baseline map, in pieces that hang together,
 * joined where one goes on as the other. Good enough to tell models apart while they are trained.
 */
import type { Point } from '../page/index.js';

/** What a network gives for a page, at half the size of its image. */
export interface PageMaps {
  readonly width: number;
  readonly height: number;
  /** Pixels of the network's image for each of the page. */
  readonly scale: number;
  /** Of a map's name; 0 to 1. */
  readonly probabilities: (map: string) => Float32Array;
  /** log₂ of pixels of the network's image. */
  readonly heights: (map: string) => Float32Array;
}

/** Least of a ridge: baseline less what its ends are. */
const leastRidge = 0.2;
/** Rows above and below in which a ridge is the highest. */
const ridgeReach = 3;
/** Pieces are joined over this many heights of the writing, and lie this share of it apart in height at most. */
const [joinGap, joinDrop] = [2, 0.4];
/** Columns between the points of a baseline. */
const pointStep = 8;

/** A piece of a line: for each column from `from` on the row it is at. */
interface Piece {
  readonly from: number;
  readonly rows: readonly number[];
  /** Of ascenders, rows of the map. */
  readonly height: number;
}

/** @returns baselines in pixels of the page, from left to right */
export function baselinesIn(maps: PageMaps): readonly (readonly Point[])[] {
  const ridges = ridgesOf(maps);
  const pieces = connected(ridges, maps).filter(({ rows, height }) => rows.length >= height / 2);
  const lines = joined(pieces).filter(({ rows, height }) => rows.length >= height);
  return lines.map((line) => pointsOf(line, maps.scale));
}

/** How strong the ridge is at each pixel, 0 where there is none. */
function ridgesOf({ width, height, probabilities }: PageMaps): Float32Array {
  const [baseline, start, end] = [probabilities('baseline'), probabilities('start'), probabilities('end')];
  const inner = baseline.map((p, at) => p - Math.max(start[at] ?? 0, end[at] ?? 0));
  const smooth = meanOfThree(meanOfThree(inner, width, height, 1), width, height, width);
  const ridges = new Float32Array(width * height);
  for (let at = 0; at < ridges.length; at++) {
    const here = smooth[at] ?? 0;
    if (here <= leastRidge) continue;
    let isHighest = true;
    for (let dy = 1; dy <= ridgeReach && isHighest; dy++) {
      isHighest = here >= (smooth[at - dy * width] ?? 0) && here > (smooth[at + dy * width] ?? 0);
    }
    if (isHighest) ridges[at] = here;
  }
  return ridges;
}

/** @param step between neighbours: 1 along rows, the width along columns */
function meanOfThree(values: Float32Array, width: number, height: number, step: number): Float32Array {
  const size = width * height;
  return values.map((value, at) => {
    const [before, after] = [at - step, at + step];
    const hasBefore = before >= 0 && (step > 1 || at % width > 0);
    const hasAfter = after < size && (step > 1 || after % width > 0);
    return (
      ((hasBefore ? (values[before] ?? value) : value) + value + (hasAfter ? (values[after] ?? value) : value)) / 3
    );
  });
}

/** Pixels of ridges that lie within two rows and two columns of each other, as pieces: in each column their mean row. */
function connected(ridges: Float32Array, { width, height, heights }: PageMaps): readonly Piece[] {
  const ascenders = heights('ascender');
  const seen = new Uint8Array(ridges.length);
  const pieces: Piece[] = [];
  for (let first = 0; first < ridges.length; first++) {
    if ((ridges[first] ?? 0) === 0 || seen[first] === 1) continue;
    seen[first] = 1;
    const columns = new Map<number, { sum: number; weight: number }>();
    const logs: number[] = [];
    const open = [first];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const [x, y] = [at % width, Math.floor(at / width)];
      const strength = ridges[at] ?? 0;
      const column = columns.get(x) ?? { sum: 0, weight: 0 };
      columns.set(x, { sum: column.sum + strength * y, weight: column.weight + strength });
      logs.push(ascenders[at] ?? 0);
      for (let ny = Math.max(0, y - 2); ny <= Math.min(height - 1, y + 2); ny++) {
        for (let nx = Math.max(0, x - 2); nx <= Math.min(width - 1, x + 2); nx++) {
          const next = ny * width + nx;
          if ((ridges[next] ?? 0) === 0 || seen[next] === 1) continue;
          seen[next] = 1;
          open.push(next);
        }
      }
    }
    pieces.push(pieceOf(columns, logs));
  }
  return pieces;
}

function pieceOf(
  columns: ReadonlyMap<number, { readonly sum: number; readonly weight: number }>,
  logs: number[],
): Piece {
  const places = [...columns.keys()].sort((a, b) => a - b);
  const [from = 0, to = 0] = [places[0], places.at(-1)];
  const rows: number[] = [];
  for (let x = from; x <= to; x++) {
    const column = columns.get(x);
    rows.push(column ? column.sum / column.weight : (rows.at(-1) ?? 0));
  }
  const log = logs.sort((a, b) => a - b)[Math.floor(logs.length / 2)] ?? 0;
  return { from, rows, height: 2 ** log / 2 };
}

/** Each piece with those that go on behind it, from left to right. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const waiting = new Set([...pieces].sort((a, b) => a.from - b.from));
  const lines: Piece[] = [];
  for (const piece of waiting) {
    waiting.delete(piece);
    let line = piece;
    for (let next = nextOf(line, waiting); next; next = nextOf(line, waiting)) {
      waiting.delete(next);
      line = together(line, next);
    }
    lines.push(line);
  }
  return lines;
}

function nextOf(line: Piece, waiting: ReadonlySet<Piece>): Piece | undefined {
  const end = line.from + line.rows.length;
  const level = line.rows.at(-1) ?? 0;
  let nearest: { readonly piece: Piece; readonly gap: number } | undefined;
  for (const piece of waiting) {
    const gap = piece.from - end;
    const height = Math.min(line.height, piece.height);
    const drop = Math.abs((piece.rows[0] ?? 0) - level);
    if (gap < 0 || gap > joinGap * height || drop > joinDrop * height) continue;
    if (!nearest || gap < nearest.gap) nearest = { piece, gap };
  }
  return nearest?.piece;
}

function together(line: Piece, next: Piece): Piece {
  const gap = next.from - line.from - line.rows.length;
  const [last, first] = [line.rows.at(-1) ?? 0, next.rows[0] ?? 0];
  const between = Array.from({ length: gap }, (_, n) => last + ((n + 1) / (gap + 1)) * (first - last));
  return { ...line, rows: [...line.rows, ...between, ...next.rows] };
}

function pointsOf({ from, rows }: Piece, scale: number): readonly Point[] {
  const point = (at: number): Point => [(2 * (from + at + 0.5)) / scale, (2 * ((rows[at] ?? 0) + 0.5)) / scale];
  const inner = Array.from({ length: Math.floor((rows.length - 1) / pointStep) }, (_, n) => point(n * pointStep));
  return [...inner, point(rows.length - 1)];
}
