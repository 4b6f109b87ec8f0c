/**
 * Prefix beam search (Graves 2008, §4.4.2; Hannun et al. 2014): the most probable labellings, each the sum over all its
 * paths, with an optional scorer for what is likely in the language.
 *
 * The beam holds prefixes. A prefix has the mass of its paths that end in a blank and of those that end in its last
 * label, apart, since only the first may be followed by the same label as a new symbol. With a beam wide enough for
 * every prefix the result is exact.
 */

import { alignChecked } from './align.js';
import { type CheckedFrames, checkedFrames, type FrameScores, logAdd } from './frames.js';
import type { Labelling } from './labelling.js';
import type { Scorer } from './scorer.js';
import type { DecodedSymbol } from './symbols.js';
import { tensorFlowBeamSearch } from './tensorflow-beam-search.js';

export interface BeamSearchOptions<State = undefined> extends FrameScores {
  /** Prefixes kept after each frame. Default: 25. */
  readonly beamWidth?: number | undefined;
  /** How many labellings to return, best first. Default: 1. */
  readonly nBest?: number | undefined;
  /** Classes below it (ln) are not looked at in a frame, but for the best class. Default: −Infinity. */
  readonly tokenThreshold?: number | undefined;
  /** Only the best so many classes are looked at in a frame. Default: all. */
  readonly tokenCount?: number | undefined;
  /** Prefixes that score so much less (ln, positive) than the best are dropped. Default: Infinity. */
  readonly beamThreshold?: number | undefined;
  readonly scorer?: Scorer<State> | undefined;
  /** Keep only the best of prefixes that the scorer can't tell apart from here on (see `Scorer.history`). */
  readonly recombine?: boolean | undefined;
  /**
   * `tensorflow`: the results of TensorFlow's `ctc_beam_search_decoder`, case by case, with its deviation: a prefix
   * that drops out of the beam loses its mass even where it comes back in the same frame. Takes a softmax of the
   * scores, as that does; of the other options only `beamWidth` and `nBest` apply. Default: textbook.
   */
  readonly mode?: 'textbook' | 'tensorflow' | undefined;
}

export interface BeamResult {
  readonly labels: readonly number[];
  /**
   * Frames by the best path of this labelling (`alignLabels`), with the largest probability of each label in its
   * frames.
   */
  readonly symbols: readonly DecodedSymbol[];
  /** ln of the labelling's probability mass inside the beam. */
  readonly logProbability: number;
  /** `logProbability` plus the scorer's final score: what the results are ordered by. */
  readonly score: number;
}

/**
 * @returns the best labellings, best first; fewer than `nBest` where the beam holds fewer
 * @throws RangeError when frames, the blank or an option don't fit, or a valid frame holds NaN
 */
export function beamSearch<State = undefined>(options: BeamSearchOptions<State>): BeamResult[] {
  const frames = checkedFrames(options, 'beamSearch');
  const { beamWidth = 25, nBest = 1 } = options;
  if (!Number.isInteger(beamWidth) || beamWidth < 1) {
    throw new RangeError(`beamSearch: beamWidth must be a whole number above 0, got ${beamWidth}`);
  }
  if (!Number.isInteger(nBest) || nBest < 1 || nBest > beamWidth) {
    throw new RangeError(`beamSearch: nBest must be 1 to beamWidth (${beamWidth}), got ${nBest}`);
  }
  const labellings =
    options.mode === 'tensorflow'
      ? tensorFlowBeamSearch(frames, beamWidth)
      : new Search(frames, beamWidth, options).run();
  return labellings.slice(0, nBest).map((result) => ({ ...result, symbols: symbolsOf(frames, result.labels) }));
}

function symbolsOf(scores: CheckedFrames, labels: readonly number[]): readonly DecodedSymbol[] {
  const { symbols } = alignChecked(scores, Int32Array.from(labels));
  return symbols.map(({ label, start, end, confidence }) => ({ label, start, end, confidence }));
}

const none = Number.NEGATIVE_INFINITY;

/** A prefix. Masses are ln; those of the frame being built stand beside those of the frame before. */
class Prefix<State> {
  /** Mass of paths that end in a blank, in the last label, and both. */
  blank = none;
  label = none;
  total = none;
  nextBlank = none;
  nextLabel = none;
  /** The frame whose beam holds this prefix. */
  frame = -1;
  /** By label; made with the first of them, since most prefixes have none. Forbidden ones are `undefined`. */
  children: Map<number, Prefix<State> | undefined> | undefined;

  constructor(
    readonly parent: Prefix<State> | undefined,
    readonly last: number,
    readonly state: State,
    readonly score: number,
  ) {}

  labels(): number[] {
    const labels: number[] = [];
    for (let prefix: Prefix<State> = this; prefix.parent; prefix = prefix.parent) labels.push(prefix.last);
    return labels.reverse();
  }
}

