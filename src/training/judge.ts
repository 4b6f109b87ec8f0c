/** Folds a validation into the progress of a run, and says what it means. */
import type { Evaluation } from '../evaluation/index.js';
import type { Progress } from './checkpoint.js';
import type { ValidationEvent } from './events.js';
import { readingOf } from './gain.js';
import type { TrainingSettings } from './options.js';
import { remarksOn } from './remarks.js';

/** Validations without progress before the plateau schedule lowers the learning rate. */
const plateauPatience = 3;

export interface Validation {
  /** Of the fixed training lines. */
  readonly own: Evaluation;
  readonly other: Evaluation;
  /** Passes over the training lines so far. */
  readonly epoch: number;
  readonly seconds: number;
}

export interface Judged {
  readonly progress: Progress;
  readonly event: ValidationEvent;
}

/** @param before at step 0, what is judged is the model that the run goes on from */
export function judge(before: Progress, given: Validation, settings: TrainingSettings): Judged {
  const isStart = before.step === 0;
  const { own, other, seconds } = given;
  const rate = other.characterErrorRate;
  const improved = before.bestErrorRate === null || rate < before.bestErrorRate;
  const loss = isStart ? undefined : before.lossSum / Math.max(1, before.lossCharacters);
  const progress: Progress = {
    ...before,
    ...(loss === undefined ? { start: readingOf(other, 0) } : trained(before, given, loss, settings)),
    stepAtValidation: before.step,
    bestErrorRate: improved ? rate : before.bestErrorRate,
    bestStep: improved ? before.step : before.bestStep,
    trainedSeconds: before.trainedSeconds + seconds,
  };
  const event: ValidationEvent = {
    kind: 'validation',
    step: before.step,
    epoch: given.epoch,
    loss,
    trainingErrorRate: own.characterErrorRate,
    validationErrorRate: rate,
    wordErrorRate: other.wordErrorRate,
    improved,
    bestErrorRate: progress.bestErrorRate ?? rate,
    bestStep: progress.bestStep,
    patienceLeft: settings.patience > 0 ? settings.patience - progress.sinceBest : undefined,
    lines: pickThree(other),
    remarks: remarksOn({
      step: before.step,
      emptyLines: other.lines.filter(({ prediction }) => prediction === '').length,
      lines: other.lines.length,
      history: progress.history,
    }),
    seconds,
  };
  return { progress, event };
}

/**
 * What a validation after the beginning changes. Patience and plateau look at such ones only: a run goes the same way
 * whatever the model that it went on from came to.
 */
function trained(
  before: Progress,
  { own, other, epoch }: Validation,
  loss: number,
  { schedule }: TrainingSettings,
): Partial<Progress> {
  const rate = other.characterErrorRate;
  const isBest = before.history.every(({ validationErrorRate }) => rate < validationErrorRate);
  const lowers = schedule === 'plateau' && !isBest && before.sinceReduction + 1 >= plateauPatience;
  const entry = {
    step: before.step,
    epoch,
    loss,
    trainingErrorRate: own.characterErrorRate,
    validationErrorRate: rate,
  };
  return {
    sinceBest: isBest ? 0 : before.sinceBest + 1,
    reductions: before.reductions + (lowers ? 1 : 0),
    sinceReduction: isBest || lowers ? 0 : before.sinceReduction + 1,
    history: [...before.history, entry],
    bestTrained: before.start && isBest ? readingOf(other, before.step) : before.bestTrained,
    lossSum: 0,
    lossCharacters: 0,
  };
}

/** Three lines spread over the set, always the same ones. */
function pickThree({ lines }: Evaluation): ValidationEvent['lines'] {
  return [0.2, 0.5, 0.8].flatMap((share) => {
    const line = lines[Math.floor(share * lines.length)];
    return line ? [{ name: line.name, reference: line.reference, prediction: line.prediction }] : [];
  });
}
