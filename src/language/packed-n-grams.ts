/**
 * An n-gram model in flat arrays, for many n-grams that must be there at once. N-grams have numbers: 0 is the empty one,
 * those of one token follow, then those of two, and so on; those that begin alike stand together, by their last tokens.
 * Logarithms are to base 10.
 */
import {
  lineLogProb,
  type NGramEntry,
  sentenceStart,
  type TokenModel,
  unknownFloor,
  unknownToken,
  type Walker,
} from './token-model.js';

/** What a file of a packed model says of itself. */
export interface PackedAbout {
  /** What it is called, such as `fr`. */
  readonly name: string;
  /** What it was made from, for people. */
  readonly source?: string | undefined;
}

/** The logarithms of the n-grams of one order, as they stand in a file. */
export interface CodedLogProbs {
  /** The number of the first of these n-grams. */
  readonly begin: number;
  /** [n-grams of this order], each below the length of the book */
  readonly codes: Uint8Array;
  /** What the codes stand for. */
  readonly book: Float32Array;
}

/** [N] stands for all n-grams with the empty one, [C] for those that may have longer ones: all but the longest. */
export interface PackedParts {
  readonly about: PackedAbout;
  /** By their numbers. */
  readonly tokens: readonly string[];
  /** N-grams of each order, [order]. */
  readonly counts: readonly number[];
  /** The last token of each n-gram, [N]; within those that begin alike they rise. */
  readonly last: Uint16Array | Uint32Array;
  /** Where the n-grams stand that are one token longer than this one: from here up to where the next one's begin, [C + 1]. */
  readonly firstLonger: Uint32Array;
  /** [order] */
  readonly logProbs: readonly CodedLogProbs[];
  /** [C] */
  readonly backoffs: Float32Array;
}

/** For each n-gram the context after it and, for those that are contexts, the next shorter one; −1 until they are first asked for. */
interface Ways {
  /** [N] */
  readonly after: Int32Array;
  /** [C] */
  readonly shorter: Int32Array;
  readonly steps: Steps;
}

/** Steps that were taken, by a hash of context and token: beams go the same ways again and again. [2^stepBits] each. */
interface Steps {
  readonly from: Int32Array;
  readonly with: Int32Array;
  readonly to: Int32Array;
  readonly logProbs: Float64Array;
}

const stepBits = 13;

const noLogProbs: CodedLogProbs = { begin: 0, codes: new Uint8Array(), book: new Float32Array() };

function unknownWays({ last, backoffs }: PackedParts): Ways {
  const unknown = (length: number) => new Int32Array(length).fill(-1);
  const most = 2 ** stepBits;
  const steps = { from: unknown(most), with: unknown(most), to: unknown(most), logProbs: new Float64Array(most) };
  const ways = { after: unknown(last.length), shorter: unknown(backoffs.length), steps };
  ways.shorter[0] = 0;
  return ways;
}

class PackedWalker implements Walker<number> {
  /** @param numbers of the tokens in the list */
  constructor(
    private readonly model: PackedNGrams,
    private readonly numbers: Int32Array,
  ) {}

  get logProb(): number {
    return this.model.stepLogProb;
  }

  step(context: number, token: number): number {
    return this.model.step(context, this.numbers[token] ?? -1);
  }
}

/** A context is the number of the longest n-gram that ends with the last tokens, and may have longer ones. */
export class PackedNGrams implements TokenModel<number> {
  readonly about: PackedAbout;
  readonly counts: readonly number[];
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly unknown: number;
  /** What was walked; none of it until the model is first asked, since of many languages few are. */
  private walked: Ways | undefined;
  /** log10 p of the token of the last step. */
  stepLogProb = 0;

  constructor(private readonly parts: PackedParts) {
    this.about = parts.about;
    this.counts = parts.counts;
    this.numbers = new Map(parts.tokens.map((token, number) => [token, number]));
    this.unknown = this.numbers.get(unknownToken) ?? -1;
  }

  private get ways(): Ways {
    this.walked ??= unknownWays(this.parts);
    return this.walked;
  }

  get order(): number {
    return this.counts.length;
  }

  /** Of all tokens that n-grams are made of, those that have one of their own. */
  get vocabulary(): Iterable<string> {
    return this.parts.tokens.filter((token) => this.has(token));
  }

  has(token: string): boolean {
    const number = this.numbers.get(token);
    return number !== undefined && this.longer(0, number) !== -1;
  }

  start(atBoundary = true): number {
    const start = this.numbers.get(sentenceStart);
    const nGram = start === undefined || !atBoundary || this.order === 1 ? -1 : this.longer(0, start);
    if (nGram === -1) return 0;
    this.ways.shorter[nGram] = 0;
    return nGram;
  }

