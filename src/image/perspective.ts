/** Maps of the plane that keep straight lines straight: turning, scaling, and what a tilted camera does. */
import type { PlaneMap } from './plane-map.js';

/** Row by row; (x, y) goes to (a·x + b·y + c, d·x + e·y + f) / (g·x + h·y + i). */
export type Homography = readonly [
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
  g: number,
  h: number,
  i: number,
];

/** A turn about the origin, clockwise on the screen. @param angle radians */
export function turn(angle: number): Homography {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [cos, -sin, 0, sin, cos, 0, 0, 0, 1];
}

/**
 * A plane tilted about the origin and seen from above it.
 * @param tiltX,tiltY how much nearer it comes with each pixel to the right and downwards, as a share of the distance
 */
export function tilt(tiltX: number, tiltY: number): Homography {
  return [1, 0, 0, 0, 1, 0, -tiltX, -tiltY, 1];
}

/** @throws when the matrix has no inverse */
export function perspective(matrix: Homography): PlaneMap {
  const inverse = inverted(matrix);
  return { to: (x, y) => applied(matrix, x, y), back: (x, y) => applied(inverse, x, y) };
}

function applied([a, b, c, d, e, f, g, h, i]: Homography, x: number, y: number): readonly [number, number] {
  const scale = g * x + h * y + i;
  return [(a * x + b * y + c) / scale, (d * x + e * y + f) / scale];
}

/** The adjugate, which is the inverse but for a factor that falls out. */
function inverted([a, b, c, d, e, f, g, h, i]: Homography): Homography {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!(Math.abs(determinant) > 0)) throw new Error('perspective: the matrix has no inverse');
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
}
