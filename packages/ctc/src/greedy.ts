/** Greedy (best path) decoding: the best class of each frame, repeats merged, blanks taken out. */
import { resolveBlank } from './loss.js';

export interface GreedyOptions {
  /** Scores of one line, [T, K]; only their order within a frame matters, except for scores and confidences. */
  readonly logProbs: Float32Array | Float64Array;
  readonly classes: number;
  /** Valid frames. Default: all. */
  readonly frames?: number;
  /** Negative values count from the end. Default: 0. */
  readonly blankIndex?: number;
}

export interface DecodedSymbol {
  readonly label: number;
  /** First frame. */
  readonly start: number;
  /** The frame after the last. */
  readonly end: number;
  /** The largest probability of the label in its frames, 0 to 1. */
  readonly confidence: number;
}

export interface GreedyResult {
  readonly symbols: readonly DecodedSymbol[];
  /** Σ over frames of the best score: ln of the probability of the best path when the scores are log-probabilities. */
  readonly logProbability: number;
}

/** Ties go to the lowest class. @throws RangeError when frames or the blank don't fit the scores */
export function greedyDecode({ logProbs, classes, frames, blankIndex = 0 }: GreedyOptions): GreedyResult {
  const blank = resolveBlank(blankIndex, classes);
  const available = Math.floor(logProbs.length / classes);
  const count = frames ?? available;
  if (count < 0 || count > available) {
    throw new RangeError(`greedyDecode: frames must be 0 to ${available}, got ${count}`);
  }
  const symbols: { label: number; start: number; end: number; confidence: number }[] = [];
  let previous = blank;
  let logProbability = 0;
  for (let t = 0; t < count; t++) {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if ((logProbs[t * classes + k] as number) > (logProbs[t * classes + best] as number)) best = k;
    }
    const score = logProbs[t * classes + best] as number;
    logProbability += score;
    const current = symbols[symbols.length - 1];
    if (best !== blank) {
      const confidence = Math.exp(score);
      if (best === previous && current) {
        current.end = t + 1;
        current.confidence = Math.max(current.confidence, confidence);
      } else {
        symbols.push({ label: best, start: t, end: t + 1, confidence });
      }
    }
    previous = best;
  }
  return { symbols, logProbability };
}
