/**
 * Where each pixel of a crop lies on its page, and back: scaled, turned, sheared, tilted as a camera sees it, and curled
 * as an open book is. With (u, v) counted from the middle of the crop and p from the place of the page that is there,
 *
 *   t = v + a·sin(2π·u/l + φ)        w = 1 + gx·u + gy·t        (u, t) / w = M·p
 *
 * of which every step can be undone in closed form, so that image and truth go through one map.
 */
import type { Point } from '../page/index.js';

export interface CropPlan {
  /** Pixels of the crop. */
  readonly width: number;
  readonly height: number;
  /** The place in its middle, pixels of the page. */
  readonly x: number;
  readonly y: number;
  /** Pixels of the crop for each of the page. */
  readonly scale: number;
  /** Radians, clockwise. */
  readonly angle: number;
  /** Tangent of the slant. */
  readonly shear: number;
  /** How much nearer the page comes towards the right and the lower edge, as a share of its distance. */
  readonly tilt: readonly [x: number, y: number];
  /** Waves along the crop: pixels of it, and radians. */
  readonly curl: { readonly amplitude: number; readonly length: number; readonly phase: number };
}

/** Of the distance; what lies further behind the page's middle is seen as if it lay there. */
const nearest = 0.2;

export class CropMap {
  /** From the page to the crop, row by row, and back. */
  private readonly to: readonly [number, number, number, number];
  readonly back: readonly [number, number, number, number];
  private readonly tilt: readonly [number, number];

  constructor(readonly plan: CropPlan) {
    const { scale, angle, shear, tilt, width, height } = plan;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const [b, d] = [cos * shear - sin, sin * shear + cos];
    this.to = [scale * cos, scale * b, scale * sin, scale * d];
    this.back = [d / scale, -b / scale, -sin / scale, cos / scale];
    this.tilt = [tilt[0] / (width / 2), tilt[1] / (height / 2)];
  }

  toPage(x: number, y: number): Point {
    const { width, height } = this.plan;
    const [gx, gy] = this.tilt;
    const u = x - width / 2;
    const t = y - height / 2 + this.waveAt(u);
    const w = 1 + gx * u + gy * t;
    return this.straightToPage(u / w, t / w);
  }

  /** Without tilt and curl; places counted from the middle of the crop. */
  straightToPage(u: number, v: number): Point {
    const [a, b, c, d] = this.back;
    return [this.plan.x + a * u + b * v, this.plan.y + c * u + d * v];
  }

  toCrop([px, py]: Point): Point {
    const { x, y, width, height } = this.plan;
    const [a, b, c, d] = this.to;
    const [gx, gy] = this.tilt;
    const [dx, dy] = [px - x, py - y];
    const [s, t] = [a * dx + b * dy, c * dx + d * dy];
    const w = 1 / Math.max(nearest, 1 - gx * s - gy * t);
    const u = s * w;
    return [u + width / 2, t * w - this.waveAt(u) + height / 2];
  }

  private waveAt(u: number): number {
    const { amplitude, length, phase } = this.plan.curl;
    return amplitude === 0 ? 0 : amplitude * Math.sin((2 * Math.PI * u) / length + phase);
  }
}
