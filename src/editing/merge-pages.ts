/** What two have made of one page at the same time: a reader that goes through it, and a person who corrects it meanwhile. */
import { type Line, linesOf, type Page, type Region } from '../page/index.js';
import { withFreeIds, withUniqueIds } from './ids.js';
import { mapped } from './whole-page.js';

/**
 * Puts what became of a page elsewhere into what became of it here. A line is the other's, or gone as
 * there, where it is here as it was; a line that was changed, added or deleted here stays so. Lines that are new there come with
 * their regions; those that are new here have the ids of `apartFrom`.
 * @param mine what became of `before` here
 * @param before what both began with
 * @param after what became of it elsewhere
 * @returns the very same page where nothing is to change
 */
export function mergePages(mine: Page, before: Page, after: Page): Page {
  if (before === after) return mine;
  const apart = apartFrom(mine, before, after);
  const [here, was, is] = [byId(linesOf(apart)), byId(linesOf(before)), byId(linesOf(after))];
  const isKnown = ({ id }: Line) => was.has(id) || here.has(id);
  const fresh = byId(after.regions.flatMap((region) => withoutLines(region, isKnown)));
  const regions = mapped(apart.regions, (region) => {
    const lines = mapped(withoutDeleted(region.lines, was, is), (line) =>
      mergeLine(line, was.get(line.id), is.get(line.id)),
    );
    const added = fresh.get(region.id)?.lines ?? [];
    return lines === region.lines && added.length === 0 ? region : { ...region, lines: [...lines, ...added] };
  });
  const regionsHere = byId(apart.regions);
  const added = [...fresh.values()].filter(({ id }) => !regionsHere.has(id));
  const language = after.language === before.language ? mine.language : after.language;
  if (regions === mine.regions && added.length === 0 && language === mine.language) return mine;
  const merged = withUniqueIds({ ...mine, regions: [...added, ...regions] });
  return language === undefined ? merged : { ...merged, language };
}

/**
 * What became of a page here, under ids that nothing else has that is new elsewhere: the same lines and regions in the same
 * order, so that whoever knows a line by its id finds it again. What was found in both, at the very same place, keeps its id.
 * @returns the very same page where no id is to change
 */
export function apartFrom(mine: Page, before: Page, after: Page): Page {
  const [was, is] = [itemsOf(before), itemsOf(after)];
  const isTaken = (item: Line | Region) => {
    const theirs = was.has(item.id) ? undefined : is.get(item.id);
    return theirs !== undefined && !isSamePlace(item, theirs);
  };
  if (![...itemsOf(mine).values()].some(isTaken)) return mine;
  return withFreeIds(mine, isTaken, [before, after]);
}

function itemsOf({ regions }: Page): ReadonlyMap<string, Line | Region> {
  return byId(regions.flatMap((region): readonly (Line | Region)[] => [region, ...region.lines]));
}

function isSamePlace(mine: Line | Region, theirs: Line | Region): boolean {
  const place = placeOf(mine);
  return place !== undefined && place === placeOf(theirs);
}

function placeOf(item: Line | Region): string | undefined {
  const baseline = 'baseline' in item ? item.baseline : undefined;
  return baseline || item.polygon ? JSON.stringify([baseline, item.polygon]) : undefined;
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

type LinesById = ReadonlyMap<string, Line>;

/** Without lines that were deleted elsewhere and are here as they were. */
function withoutDeleted(lines: readonly Line[], was: LinesById, is: LinesById): readonly Line[] {
  const isDeleted = (line: Line) => {
    const before = was.get(line.id);
    return before !== undefined && !is.has(line.id) && isEqual(line, before);
  };
  return lines.some(isDeleted) ? lines.filter((line) => !isDeleted(line)) : lines;
}

function mergeLine(mine: Line, before: Line | undefined, after: Line | undefined): Line {
  if (!before || !after || isEqual(before, after)) return mine;
  return isEqual(mine, before) ? after : mine;
}

/** The region with the rest of its lines, or nothing where there is none. */
function withoutLines(region: Region, isLeft: (line: Line) => boolean): readonly Region[] {
  const lines = region.lines.filter((line) => !isLeft(line));
  return lines.length > 0 ? [{ ...region, lines }] : [];
}

/** Lines are plain data whose fields keep their order wherever they are sent and kept. */
function isEqual(line: Line, before: Line): boolean {
  return line === before || JSON.stringify(line) === JSON.stringify(before);
}
