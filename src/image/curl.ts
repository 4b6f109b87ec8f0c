/**
 * Paper that is bent and lies before a camera, as a page of a bound book does: a surface that is straight from top to
 * bottom and has a depth below the plane at each x (a general cylinder; Cao, Ding & Liu 2003, "Rectifying the bowed
 * surface of a book"). Along the paper its length is kept, so that writing near the binding is seen foreshortened; what
 * lies deeper is seen smaller, so that lines bend away from the height of the camera.
 */
import type { Point } from './cut.js';
import type { PlaneMap } from './plane-map.js';

export interface Curl {
  /** Pixels of the flat sheet; left and right of it the paper goes on flat. */
  readonly width: number;
  /** Pixels below the plane, at a place from 0 (left) to 1 (right). Under 0: above it. */
  readonly depth: (place: number) => number;
  /** Where the camera is: above this point, so many pixels from the plane. */
  readonly camera: Point;
  readonly distance: number;
}

export interface CurledMap extends PlaneMap {
  /** How much the paper falls with each pixel to the right, at an x of the flat sheet: −1 to 1. */
  slope(x: number): number;
}

/** Pieces that the bend is straight in. */
const pieces = 512;

/** @throws when the paper is bent so much that parts of it would hide others */
export function curled({ width, depth, camera: [cameraX, cameraY], distance }: Curl): CurledMap {
  const step = width / pieces;
  const depths = Float64Array.from({ length: pieces + 1 }, (_, n) => depth(n / pieces));
  const seen = new Float64Array(pieces + 1);
  const across = new Float64Array(pieces + 1);
  for (let n = 1; n <= pieces; n++) {
    const fall = at(depths, n) - at(depths, n - 1);
    across[n] = at(across, n - 1) + Math.sqrt(step * step - fall * fall);
  }
  // The camera is above the place of the paper that it was given for.
  const middle = interpolated(across, cameraX / step, step);
  const scaleOf = (deep: number) => distance / (distance + deep);
  for (let n = 0; n <= pieces; n++) seen[n] = cameraX + (at(across, n) - middle) * scaleOf(at(depths, n));
  for (let n = 1; n <= pieces; n++) {
    if (!(at(seen, n) > at(seen, n - 1))) throw new Error('curled: the paper is bent too much, parts of it are hidden');
  }
  const scaleAt = (piece: number) => scaleOf(interpolated(depths, Math.min(pieces, Math.max(0, piece)), 0));
  return {
    to(x, y) {
      const piece = x / step;
      return [interpolated(seen, piece, step), cameraY + (y - cameraY) * scaleAt(piece)];
    },
    back(x, y) {
      const piece = pieceOf(seen, x, step);
      return [piece * step, cameraY + (y - cameraY) / scaleAt(piece)];
    },
    slope(x) {
      const piece = Math.min(pieces - 1, Math.max(0, Math.floor(x / step)));
      return (at(depths, piece + 1) - at(depths, piece)) / step;
    },
  };
}

/** Tables are asked within their ends only. */
function at(values: Float64Array, n: number): number {
  return values[n] ?? 0;
}

/** A table's value between its points; beyond the ends it goes on by so much a piece. */
function interpolated(values: Float64Array, piece: number, beyond: number): number {
  if (piece <= 0) return at(values, 0) + piece * beyond;
  const last = values.length - 1;
  if (piece >= last) return at(values, last) + (piece - last) * beyond;
  const before = Math.floor(piece);
  const value = at(values, before);
  return value + (at(values, before + 1) - value) * (piece - before);
}

/** The place in a rising table that has a value: `interpolated` undone. */
function pieceOf(values: Float64Array, value: number, beyond: number): number {
  const last = values.length - 1;
  if (value <= at(values, 0)) return (value - at(values, 0)) / beyond;
  if (value >= at(values, last)) return last + (value - at(values, last)) / beyond;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(values, middle) <= value) low = middle;
    else high = middle;
  }
  return low + (value - at(values, low)) / (at(values, high) - at(values, low));
}
