/** Folds a validation into the progress of a run. */
import type { LoopValidation } from './events.js';
import type { Progress, Reference } from './progress.js';
import type { LoopSettings } from './settings.js';
import type { Validation } from './task.js';

/** Validations without progress before the plateau schedule lowers the learning rate. */
const plateauPatience = 3;

export interface Judged<V> {
  readonly progress: Progress;
  readonly event: LoopValidation<V>;
}

/**
 * @param before at step 0, what is judged is the model that the run goes on from
 * @param epoch passes over the samples so far
 */
export function judge<V extends Validation>(
  before: Progress,
  { validation, epoch, seconds }: { readonly validation: V; readonly epoch: number; readonly seconds: number },
  settings: Pick<LoopSettings, 'patience' | 'schedule'>,
): Judged<V> {
  const { step } = before;
  const { score } = validation;
  const improved = before.bestScore === null || score < before.bestScore;
  const loss = step === 0 ? undefined : before.lossSum / Math.max(1, before.lossUnits);
  const changes =
    loss === undefined
      ? { start: referenceOf(validation, 0) }
      : afterTraining(before, { step, epoch, loss, score, figures: { ...validation.figures } }, validation, settings);
  const progress: Progress = {
    ...before,
    ...changes,
    stepAtValidation: step,
    bestScore: improved ? score : before.bestScore,
    bestStep: improved ? step : before.bestStep,
    trainedSeconds: before.trainedSeconds + seconds,
  };
  const event: LoopValidation<V> = {
    kind: 'validation',
    step,
    epoch,
    loss,
    improved,
    bestScore: progress.bestScore ?? score,
    bestStep: progress.bestStep,
    patienceLeft: settings.patience > 0 ? settings.patience - progress.sinceBest : undefined,
    validation,
    history: progress.history,
    seconds,
  };
  return { progress, event };
}

/**
 * What a validation after the beginning changes. Patience and plateau look at such ones only: a run goes the same way
 * whatever the model that it went on from came to.
 */
function afterTraining(
  before: Progress,
  entry: Progress['history'][number],
  validation: Validation,
  { schedule }: Pick<LoopSettings, 'schedule'>,
): Partial<Progress> {
  const isBest = before.history.every(({ score }) => entry.score < score);
  const lowers = schedule === 'plateau' && !isBest && before.sinceReduction + 1 >= plateauPatience;
  return {
    sinceBest: isBest ? 0 : before.sinceBest + 1,
    reductions: before.reductions + (lowers ? 1 : 0),
    sinceReduction: isBest || lowers ? 0 : before.sinceReduction + 1,
    history: [...before.history, entry],
    bestTrained: before.start && isBest ? referenceOf(validation, before.step) : before.bestTrained,
    lossSum: 0,
    lossUnits: 0,
  };
}

function referenceOf({ score, reading: { units, edits, lengths } }: Validation, step: number): Reference {
  return { step, score, units, edits: [...edits], lengths: [...lengths] };
}
