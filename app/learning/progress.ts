/** A run that learns, as it is shown while it goes. */
import type { TrainingEvent } from 'ductus/web';
import type { CurvePoint } from './curve.js';

export interface LearningProgress {
  /** Share that is done, 0 to 1. */
  readonly done: number;
  readonly seconds: number;
  /** Of training; `undefined` until it can be told. */
  readonly secondsLeft: number | undefined;
  /** Lines that went through, each as often as it did, and the time of their steps, without that of measuring. */
  readonly lines: number;
  readonly stepSeconds: number;
  /** Of the batches, smoothed. */
  readonly losses: readonly CurvePoint[];
  /** On the lines held out, 0 to 1, beginning with the model as it was. */
  readonly errorRates: readonly CurvePoint[];
  /** Lines that can't be learnt from, with the reason. */
  readonly skipped: readonly string[];
}

export const noLearning: LearningProgress = {
  done: 0,
  seconds: 0,
  secondsLeft: undefined,
  lines: 0,
  stepSeconds: 0,
  losses: [],
  errorRates: [],
  skipped: [],
};

/** Share of a new batch in the smoothed loss. */
const freshness = 0.1;

/** The progress after an event of `train` or `resume`. */
export function followed(progress: LearningProgress, event: TrainingEvent): LearningProgress {
  switch (event.kind) {
    case 'start':
    case 'skipped':
      return {
        ...progress,
        skipped: [...progress.skipped, ...event.skipped.map(({ name, reason }) => `${name}: ${reason}`)],
      };
    case 'step':
      return {
        ...progress,
        done: event.progress,
        seconds: event.trainedSeconds,
        secondsLeft: Number.isFinite(event.remainingSeconds) ? event.remainingSeconds : undefined,
        lines: progress.lines + event.lines,
        stepSeconds: progress.stepSeconds + event.lines / event.linesPerSecond,
        losses: [...progress.losses, { seconds: event.trainedSeconds, value: smoothed(progress.losses, event.loss) }],
      };
    case 'validation':
      return {
        ...progress,
        errorRates: [...progress.errorRates, { seconds: progress.seconds, value: event.validationErrorRate }],
      };
    default:
      return progress;
  }
}

/** @param losses before, themselves smoothed */
export function smoothed(losses: readonly CurvePoint[], loss: number): number {
  const last = losses.at(-1)?.value;
  return last === undefined ? loss : last + freshness * (loss - last);
}

/** `undefined` until something was learnt. */
export function linesPerSecond({ lines, stepSeconds }: LearningProgress): number | undefined {
  return stepSeconds > 0 ? lines / stepSeconds : undefined;
}
