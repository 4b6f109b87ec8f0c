/**
 * Writing from right to left, by the Unicode Bidirectional Algorithm (UAX #9). Files hold texts in logical order, as they
 * are spoken; a network that reads columns from left to right sees, and writes, display order.
 */
import bidiFactory from 'bidi-js';
import { known } from '../known.js';

/** What is used of the library, whose types don't fit its module. */
interface Algorithm {
  getEmbeddingLevels(text: string, base: 'ltr' | 'rtl'): { readonly levels: Uint8Array };
  getMirroredCharacter(character: string): string | null;
}

export const directions = ['auto', 'ltr', 'rtl'] as const;
export type Direction = (typeof directions)[number];

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/gu;
const letter = /\p{L}/gu;

let algorithm: Algorithm | undefined;

/** As most letters run: the same for a text in logical and in display order. */
export function baseDirection(text: string): 'ltr' | 'rtl' {
  const backwards = text.match(rightToLeft)?.length ?? 0;
  return backwards > (text.match(letter)?.length ?? 0) / 2 ? 'rtl' : 'ltr';
}

interface Reordered {
  /** Of each character of the result, its index among the code points of the text. */
  readonly order: readonly number[];
  /** What it looks like: brackets turn. */
  readonly shown: readonly string[];
  /** Which way it runs with its neighbours. */
  readonly backwards: readonly boolean[];
}

function reorder(text: string, direction: Direction): Reordered {
  const characters = [...text];
  const base = direction === 'auto' ? baseDirection(text) : direction;
  if (base === 'ltr' && text.search(rightToLeft) < 0) {
    return { order: characters.map((_, i) => i), shown: characters, backwards: characters.map(() => false) };
  }
  algorithm ??= (bidiFactory as unknown as () => Algorithm)();
  const { getMirroredCharacter } = algorithm;
  const levels = [...algorithm.getEmbeddingLevels(characters.map(standIn).join(''), base).levels];
  const places = characters.map((character, index) => {
    const backwards = known(levels[index], 'the level of a character') % 2 === 1;
    return { index, shown: (backwards && getMirroredCharacter(character)) || character, backwards };
  });
  // Rule L2: from the highest level down, every run at or above it is turned around.
  for (let level = Math.max(0, ...levels); level > 0; level--) {
    for (const { from, end } of runsFrom(level, levels)) turnAround(places, from, end);
  }
  return {
    order: places.map(({ index }) => index),
    shown: places.map(({ shown }) => shown),
    backwards: places.map(({ backwards }) => backwards),
  };
}

interface Run {
  readonly from: number;
  readonly end: number;
}

/** Neighbouring places whose levels are at or above one that is above 0. */
function runsFrom(least: number, levels: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  let from: number | undefined;
  for (const [at, level] of [...levels, 0].entries()) {
    if (level >= least) from ??= at;
    else if (from !== undefined) {
      runs.push({ from, end: at });
      from = undefined;
    }
  }
  return runs;
}

/** The library takes units of UTF-16 for characters: one that has two is stood in for by one of its kind. */
function standIn(character: string): string {
  if (character.length === 1) return character;
  if (character.search(rightToLeft) >= 0) return 'א';
  return character.search(letter) >= 0 ? 'a' : '☃';
}

function turnAround<T>(items: T[], from: number, end: number): void {
  const part = items.slice(from, end).reverse();
  items.splice(from, part.length, ...part);
}

/** A character at its place in a line. */
export interface DisplayPlace {
  /** Among the code points of the text. */
  readonly index: number;
  /** Which way it runs with its neighbours: a full stop as the words around it, digits always from left to right. */
  readonly direction: 'ltr' | 'rtl';
}

/** The characters of a text as they stand from left to right. */
export function displayPlaces(text: string, direction: Direction = 'auto'): readonly DisplayPlace[] {
  const { order, backwards } = reorder(text, direction);
  return order.map((index, at) => ({ index, direction: backwards[at] ? 'rtl' : 'ltr' }));
}

/** A text in the order, and with the brackets, in which it is seen from left to right. */
export function toDisplay(text: string, direction: Direction = 'auto'): string {
  return reorder(text, direction).shown.join('');
}

/**
 * Text in display order as it is spoken.
 * @returns the text, and of each of its code points the place among the code points of what was given
 */
export function toLogical(
  display: string,
  direction: Direction = 'auto',
): { readonly text: string; readonly order: readonly number[] } {
  const { order, shown } = reorder(display, direction);
  return { text: shown.join(''), order };
}
