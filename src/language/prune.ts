/**
 * A smaller model that foresees its texts nearly as well: n-grams are worth what the texts become less probable without
 * them (weighted difference, Seymore and Rosenfeld 1996), and those worth least are left out.
 */
import { setBackoffs } from './back-off-weights.js';
import { type Context, childOf, emptyNGram, type NGram, NGramModel } from './n-gram.js';

/**
 * @param model with counts, as `trainNGrams` and `interpolate` give them
 * @param most n-grams that are kept, those of single tokens not counted, which all stay
 * @returns a model of its own; the first is as it was
 */
export function pruneNGrams(model: NGramModel, most: number): NGramModel {
  const worth = worthOf(model);
  const sorted = Float64Array.from(worth.values()).sort().reverse();
  const least = most <= 0 ? Number.POSITIVE_INFINITY : (sorted[most - 1] ?? Number.NEGATIVE_INFINITY);
  const root = emptyNGram();
  const walk = (from: NGram, to: NGram) => {
    for (const [token, child] of from.children) {
      if ((worth.get(child) ?? Number.POSITIVE_INFINITY) < least) continue;
      const { logProb, count = 0 } = child;
      walk(child, Object.assign(childOf(to, token), { logProb, count }));
    }
  };
  walk(model.root, root);
  const pruned = new NGramModel(model.order, root);
  setBackoffs(pruned);
  return pruned;
}

/** What each n-gram of two tokens and more is worth, or the best of those that begin with it: they go only together. */
function worthOf(model: NGramModel): ReadonlyMap<NGram, number> {
  const worth = new Map<NGram, number>();
  const walk = (context: Context, nGram: NGram, depth: number): number => {
    let best = 0;
    const [, ...shorter] = context;
    for (const [token, child] of nGram.children) {
      const instead = depth === 0 ? 0 : nGram.backoff + model.next(shorter, token).logProb;
      const alone = Number.isFinite(child.logProb) ? (child.count ?? 0) * (child.logProb - instead) : 0;
      const after = [...context.flatMap(({ children }) => children.get(token) ?? []), model.root];
      const whole = Math.max(alone, walk(after, child, depth + 1));
      if (depth > 0) worth.set(child, whole);
      best = Math.max(best, whole);
    }
    return best;
  };
  walk([model.root], model.root, 0);
  return worth;
}
