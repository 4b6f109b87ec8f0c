/**
 * Which lines it would help most to transcribe next. A line is worth what is doubtful in it and not covered by those chosen
 * before it: of each pair of characters that was read the square root of the doubts in all chosen lines counts (submodular
 * coverage, Wei et al. 2015, "Submodularity in data subset selection and active learning"), so lines that say the same again
 * are worth little, and so are many of one document.
 */
import { known } from '../../known.js';
import type { ExpectedErrors } from './expected-errors.js';

/** A line that was read. */
export interface LineToRank {
  readonly document: string;
  readonly expected: ExpectedErrors;
}

export interface RankedLine<L> {
  readonly line: L;
  /** Errors that it is expected to have. */
  readonly errors: number;
  /** What it added to those before it, as a share of what the first one was worth: 1 and falling. */
  readonly worth: number;
}

/** Beyond this quantile of the lines' expected error rates a line is as likely no line at all, and no more is made of it. */
const reachOfRates = 0.9;
/** A line that shares so many of its pairs of characters with a chosen one is its copy, and waits until nothing else is left. */
const copyShare = 0.7;
/** Where nothing was read there may be much or nothing: such a line counts as one of so many characters, none of them covered. */
const unreadCharacters = 10;

/** What a line is worth by itself, and what it is made of. */
interface Candidate<L> {
  readonly line: L;
  readonly errors: number;
  /** Doubt by pair of characters; none where nothing was read. */
  readonly pairs: ReadonlyMap<string, number>;
  /** What it is worth whatever is covered. */
  readonly besides: number;
}

/**
 * The lines in the order in which they should be transcribed.
 * @param count of lines that are wanted
 * @returns so many, or all where there are fewer; equal ones in their order
 */
export function rankLines<L extends LineToRank>(lines: readonly L[], count: number): readonly RankedLine<L>[] {
  const limit = quantile(lines.map(({ expected }) => expected.rate));
  const left = new Set(lines.map((line) => candidateOf(line, limit)));
  const fresh = new Set(left);
  const chosen: (RankedLine<L> & { readonly gain: number })[] = [];
  const covered = new Map<string, number>();
  const ofDocument = new Map<string, number>();
  while (chosen.length < count && left.size > 0) {
    const worthOf = (candidate: Candidate<L>) =>
      gainOf(candidate, covered) / Math.sqrt(1 + (ofDocument.get(candidate.line.document) ?? 0));
    const best = bestOf(fresh.size > 0 ? fresh : left, worthOf);
    const { line, errors } = best;
    const gain = worthOf(best);
    const first = chosen[0]?.gain ?? gain;
    chosen.push({ line, errors, gain, worth: first > 0 ? gain / first : 0 });
    left.delete(best);
    for (const candidate of fresh) if (candidate === best || isCopy(candidate, best)) fresh.delete(candidate);
    for (const [pair, doubt] of best.pairs) covered.set(pair, (covered.get(pair) ?? 0) + doubt);
    ofDocument.set(line.document, (ofDocument.get(line.document) ?? 0) + 1);
  }
  return chosen.map(({ gain: _, ...ranked }) => ranked);
}

function candidateOf<L extends LineToRank>(line: L, limit: number): Candidate<L> {
  const { text, doubts, rate } = line.expected;
  if (doubts.length === 0) {
    const besides = unreadCharacters * Math.sqrt(Math.min(rate, limit));
    return { line, errors: unreadCharacters * rate, pairs: new Map(), besides };
  }
  const scale = rate > limit ? limit / rate : 1;
  const characters = [...text];
  const pairs = new Map<string, number>();
  for (const [at, doubt] of doubts.entries()) {
    const pair = `${characters[at]}${characters[at + 1] ?? ''}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + doubt * scale);
  }
  return { line, errors: rate * characters.length, pairs, besides: 0 };
}

function gainOf({ pairs, besides }: Candidate<unknown>, covered: ReadonlyMap<string, number>): number {
  let gain = besides;
  for (const [pair, doubt] of pairs) {
    const before = covered.get(pair) ?? 0;
    gain += Math.sqrt(before + doubt) - Math.sqrt(before);
  }
  return gain;
}

function isCopy(a: Candidate<unknown>, b: Candidate<unknown>): boolean {
  if (a.pairs.size === 0) return false;
  let shared = 0;
  for (const pair of a.pairs.keys()) if (b.pairs.has(pair)) shared++;
  return shared >= copyShare * Math.max(a.pairs.size, b.pairs.size);
}

function bestOf<L>(candidates: ReadonlySet<Candidate<L>>, worthOf: (candidate: Candidate<L>) => number): Candidate<L> {
  let best: { readonly candidate: Candidate<L>; readonly worth: number } | undefined;
  for (const candidate of candidates) {
    const worth = worthOf(candidate);
    if (!best || worth > best.worth) best = { candidate, worth };
  }
  return known(best, 'a candidate').candidate;
}

function quantile(rates: readonly number[]): number {
  const sorted = [...rates].sort((a, b) => a - b);
  return sorted[Math.floor(reachOfRates * (sorted.length - 1))] ?? 1;
}
