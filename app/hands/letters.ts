/** Letters of one kind on the pages of a document, with where they stand. */
import type { Glyph, Page, Point } from 'ductus/web';
import { boxAround, linesOf } from '../../src/page/index.js';
import type { PageRecord } from '../store/records.js';

/** Pixels of the page's image. */
export interface LetterPlace {
  readonly polygon: readonly Point[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The letters of a page, by what they are. */
export type Letters = ReadonlyMap<string, readonly LetterPlace[]>;

/** What is read more doubtfully may be another letter. */
const leastConfidence = 0.9;

/** Letters that a person has checked, or that were read surely. */
export function lettersOf({ page, checked }: Pick<PageRecord, 'page' | 'checked'>): Letters {
  const letters = new Map<string, LetterPlace[]>();
  for (const { text, polygon } of sureGlyphs(page, new Set(checked))) {
    const box = boxAround(polygon);
    if (!polygon || !box || box.width < 2) continue;
    const places = letters.get(text) ?? [];
    places.push({ ...box, polygon });
    letters.set(text, places);
  }
  return letters;
}

function sureGlyphs(page: Page, checked: ReadonlySet<string>): readonly Glyph[] {
  return linesOf(page).flatMap(({ id, words = [] }) =>
    words
      .flatMap(({ glyphs = [] }) => glyphs)
      .filter(({ confidence }) => checked.has(id) || (confidence ?? 0) >= leastConfidence),
  );
}

/** All letters of some pages with how many there are, the most frequent first. */
export function countsOf(pages: readonly Letters[]): readonly (readonly [letter: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const [letter, places] of pages.flatMap((letters) => [...letters])) {
    counts.set(letter, (counts.get(letter) ?? 0) + places.length);
  }
  return [...counts].filter(([letter]) => /[\p{L}\p{N}&]/u.test(letter)).sort((a, b) => b[1] - a[1]);
}