/** What may enter the beam: a prefix that is in it, or a child that would be new. */
interface Candidate<State> {
  rank: number;
  /** Earlier ones win ties. */
  order: number;
  prefix: Prefix<State>;
  /** The label that makes the child, or −1 for the prefix itself. */
  label: number;
  mass: number;
}

class Search<State> {
  private readonly scorer: Scorer<State> | undefined;
  private readonly tokens: Int32Array;
  private readonly beamThreshold: number;
  private readonly mostGain: number;
  /** Classes of lower scores are not looked at in this frame. */
  private lowest = none;
  /** Whether the blank is the only one that is. */
  private onlyBlank = false;
  /** The beam being built: a heap with its lowest candidate on top. */
  private heap: Candidate<State>[] = [];
  private order = 0;

  constructor(
    private readonly scores: CheckedFrames,
    private readonly width: number,
    private readonly options: BeamSearchOptions<State>,
  ) {
    this.scorer = options.scorer;
    this.mostGain = this.scorer?.mostGain ?? Number.POSITIVE_INFINITY;
    this.tokens = new Int32Array(scores.classes);
    this.beamThreshold = options.beamThreshold ?? Number.POSITIVE_INFINITY;
  }

  run(): Labelling[] {
    const { scorer } = this;
    const start = scorer?.start as State;
    const root = new Prefix<State>(undefined, -1, start, scorer ? scorer.score(start) : 0);
    root.blank = 0;
    root.total = 0;
    let beam: Prefix<State>[] = [root];
    for (let t = 0; t < this.scores.frames; t++) beam = this.step(t, beam);
    const ended = beam.map((prefix) => {
      const final = scorer ? (scorer.finalScore ?? scorer.score).call(scorer, prefix.state) : 0;
      return { prefix, score: prefix.total + final };
    });
    const limit = ended.reduce((best, { score }) => Math.max(best, score), none) - this.beamThreshold;
    return ended
      .filter(({ score }) => score > none && score >= limit)
      .sort((a, b) => b.score - a.score)
      .map(({ prefix, score }) => ({ labels: prefix.labels(), logProbability: prefix.total, score }));
  }

  private step(t: number, beam: Prefix<State>[]): Prefix<State>[] {
    const { logProbs, classes, blank } = this.scores;
    const at = t * classes;
    this.setLowest(at);
    if (this.onlyBlank) return waited(beam, logProbs[at + blank] as number);
    const looked = (k: number) => (logProbs[at + k] as number) >= this.lowest;
    this.heap = [];
    this.order = 0;
    for (const prefix of beam) prefix.frame = t;
    const blankScore = looked(blank) ? (logProbs[at + blank] as number) : none;
    for (const prefix of beam) {
      prefix.nextBlank = prefix.total + blankScore;
      prefix.nextLabel = none;
      const { parent, last } = prefix;
      if (!parent || !looked(last)) continue;
      let mass = prefix.label;
      if (parent.frame === t) mass = logAdd(mass, last === parent.last ? parent.blank : parent.total);
      prefix.nextLabel = mass + (logProbs[at + last] as number);
    }
    for (const prefix of beam) {
      const mass = logAdd(prefix.nextBlank, prefix.nextLabel);
      this.offer(mass + prefix.score, prefix, -1, mass);
    }
    const count = this.selectTokens(at, beam);
    for (const prefix of beam) this.grow(t, at, prefix, count);
    return this.kept();
  }

  private setLowest(at: number): void {
    const { logProbs, classes, blank } = this.scores;
    const { tokenThreshold = none, tokenCount = classes } = this.options;
    let second = none;
    for (let k = 0; k < classes; k++) {
      if (k !== blank && (logProbs[at + k] as number) > second) second = logProbs[at + k] as number;
    }
    const best = Math.max(second, logProbs[at + blank] as number);
    this.lowest = Math.min(tokenThreshold, best);
    this.onlyBlank = second < this.lowest;
    if (tokenCount < classes) {
      const sorted = Float64Array.from(logProbs.subarray(at, at + classes)).sort();
      this.lowest = Math.max(this.lowest, sorted[classes - Math.max(1, tokenCount)] as number);
    }
  }

  /** Classes of this frame, but the blank, that can bring a child into the beam, best first. @returns how many */
  private selectTokens(at: number, beam: readonly Prefix<State>[]): number {
    const { logProbs, classes, blank } = this.scores;
    // Prefixes that stay are in the heap already. Without a scorer a child is never worth more than its parent.
    let least = this.lowest;
    if (!this.scorer && this.heap.length === this.width) {
      let most = none;
      for (const { total } of beam) if (total > most) most = total;
      least = Math.max(least, this.bottom - most);
    }
    let count = 0;
    for (let k = 0; k < classes; k++) {
      const score = logProbs[at + k] as number;
      if (k !== blank && score >= least && score > none) this.tokens[count++] = k;
    }
    const selected = this.tokens.subarray(0, count);
    if (count > 1) selected.sort((a, b) => (logProbs[at + b] as number) - (logProbs[at + a] as number) || a - b);
    return count;
  }

