/** What two have made of one page at the same time: a reader that goes through it, and a person who corrects it meanwhile. */
import { type Line, linesOf, type Page, type Region } from '../page/index.js';
import { withUniqueIds } from './ids.js';
import { mapped } from './whole-page.js';

/**
 * Puts what became of a page elsewhere into what became of it here. A line is the other's where it is here as it was; a line
 * that was changed, added or deleted here stays so. Lines that are new there come with their regions.
 * @param mine what became of `before` here
 * @param before what both began with
 * @param after what became of it elsewhere
 * @returns the very same page where nothing is to change
 */
export function mergePages(mine: Page, before: Page, after: Page): Page {
  if (before === after) return mine;
  if (mine === before) return after;
  const [was, is] = [byId(linesOf(before)), byId(linesOf(after))];
  const fresh = byId(after.regions.flatMap((region) => withLinesNotIn(was, region)));
  const olds = byId(before.regions);
  const regions = mapped(mine.regions, (region) => {
    const lines = mapped(region.lines, (line) => mergeLine(line, was.get(line.id), is.get(line.id)));
    const added = olds.has(region.id) ? (fresh.get(region.id)?.lines ?? []) : [];
    return lines === region.lines && added.length === 0 ? region : { ...region, lines: [...lines, ...added] };
  });
  // Before those that are only here, which may have their ids: it is these that get others.
  const added = [...fresh.values()].filter(({ id }) => !olds.has(id));
  const language = after.language === before.language ? mine.language : after.language;
  if (regions === mine.regions && added.length === 0 && language === mine.language) return mine;
  const merged = withUniqueIds({ ...mine, regions: [...added, ...regions] });
  return language === undefined ? merged : { ...merged, language };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

function mergeLine(mine: Line, before: Line | undefined, after: Line | undefined): Line {
  if (!before || !after || isEqual(before, after)) return mine;
  return isEqual(mine, before) ? after : mine;
}

/** The region with its new lines alone, or nothing where it has none. */
function withLinesNotIn(was: ReadonlyMap<string, Line>, region: Region): readonly Region[] {
  const lines = region.lines.filter(({ id }) => !was.has(id));
  return lines.length > 0 ? [{ ...region, lines }] : [];
}

/** Lines are plain data whose fields keep their order wherever they are sent and kept. */
function isEqual(line: Line, before: Line): boolean {
  return line === before || JSON.stringify(line) === JSON.stringify(before);
}
