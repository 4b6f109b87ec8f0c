/**
 * How far a baseline that was found may lie from the true one: a quarter of the distance to the next true line, and of
 * the page's mean of it (READ-BAD, section 4.2; see baseline-points.ts).
 */
import { type BaselinePoints, boxDistance } from './baseline-points.js';

/** A further line is no neighbour. Pixels. */
const farthestNeighbour = 250;
/** Points count as beside each other that lie no further apart along the line. Pixels. */
const nearAlong = 10;
const toleranceShare = 0.25;

/** Pixels, one for each true line. */
export function baselineTolerances(truth: readonly BaselinePoints[]): readonly number[] {
  const distances = truth.map((line) => neighbourDistance(line, truth));
  const measured = distances.filter((distance) => distance < farthestNeighbour);
  const mean =
    measured.length > 0 ? measured.reduce((sum, value) => sum + value, 0) / measured.length : farthestNeighbour;
  return distances.map((distance) => toleranceShare * Math.min(distance, mean));
}

function neighbourDistance(line: BaselinePoints, all: readonly BaselinePoints[]): number {
  const [ox, oy] = direction(line);
  let least = farthestNeighbour;
  const byDistance = all
    .filter((next) => next !== line && boxDistance(line, next) < farthestNeighbour + nearAlong)
    .map((next) => ({ next, apart: boxDistance(line, next) }))
    .sort((a, b) => a.apart - b.apart);
  for (const { next, apart } of byDistance) {
    // No point of this line, nor of those after it, is nearer than what was found.
    if (apart > Math.hypot(least, nearAlong)) break;
    if (isBehind(line, next, ox, oy)) continue;
    for (const [i, x] of line.x.entries()) {
      const y = line.y[i] ?? 0;
      for (let j = 0; j < next.x.length; j++) {
        const dx = (next.x[j] ?? 0) - x;
        const dy = (next.y[j] ?? 0) - y;
        if (Math.abs(dx * ox + dy * oy) > nearAlong) continue;
        least = Math.min(least, Math.abs(dx * oy - dy * ox));
      }
    }
  }
  return least;
}

/** Whether one line lies wholly before or behind another along its direction: then it is no neighbour. */
function isBehind(a: BaselinePoints, b: BaselinePoints, ox: number, oy: number): boolean {
  const ends = (line: BaselinePoints) =>
    [0, line.x.length - 1].map((i) => (line.x.at(i) ?? 0) * ox + (line.y.at(i) ?? 0) * oy);
  const signs = ends(a).flatMap((from) => ends(b).map((to) => Math.sign(to - from)));
  return signs.every((sign) => sign > 0) || signs.every((sign) => sign < 0);
}

/** The unit vector along the line of regression, over the longer axis. */
function direction({ x, y, left, right, top, bottom }: BaselinePoints): readonly [number, number] {
  if (x.length < 2 || (right === left && bottom === top)) return [1, 0];
  const wide = right - left >= bottom - top;
  const slope = wide ? regression(x, y) : regression(y, x);
  const length = Math.hypot(1, slope);
  return wide ? [1 / length, slope / length] : [slope / length, 1 / length];
}

function regression(along: Int32Array, across: Int32Array): number {
  const mean = (values: Int32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mc] = [mean(along), mean(across)];
  let [product, square] = [0, 0];
  for (const [i, value] of along.entries()) {
    product += (value - ma) * ((across[i] ?? 0) - mc);
    square += (value - ma) ** 2;
  }
  return product / square;
}
