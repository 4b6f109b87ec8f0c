/** Several models of characters at once, for texts of which it is not sure in which language they are, or that have several. */
import type { Scorer } from '@ductus/ctc';
import { type CharacterScorerOptions, possible } from './character-scorer.js';
import { type ClassTexts, checkedClass } from './classes.js';
import { sentenceEnd, type TokenModel, walkerOf } from './token-model.js';

/** A model and its share in a mixture. */
export interface SharedModel {
  readonly model: TokenModel;
  /** Above 0. */
  readonly share: number;
}

interface MixedState {
  /** Of each model. */
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
  const tokens = [...classes, sentenceEnd];
  const walkers = models.map(({ model }) => walkerOf(model, tokens));
  const score = ({ total, characters }: MixedState) => alpha * Math.LN10 * total + beta * characters;
  const after = (state: MixedState, token: number): MixedState => {
    // Copies are as long as they need to be from the start.
    const contexts = state.contexts.slice();
    const logs = state.logs.slice();
    let index = 0;
    for (const walker of walkers) {
      contexts[index] = walker.step(contexts[index], token);
      logs[index] = (logs[index] ?? 0) + possible(walker.logProb);
      index++;
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
    extend: (state, label) => after(state, checkedClass(classes, label)),
    score,
    mostGain: alpha >= 0 ? beta : undefined,
    finalScore: (state) =>
      boundary ? score({ ...after(state, classes.length), characters: state.characters }) : score(state),
  };
}

/** What is so many powers of ten below the largest adds nothing that counts. */
const leastPart = -12;

/** log10 Σ 10^log */
function log10Sum(logs: readonly number[]): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const log of logs) if (log > most) most = log;
  let sum = 0;
  for (const log of logs) if (log - most > leastPart) sum += Math.exp(Math.LN10 * (log - most));
  return most + Math.log10(sum);
}
