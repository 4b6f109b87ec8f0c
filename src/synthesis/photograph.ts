/**
 * How a sheet lies before the camera: bent at its binding, turned, seen aslant, with more or less of what is around it in
 * the picture. All of it is one map of the plane, for points and for pixels.
 */
import {
  type Curl,
  curled,
  type Homography,
  inTurn,
  type PlaneMap,
  perspective,
  type Raster,
  shifted,
  tilt,
  turn,
} from '../image/index.js';
import { boxAround, type Point } from '../page/index.js';
import type { Random } from '../random/index.js';

/** Where the pages of a book are held together: at no side, or at a place from 0 (left) to 1 (right). */
export type Binding = 'none' | 0 | 0.5 | 1;

/** A flat sheet, or two that face each other. */
export interface SheetShape {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly binding: Binding;
}

export interface Photograph {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** From the flat sheet to the photograph. */
  readonly map: PlaneMap;
  /** How much the paper falls at an x of the flat sheet with each pixel to the right. */
  slope(x: number): number;
}

/**
 * @param strength 0: the sheet and nothing else, as it is; 1: turns of up to ±7°, and as books lie before a camera
 * @throws when the strength bends paper more than it can be seen; up to 1.5 none does
 */
export function drawPhotograph(shape: SheetShape, strength: number, random: Random): Photograph {
  const { width, height } = shape;
  const curl = curled(drawCurl(shape, strength, random));
  const size = { width, height: Math.round(height * (1 + strength * random.between(-0.03, 0.05))) };
  const bent = inTurn(
    curl,
    rippled(strength * height * random.between(0, 0.0025), width * random.between(0.4, 1.5), random.uniform()),
    shifted(-width / 2, -height / 2),
    perspective(turn(turnOf(strength, random))),
    perspective(tiltOf(shape, strength, random)),
  );
  const map = inTurn(bent, framed(shape, size, bent, strength, random));
  return { ...size, map, slope: (x) => curl.slope(x) };
}

/** Pixels that paper falls with each to the side; where it is steeper it may hide what is written on it. */
const steepest = 0.55;

/** A sheet bent down into its binding, and a little arched. */
function drawCurl({ width, height, binding }: SheetShape, strength: number, random: Random): Curl {
  const page = binding === 0.5 ? width / 2 : width;
  const isBent = binding !== 'none' && random.uniform() < 0.75;
  const reach = page * random.between(0.08, 0.3);
  const deep = isBent ? Math.min(steepest * reach, strength * page * random.between(0.01, 0.09)) : 0;
  const arch = strength * page * random.between(0, 0.02);
  const place = binding === 'none' ? 0 : binding;
  return {
    width,
    depth: (x) => deep * Math.exp((-Math.abs(x - place) * width) / reach) - arch * Math.sin(Math.PI * x) ** 2,
    camera: [width * random.between(0.35, 0.65), height * random.between(0.3, 0.7)],
    distance: Math.max(width, height) * random.between(1.2, 2.5),
  };
}

/** Waves of paper that was damp. */
function rippled(amplitude: number, length: number, phase: number): PlaneMap {
  const wave = (x: number) => amplitude * Math.sin(2 * Math.PI * (x / length + phase));
  return { to: (x, y) => [x, y + wave(x)], back: (x, y) => [x, y - wave(x)] };
}

/** Most pages lie nearly straight. */
function turnOf(strength: number, random: Random): number {
  const degrees = random.normal() * 2.2 * strength;
  return (Math.min(7, Math.max(-7, degrees)) * Math.PI) / 180;
}

/** Up to six in a hundred nearer at one side than in the middle. */
function tiltOf({ width, height }: SheetShape, strength: number, random: Random): Homography {
  const isAslant = random.uniform() < 0.5;
  const [across, down] = [random.between(-0.06, 0.06), random.between(-0.06, 0.06)];
  const share = isAslant ? strength : 0;
  return tilt((share * across * 2) / width, (share * down * 2) / height);
}

/** The sheet made as large as the picture has room for, with surroundings at each side or a little cut off. */
function framed(
  sheet: SheetShape,
  picture: { readonly width: number; readonly height: number },
  map: PlaneMap,
  strength: number,
  random: Random,
): PlaneMap {
  const most = random.uniform() < 0.7 ? 0.07 : 0;
  // What is cut off is less than any margin that pages have.
  const margin = () => strength * picture.width * random.between(-0.01, most);
  const [left, right, top, bottom] = [margin(), margin(), margin(), margin()];
  const around = boxAround(outline(sheet).map(([x, y]) => map.to(x, y))) ?? { x: 0, y: 0, ...picture };
  const scale = Math.min(
    (picture.width - left - right) / around.width,
    (picture.height - top - bottom) / around.height,
  );
  const [middleX, middleY] = [(left + picture.width - right) / 2, (top + picture.height - bottom) / 2];
  const [x, y] = [around.x + around.width / 2, around.y + around.height / 2];
  return perspective([scale, 0, middleX - scale * x, 0, scale, middleY - scale * y, 0, 0, 1]);
}

/** Points around a sheet. */
export function outline({ width, height }: Pick<Raster, 'width' | 'height'>): readonly Point[] {
  const steps = 32;
  return Array.from({ length: steps }, (_, n) => n / steps).flatMap((share): readonly Point[] => [
    [share * width, 0],
    [width, share * height],
    [(1 - share) * width, height],
    [0, (1 - share) * height],
  ]);
}
