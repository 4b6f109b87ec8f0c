/** Which part of the page the strip of a line shows, and how it is turned. */
import type { Line, Point } from '../../src/page/index.js';
import { baseDirection } from '../../src/text/index.js';
import { outlineOf } from './shown-lines.js';
import type { Size } from './view.js';

/** A rectangle on the page; places in it are pixels of the page too, from its corner, along it and across it. */
export interface StripPlan extends Size {
  readonly corner: Point;
  /** Where the strip's right is, on the page; of length 1. */
  readonly along: Point;
}

/** Radians: lines that are less steep are shown as they lie on the page. */
const levelSlope = (3 * Math.PI) / 180;
/** Of the line's height, on each side. */
const margin = 0.15;
/** Times a box's width: what is as high is written down the page. */
const uprightAspect = 2;

/** @returns `undefined` where the line has no place */
export function planStrip(line: Line): StripPlan | undefined {
  const outline = outlineOf(line, undefined);
  if (outline.length === 0) return undefined;
  const along = directionOf(line, outline);
  const places = outline.map((point) => inFrame(point, along));
  const [left, right] = rangeOf(places.map(([t]) => t));
  const [top, bottom] = rangeOf(places.map(([, v]) => v));
  const around = margin * (bottom - top);
  const corner = outOfFrame([left - around, top - around], along);
  return { corner, along, width: right - left + 2 * around, height: bottom - top + 2 * around };
}

export function toStrip({ corner, along }: StripPlan, [x, y]: Point): Point {
  return inFrame([x - corner[0], y - corner[1]], along);
}

/** The point of the page at a place of the strip. */
export function placeOf({ corner, along }: StripPlan, place: Point): Point {
  const [x, y] = outOfFrame(place, along);
  return [corner[0] + x, corner[1] + y];
}

/** The corners of the strip on the page. */
export function cornersOf(plan: StripPlan): readonly Point[] {
  const { width, height } = plan;
  return (
    [
      [0, 0],
      [width, 0],
      [width, height],
      [0, height],
    ] as const
  ).map((place) => placeOf(plan, place));
}

/** How large a strip is drawn: as wide as there is room, but no higher than it may be. Pixels of the screen for each one. */
export function scaleOf({ width, height }: StripPlan, room: number, most: number): number {
  return Math.min(room / width, most / height);
}

function directionOf({ baseline = [], text }: Line, outline: readonly Point[]): Point {
  const [from, to] = [baseline.at(0), baseline.at(-1)];
  if (!from || !to) return isHigh(outline) ? [0, 1] : [1, 0];
  // Writing from right to left begins at the right of a strip as of a page.
  const turn = baseDirection(text) === 'rtl' ? -1 : 1;
  const [dx, dy] = [turn * (to[0] - from[0]), turn * (to[1] - from[1])];
  const length = Math.hypot(dx, dy);
  if (length === 0 || Math.abs(Math.atan2(dy, dx)) <= levelSlope) return [1, 0];
  return [dx / length, dy / length];
}

function isHigh(outline: readonly Point[]): boolean {
  const [left, right] = rangeOf(outline.map(([x]) => x));
  const [top, bottom] = rangeOf(outline.map(([, y]) => y));
  return bottom - top > uprightAspect * (right - left);
}

function inFrame([x, y]: Point, [ax, ay]: Point): Point {
  return [x * ax + y * ay, y * ax - x * ay];
}

function outOfFrame([t, v]: Point, [ax, ay]: Point): Point {
  return [t * ax - v * ay, t * ay + v * ax];
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}
