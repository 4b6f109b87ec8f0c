/** What the loop can be told. */
import type { ScheduleOptions } from './schedule.js';

export interface LoopSettings extends ScheduleOptions {
  /** Stops after so many passes over the samples, minutes of training, or steps, whichever comes first. */
  readonly epochs?: number | undefined;
  readonly minutes?: number | undefined;
  readonly steps?: number | undefined;
  /** Validations without a better one before the run stops; 0 never stops. */
  readonly patience: number;
  /** Batches whose gradients are summed for one step. */
  readonly accumulate: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  /** Decay of the weights' moving average, which is validated and saved; 0 turns it off. */
  readonly averageDecay: number;
  readonly seed: number;
  /** Seconds between checkpoints; validations make one too. */
  readonly checkpointSeconds: number;
}

/** Passes over the samples when no limit is given. */
export const defaultEpochs = 100;

/** Passes at which the run ends; none where minutes or steps alone are to end it. */
export function epochLimit({ epochs, minutes, steps }: LoopSettings): number | undefined {
  return epochs ?? (minutes === undefined && steps === undefined ? defaultEpochs : undefined);
}
