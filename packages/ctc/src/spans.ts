/**
 * Where each symbol of a text begins and ends, as the mean over all alignments of the line with it.
 *
 * A network puts a symbol into a frame or two and waits in blanks. The best path says which frames these are, the lattice
 * how sure that is: with n(s) = Σ_t P(state s at frame t | labels), the expected number of frames in state s, symbol i
 * (state 2i + 1) begins at n(0) + … + n(2i) on the average, and ends n(2i + 1) later. So spans come in the order of the
 * symbols and never overlap; what lies between them is the blanks'.
 *
 * n is `posterior` summed over the frames. But far from the path that was read nearly nothing has any probability: only
 * states near it are looked at, so that the cost is that of a few states a frame, however long the text.
 */
import { classesOfStates } from './align.js';
import { checkedLabel } from './batch.js';
import { type CheckedFrames, checkedFrames, type FrameScores } from './frames.js';
import type { DecodedSymbol } from './symbols.js';

export interface SymbolSpan {
  /** Frames from the line's beginning; not whole. */
  readonly start: number;
  readonly end: number;
}

type PathSymbol = Pick<DecodedSymbol, 'label' | 'start' | 'end'>;

export interface SymbolSpansOptions extends FrameScores {
  /** The text with the frames of one of its paths, as a decoder or `alignLabels` gives it. */
  readonly symbols: readonly PathSymbol[];
  /** How many symbols ahead of the path, and behind it, an alignment may be at a frame; 1 and more. Default: 2. */
  readonly reach?: number | undefined;
}

/**
 * @returns a span for each symbol; the frames of the path itself where no alignment within reach has a probability above 0
 * @throws RangeError when frames, the blank, symbols or `reach` don't fit, or a valid frame holds NaN
 */
export function symbolSpans(options: SymbolSpansOptions): readonly SymbolSpan[] {
  const scores = checkedFrames(options, 'symbolSpans');
  const { symbols, reach = 2 } = options;
  if (!Number.isInteger(reach) || reach < 1) {
    throw new RangeError(`symbolSpans: reach must be a whole number above 0, got ${reach}`);
  }
  const labels = checkedSymbols(symbols, scores);
  if (symbols.length === 0) return [];
  const durations = expectedDurations(scores, labels, pathOf(symbols, scores.frames), reach);
  if (!durations) return symbols.map(({ start, end }) => ({ start, end }));
  let at = 0;
  return symbols.map((_, i) => {
    const start = at + (durations[2 * i] ?? 0);
    at = start + (durations[2 * i + 1] ?? 0);
    return { start, end: at };
  });
}

function checkedSymbols(symbols: readonly PathSymbol[], { frames, classes, blank }: CheckedFrames): Int32Array {
  let last = 0;
  for (const [i, { start, end }] of symbols.entries()) {
    const follows = Number.isInteger(start) && Number.isInteger(end) && start >= last && end > start && end <= frames;
    if (!follows) {
      throw new RangeError(
        `symbolSpans: symbol ${i} must have frames from ${last} on, and end by ${frames}, got ${start} to ${end}`,
      );
    }
    last = end;
  }
  return Int32Array.from(symbols, ({ label }, i) => checkedLabel(label, 0, i, classes, blank));
}

/** The state of each frame, [T]. */
function pathOf(symbols: readonly PathSymbol[], frames: number): Int32Array {
  const path = new Int32Array(frames).fill(2 * symbols.length);
  let from = 0;
  for (const [i, { start, end }] of symbols.entries()) {
    path.fill(2 * i, from, start);
    path.fill(2 * i + 1, start, end);
    from = end;
  }
  return path;
}

/** Cells of 0 at either side of a row: nothing comes from beyond the band, and a path moves two states at most. */
const edge = 2;

/**
 * Forward-backward in a band: cell j of a frame's row is the state `2 · reach` before the path's, plus j. Rows are scaled
 * to a sum of 1, which changes no share of a frame.
 *
 * @param path the state of each frame, [T]
 * @returns n(s), [S]; `undefined` where nothing is left
 */
