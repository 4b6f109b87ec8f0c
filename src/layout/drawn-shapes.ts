/** Broken lines and polygons on a grid of pixels, whose centres lie at halves. What lies outside of the grid is cut off. */
import type { Point } from '../page/index.js';

export interface Grid {
  readonly width: number;
  readonly height: number;
}

/** How far each pixel is from the nearest of many lines, and which one that is. */
export class NearestLine {
  /** Pixels; infinite beyond the reach of all lines. */
  readonly distance: Float32Array;
  /** −1 beyond the reach of all lines. */
  readonly line: Int32Array;

  /** @param reach how far from a line anybody looks */
  constructor(
    private readonly grid: Grid,
    private readonly reach: number,
  ) {
    this.distance = new Float32Array(grid.width * grid.height).fill(Number.POSITIVE_INFINITY);
    this.line = new Int32Array(grid.width * grid.height).fill(-1);
  }

  /** @param line a number for it, as `line` gives it back */
  draw(points: readonly Point[], line: number): void {
    let [last] = points;
    for (const point of points) {
      if (last) this.drawPart(last, point, line);
      last = point;
    }
  }

  private drawPart([ax, ay]: Point, [bx, by]: Point, line: number): void {
    const { grid, reach, distance } = this;
    const [dx, dy] = [bx - ax, by - ay];
    const square = dx * dx + dy * dy;
    const [top, bottom] = pixelsBetween(Math.min(ay, by) - reach, Math.max(ay, by) + reach, grid.height);
    const [left, right] = pixelsBetween(Math.min(ax, bx) - reach, Math.max(ax, bx) + reach, grid.width);
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
        const share = square > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / square)) : 0;
        const far = Math.hypot(px - share * dx, py - share * dy);
        const at = y * grid.width + x;
        if (far > reach || far >= (distance[at] ?? 0)) continue;
        distance[at] = far;
        this.line[at] = line;
      }
    }
  }
}

/** The pixels whose centres lie between two places, from the first to before the last. */
function pixelsBetween(from: number, to: number, size: number): readonly [number, number] {
  return [Math.max(0, Math.ceil(from - 0.5)), Math.min(size, Math.floor(to - 0.5) + 1)];
}

/** Calls with the index of each pixel whose centre lies in the polygon (where it crosses itself: an odd number of times). */
export function forEachInside(polygon: readonly Point[], { width, height }: Grid, visit: (at: number) => void): void {
  if (polygon.length < 3) return;
  const ys = polygon.map(([, y]) => y);
  const [top, bottom] = pixelsBetween(Math.min(...ys), Math.max(...ys), height);
  for (let y = top; y < bottom; y++) {
    const crossings = crossingsAt(polygon, y + 0.5);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [left, right] = pixelsBetween(crossings[i] ?? 0, crossings[i + 1] ?? 0, width);
      for (let x = left; x < right; x++) visit(y * width + x);
    }
  }
}

/** Where the outline crosses a height, from left to right: always an even number of places. */
function crossingsAt(polygon: readonly Point[], y: number): readonly number[] {
  const crossings: number[] = [];
  let last = polygon.at(-1);
  for (const point of polygon) {
    if (last && last[1] <= y !== point[1] <= y) {
      crossings.push(last[0] + ((y - last[1]) * (point[0] - last[0])) / (point[1] - last[1]));
    }
    last = point;
  }
  return crossings.sort((a, b) => a - b);
}
