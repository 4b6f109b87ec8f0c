/** How an edition's characters and a network's classes are compared. */
import { type Alphabet, type Direction, dashTable, quoteTable, toDisplay } from '../../text/index.js';

/** Signs that are written on a page where a word is parted at the end of a line, or again at the beginning of the next. */
export const partingSigns = ['-', '¬', '='] as const;

/** Quotes and dashes of all shapes as one of each kind: editions, transcribers and networks seldom agree on them. */
function plainSign(character: string): string {
  const quote = quoteTable[character] ?? character;
  return dashTable[quote] ?? quote;
}

function baseLetter(character: string): string {
  return [...character.normalize('NFD')][0] ?? character;
}

/** The same for letters that differ in case and marks only; one code point for one. */
export function foldedCharacter(character: string): string {
  const lower = baseLetter(plainSign(character)).toLowerCase();
  return [...lower].length === 1 ? lower : character;
}

/** The characters of a model, those together that count as one. Class 0 is the blank. */
export class ComparedCharacters {
  /** Classes, the blank included. */
  readonly classes: number;
  /** Of each class of the model's alphabet, the one that it counts as, [alphabet.classes]. */
  readonly classOfModel: Int32Array;
  private readonly classOf = new Map<string, number>();

  constructor(alphabet: Alphabet) {
    this.classOfModel = new Int32Array(alphabet.classes);
    for (const [index, character] of alphabet.characters.entries()) {
      const sign = plainSign(character);
      const label = this.classOf.get(sign) ?? this.classOf.size + 1;
      this.classOf.set(sign, label);
      this.classOfModel[index + 1] = label;
    }
    this.classes = this.classOf.size + 1;
  }

  /** The class of a character, or of the nearest that the model can write: without marks, in the other case. 0 for none. */
  label(character: string): number {
    const sign = plainSign(character);
    const base = baseLetter(sign);
    for (const like of [sign, base, base.toLowerCase(), base.toUpperCase()]) {
      const label = this.classOf.get(like);
      if (label !== undefined) return label;
    }
    return 0;
  }
}

/**
 * A text's characters as the line is read from its beginning to its end, as many as the text has. From right to left, what
 * runs the other way inside of a word (numbers) is turned around, as it stands on the page.
 */
export function alongLine(text: string, direction: Exclude<Direction, 'auto'>): readonly string[] {
  if (direction === 'ltr') return [...text];
  return text.split(' ').flatMap((word, index) => {
    const seen = [...toDisplay(word, 'rtl')].reverse();
    return index === 0 ? seen : [' ', ...seen];
  });
}
