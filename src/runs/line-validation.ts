/** What a validation of lines found. */
import type { Evaluation } from '../evaluation/index.js';
import type { Validation } from '../training/index.js';
import { readingOf } from './gain.js';

export interface LineValidation extends Validation {
  readonly figures: { readonly trainingErrorRate: number };
  /** Of the validation lines; the score is its character error rate. */
  readonly evaluation: Evaluation;
}

/** @param training of a fixed share of the training lines */
export function lineValidation(training: Evaluation, evaluation: Evaluation): LineValidation {
  return {
    score: evaluation.characterErrorRate,
    figures: { trainingErrorRate: training.characterErrorRate },
    reading: readingOf(evaluation),
    skipped: [...training.skipped, ...evaluation.skipped],
    evaluation,
  };
}