function expectedDurations(
  scores: CheckedFrames,
  labels: Int32Array,
  path: Int32Array,
  reach: number,
): Float64Array | undefined {
  const states = classesOfStates(labels, scores.blank);
  const width = 4 * reach + 1;
  const row = width + 2 * edge;
  const { length: frames } = path;
  const emissions = emissionsOf(scores, states, path, reach, row);
  const forward = new Float64Array(frames * row);
  for (let t = 0; t < frames; t++) {
    const low = (path[t] as number) - 2 * reach;
    const at = t * row + edge;
    const before = t === 0 ? 0 : at - row + (path[t] as number) - (path[t - 1] as number);
    let sum = 0;
    for (let j = 0; j < width; j++) {
      const s = low + j;
      let mass = 0;
      if (t === 0) mass = s === 0 || s === 1 ? 1 : 0;
      else {
        mass = (forward[before + j] as number) + (forward[before + j - 1] as number);
        if (skips(states, s)) mass += forward[before + j - 2] as number;
      }
      mass *= emissions[at + j] as number;
      forward[at + j] = mass;
      sum += mass;
    }
    if (!scaled(forward, at, width, sum)) return undefined;
  }
  return durationsBack(forward, emissions, states, path, reach);
}

/** The probability of each cell's class over the largest of its row; 0 where there is no state. */
function emissionsOf(
  { logProbs, classes }: CheckedFrames,
  states: Int32Array,
  path: Int32Array,
  reach: number,
  row: number,
): Float64Array {
  const emissions = new Float64Array(path.length * row);
  for (let t = 0; t < path.length; t++) {
    const low = (path[t] as number) - 2 * reach;
    const [first, last] = [Math.max(0, low), Math.min(states.length - 1, low + 4 * reach)];
    let most = Number.NEGATIVE_INFINITY;
    for (let s = first; s <= last; s++) {
      const score = logProbs[t * classes + (states[s] as number)] as number;
      if (score > most) most = score;
    }
    const at = t * row + edge - low;
    for (let s = first; s <= last; s++) {
      emissions[at + s] = Math.exp((logProbs[t * classes + (states[s] as number)] as number) - most);
    }
  }
  return emissions;
}

function durationsBack(
  forward: Float64Array,
  emissions: Float64Array,
  states: Int32Array,
  path: Int32Array,
  reach: number,
): Float64Array | undefined {
  const { length: size } = states;
  const width = 4 * reach + 1;
  const row = width + 2 * edge;
  const durations = new Float64Array(size);
  let backward = new Float64Array(row);
  let next = new Float64Array(row);
  for (let t = path.length - 1; t >= 0; t--) {
    const low = (path[t] as number) - 2 * reach;
    const at = t * row + edge;
    let total = 0;
    let sum = 0;
    for (let j = 0; j < width; j++) {
      const s = low + j;
      let mass = 0;
      if (t === path.length - 1) mass = s === size - 1 || s === size - 2 ? 1 : 0;
      else {
        const behind = edge + j + (path[t] as number) - (path[t + 1] as number);
        mass = (backward[behind] as number) + (backward[behind + 1] as number);
        if (skips(states, s + 2)) mass += backward[behind + 2] as number;
      }
      total += mass * (forward[at + j] as number);
      next[edge + j] = mass;
    }
    if (!(total > 0)) return undefined;
    for (let j = 0; j < width; j++) {
      const s = low + j;
      const mass = next[edge + j] as number;
      if (s >= 0 && s < size) durations[s] = (durations[s] as number) + (mass * (forward[at + j] as number)) / total;
      // From here on it is what the frame before meets: its probability here is in it.
      const emitted = mass * (emissions[at + j] as number);
      next[edge + j] = emitted;
      sum += emitted;
    }
    if (!scaled(next, edge, width, sum)) return undefined;
    [backward, next] = [next, backward];
  }
  return durations;
}

/** Whether a path may go to a state from the one two before: to a label, from another one. */
function skips(states: Int32Array, s: number): boolean {
  return s >= 3 && s < states.length && s % 2 === 1 && states[s] !== states[s - 2];
}

/** Divides cells by their sum. @returns false where that can't be done */
function scaled(values: Float64Array, at: number, width: number, sum: number): boolean {
  if (!(sum > 0)) return false;
  const scale = 1 / sum;
  for (let j = at; j < at + width; j++) values[j] = (values[j] as number) * scale;
  return true;
}
