/** How high the writing of a line stands above its baseline and hangs below it, as the outline that somebody drew tells. */
import { type Line, lineSpacing, type Page, type Point } from '../page/index.js';

export interface WritingHeights {
  /** Pixels of the page, above 0. */
  readonly ascender: number;
  readonly descender: number;
}

/** Outlines have notches and take in the loops of neighbours: neither the middle nor the most of their extents. */
const percentile = 0.7;
/** Of the distance between lines: what an extent can be, and what is taken where it can't. */
const least = 0.2;
const most = 1.2;
const usualAscender = 0.65;
const usualDescender = 0.32;
/** Places along a baseline that the outline is measured at. */
const places = 41;

/** The heights of a page's lines, but of those that neither an outline nor a neighbour says anything of. */
export function writingHeights(page: Page): ReadonlyMap<Line, WritingHeights> {
  const ofPage = lineSpacing(page);
  return new Map(
    page.regions.flatMap((region) => {
      // Lines of a table's column may stand far apart: then those of the page say more.
      const spacings = [lineSpacing({ ...page, regions: [region] }), ofPage].filter((spacing) => spacing !== undefined);
      const pitch = spacings.length > 0 ? Math.min(...spacings) : undefined;
      return region.lines.flatMap((line) => {
        const heights = heightsOf(line, pitch);
        return heights ? [[line, heights] as const] : [];
      });
    }),
  );
}

function heightsOf(line: Line, pitch: number | undefined): WritingHeights | undefined {
  const { above, below } = extents(line);
  const ascender = plausible(above, pitch, usualAscender);
  const descender = plausible(below, pitch, usualDescender);
  return ascender === undefined || descender === undefined ? undefined : { ascender, descender };
}

/** Of an extent that the distance between lines can't be true of, that distance says more. */
function plausible(extent: number | undefined, pitch: number | undefined, usual: number): number | undefined {
  if (pitch === undefined) return extent;
  return extent !== undefined && extent >= least * pitch && extent <= most * pitch ? extent : usual * pitch;
}

/** How far the outline reaches to either side of the baseline, perpendicular to it. */
function extents({ baseline, polygon }: Line): { readonly above?: number; readonly below?: number } {
  if (!baseline || !polygon) return {};
  const above: number[] = [];
  const below: number[] = [];
  for (const { at, along } of placesOn(baseline)) {
    const reached = crossings(polygon, at, along);
    const [up, down] = [Math.max(...reached.map((far) => -far)), Math.max(...reached)];
    if (up > 0) above.push(up);
    if (down > 0) below.push(down);
  }
  const extent = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(percentile * (values.length - 1))];
  const [ofAbove, ofBelow] = [extent(above), extent(below)];
  return {
    ...(ofAbove === undefined ? {} : { above: ofAbove }),
    ...(ofBelow === undefined ? {} : { below: ofBelow }),
  };
}

/** Evenly spread over the line but for its very ends, with the direction there, of length 1. */
function placesOn(baseline: readonly Point[]): readonly { readonly at: Point; readonly along: Point }[] {
  const parts = baseline.slice(1).flatMap((to, index) => {
    const from = baseline[index] ?? to;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    return length > 0 ? [{ from, to, length }] : [];
  });
  const total = parts.reduce((sum, { length }) => sum + length, 0);
  const result: { at: Point; along: Point }[] = [];
  let passed = 0;
  for (const { from, to, length } of parts) {
    const along: Point = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
    for (let place = result.length; place < places; place++) {
      const rest = ((place + 0.5) / places) * total - passed;
      if (rest > length) break;
      result.push({ at: [from[0] + rest * along[0], from[1] + rest * along[1]], along });
    }
    passed += length;
  }
  return result;
}

/** Where the perpendicular at a place meets the outline, pixels from the place: below 0 above the line. */
function crossings(polygon: readonly Point[], [x, y]: Point, [ux, uy]: Point): readonly number[] {
  const distances: number[] = [];
  let last = polygon.at(-1);
  for (const point of polygon) {
    if (last) {
      const forward = ([px, py]: Point) => (px - x) * ux + (py - y) * uy;
      const [before, after] = [forward(last), forward(point)];
      if (before <= 0 !== after <= 0) {
        const share = before / (before - after);
        const [mx, my] = [last[0] + share * (point[0] - last[0]), last[1] + share * (point[1] - last[1])];
        // The normal of a line that runs to the right points down.
        distances.push((mx - x) * -uy + (my - y) * ux);
      }
    }
    last = point;
  }
  return distances;
}
