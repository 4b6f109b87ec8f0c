/**
 * An n-gram model with back-off (Katz 1987): p(w | context) is the entry of the longest context that has one, times
 * the back-off weights of the contexts that have none. Tokens are words or characters. Logarithms are to base 10, as in
 * ARPA files.
 */
import { lineLogProb, sentenceStart, type TokenModel, unknownFloor, unknownToken } from './token-model.js';

/** An n-gram: the path of tokens to it from the root, which is the empty n-gram. */
export interface NGram {
  /** log10 p(last token | those before it). */
  logProb: number;
  /** log10 of the weight that a context gives to its shorter contexts. 0 where it has no continuation. */
  backoff: number;
  /** By the next token. */
  children: ReadonlyMap<string, NGram>;
  /** How often it stands in the texts, where they were counted here: what it is worth when others have to go. */
  count?: number;
  /** What follows from it as a context; made when it is first asked for. */
  after?: Context;
}

/** What a model remembers of the tokens before: the n-grams that end with them, longest first, the empty one last. */
export type Context = readonly NGram[];

export class NGramModel implements TokenModel<Context> {
  /** @param order length of the longest n-grams, 1 and more */
  constructor(
    readonly order: number,
    readonly root: NGram,
  ) {}

  get vocabulary(): Iterable<string> {
    return this.root.children.keys();
  }

  has(token: string): boolean {
    return this.root.children.has(token);
  }

  get counts(): readonly number[] {
    const counts = new Map<number, number>();
    for (const [tokens] of this.entries()) counts.set(tokens.length, (counts.get(tokens.length) ?? 0) + 1);
    return Array.from({ length: this.order }, (_, i) => counts.get(i + 1) ?? 0);
  }

  /** All n-grams with their tokens, shorter before longer along each path. */
  *entries(): Generator<readonly [tokens: readonly string[], nGram: NGram]> {
    const walk = function* (tokens: readonly string[], nGram: NGram): Generator<readonly [readonly string[], NGram]> {
      for (const [token, child] of nGram.children) {
        const longer = [...tokens, token];
        yield [longer, child];
        yield* walk(longer, child);
      }
    };
    yield* walk([], this.root);
  }

  start(atBoundary = true): Context {
    const start = atBoundary ? this.root.children.get(sentenceStart) : undefined;
    return start && this.order > 1 ? [start, this.root] : [this.root];
  }

  next(context: Context, token: string): { readonly logProb: number; readonly context: Context } {
    let weight = 0;
    for (const nGram of context) {
      const longest = nGram.children.get(token);
      if (longest) {
        // The tokens of the longest n-gram decide which shorter ones end with them.
        longest.after ??= this.contextOf(context, token);
        return { logProb: weight + longest.logProb, context: longest.after };
      }
      weight += nGram.backoff;
    }
    if (token !== unknownToken) return this.next(context, unknownToken);
    return { logProb: weight + unknownFloor, context: [this.root] };
  }

  private contextOf(before: Context, token: string): Context {
    const after = before.flatMap(({ children }) => children.get(token) ?? []);
    // The longest entries of the highest order can't be the context of anything.
    return [...(after.length === this.order ? after.slice(1) : after), this.root];
  }

  logProb(tokens: Iterable<string>, atBoundary = true): number {
    return lineLogProb(this, tokens, atBoundary);
  }
}

/** Most n-grams have none. */
const noChildren: ReadonlyMap<string, NGram> = new Map();

export function emptyNGram(): NGram {
  return { logProb: Number.NEGATIVE_INFINITY, backoff: 0, children: noChildren };
}

/** The n-gram of these tokens, made with all on the way to it. */
export function nGramAt(root: NGram, tokens: readonly string[]): NGram {
  return tokens.reduce(childOf, root);
}

/** An n-gram one token longer, made where it is not there. */
export function childOf(nGram: NGram, token: string): NGram {
  let child = nGram.children.get(token);
  if (!child) {
    child = emptyNGram();
    if (nGram.children === noChildren) nGram.children = new Map([[token, child]]);
    else (nGram.children as Map<string, NGram>).set(token, child);
  }
  return child;
}
