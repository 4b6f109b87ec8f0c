/** Forced alignment: which frames of a line its label came from. */
import { checkedLabel } from './batch.js';
import { ForwardBackward } from './forward-backward.js';
import { type CheckedFrames, checkedFrames, type FrameScores, scoreAt } from './frames.js';
import { repeats } from './labels.js';
import { type DecodedSymbol, symbolsOfPath } from './symbols.js';

export interface AlignedSymbol extends DecodedSymbol {
  /** Mean of ln P(label) over the symbol's frames. */
  readonly score: number;
}

export interface Alignment {
  /** One for each label, in order. */
  readonly symbols: readonly AlignedSymbol[];
  /** The class of each frame, [T]. */
  readonly path: Int32Array;
  /** ln of the probability of this one path. */
  readonly logProbability: number;
}

/**
 * The most probable of all paths that spell the labels (Viterbi over the blank-extended label). Of equal ones that in
 * which symbols come late: a path stays where it is.
 *
 * @param labels class indices without blanks
 * @throws RangeError when labels, frames or the blank don't fit, when there are fewer frames than labels and repeats,
 *   or when every path has probability 0
 */
export function alignLabels(options: FrameScores & { readonly labels: ArrayLike<number> }): Alignment {
  const scores = checkedFrames(options, 'alignLabels');
  return alignChecked(scores, checkedLabels(options.labels, scores));
}

/** The same of scores and labels that were looked at. */
export function alignChecked(scores: CheckedFrames, labels: Int32Array): Alignment {
  const path = new Int32Array(scores.frames);
  const logProbability = bestPath(labels, scores, path);
  if (logProbability === Number.NEGATIVE_INFINITY) {
    throw new RangeError('alignLabels: some path must have a probability above 0, got none');
  }
  const symbols = symbolsOfPath(path, scores).map((symbol) => {
    let sum = 0;
    for (let t = symbol.start; t < symbol.end; t++) sum += scoreAt(scores, t, symbol.label);
    return { ...symbol, score: sum / (symbol.end - symbol.start) };
  });
  return { symbols, path, logProbability };
}

function checkedLabels(labels: ArrayLike<number>, { frames, classes, blank }: CheckedFrames): Int32Array {
  const checked = Int32Array.from(labels, (label, i) => checkedLabel(label, 0, i, classes, blank));
  const doubled = repeats(checked);
  if (frames < checked.length + doubled) {
    throw new RangeError(
      `alignLabels: there must be a frame for each label and each repeat, got ${frames} frames for ${checked.length} labels and ${doubled} repeats`,
    );
  }
  return checked;
}

/** The classes of the blank-extended label: a blank before, between and after the labels, [2L + 1]. */
export function classesOfStates(labels: Int32Array, blank: number): Int32Array {
  const states = new Int32Array(2 * labels.length + 1).fill(blank);
  for (const [i, label] of labels.entries()) states[2 * i + 1] = label;
  return states;
}

const none = Number.NEGATIVE_INFINITY;

/** Fills `path`. @returns ln of its probability */
function bestPath(labels: Int32Array, { logProbs, classes, frames, blank }: CheckedFrames, path: Int32Array): number {
  const states = 2 * labels.length + 1;
  const classOf = classesOfStates(labels, blank);
  // How many states a cell's best way came up by: 0, 1 or 2.
  const steps = new Uint8Array(frames * states);
  let current = new Float64Array(states).fill(none);
  let previous = new Float64Array(states).fill(none);
  previous[0] = 0;
  for (let t = 0; t < frames; t++) {
    // What the start can't reach yet, and what can't reach the end any more, is left out.
    const last = Math.min(states - 1, 2 * t + 1);
    const first = Math.max(0, states - 2 * (frames - t));
    if (first > 0) current[first - 1] = none;
    if (first > 1) current[first - 2] = none;
    for (let s = first; s <= last; s++) {
      let best = previous[s] as number;
      let step = 0;
      if (s >= 1 && (previous[s - 1] as number) > best) {
        best = previous[s - 1] as number;
        step = 1;
      }
      const k = classOf[s] as number;
      if (s >= 2 && (previous[s - 2] as number) > best && k !== blank && k !== classOf[s - 2]) {
        best = previous[s - 2] as number;
        step = 2;
      }
      current[s] = best + (logProbs[t * classes + k] as number);
      steps[t * states + s] = step;
    }
    [previous, current] = [current, previous];
  }
  let s = states - 1;
  if (s > 0 && (previous[s - 1] as number) >= (previous[s] as number)) s--;
  const logProbability = frames === 0 ? 0 : (previous[s] as number);
  for (let t = frames - 1; t >= 0; t--) {
    path[t] = classOf[s] as number;
    s -= steps[t * states + s] as number;
  }
  return logProbability;
}

export interface Posterior {
  /** P(state s at frame t | labels), [T, S]; each frame sums to 1. State 2i is the blank before label i, 2i + 1 label i. */
  readonly occupancies: Float64Array;
  /** The class of each state, [S], S = 2L + 1. */
  readonly states: Int32Array;
  /** ln P(labels | line), the sum over all paths; −Infinity where no path exists, and all occupancies are 0. */
  readonly logProbability: number;
}

/**
 * How sure the alignment is: the occupancy of each state of the blank-extended label at each frame, over all paths.
 *
 * @param options `logProbs` may be logits too; softmax is taken inside
 * @throws RangeError when labels, frames or the blank don't fit
 */
export function posterior(options: FrameScores & { readonly labels: ArrayLike<number> }): Posterior {
  const { logProbs, classes, frames, blank } = checkedFrames(options, 'posterior');
  const labels = Int32Array.from(options.labels, (label, i) => checkedLabel(label, 0, i, classes, blank));
  const states = classesOfStates(labels, blank);
  const occupancies = new Float64Array(frames * states.length);
  const item = { index: 0, offset: 0, stride: classes, frames, classes, blank, labels, merge: true };
  const loss = new ForwardBackward(classes).run(item, logProbs, { occupancies });
  return { occupancies, states, logProbability: -loss };
}
