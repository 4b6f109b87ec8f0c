/** A training under way, whoever computes its steps. */
import type { Skipped } from '../formats/index.js';
import type { StopReason } from './events.js';
import type { Progress } from './progress.js';

/** @typeParam E what it tells */
export interface Course<E> {
  readonly state: Progress;
  readonly skippedSamples: readonly Skipped[];
  /** Trains until a limit is reached, patience runs out, or it is asked to stop. */
  run(): AsyncGenerator<E, StopReason>;
}
