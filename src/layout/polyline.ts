/** Broken lines on a page: their height at a place, and fewer points for the same course. */
import type { Point } from '../page/index.js';

/**
 * The height of a line at an x; beyond its ends that of the end.
 * @param line with x growing
 */
export function heightAt(line: readonly Point[], x: number): number {
  let last: Point | undefined;
  for (const point of line) {
    if (point[0] >= x) {
      if (!last || point[0] === last[0]) return point[1];
      return last[1] + ((point[1] - last[1]) * (x - last[0])) / (point[0] - last[0]);
    }
    last = point;
  }
  return last?.[1] ?? 0;
}

/**
 * The fewest of a line's points from which no other one lies further than the tolerance (Ramer 1972; Douglas and Peucker
 * 1973). Iterative: a line may have a hundred thousand points.
 */
export function simplified(line: readonly Point[], tolerance: number): readonly Point[] {
  if (line.length < 3) return line;
  const kept = new Uint8Array(line.length);
  kept[0] = 1;
  kept[line.length - 1] = 1;
  const open: (readonly [number, number])[] = [[0, line.length - 1]];
  for (let part = open.pop(); part; part = open.pop()) {
    const [from, to] = part;
    const { at, distance } = farthest(line, from, to);
    if (distance <= tolerance) continue;
    kept[at] = 1;
    open.push([from, at], [at, to]);
  }
  return line.filter((_, i) => kept[i] === 1);
}

function farthest(line: readonly Point[], from: number, to: number): { at: number; distance: number } {
  const [a, b] = [line[from], line[to]];
  let best = { at: from, distance: -1 };
  if (!a || !b) return best;
  for (let at = from + 1; at < to; at++) {
    const point = line[at];
    const distance = point ? distanceToPart(point, a, b) : -1;
    if (distance > best.distance) best = { at, distance };
  }
  return best;
}

/** From a point to the nearest place between two others. */
function distanceToPart([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const share = square > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}