  /** Offers the prefix's children that are not in the beam yet. */
  private grow(t: number, at: number, prefix: Prefix<State>, count: number): void {
    const { logProbs } = this.scores;
    for (let n = 0; n < count; n++) {
      const label = this.tokens[n] as number;
      const score = logProbs[at + label] as number;
      // Classes come best first: no later one can enter either.
      const most = prefix.total + score + (this.scorer ? prefix.score + this.mostGain : 0);
      if (this.heap.length === this.width && most <= this.bottom) return;
      const mass = (label === prefix.last ? prefix.blank : prefix.total) + score;
      if (mass === none) continue;
      const child = this.child(prefix, label);
      if (child === 'forbidden' || child?.frame === t) continue;
      this.offer(mass + (child?.score ?? 0), prefix, label, mass);
    }
  }

  /** With a scorer every child that may enter is made, since its score decides; else only those that enter. */
  private child(prefix: Prefix<State>, label: number): Prefix<State> | undefined | 'forbidden' {
    const present = prefix.children?.get(label);
    if (present || !this.scorer) return present;
    if (prefix.children?.has(label)) return 'forbidden';
    const state = this.scorer.extend(prefix.state, label);
    const child = state === undefined ? undefined : new Prefix(prefix, label, state, this.scorer.score(state));
    prefix.children ??= new Map();
    prefix.children.set(label, child);
    return child ?? 'forbidden';
  }

  /** The lowest rank in a full beam. */
  private get bottom(): number {
    return (this.heap[0] as Candidate<State>).rank;
  }

  private offer(rank: number, prefix: Prefix<State>, label: number, mass: number): void {
    if (rank === none) return;
    const { heap } = this;
    const candidate = { rank, order: this.order++, prefix, label, mass };
    if (heap.length < this.width) {
      heap.push(candidate);
      rise(heap, heap.length - 1);
    } else if (rank > this.bottom) {
      heap[0] = candidate;
      sink(heap);
    }
  }

  /** The beam of the next frame, best first. */
  private kept(): Prefix<State>[] {
    const best = this.heap.sort((a, b) => b.rank - a.rank || a.order - b.order);
    const limit = (best[0]?.rank ?? none) - this.beamThreshold;
    const beam: Prefix<State>[] = [];
    for (const { rank, prefix, label, mass } of best) {
      if (rank < limit) break;
      const kept = label < 0 ? prefix : this.entered(prefix, label, mass);
      kept.blank = kept.nextBlank;
      kept.label = kept.nextLabel;
      kept.total = mass;
      beam.push(kept);
    }
    const { scorer } = this;
    if (!this.options.recombine || !scorer?.history) return beam;
    const seen = new Set<string>();
    return beam.filter(({ state, last }) => {
      const key = `${scorer.history?.(state)}\n${last}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }

  private entered(parent: Prefix<State>, label: number, mass: number): Prefix<State> {
    let child = parent.children?.get(label);
    if (!child) {
      child = new Prefix<State>(parent, label, parent.state, 0);
      parent.children ??= new Map();
      parent.children.set(label, child);
    }
    child.nextBlank = none;
    child.nextLabel = mass;
    return child;
  }
}

/** The beam after a frame that has nothing but the blank: all prefixes stay, and in their order. */
function waited<State>(beam: Prefix<State>[], blankScore: number): Prefix<State>[] {
  for (const prefix of beam) {
    prefix.total += blankScore;
    prefix.blank = prefix.total;
    prefix.label = none;
  }
  return beam;
}

function lower<State>(a: Candidate<State>, b: Candidate<State>): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.order > b.order);
}

function rise<State>(heap: Candidate<State>[], from: number): void {
  let i = from;
  const moved = heap[i] as Candidate<State>;
  while (i > 0) {
    const up = (i - 1) >> 1;
    if (!lower(moved, heap[up] as Candidate<State>)) break;
    heap[i] = heap[up] as Candidate<State>;
    i = up;
  }
  heap[i] = moved;
}

function sink<State>(heap: Candidate<State>[]): void {
  const moved = heap[0] as Candidate<State>;
  let i = 0;
  for (;;) {
    let down = 2 * i + 1;
    if (down >= heap.length) break;
    if (down + 1 < heap.length && lower(heap[down + 1] as Candidate<State>, heap[down] as Candidate<State>)) down++;
    if (!lower(heap[down] as Candidate<State>, moved)) break;
    heap[i] = heap[down] as Candidate<State>;
    i = down;
  }
  heap[i] = moved;
}
