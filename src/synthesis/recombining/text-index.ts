/** Where pieces of text stand in the lines of a hand: a suffix array (Manber and Myers 1993), four bytes a character. */

/** A stretch of the sorted suffixes: all that begin with the same characters. */
export interface Matches {
  readonly first: number;
  readonly end: number;
}

/** Stands between lines; no text has it. */
export const lineEnd = '\n';

export class TextIndex {
  /** All lines, each with a line end before it and behind. */
  readonly characters: readonly string[];
  private readonly codes: Int32Array;
  private readonly suffixes: Int32Array;
  private readonly codeOf = new Map<string, number>();

  constructor(lines: readonly (readonly string[])[]) {
    this.characters = [lineEnd, ...lines.flatMap((line) => [...line, lineEnd])];
    this.codes = Int32Array.from(this.characters, (character) => {
      const code = this.codeOf.get(character) ?? this.codeOf.size;
      this.codeOf.set(character, code);
      return code;
    });
    this.suffixes = Int32Array.from(this.codes.keys()).sort((a, b) => this.compare(a, b));
  }

  has(character: string): boolean {
    return this.codeOf.has(character);
  }

  /** Everything. */
  get all(): Matches {
    return { first: 0, end: this.suffixes.length };
  }

  /** Those of the matches of a text of `length` characters that go on with this one; `undefined` where none does. */
  narrowed(matches: Matches, length: number, character: string): Matches | undefined {
    const code = this.codeOf.get(character);
    if (code === undefined) return undefined;
    const first = this.bound(matches, length, code);
    const end = this.bound({ first, end: matches.end }, length, code + 1);
    return end > first ? { first, end } : undefined;
  }

  /** The index among the characters where the n-th match begins. */
  placeOf(n: number): number {
    return this.suffixes[n] ?? 0;
  }

  /** The first of the matches whose character `length` places on is not below a code. */
  private bound({ first, end }: Matches, length: number, code: number): number {
    let [low, high] = [first, end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.codes[(this.suffixes[middle] ?? 0) + length] ?? -1) < code) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private compare(a: number, b: number): number {
    const { codes } = this;
    for (let n = 0; ; n++) {
      const [left, right] = [codes[a + n] ?? -1, codes[b + n] ?? -1];
      if (left !== right) return left - right;
      if (left === -1) return a - b;
    }
  }
}
