/** How far a run is, and whether it is at its end. */
import type { StopReason } from './events.js';
import type { Progress } from './progress.js';
import { epochLimit, type LoopSettings } from './settings.js';

type Limits = Pick<LoopSettings, 'epochs' | 'minutes' | 'steps' | 'patience'>;

/** What limits are compared with. */
export interface Done {
  readonly step: number;
  /** Passes over the samples, parts of them included. */
  readonly epochs: number;
  readonly seconds: number;
}

/** Share of the run that is done, 0 to 1, by the limit that is nearest. */
export function shareDone(settings: Limits, { step, epochs, seconds }: Done): number {
  const { minutes, steps } = settings;
  const most = epochLimit(settings);
  return Math.min(
    1,
    Math.max(
      steps === undefined ? 0 : step / steps,
      minutes === undefined ? 0 : seconds / (minutes * 60),
      most === undefined ? 0 : epochs / most,
    ),
  );
}

/** @param epochs passes over the samples that are whole */
export function reasonToStop(
  settings: Limits,
  { step, trainedSeconds, sinceBest }: Pick<Progress, 'step' | 'trainedSeconds' | 'sinceBest'>,
  epochs: number,
  signal: AbortSignal | undefined,
): StopReason | undefined {
  const most = epochLimit(settings);
  if (signal?.aborted) return 'interrupted';
  if (settings.steps !== undefined && step >= settings.steps) return 'steps';
  if (settings.minutes !== undefined && trainedSeconds >= settings.minutes * 60) return 'minutes';
  if (most !== undefined && epochs >= most) return 'epochs';
  return settings.patience > 0 && sinceBest >= settings.patience ? 'patience' : undefined;
}

/** Steps between validations: an epoch, but neither more often nor less often than this. */
const leastValidationSteps = 100;
const mostValidationSteps = 1000;

/** @param stepsAnEpoch of one pass over the samples */
export function validationIsDue({ step, stepAtValidation }: Progress, stepsAnEpoch: number): boolean {
  return step - stepAtValidation >= Math.min(mostValidationSteps, Math.max(leastValidationSteps, stepsAnEpoch));
}
