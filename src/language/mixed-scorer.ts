/** Several models of characters at once, for texts of which it is not sure in which language they are, or that have several. */
import type { Scorer } from '@ductus/ctc';
import type { CharacterScorerOptions } from './character-scorer.js';
import { type ClassTexts, textOf } from './classes.js';
import { sentenceEnd, type TokenModel } from './token-model.js';

/** A model and its share in a mixture. */
export interface SharedModel {
  readonly model: TokenModel;
  /** Above 0. */
  readonly share: number;
}

interface MixedState {
  readonly contexts: readonly unknown[];
  /** log10 of each share times the model's probability of the text. */
  readonly logs: readonly number[];
  readonly characters: number;
}

/**
 * score = α · ln Σ over models of (share · p(text)) + β · characters. A model that has foreseen the line badly soon counts no
 * more: each line finds its language.
 */
export function mixedScorer(
  models: readonly SharedModel[],
  classes: ClassTexts,
  { alpha = 0.5, beta = 0, boundary = true }: CharacterScorerOptions = {},
): Scorer<MixedState> {
  const score = ({ logs, characters }: MixedState) => alpha * Math.LN10 * log10Sum(logs) + beta * characters;
  const after = ({ contexts, logs, characters }: MixedState, token: string): MixedState => {
    const next = models.map(({ model }, index) => model.next(contexts[index], token));
    return {
      contexts: next.map(({ context }) => context),
      logs: next.map(({ logProb }, index) => logProb + (logs[index] ?? 0)),
      characters: characters + 1,
    };
  };
  return {
    start: {
      contexts: models.map(({ model }) => model.start(boundary)),
      logs: models.map(({ share }) => Math.log10(share)),
      characters: 0,
    },
    extend: (state, label) => after(state, textOf(classes, label)),
    score,
    finalScore: (state) =>
      boundary ? score({ ...after(state, sentenceEnd), characters: state.characters }) : score(state),
  };
}

function log10Sum(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return most + Math.log10(logs.reduce((sum, log) => sum + 10 ** (log - most), 0));
}
