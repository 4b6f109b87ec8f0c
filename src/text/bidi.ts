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
const europeanDigit = /[0-9\u06f0-\u06f9]/;
const arabicLetter = /\p{Script=Arabic}/u;

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

/** What European and Persian digits are taken for: Arabic ones behind an Arabic letter, as the algorithm says (W2), or always, or never. */
type Digits = 'arabic behind a letter' | 'arabic' | 'european';

function reorder(text: string, direction: Direction, digits: Digits = 'arabic behind a letter'): Reordered {
  const characters = [...text];
  const base = direction === 'auto' ? baseDirection(text) : direction;
  if (base === 'ltr' && text.search(rightToLeft) < 0) {
    return { order: characters.map((_, i) => i), shown: characters, backwards: characters.map(() => false) };
  }
  algorithm ??= (bidiFactory as unknown as () => Algorithm)();
  const { getMirroredCharacter } = algorithm;
  const levels = [
    ...algorithm.getEmbeddingLevels(characters.map((character) => standIn(character, digits)).join(''), base).levels,
  ];
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
function standIn(character: string, digits: Digits): string {
  if (digits === 'arabic' && europeanDigit.test(character)) return '\u0660';
  if (digits === 'european' && arabicLetter.test(character) && !europeanDigit.test(character)) return 'א';
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
 * Text in display order as it is spoken. What a number joins to depends on the letter before it as it is spoken, which in display
 * order is another one: beside Arabic letters numbers are taken for those with which the text is seen again as it was.
 * @returns the text, and of each of its code points the place among the code points of what was given
 */
export function toLogical(
  display: string,
  direction: Direction = 'auto',
): { readonly text: string; readonly order: readonly number[] } {
  const logical = (digits?: Digits) => {
    const { order, shown } = reorder(display, direction, digits);
    return { text: shown.join(''), order };
  };
  const plain = logical();
  const isSeen = ({ text }: typeof plain) => toDisplay(text, direction) === display;
  if (!arabicLetter.test(display) || isSeen(plain)) return plain;
  return [logical('arabic'), logical('european')].find(isSeen) ?? plain;
}
