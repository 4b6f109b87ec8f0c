/** Lists of points as PAGE ("x,y x,y") and ALTO ("x y x y", some "x,y x,y") write them. */
import type { Point } from '../page/index.js';

/** @returns the points, or `undefined` where there are none or what stands there is no list of points */
export function parsePoints(text: string | undefined): readonly Point[] | undefined {
  const numbers = (text ?? '')
    .trim()
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number);
  if (numbers.length < 2 || numbers.length % 2 === 1 || numbers.some((value) => !Number.isFinite(value))) {
    return undefined;
  }
  return numbers.flatMap((x, i): readonly Point[] => {
    const y = numbers[i + 1];
    return i % 2 === 0 && y !== undefined ? [[x, y]] : [];
  });
}