  next(context: number, token: string): { readonly logProb: number; readonly context: number } {
    const after = this.step(context, this.numbers.get(token) ?? this.unknown);
    return { logProb: this.stepLogProb, context: after };
  }

  walker(tokens: readonly string[]): Walker<number> {
    const numbers = Int32Array.from(tokens, (token) => this.numbers.get(token) ?? this.unknown);
    return new PackedWalker(this, numbers);
  }

  /**
   * @param token by its number, −1 for an unknown one
   * @returns the context after it; `stepLogProb` is what it has in this one
   */
  step(context: number, token: number): number {
    const { from, with: tokens, to, logProbs } = this.ways.steps;
    const at = (Math.imul(context, 0x9e3779b1) + Math.imul(token, 0x85ebca6b)) >>> (32 - stepBits);
    if (from[at] !== context || tokens[at] !== token) {
      from[at] = context;
      tokens[at] = token;
      to[at] = this.firstStep(context, token);
      logProbs[at] = this.stepLogProb;
    }
    this.stepLogProb = logProbs[at] ?? 0;
    return to[at] ?? 0;
  }

  private firstStep(context: number, token: number): number {
    const { shorter } = this.ways;
    let weight = 0;
    for (let nGram = context; ; nGram = shorter[nGram] ?? 0) {
      const longest = token === -1 ? -1 : this.longer(nGram, token);
      if (longest !== -1) {
        this.stepLogProb = weight + this.logProbOf(longest);
        return this.contextAfter(nGram, longest);
      }
      weight += this.parts.backoffs[nGram] ?? 0;
      if (nGram === 0) break;
    }
    if (token !== this.unknown && this.unknown !== -1) return this.firstStep(context, this.unknown);
    this.stepLogProb = weight + unknownFloor;
    return 0;
  }

  private logProbOf(nGram: number): number {
    const { logProbs } = this.parts;
    // From the longest: most n-grams are such.
    for (let order = logProbs.length - 1; order >= 0; order--) {
      const { begin, codes, book } = logProbs[order] ?? noLogProbs;
      if (nGram >= begin) return book[codes[nGram - begin] ?? 0] ?? 0;
    }
    return 0;
  }

  /** The n-gram that is longer than another by a token, −1 where there is none. */
  private longer(nGram: number, token: number): number {
    const { firstLonger, last } = this.parts;
    let from = firstLonger[nGram] ?? 0;
    let to = firstLonger[nGram + 1] ?? 0;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const at = last[middle] ?? 0;
      if (at === token) return middle;
      if (at < token) from = middle + 1;
      else to = middle;
    }
    return -1;
  }

  /** @param longest n-gram that the last one and a token make */
  private contextAfter(nGram: number, longest: number): number {
    const { after, shorter } = this.ways;
    const known = after[longest] ?? -1;
    if (known !== -1) return known;
    const ending = nGram === 0 ? 0 : this.longestEnding(nGram, this.parts.last[longest] ?? 0);
    const isContext = longest < shorter.length && this.hasLonger(longest);
    if (longest < shorter.length) shorter[longest] = ending;
    const context = isContext ? longest : ending;
    after[longest] = context;
    return context;
  }

  /** The longest context that ends with the tokens of a shorter one and this token. */
  private longestEnding(nGram: number, token: number): number {
    const { shorter } = this.ways;
    for (let ending = shorter[nGram] ?? 0; ; ending = shorter[ending] ?? 0) {
      const longest = this.longer(ending, token);
      if (longest !== -1) return this.contextAfter(ending, longest);
      if (ending === 0) return 0;
    }
  }

  private hasLonger(nGram: number): boolean {
    return (this.parts.firstLonger[nGram + 1] ?? 0) > (this.parts.firstLonger[nGram] ?? 0);
  }

  logProb(tokens: Iterable<string>, atBoundary = true): number {
    return lineLogProb(this, tokens, atBoundary);
  }

  *entries(): Generator<readonly [tokens: readonly string[], entry: NGramEntry]> {
    const { tokens, last, firstLonger, backoffs } = this.parts;
    const logProbOf = (nGram: number) => this.logProbOf(nGram);
    const walk = function* (before: readonly string[], nGram: number): ReturnType<PackedNGrams['entries']> {
      for (let longer = firstLonger[nGram] ?? 0; longer < (firstLonger[nGram + 1] ?? 0); longer++) {
        const text = [...before, tokens[last[longer] ?? 0] ?? ''];
        yield [text, { logProb: logProbOf(longer), backoff: backoffs[longer] ?? 0 }];
        yield* walk(text, longer);
      }
    };
    yield* walk([], 0);
  }
}
