/** A character n-gram model for beam search: each label is weighed as soon as it is written. */
import type { Scorer } from '@ductus/ctc';
import { type ClassTexts, checkedClass } from './classes.js';
import { sentenceEnd, type TokenModel, walkerOf } from './token-model.js';

export interface CharacterScorerOptions {
  /** Weight of the model's logarithms; 0 switches it off. Default: 0.5. */
  readonly alpha?: number | undefined;
  /** ln bonus for each character, against the shorter texts that a model prefers. Default: 0. */
  readonly beta?: number | undefined;
  /** Whether the beginning and the end of the line count as such. Default: true. */
  readonly boundary?: boolean | undefined;
}

interface CharacterState<Context> {
  readonly context: Context;
  readonly score: number;
}

/** score = Σ over characters of (α · ln p(character | those before) + β); the end of the line counts when it is there. */
export function characterScorer<Context>(
  model: TokenModel<Context>,
  classes: ClassTexts,
  { alpha = 0.5, beta = 0, boundary = true }: CharacterScorerOptions = {},
): Scorer<CharacterState<Context>> {
  const weight = alpha * Math.LN10;
  const walker = walkerOf(model, classes);
  return {
    start: { context: model.start(boundary), score: 0 },
    extend({ context, score }, label) {
      const after = walker.step(context, checkedClass(classes, label));
      return { context: after, score: score + weight * possible(walker.logProb) + beta };
    },
    score: ({ score }) => score,
    mostGain: alpha >= 0 ? beta : undefined,
    finalScore: ({ context, score }) => (boundary ? score + weight * model.next(context, sentenceEnd).logProb : score),
  };
}

/** No probability is above 1, whatever rounding and back-off weights made of it. @param logProb to base 10 */
export function possible(logProb: number): number {
  return Math.min(0, logProb);
}
