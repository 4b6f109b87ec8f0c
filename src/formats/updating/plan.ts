/** What is to become of each region and line of a file. */
import { known } from '../../known.js';
import { type Line, linesOf, type Page, type Region, type Word } from '../../page/index.js';
import { XmlError } from '../xml.js';
import { withBefore } from './pairs.js';
import type { SourceElement } from './source.js';

/** A region that the reader takes, with its lines, all in its order. */
export interface RegionSource {
  readonly element: SourceElement;
  readonly lines: readonly SourceElement[];
}

export interface Planned<T> {
  readonly after: T;
  /** What it was, and where it stands; missing for what is new. */
  readonly existing: { readonly before: T; readonly element: SourceElement } | undefined;
}

export interface PlannedRegion extends Planned<Region> {
  readonly lines: readonly Planned<Line>[];
}

/** @throws XmlError when the page before is another one than the file's */
export function planChanges(sources: readonly RegionSource[], before: Page, after: Page): readonly PlannedRegion[] {
  const counts = (list: readonly { readonly lines: readonly unknown[] }[]) => list.map(({ lines }) => lines.length);
  if (counts(sources).join() !== counts(before.regions).join()) {
    const [has, got] = [sources, before.regions].map((list) => `[${counts(list).join(', ')}]`);
    throw new XmlError(
      `the page before must be the one that the file describes, with ${has} lines in its regions, got ${got}: read the file again`,
      { code: 'data/wrong' },
    );
  }
  const elements = sources.flatMap(({ lines }) => lines);
  const lines = planned(linesOf(before), linesOf(after), elements);
  let next = 0;
  const regions = planned(
    before.regions,
    after.regions,
    sources.map(({ element }) => element),
  );
  return regions.map((region) => {
    const begin = next;
    next += region.after.lines.length;
    return { ...region, lines: lines.slice(begin, next) };
  });
}

function planned<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
  elements: readonly SourceElement[],
): readonly Planned<T>[] {
  return withBefore(before, after).map(({ after, before, place }) => ({
    after,
    existing:
      before === undefined || place === undefined
        ? undefined
        : { before, element: known(elements[place], 'the element of what was there') },
  }));
}

/** The ids of all that a page has. */
export function idsOf(page: Page): readonly string[] {
  const ids = page.regions.flatMap(({ id, lines }) => [
    id,
    ...lines.flatMap((line) => [line.id, ...idsOfWords(line.words ?? [])]),
  ]);
  return ids.filter((id) => id !== '');
}

/** The ids of what was there and stays. */
export function keptIds(regions: readonly PlannedRegion[]): readonly string[] {
  return regions.flatMap(({ existing, after, lines }) => [
    ...(existing ? [after.id] : []),
    ...lines.flatMap((line) => (line.existing ? [line.after.id, ...keptWords(line)] : [])),
  ]);
}

function keptWords({ existing, after }: Planned<Line>): readonly string[] {
  const words = withBefore(existing?.before.words ?? [], after.words ?? []);
  return words.flatMap(({ before, after }) => (before ? idsOfWords([after]) : []));
}

function idsOfWords(words: readonly Word[]): readonly string[] {
  return words
    .flatMap(({ id, glyphs = [] }) => [id, ...glyphs.map((glyph) => glyph.id)])
    .filter((id) => id !== undefined);
}
