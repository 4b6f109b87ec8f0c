/** How probable the parts of a text are that begin at one place, as the text of a line. */
import type { Edition } from './edition.js';
import type { Place } from './line-places.js';
import { type LineProbabilities, prefixLikelihoods } from './prefix-likelihood.js';

/** A part of the text as a line may have it: characters `start` to `end` of the text, the space at its end included. */
export interface ScoredSpan extends Place {
  /** Signs on the page at a word that is parted, before the text and behind it; mostly none. */
  readonly before: string;
  readonly behind: string;
  /** Classes of the text, the signs among them. */
  readonly labels: readonly number[];
  /** ln P(span | line) */
  readonly logProbability: number;
}

interface Sign {
  readonly sign: string;
  readonly label: number;
}

/**
 * All spans from one start, each with the signs that fit the line best. Signs stand only where a word is parted. What can't
 * be on the line at all is left out.
 *
 * @param ends in order
 */
export function spansFrom(
  start: number,
  ends: readonly number[],
  line: LineProbabilities,
  edition: Edition,
): readonly ScoredSpan[] {
  const after = ends.filter((end) => end > start);
  const last = after.at(-1);
  if (last === undefined) return [];
  const text = comparedFrom(start, last, edition);
  const heads = edition.breaks[start] === 'inside' ? [undefined, ...edition.signs] : [undefined];
  const best = new Map<number, ScoredSpan>();
  for (const head of heads) {
    for (const span of spansWith(head, start, after, line, text, edition)) {
      const before = best.get(span.end);
      if (!before || span.logProbability > before.logProbability) best.set(span.end, span);
    }
  }
  return [...best.values()];
}

/** The part of a text that all spans of a start are beginnings of. */
interface Compared {
  readonly labels: readonly number[];
  /** How many of the labels stand before each character, [characters + 1]. */
  readonly counts: readonly number[];
}

function comparedFrom(start: number, end: number, edition: Edition): Compared {
  const labels: number[] = [];
  const counts = [0];
  for (const label of edition.labels.subarray(start, end)) {
    if (label > 0) labels.push(label);
    counts.push(labels.length);
  }
  return { labels, counts };
}

function spansWith(
  head: Sign | undefined,
  start: number,
  ends: readonly number[],
  line: LineProbabilities,
  { labels, counts }: Compared,
  { characters, breaks, signs }: Edition,
): readonly ScoredSpan[] {
  const all = head ? [head.label, ...labels] : labels;
  const countAt = (end: number) => all.length - labels.length + (counts[end - start] ?? 0);
  const { plain, signed } = prefixLikelihoods(line, Int32Array.from(all), {
    signs: signs.map(({ label }) => label),
    from: countAt(ends[0] ?? start),
  });
  return ends.flatMap((end): readonly ScoredSpan[] => {
    // The space between two lines is on neither.
    const count = countAt(characters[end - 1] === ' ' ? end - 1 : end);
    const tails = breaks[end] === 'inside' ? signs.map((sign, i) => ({ sign, likelihoods: signed[i] })) : [];
    const scored = [{ sign: undefined, likelihoods: plain }, ...tails].map(({ sign, likelihoods }) => ({
      start,
      end,
      before: head?.sign ?? '',
      behind: sign?.sign ?? '',
      labels: [...all.slice(0, count), ...(sign ? [sign.label] : [])],
      logProbability: likelihoods?.[count] ?? Number.NEGATIVE_INFINITY,
    }));
    // Where the text has nothing that can be compared, there is nothing to be said of it.
    return count > countAt(start)
      ? scored.filter(({ logProbability }) => logProbability > Number.NEGATIVE_INFINITY)
      : [];
  });
}
