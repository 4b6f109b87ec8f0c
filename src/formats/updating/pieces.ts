/** Words in lines and glyphs in words: what stays, what goes, what comes. */
import type { Glyph, Word } from '../../page/index.js';
import { childrenOf } from '../xml.js';
import type { Habits } from './new-elements.js';
import { isSame, withBefore } from './pairs.js';
import { exchangePlaces, type SourceElement } from './source.js';

interface Readable {
  readonly text: string;
  readonly confidence?: number;
}

/** What a person wrote has no confidence; one that came with the text stays. */
export function confidenceOf(before: Readable, after: Readable): number | undefined {
  return before.text !== after.text && before.confidence === after.confidence ? undefined : after.confidence;
}

/**
 * The parts that are to stand below a text: those of the page after; none where they are those of before and don't say
 * what the text says now. `undefined` where nothing is to be done.
 */
export function partsAfter<T extends Readable>(
  before: Readable & { readonly parts: readonly T[] | undefined },
  after: Readable & { readonly parts: readonly T[] | undefined },
  between: string,
): readonly T[] | undefined {
  if (!isSame(before.parts, after.parts)) return after.parts ?? [];
  if (before.text === after.text || !after.parts) return undefined;
  return after.parts.map(({ text }) => text).join(between) === after.text ? undefined : [];
}

export function wordsAfter(
  before: Readable & { readonly words?: readonly Word[] },
  after: Readable & { readonly words?: readonly Word[] },
): readonly Word[] | undefined {
  return partsAfter({ ...before, parts: before.words }, { ...after, parts: after.words }, ' ');
}

export function glyphsAfter(before: Word, after: Word): readonly Glyph[] | undefined {
  return partsAfter({ ...before, parts: before.glyphs }, { ...after, parts: after.glyphs }, '');
}

interface Arrangement<T> {
  readonly parent: SourceElement;
  readonly name: string;
  readonly before: readonly T[];
  readonly after: readonly T[];
  make(part: T, index: number): SourceElement;
  change(element: SourceElement, before: T, after: T): void;
  /** Puts the first one into an element. */
  addFirst(part: SourceElement): void;
}

/** Makes an element's parts those of the page after, and keeps the elements of those that were there. */
export function arrangeParts<T extends Word>(habits: Habits, arrangement: Arrangement<T>): void {
  const { parent, name, before, after, make, change, addFirst } = arrangement;
  const elements = childrenOf<SourceElement>(parent, name);
  const wanted = withBefore(before, after).map(({ before, after, place }, index) => {
    const element = place === undefined ? undefined : elements[place];
    if (element && before) change(element, before, after);
    return element ?? make(after, index);
  });
  arrangeElements(habits, parent, elements, wanted, addFirst);
}

/** Takes out what isn't wanted, and puts in what is new. */
export function arrangeElements(
  habits: Habits,
  parent: SourceElement,
  current: readonly SourceElement[],
  wanted: readonly SourceElement[],
  addFirst: (element: SourceElement) => void,
): void {
  const kept = new Set(wanted);
  let behind: SourceElement | undefined;
  for (const element of wanted) {
    if (element.parent !== parent) {
      if (behind) habits.addAfter(behind, element);
      else addFirst(element);
    }
    behind = element;
  }
  for (const element of current) if (!kept.has(element)) parent.remove(element);
  exchangePlaces(
    parent.children.filter((child) => kept.has(child)),
    wanted,
  );
}
