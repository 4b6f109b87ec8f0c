/**
 * An n-gram model with back-off (Katz 1987): p(w | context) is the entry of the longest context that has one, times
 * the back-off weights of the contexts that have none. Tokens are words or characters. Logarithms are to base 10, as in
 * ARPA files.
 */
export const sentenceStart = '<s>';
export const sentenceEnd = '</s>';
export const unknownToken = '<unk>';

/** What the model says of an unknown token when it has no entry for such: KenLM's value. */
const unknownFloor = -100;

/** An n-gram: the path of tokens to it from the root, which is the empty n-gram. */
export interface NGram {
  /** log10 p(last token | those before it). */
  logProb: number;
  /** log10 of the weight that a context gives to its shorter contexts. 0 where it has no continuation. */
  backoff: number;
  readonly children: Map<string, NGram>;
}

/** What a model remembers of the tokens before: the n-grams that end with them, longest first, the empty one last. */
export type Context = readonly NGram[];

export class NGramModel {
  /** @param order length of the longest n-grams, 1 and more */
  constructor(
    readonly order: number,
    readonly root: NGram,
  ) {}

  /** All tokens with an entry, `<s>`, `</s>` and `<unk>` among them where the model has them. */
  get vocabulary(): Iterable<string> {
    return this.root.children.keys();
  }

  has(token: string): boolean {
    return this.root.children.has(token);
  }

  /** Entries of each order, [order]. */
  get counts(): readonly number[] {
    const counts = new Array<number>(this.order).fill(0);
    for (const [tokens] of this.entries()) counts[tokens.length - 1] = (counts[tokens.length - 1] as number) + 1;
    return counts;
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

  /** The context of a line's beginning, or of nothing known. */
  start(atBoundary = true): Context {
    const start = atBoundary ? this.root.children.get(sentenceStart) : undefined;
    return start && this.order > 1 ? [start, this.root] : [this.root];
  }

  /** @returns log10 p(token | context), and the context after it. Unknown tokens count as `<unk>`. */
  next(context: Context, token: string): { readonly logProb: number; readonly context: Context } {
    const known = this.root.children.has(token) ? token : unknownToken;
    let weight = 0;
    let logProb: number | undefined;
    const after: NGram[] = [];
    for (const nGram of context) {
      const longer = nGram.children.get(known);
      if (longer) {
        logProb ??= weight + longer.logProb;
        after.push(longer);
      } else if (logProb === undefined) {
        weight += nGram.backoff;
      }
    }
    // The longest entries of the highest order can't be the context of anything.
    if (after.length === this.order) after.shift();
    after.push(this.root);
    return { logProb: logProb ?? weight + unknownFloor, context: after };
  }

  /** Σ log10 p of a line's tokens and, if asked, of its end. */
  logProb(tokens: readonly string[], atBoundary = true): number {
    let context = this.start(atBoundary);
    let sum = 0;
    for (const token of atBoundary ? [...tokens, sentenceEnd] : tokens) {
      const next = this.next(context, token);
      sum += next.logProb;
      context = next.context;
    }
    return sum;
  }
}

export function emptyNGram(): NGram {
  return { logProb: Number.NEGATIVE_INFINITY, backoff: 0, children: new Map() };
}

/** The n-gram of these tokens, made with all on the way to it. */
export function nGramAt(root: NGram, tokens: readonly string[]): NGram {
  let nGram = root;
  for (const token of tokens) {
    let child = nGram.children.get(token);
    if (!child) {
      child = emptyNGram();
      nGram.children.set(token, child);
    }
    nGram = child;
  }
  return nGram;
}
