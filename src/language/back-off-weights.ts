/** The back-off weights that make every context's probabilities sum to 1, after n-grams were added, changed or taken out. */
import { type Context, childOf, emptyNGram, type NGram, NGramModel } from './n-gram.js';
import { sentenceStart } from './token-model.js';

/**
 * Sets all back-off weights anew: (1 − Σ p(w | context)) / (1 − Σ p(w | shorter context)), sums over the tokens that stand
 * after the context.
 */
export function setBackoffs(model: NGramModel): void {
  // A context's weight rests on those of the shorter ones.
  for (let length = 1; length < model.order; length++) eachContext(model, length, setBackoff);

  function setBackoff(context: Context): void {
    const [nGram, ...shorter] = context;
    if (!nGram) return;
    nGram.backoff = 0;
    let [left, leftOfShorter] = [1, 1];
    for (const [token, child] of nGram.children) {
      left -= 10 ** child.logProb;
      leftOfShorter -= 10 ** model.next(shorter, token).logProb;
    }
    if (nGram.children.size > 0) nGram.backoff = Math.log10(Math.max(left, least) / Math.max(leftOfShorter, least));
  }
}

/** Sums of rounded numbers may come to nothing, or less. */
const least = 1e-6;

/** Calls back with every context of a length: its n-gram and those that end with its last tokens, longest first. */
function eachContext(model: NGramModel, length: number, visit: (context: Context) => void): void {
  const walk = (context: Context, nGram: NGram, depth: number) => {
    if (depth === length) {
      visit(context);
      return;
    }
    for (const [token, child] of nGram.children) {
      const shorter = context.flatMap(({ children }) => children.get(token) ?? []);
      walk([...shorter, model.root], child, depth + 1);
    }
  };
  walk([model.root], model.root, 0);
}

/**
 * One model of several: p(w | context) = Σ weight · p(w | context) of each, for all n-grams that one of them has. Counts are
 * added up with the weights, after they were made shares.
 *
 * @param parts weights are 0 and more, and sum to 1
 */
export function interpolate(parts: readonly (readonly [model: NGramModel, weight: number])[]): NGramModel {
  const root = emptyNGram();
  const totals = parts.map(([{ root: of }]) =>
    [...of.children.values()].reduce((sum, { count = 0 }) => sum + count, 0),
  );
  const walk = (target: NGram, contexts: readonly Context[], nGrams: readonly (NGram | undefined)[]) => {
    const tokens = new Set(nGrams.flatMap((nGram) => [...(nGram?.children.keys() ?? [])]));
    for (const token of tokens) {
      const next = parts.map(([model], index) => model.next(contexts[index] ?? [model.root], token));
      const children = nGrams.map((nGram) => nGram?.children.get(token));
      const child = childOf(target, token);
      // A token that a model doesn't know would count there as all unknown ones together.
      const probability = ([model, weight]: (typeof parts)[number], index: number) =>
        model.has(token) ? weight * 10 ** (next[index]?.logProb ?? 0) : 0;
      child.logProb = Math.log10(parts.reduce((sum, part, index) => sum + probability(part, index), 0));
      child.count = parts.reduce(
        (sum, [, weight], i) => sum + (weight * (children[i]?.count ?? 0)) / Math.max(1, totals[i] ?? 1),
        0,
      );
      if (token === sentenceStart) child.logProb = Number.NEGATIVE_INFINITY;
      walk(
        child,
        next.map(({ context }) => context),
        children,
      );
    }
  };
  walk(
    root,
    parts.map(([model]) => [model.root]),
    parts.map(([model]) => model.root),
  );
  const mixed = new NGramModel(Math.max(...parts.map(([model]) => model.order)), root);
  setBackoffs(mixed);
  return mixed;
}
