/** What all decoders read: the scores of one line. */
import { resolveBlank } from './batch.js';
import type { Scores } from './forward-backward.js';

export interface FrameScores {
  /** ln of the class probabilities of one line, [T, K]. They are used as they are: see `logSoftmax`. */
  readonly logProbs: Scores;
  /** K, the blank included. */
  readonly classes: number;
  /** Valid frames. Default: all. */
  readonly frames?: number | undefined;
  /** Class of the blank, −K to K − 1; negative values count from the end. Default: 0. */
  readonly blankIndex?: number | undefined;
}

export interface CheckedFrames {
  readonly logProbs: Scores;
  readonly classes: number;
  readonly frames: number;
  readonly blank: number;
}

/** @throws RangeError when frames or the blank don't fit the scores, or a valid frame holds NaN */
export function checkedFrames(
  { logProbs, classes, frames, blankIndex = 0 }: FrameScores,
  where: string,
): CheckedFrames {
  if (!Number.isInteger(classes) || classes < 1 || logProbs.length % classes !== 0) {
    throw new RangeError(`${where}: logProbs must be frames of ${classes} classes, got ${logProbs.length} values`);
  }
  const blank = resolveBlank(blankIndex, classes);
  const available = logProbs.length / classes;
  const count = frames ?? available;
  if (!Number.isInteger(count) || count < 0 || count > available) {
    throw new RangeError(`${where}: frames must be 0 to ${available}, got ${count}`);
  }
  if (hasNaN(logProbs, count * classes)) {
    const i = logProbs.findIndex(Number.isNaN);
    throw new RangeError(
      `${where}: logProbs must be numbers, got NaN at frame ${Math.floor(i / classes)}, class ${i % classes}`,
    );
  }
  return { logProbs, classes, frames: count, blank };
}

function hasNaN(scores: Scores, count: number): boolean {
  for (let i = 0; i < count; i++) if (Number.isNaN(scores[i])) return true;
  return false;
}

/** ln softmax of each frame of logits [T, K] (or any number of frames of K classes). */
export function logSoftmax(logits: Scores, classes: number): Float64Array {
  const result = new Float64Array(logits.length);
  // All of a frame that the scores break off in is NaN.
  for (let at = 0; at < logits.length; at += classes) {
    let most = Number.NEGATIVE_INFINITY;
    for (let k = at; k < at + classes; k++) most = Math.max(most, logits[k] ?? Number.NaN);
    let sum = 0;
    for (let k = at; k < at + classes; k++) sum += Math.exp((logits[k] ?? Number.NaN) - most);
    const total = most + Math.log(sum);
    for (let k = at; k < at + classes; k++) result[k] = (logits[k] ?? Number.NaN) - total;
  }
  return result;
}

/** The score of a class that was read in a frame. @throws RangeError where there is no such frame or class */
export function scoreAt({ logProbs, classes }: CheckedFrames, t: number, k: number): number {
  const score = logProbs[t * classes + k];
  if (score === undefined) throw new RangeError(`scores must have class ${k} at frame ${t}, got ${classes} classes`);
  return score;
}

/** ln(e^a + e^b) */
export function logAdd(a: number, b: number): number {
  const most = Math.max(a, b);
  if (most === Number.NEGATIVE_INFINITY) return most;
  return most + Math.log1p(Math.exp(Math.min(a, b) - most));
}
