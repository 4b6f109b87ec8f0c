/**
 * A line's course: places on the page as pixels along its baseline and across it. So what a page says in points can be
 * divided, cut and put together along the line, however it lies or bends.
 */
import { boxAround, type Line, type Point } from '../page/index.js';

/** A straight part of a baseline. */
interface Part {
  readonly from: Point;
  /** Of length 1. */
  readonly direction: Point;
  /** Pixels along the course at which it begins. */
  readonly start: number;
  readonly length: number;
}

export interface Course {
  readonly parts: readonly [Part, ...Part[]];
  /** Pixels, above 0. */
  readonly length: number;
}

/** A place by its course. */
interface Place {
  /** Pixels from the beginning; before it below 0. */
  readonly along: number;
  /** Pixels from the course: below it above 0, where the course runs to the right. */
  readonly across: number;
}

/** The stretch of a course that something takes up, and how far it reaches across. */
export interface Extent {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly bottom: number;
}

/** @returns `undefined` where the points have no length */
export function courseOf(points: readonly Point[]): Course | undefined {
  const parts: Part[] = [];
  let length = 0;
  let last: Point | undefined;
  for (const point of points) {
    if (last) {
      const [dx, dy] = [point[0] - last[0], point[1] - last[1]];
      const step = Math.hypot(dx, dy);
      if (step > 0) parts.push({ from: last, direction: [dx / step, dy / step], start: length, length: step });
      length += step;
    }
    last = point;
  }
  const [first, ...rest] = parts;
  return first && { parts: [first, ...rest], length };
}

/** That of the baseline, or along the foot of the outline or of the words; upright where those are by this much. */
const uprightAspect = 2;

/** @returns `undefined` where the line has no place at all */
export function courseOfLine({ baseline = [], polygon = [], words = [] }: Line): Course | undefined {
  const ofBaseline = courseOf(baseline);
  if (ofBaseline) return ofBaseline;
  const box = boxAround(polygon.length > 0 ? polygon : words.flatMap((word) => word.polygon ?? []));
  if (!box) return undefined;
  const { x, y, width, height } = box;
  const isUpright = height > uprightAspect * width;
  const foot: readonly Point[] = [
    [x, y + height],
    [x + width, y + height],
  ];
  const side: readonly Point[] = [
    [x, y],
    [x, y + height],
  ];
  return courseOf(isUpright ? side : foot);
}

/** The last part that begins before a place, or the first one. */
export function partAt({ parts }: Course, along: number): Part {
  return parts.reduce((best, part) => (part.start <= along ? part : best));
}

/** Beyond the ends the course goes on straight. */
export function pointAt(course: Course, { along, across }: Place): Point {
  const { from, direction, start } = partAt(course, along);
  const [t, [ux, uy]] = [along - start, direction];
  return [from[0] + t * ux - across * uy, from[1] + t * uy + across * ux];
}

/** A point's place by the part of the course that is nearest to it. */
export function placeOf({ parts, length }: Course, [x, y]: Point): Place {
  let best: Place = { along: 0, across: 0 };
  let nearest = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    const [dx, dy, [ux, uy]] = [x - part.from[0], y - part.from[1], part.direction];
    const [forward, across] = [dx * ux + dy * uy, dy * ux - dx * uy];
    const least = part.start === 0 ? Number.NEGATIVE_INFINITY : 0;
    const most = part.start + part.length >= length ? Number.POSITIVE_INFINITY : part.length;
    const inside = Math.min(most, Math.max(least, forward));
    const distance = Math.hypot(forward - inside, across);
    if (distance >= nearest) continue;
    nearest = distance;
    best = { along: part.start + inside, across };
  }
  return best;
}

export function extentOf(course: Course, points: readonly Point[] | undefined): Extent | undefined {
  if (!points || points.length === 0) return undefined;
  const places = points.map((point) => placeOf(course, point));
  const [along, across] = [places.map((place) => place.along), places.map((place) => place.across)];
  return {
    from: Math.min(...along),
    to: Math.max(...along),
    top: Math.min(...across),
    bottom: Math.max(...across),
  };
}

/** The smallest extent around all; `undefined` where there are none. */
export function extentAround(extents: readonly Extent[]): Extent | undefined {
  const [first, ...rest] = extents;
  return (
    first &&
    rest.reduce(
      (a, b) => ({
        from: Math.min(a.from, b.from),
        to: Math.max(a.to, b.to),
        top: Math.min(a.top, b.top),
        bottom: Math.max(a.bottom, b.bottom),
      }),
      first,
    )
  );
}

/** The ends of a stretch and where the course bends between them. */
function knotsIn({ parts }: Course, from: number, to: number): readonly number[] {
  return [from, ...parts.flatMap(({ start }) => (start > from && start < to ? [start] : [])), to];
}

/** The part of a course from one place along it to another one. */
export function stretchOf(course: Course, from: number, to: number): readonly Point[] {
  return knotsIn(course, from, to).map((along) => pointAt(course, { along, across: 0 }));
}

/** The outline of an extent, from the beginning of its upper edge around. */
export function ribbonOf(course: Course, { from, to, top, bottom }: Extent): readonly Point[] {
  const knots = knotsIn(course, from, to);
  const upper = knots.map((along) => pointAt(course, { along, across: top }));
  const lower = knots.map((along) => pointAt(course, { along, across: bottom }));
  return [...upper, ...lower.reverse()];
}

/**
 * The part of a polygon on one side of the perpendicular at a place (Sutherland and Hodgman 1974).
 * @param side below 0 what lies before the place, above 0 what lies behind it
 * @returns `undefined` where nothing of it lies there
 */
export function cutPolygon(
  polygon: readonly Point[],
  course: Course,
  along: number,
  side: -1 | 1,
): readonly Point[] | undefined {
  const [ax, ay] = pointAt(course, { along, across: 0 });
  const [ux, uy] = partAt(course, along).direction;
  const depth = ([x, y]: Point) => side * ((x - ax) * ux + (y - ay) * uy);
  const kept: Point[] = [];
  let last = polygon.at(-1);
  for (const point of polygon) {
    if (last) {
      const [before, here] = [depth(last), depth(point)];
      if (before < 0 !== here < 0) {
        const share = before / (before - here);
        kept.push([last[0] + share * (point[0] - last[0]), last[1] + share * (point[1] - last[1])]);
      }
      if (here >= 0) kept.push(point);
    }
    last = point;
  }
  return kept.some((point) => depth(point) > 0) && kept.length >= 3 ? kept : undefined;
}
