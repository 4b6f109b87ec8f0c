/** Greedy (best path) decoding: the best class of each frame, repeats merged, blanks taken out. */
import { checkedFrames, type FrameScores } from './frames.js';
import { type DecodedSymbol, symbolsOfPath } from './symbols.js';

export interface GreedyOptions extends FrameScores {
  /** false: repeats stay, as with TensorFlow's `merge_repeated=False`. Default: true. */
  readonly mergeRepeated?: boolean | undefined;
}

export interface GreedyResult {
  readonly symbols: readonly DecodedSymbol[];
  /**
   * Σ over frames of the best score: ln of the probability of the best path. TensorFlow's `neg_sum_logits` is minus
   * this on logits.
   */
  readonly logProbability: number;
}

/**
 * The symbols of the most probable path, which need not be the most probable labelling: that is `beamSearch`. Ties go
 * to the lowest class. Any scores will do for the symbols; confidences and the sum mean what the scores mean.
 *
 * @throws RangeError when frames or the blank don't fit the scores, or a valid frame holds NaN
 */
export function greedyDecode(options: GreedyOptions): GreedyResult {
  const scores = checkedFrames(options, 'greedyDecode');
  const { logProbs, classes, frames } = scores;
  const path = new Int32Array(frames);
  let logProbability = 0;
  for (let t = 0; t < frames; t++) {
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) {
      const score = logProbs[t * classes + k];
      if (score !== undefined && score > most) {
        most = score;
        best = k;
      }
    }
    path[t] = best;
    logProbability += most;
  }
  return { symbols: symbolsOfPath(path, scores, options.mergeRepeated ?? true), logProbability };
}
