/**
 * n-gram models trained from text: interpolated modified Kneser-Ney smoothing (Chen and Goodman 1998, §3), as SRILM
 * and KenLM estimate them. A lower order counts in how many different contexts an n-gram stands, not how often; three
 * discounts are taken off counts of 1, 2, and 3 and more, and what they leave goes to the next lower order.
 */
import { known } from '../known.js';
import { emptyNGram, type NGram, NGramModel, nGramAt } from './n-gram.js';
import { sentenceEnd, sentenceStart, unknownToken } from './token-model.js';

export interface TrainNGramsOptions {
  /** Length of the longest n-grams, 1 and more. */
  readonly order: number;
  /**
   * n-grams of 4 tokens and more that occur so often or less are left out, and what they were worth goes to the next lower
   * order. Default: 0, all are kept.
   */
  readonly prune?: number;
}

/** Shorter n-grams are few, and worth much. */
const prunedFrom = 4;

/**
 * @param lines tokens of each line: words, or characters
 * @throws RangeError when the order is below 1, what is pruned below 0, or there is no line
 */
export function trainNGrams(lines: Iterable<readonly string[]>, { order, prune = 0 }: TrainNGramsOptions): NGramModel {
  if (!Number.isInteger(order) || order < 1) throw new RangeError(`trainNGrams: order must be 1 or more, got ${order}`);
  if (!Number.isInteger(prune) || prune < 0) throw new RangeError(`trainNGrams: prune must be 0 or more, got ${prune}`);
  const seen = countNGrams(lines, order);
  const estimated = seen.map((counts, i) => {
    const longer = seen[i + 1];
    return longer ? continuations(counts, longer) : counts;
  });
  if (seen[0]?.size === 0) throw new RangeError('trainNGrams: there must be at least one line');
  const root = emptyNGram();
  let lower: (tokens: readonly string[]) => number = () => 0;
  for (const [i, counts] of estimated.entries()) {
    const n = i + 1;
    const isKept = (joined: string) =>
      prune === 0 || n < prunedFrom || known(seen[i]?.get(joined), 'the count of an n-gram') > prune;
    lower = n === 1 ? unigrams(counts, root) : higher(n, counts, root, lower, isKept);
  }
  keepCounts(root, seen);
  return new NGramModel(order, root);
}

/** Gives each n-gram its count, which says what it is worth. */
function keepCounts(root: NGram, seen: readonly Counts[]): void {
  const walk = (nGram: NGram, joined: string, length: number) => {
    for (const [token, child] of nGram.children) {
      const longer = length === 0 ? token : joined + separator + token;
      child.count = seen[length]?.get(longer) ?? 0;
      walk(child, longer, length + 1);
    }
  };
  walk(root, '', 0);
}

type Counts = Map<string, number>;

// No token holds it: it parts tokens inside a key.
const separator = '\u0001';
const key = (tokens: readonly string[]) => tokens.join(separator);
const tokensOf = (joined: string) => joined.split(separator);

/** How often each n-gram occurs, [order]. */
function countNGrams(lines: Iterable<readonly string[]>, order: number): readonly Counts[] {
  const seen: Counts[] = Array.from({ length: order }, () => new Map());
  for (const line of lines) {
    const tokens = [sentenceStart, ...line, sentenceEnd];
    for (let end = 1; end < tokens.length; end++) {
      for (const [before, counts] of seen.entries()) {
        if (before > end) break;
        const joined = key(tokens.slice(end - before, end + 1));
        counts.set(joined, (counts.get(joined) ?? 0) + 1);
      }
    }
  }
  return seen;
}

/**
 * What the orders below the highest are estimated from: for each n-gram the number of tokens that stand before it. Nothing
 * stands before `<s>`: there counts stay.
 */
function continuations(counts: Counts, longer: Counts): Counts {
  const result: Counts = new Map();
  for (const [joined, count] of counts) if (tokensOf(joined)[0] === sentenceStart) result.set(joined, count);
  for (const joined of longer.keys()) {
    const tail = joined.slice(joined.indexOf(separator) + 1);
    result.set(tail, (result.get(tail) ?? 0) + 1);
  }
  return result;
}

