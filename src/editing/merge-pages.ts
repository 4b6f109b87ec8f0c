/** What two have made of one page at the same time: a reader that goes through it, and a person who corrects it meanwhile. */
import { type Line, linesOf, type Page, type Region } from '../page/index.js';
import { withFreeIds, withUniqueIds } from './ids.js';
import { inserted, mapped } from './whole-page.js';

/**
 * Puts what became of a page elsewhere into what became of it here. A line is the other's, or gone as
 * there, where it is here as it was; a line that was changed, added or deleted here stays so. Lines that are new there come with
 * their regions, each behind the line that it follows there; those that are new here have the ids of `apartFrom`. The lines of a
 * region are in the order of there where here they are in the order that they had.
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
  const regionsHere = byId(apart.regions);
  const [regionsBefore, regionsAfter] = [byId(before.regions), byId(after.regions)];
  const regions = mapped(apart.regions, (region) => {
    const merged = mapped(withoutDeleted(region.lines, was, is), (line) =>
      mergeLine(line, was.get(line.id), is.get(line.id)),
    );
    const theirs = regionsAfter.get(region.id)?.lines ?? [];
    const ordered = inOrderOf(merged, regionsBefore.get(region.id)?.lines ?? [], theirs);
    const lines = withFresh(ordered, theirs, isKnown);
    return lines === region.lines ? region : { ...region, lines };
  });
  const added = after.regions
    .filter(({ id }) => !regionsHere.has(id))
    .flatMap((region) => withoutLines(region, isKnown));
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

/** The lines that two lists share in the order of the second, unless they are not here in that of the first. */
function inOrderOf(lines: readonly Line[], before: readonly Line[], after: readonly Line[]): readonly Line[] {
  const [was, is] = [placesOf(before), placesOf(after)];
  const isShared = ({ id }: Line) => was.has(id) && is.has(id);
  const shared = lines.filter(isShared);
  if (sortedBy(shared, was).some((line, at) => line !== shared[at])) return lines;
  const ordered = sortedBy(shared, is).values();
  return mapped(lines, (line) => (isShared(line) ? (ordered.next().value ?? line) : line));
}

function placesOf(lines: readonly Line[]): ReadonlyMap<string, number> {
  return new Map(lines.map(({ id }, at) => [id, at]));
}

function sortedBy(lines: readonly Line[], places: ReadonlyMap<string, number>): readonly Line[] {
  return [...lines].sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
}

/** With the lines that are new among theirs, each behind the one that is there before it. */
function withFresh(lines: readonly Line[], theirs: readonly Line[], isKnown: (line: Line) => boolean): readonly Line[] {
  if (theirs.every(isKnown)) return lines;
  let all = lines;
  let next = 0;
  for (const line of theirs) {
    if (isKnown(line)) next = all.findIndex(({ id }) => id === line.id) + 1 || next;
    else all = inserted(all, next++, line);
  }
  return all;
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
