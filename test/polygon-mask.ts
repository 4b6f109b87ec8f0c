/** Which pixels lie in polygons. */
import type { Point } from '../src/page/index.js';

/** 1 for each pixel whose middle is in one of the polygons, or at most a pixel beside it. */
export function polygonMask(polygons: readonly (readonly Point[])[], width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (const polygon of polygons) {
    const levels = polygon.map(([, y]) => y);
    const [top, bottom] = [Math.floor(Math.min(...levels)), Math.ceil(Math.max(...levels))];
    for (let y = Math.max(0, top); y < Math.min(height, bottom + 1); y++) {
      const crossings = polygon.flatMap(([ax, ay], i) => {
        const [bx, by] = polygon[(i + 1) % polygon.length] ?? [0, 0];
        const level = y + 0.5;
        return ay <= level === by <= level ? [] : [ax + ((level - ay) / (by - ay)) * (bx - ax)];
      });
      crossings.sort((a, b) => a - b);
      // Non-zero would need directions; the outlines hardly cross themselves.
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const [from, to] = [crossings[i] ?? 0, crossings[i + 1] ?? 0];
        mask.fill(
          1,
          y * width + Math.max(0, Math.floor(from - 1)),
          y * width + Math.max(0, Math.min(width, Math.ceil(to + 1))),
        );
      }
    }
  }
  return mask;
}
