import { repeats } from '@ductus/ctc';

/** The characters a model can write. Class 0 is the CTC blank, class i + 1 the i-th character (a Unicode code point). */
export class Alphabet {
  readonly characters: readonly string[];
  private readonly classOf: ReadonlyMap<string, number>;

  /** @throws when a character is not one code point or stands twice */
  constructor(characters: readonly string[]) {
    this.characters = characters;
    this.classOf = new Map(characters.map((character, index) => [character, index + 1]));
    for (const character of characters) {
      if ([...character].length !== 1) {
        throw new Error(`Alphabet: every entry must be one code point, got ${JSON.stringify(character)}`);
      }
    }
    if (this.classOf.size !== characters.length) throw new Error('Alphabet: a character stands twice');
  }

  /** All characters of the texts, in the order of their code points. */
  static of(texts: Iterable<string>): Alphabet {
    const seen = new Set<string>();
    for (const text of texts) for (const character of text) seen.add(character);
    return new Alphabet([...seen].sort((a, b) => (a.codePointAt(0) as number) - (b.codePointAt(0) as number)));
  }

  /** Classes, the blank included. */
  get classes(): number {
    return this.characters.length + 1;
  }

  /** This alphabet in its order, then what `added` has beside it. */
  union(added: Alphabet): Alphabet {
    return new Alphabet([...this.characters, ...added.characters.filter((c) => !this.classOf.has(c))]);
  }

  /** For each class, that of the same character in another alphabet, or `undefined`; the blank is in all of them. */
  classesIn(alphabet: Alphabet): readonly (number | undefined)[] {
    return [0, ...this.characters.map((character) => alphabet.classOf.get(character))];
  }

  /** The characters of a text that are not in the alphabet, each once. */
  missing(text: string): readonly string[] {
    return [...new Set(text)].filter((character) => !this.classOf.has(character));
  }

  /** @throws when a character is not in the alphabet */
  encode(text: string): number[] {
    return Array.from(text, (character) => {
      const label = this.classOf.get(character);
      if (label === undefined) throw new Error(`Alphabet: ${JSON.stringify(character)} is not in the alphabet`);
      return label;
    });
  }

  /** The text of labels; blanks must be out already. */
  decode(labels: readonly number[]): string {
    return labels.map((label) => this.character(label)).join('');
  }

  character(label: number): string {
    const character = this.characters[label - 1];
    if (character === undefined)
      throw new Error(`Alphabet: label must be 1 to ${this.characters.length}, got ${label}`);
    return character;
  }
}

/** Frames that CTC needs for labels: one each, and one between equal neighbours. */
export function framesNeeded(labels: ArrayLike<number>): number {
  return labels.length + repeats(labels);
}
