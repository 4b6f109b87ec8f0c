/** Which lines there are, in what order, in which region, and which way they run. */
import type { Line, Page, Region } from '../page/index.js';
import { inserted, lineOf, mapped, regionOf, replaceLine, replaceRegion, within } from './whole-page.js';

/**
 * The page with a line at another place.
 * @param to the region, and which of its lines it becomes, from 0; the last where there are not so many
 * @returns the very same page where it stands there already
 * @throws RangeError when no line or no region has the id
 */
export function moveLine(page: Page, lineId: string, to: { readonly region: string; readonly index: number }): Page {
  const place = lineOf(page, lineId);
  const target = regionOf(page, to.region);
  const isSame = target === place.region;
  const index = within(to.index, isSame ? target.lines.length - 1 : target.lines.length);
  if (isSame && index === place.index) return page;
  const without = replaceLine(page, place);
  const region = regionOf(without, to.region);
  return replaceRegion(without, region, { ...region, lines: inserted(region.lines, index, place.line) });
}

/**
 * The page with lines one place further up or down in their regions; those that stand at the end already, and those behind
 * them that would come to stand before them, stay.
 * @throws RangeError when no line has an id
 */
export function orderLines(page: Page, ids: readonly string[], direction: 'up' | 'down'): Page {
  const moved = new Set(ids.map((id) => lineOf(page, id).line));
  const regions = mapped(page.regions, (region): Region => {
    const isDown = direction === 'down';
    const ahead = isDown ? [...region.lines].reverse() : region.lines;
    const shifted = shiftedAhead(ahead, moved);
    if (shifted === ahead) return region;
    return { ...region, lines: isDown ? [...shifted].reverse() : shifted };
  });
  return regions === page.regions ? page : { ...page, regions };
}

/** Lines with those that move each before the one that it stood behind; the very same list where none can. */
function shiftedAhead(lines: readonly Line[], moved: ReadonlySet<Line>): readonly Line[] {
  const shifted: Line[] = [];
  let hasMoved = false;
  for (const line of lines) {
    const before = shifted.at(-1);
    if (before && moved.has(line) && !moved.has(before)) {
      shifted.splice(-1, 1, line, before);
      hasMoved = true;
    } else shifted.push(line);
  }
  return hasMoved ? shifted : lines;
}

/**
 * The page with a line that runs the other way: its baseline begins where it ended.
 * @returns the very same page where the line has no baseline
 * @throws RangeError when no line has the id
 */
export function reverseLine(page: Page, lineId: string): Page {
  const place = lineOf(page, lineId);
  const { baseline } = place.line;
  return baseline ? replaceLine(page, place, { ...place.line, baseline: [...baseline].reverse() }) : page;
}

/** @throws RangeError when no line has the id */
export function deleteLine(page: Page, lineId: string): Page {
  return replaceLine(page, lineOf(page, lineId));
}
