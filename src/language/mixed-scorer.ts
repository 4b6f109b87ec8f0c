/** Several models of characters at once, for texts of which it is not sure in which language they are, or that have several. */
import type { Scorer } from '@ductus/ctc';
import { type CharacterScorerOptions, possible } from './character-scorer.js';
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
  /** log10 of their sum. */
  readonly total: number;
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
  const score = ({ total, characters }: MixedState) => alpha * Math.LN10 * total + beta * characters;
  const after = (state: MixedState, token: string): MixedState => {
    const contexts: unknown[] = [];
    const logs: number[] = [];
    let index = 0;
    for (const { model } of models) {
      const next = model.next(state.contexts[index], token);
      contexts.push(next.context);
      logs.push((state.logs[index++] ?? 0) + possible(next.logProb));
    }
    return { contexts, logs, total: log10Sum(logs), characters: state.characters + 1 };
  };
  const shares = models.map(({ share }) => Math.log10(share));
  return {
    start: {
      contexts: models.map(({ model }) => model.start(boundary)),
      logs: shares,
      total: log10Sum(shares),
      characters: 0,
    },
    extend: (state, label) => after(state, textOf(classes, label)),
    score,
    mostGain: alpha >= 0 ? beta : undefined,
    finalScore: (state) =>
      boundary ? score({ ...after(state, sentenceEnd), characters: state.characters }) : score(state),
  };
}

function log10Sum(logs: readonly number[]): number {
  const most = Math.max(...logs);
  let sum = 0;
  for (const log of logs) sum += 10 ** (log - most);
  return most + Math.log10(sum);
}
