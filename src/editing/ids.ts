/** Ids that are on a page, and new ones. In files regions, lines, words and glyphs share one space of ids. */
import type { Glyph, Line, Page, Region, Word } from '../page/index.js';
import { mapped } from './whole-page.js';

function idsOf(page: Page): ReadonlySet<string> {
  const ids = page.regions.flatMap(({ id, lines }) => [id, ...lines.flatMap(idsOfLine)]);
  return new Set(ids);
}

function idsOfLine({ id, words = [] }: Line): readonly string[] {
  const pieces = words.flatMap((word): readonly (Word | Glyph)[] => [word, ...(word.glyphs ?? [])]);
  return [id, ...pieces.flatMap((piece) => piece.id ?? [])];
}

/**
 * An id that nothing on the page has, and nothing gets that a reader or another person brings to it: what is new keeps its id
 * under the hands of whoever made it.
 */
export function newId(page: Page, kind: 'line' | 'region'): string {
  const used = idsOf(page);
  for (;;) {
    const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
    const id = `${letters[kind]}-${number.toString(36)}`;
    if (!used.has(id)) return id;
  }
}

const letters = { line: 'l', region: 'r' } as const;

/** Counted as the layout's are. */
function nextId(used: ReadonlySet<string>, kind: 'line' | 'region'): string {
  let count = 1;
  while (used.has(`${letters[kind]}${count}`)) count++;
  return `${letters[kind]}${count}`;
}

/**
 * The page with other ids for those of its lines and regions whose ids have come to stand for something else.
 * @param isTaken whether a line or region has lost its id
 * @param elsewhere pages whose ids nothing gets
 * @returns the very same page where no id is taken
 */
export function withFreeIds(page: Page, isTaken: (item: Line | Region) => boolean, elsewhere: readonly Page[]): Page {
  const all = new Set([page, ...elsewhere].flatMap((each) => [...idsOf(each)]));
  const named = <T extends Line | Region>(item: T, kind: 'line' | 'region'): T => {
    if (!isTaken(item)) return item;
    const id = nextId(all, kind);
    all.add(id);
    return { ...item, id };
  };
  const regions = mapped(page.regions, (region) =>
    withLines(
      named(region, 'region'),
      mapped(region.lines, (line) => named(line, 'line')),
    ),
  );
  return regions === page.regions ? page : { ...page, regions };
}

/** Ids of a page, and those of them that have their owner. */
interface Ids {
  readonly all: Set<string>;
  readonly taken: Set<string>;
}

/**
 * The page with an id for each region and line, each once: all edits name what they change by its id, and files may leave
 * ids out or have one twice. Words and glyphs lose an id that something before them has.
 * @returns the very same page where nothing is to mend
 */
export function withUniqueIds(page: Page): Page {
  const ids: Ids = { all: new Set(idsOf(page)), taken: new Set() };
  // First of regions and lines: edits name only those.
  const named = mapped(page.regions, (region) => {
    const itself = withId(region, 'region', ids);
    return withLines(
      itself,
      mapped(region.lines, (line) => withId(line, 'line', ids)),
    );
  });
  const regions = mapped(named, (region) =>
    withLines(
      region,
      mapped(region.lines, (line) => withoutDoubles(line, ids)),
    ),
  );
  return regions === page.regions ? page : { ...page, regions };
}

function withId<T extends Line | Region>(item: T, kind: 'line' | 'region', { all, taken }: Ids): T {
  const isFree = item.id !== '' && !taken.has(item.id);
  const id = isFree ? item.id : nextId(all, kind);
  taken.add(id);
  all.add(id);
  return isFree ? item : { ...item, id };
}

function withLines(region: Region, lines: readonly Line[]): Region {
  return lines === region.lines ? region : { ...region, lines };
}

function withoutDoubles(line: Line, ids: Ids): Line {
  const words = line.words && mapped(line.words, (word) => wordWithoutDoubles(word, ids));
  return words === line.words || !words ? line : { ...line, words };
}

function wordWithoutDoubles(word: Word, ids: Ids): Word {
  const named = withoutDouble(word, ids);
  const glyphs = named.glyphs && mapped(named.glyphs, (glyph) => withoutDouble(glyph, ids));
  return glyphs === named.glyphs || !glyphs ? named : { ...named, glyphs };
}

function withoutDouble<T extends Word | Glyph>(piece: T, { taken }: Ids): T {
  const { id, ...rest } = piece;
  if (id === undefined) return piece;
  if (id === '' || taken.has(id)) return rest as T;
  taken.add(id);
  return piece;
}