/** Discounts for counts of 1, 2, and 3 and more. */
type Discounts = readonly [number, number, number];

/** Chen and Goodman's estimate from the counts of counts; where there are too few for one, a half for each. */
function discountsOf(counts: Counts): Discounts {
  const times = new Map<number, number>();
  for (const count of counts.values()) if (count <= 4) times.set(count, (times.get(count) ?? 0) + 1);
  const timesOf = (count: number) => times.get(count) ?? 0;
  const [n1, n2, n3, n4] = [timesOf(1), timesOf(2), timesOf(3), timesOf(4)];
  const y = n1 / (n1 + 2 * n2);
  const discounts = [1 - 2 * y * (n2 / n1), 2 - 3 * y * (n3 / n2), 3 - 4 * y * (n4 / n3)] as const;
  const sound = discounts.every((discount, i) => discount > 0 && discount <= i + 1);
  return sound ? discounts : [0.5, 1, 1.5];
}

/** @param count 1 and more */
function discountOf([once, twice, oftener]: Discounts, count: number): number {
  if (count === 1) return once;
  return count === 2 ? twice : oftener;
}

function unigrams(counts: Counts, root: NGram): (tokens: readonly string[]) => number {
  const tokens = new Map([...counts].filter(([token]) => token !== sentenceStart));
  const discounts = discountsOf(tokens);
  let total = 0;
  let left = 0;
  for (const count of tokens.values()) {
    total += count;
    left += Math.min(discountOf(discounts, count), count);
  }
  // What the discounts leave is shared evenly by all tokens and the unknown one.
  const share = left / total / (tokens.size + 1);
  const probabilities = new Map<string, number>([[unknownToken, share]]);
  for (const [token, count] of tokens) {
    probabilities.set(token, (count - Math.min(discountOf(discounts, count), count)) / total + share);
  }
  for (const [token, probability] of probabilities) nGramAt(root, [token]).logProb = Math.log10(probability);
  // A line's beginning is only a context.
  nGramAt(root, [sentenceStart]);
  return ([token]) => probabilities.get(token as string) ?? share;
}

function higher(
  n: number,
  counts: Counts,
  root: NGram,
  lower: (tokens: readonly string[]) => number,
  isKept: (joined: string) => boolean,
): (tokens: readonly string[]) => number {
  const discounts = discountsOf(counts);
  const contexts = new Map<string, { total: number; left: number }>();
  for (const [joined, count] of counts) {
    const context = joined.slice(0, joined.lastIndexOf(separator));
    const sums = contexts.get(context) ?? { total: 0, left: 0 };
    sums.total += count;
    sums.left += isKept(joined) ? Math.min(discountOf(discounts, count), count) : count;
    contexts.set(context, sums);
  }
  for (const [context, { total, left }] of contexts) {
    // Where nothing is kept after a context it needs no entry: the shorter one is asked with its full weight.
    if (left < total) nGramAt(root, tokensOf(context)).backoff = Math.log10(left / total);
  }
  const probabilities = new Map<string, number>();
  for (const [joined, count] of counts) {
    if (!isKept(joined)) continue;
    const tokens = tokensOf(joined);
    const context = joined.slice(0, joined.lastIndexOf(separator));
    const { total, left } = known(contexts.get(context), 'the sums of a context');
    const discounted = (count - Math.min(discountOf(discounts, count), count)) / total;
    const probability = discounted + (left / total) * lower(tokens.slice(1));
    probabilities.set(joined, probability);
    nGramAt(root, tokens).logProb = Math.log10(probability);
  }
  // Asked only for what is kept one order higher, which is kept here too.
  return (tokens) => {
    if (tokens.length !== n) throw new RangeError(`trainNGrams: an n-gram of order ${n} was expected`);
    return probabilities.get(key(tokens)) as number;
  };
}
