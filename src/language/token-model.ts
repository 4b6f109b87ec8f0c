/** What scorers ask of an n-gram model, however it is kept: as a tree of objects (`NGramModel`), or packed (`PackedNGrams`). */
export interface TokenModel<Context = unknown> {
  /** Length of the longest n-grams, 1 and more. */
  readonly order: number;
  /** All tokens with an entry, `<s>`, `</s>` and `<unk>` among them where the model has them. */
  readonly vocabulary: Iterable<string>;
  /** Entries of each order, [order]. */
  readonly counts: readonly number[];
  has(token: string): boolean;
  /** The context of a line's beginning, or of nothing known. */
  start(atBoundary?: boolean): Context;
  /** @returns log10 p(token | context), and the context after it. Unknown tokens count as `<unk>`. */
  next(context: Context, token: string): { readonly logProb: number; readonly context: Context };
  /** The same for tokens by their places in a list. Default: by `next`. */
  walker?(tokens: readonly string[]): Walker<Context>;
  /** Σ log10 p of a line's tokens and, if asked, of its end. */
  logProb(tokens: Iterable<string>, atBoundary?: boolean): number;
  /** Every n-gram with its tokens, each after the shorter one that it begins with. */
  entries(): Iterable<readonly [tokens: readonly string[], entry: NGramEntry]>;
}

/** Steps through a model without an object for each: beam search makes tens of thousands of them for a line. */
export interface Walker<Context = unknown> {
  /** log10 p of the token of the last step. */
  readonly logProb: number;
  /** @param token its place in the walker's list @returns the context after it */
  step(context: Context, token: number): Context;
}

/** What a model says of an n-gram. Logarithms are to base 10. */
export interface NGramEntry {
  /** log10 p(last token | those before it). */
  readonly logProb: number;
  /** log10 of the weight that a context gives to its shorter contexts. 0 where it has no continuation. */
  readonly backoff: number;
}

export const sentenceStart = '<s>';
export const sentenceEnd = '</s>';
export const unknownToken = '<unk>';

/** What a model says of an unknown token when it has no entry for such: KenLM's value. */
export const unknownFloor = -100;

/** A walker of any model. */
export function walkerOf<Context>(model: TokenModel<Context>, tokens: readonly string[]): Walker<Context> {
  return model.walker?.(tokens) ?? new PlainWalker(model, tokens);
}

class PlainWalker<Context> implements Walker<Context> {
  logProb = 0;

  constructor(
    private readonly model: TokenModel<Context>,
    private readonly tokens: readonly string[],
  ) {}

  step(context: Context, token: number): Context {
    const next = this.model.next(context, this.tokens[token] ?? unknownToken);
    this.logProb = next.logProb;
    return next.context;
  }
}

/** Σ log10 p of a line's tokens and, if asked, of its end. */
export function lineLogProb<Context>(
  model: TokenModel<Context>,
  tokens: Iterable<string>,
  atBoundary: boolean,
): number {
  let context = model.start(atBoundary);
  let sum = 0;
  for (const token of tokens) {
    const next = model.next(context, token);
    sum += next.logProb;
    context = next.context;
  }
  return atBoundary ? sum + model.next(context, sentenceEnd).logProb : sum;
}
