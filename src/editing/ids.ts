/** Ids that are on a page, and new ones. In files regions, lines, words and glyphs share one space of ids. */
import type { Glyph, Line, Page, Region, Word } from '../page/index.js';

function idsOf(page: Page): ReadonlySet<string> {
  const ids = page.regions.flatMap(({ id, lines }) => [id, ...lines.flatMap(idsOfLine)]);
  return new Set(ids);
}

function idsOfLine({ id, words = [] }: Line): readonly string[] {
  const pieces = words.flatMap((word): readonly (Word | Glyph)[] => [word, ...(word.glyphs ?? [])]);
  return [id, ...pieces.flatMap((piece) => piece.id ?? [])];
}

/** An id that nothing on the page has, counted as the layout's are. */
export function newId(page: Page, kind: 'line' | 'region'): string {
  const lines = page.regions.reduce((sum, region) => sum + region.lines.length, 0);
  return nextId(idsOf(page), kind, kind === 'line' ? lines : page.regions.length);
}

function nextId(used: ReadonlySet<string>, kind: 'line' | 'region', before: number): string {
  const letter = kind === 'line' ? 'l' : 'r';
  let count = before + 1;
  while (used.has(`${letter}${count}`)) count++;
  return `${letter}${count}`;
}

/**
 * The page with an id for each region and line, each once: all edits name what they change by its id, and files may leave
 * ids out or have one twice. Words and glyphs lose an id that something before them has.
 * @returns the very same page where nothing is to mend
 */
export function withUniqueIds(page: Page): Page {
  const all = new Set(idsOf(page));
  const seen = new Set<string>();
  let mended = false;
  const isFree = (id: string) => id !== '' && !seen.has(id);
  const taken = (id: string, kind: 'line' | 'region'): string => {
    const free = isFree(id) ? id : nextId(all, kind, 0);
    mended ||= free !== id;
    seen.add(free);
    all.add(free);
    return free;
  };
  const unnamed = <T extends Word | Glyph>(piece: T): T => {
    if (piece.id === undefined || isFree(piece.id)) {
      if (piece.id !== undefined) seen.add(piece.id);
      return piece;
    }
    mended = true;
    const { id: _, ...rest } = piece;
    return rest as T;
  };
  // Names of regions and lines first: edits name only those.
  const named = page.regions.map((region): Region => {
    return {
      ...region,
      id: taken(region.id, 'region'),
      lines: region.lines.map((line): Line => ({ ...line, id: taken(line.id, 'line') })),
    };
  });
  const regions = named.map((region): Region => ({ ...region, lines: region.lines.map((l) => unnamedIn(l, unnamed)) }));
  return mended ? { ...page, regions } : page;
}

function unnamedIn(line: Line, unnamed: <T extends Word | Glyph>(piece: T) => T): Line {
  if (!line.words) return line;
  const words = line.words.map((word): Word => {
    const named = unnamed(word);
    return named.glyphs ? { ...named, glyphs: named.glyphs.map(unnamed) } : named;
  });
  return { ...line, words };
}
