/** A training under way, whoever computes its steps. */
import type { Skipped } from '../formats/index.js';
import type { StopReason } from './events.js';
import type { Progress } from './progress.js';
import type { RunStore } from './task.js';

/** @typeParam E what it tells */
export interface Course<E> {
  readonly state: Progress;
  readonly skippedSamples: readonly Skipped[];
  /** Trains until a limit is reached, patience runs out, or it is asked to stop. */
  run(): AsyncGenerator<E, StopReason>;
}

interface CourseOptions {
  /** Whether it goes on from a model, which is validated first. */
  readonly goesOn: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly store: RunStore;
}

/** What a course does by its own means. */
interface CourseParts<E> {
  readonly progress: () => Progress;
  readonly validate: () => AsyncGenerator<E>;
  /** Goes on until there is a reason to stop. */
  readonly steps: () => AsyncGenerator<E, StopReason>;
  readonly save: () => Promise<void>;
  /** The model of now, as bytes of its file. */
  readonly modelFile: () => Uint8Array;
}

/**
 * From the first validation, of a model that is gone on from, to the last one, and what is left behind: a checkpoint, and the weights
 * where nothing was validated.
 */
export async function* runCourse<E>(
  { goesOn, signal, store }: CourseOptions,
  { progress, validate, steps, save, modelFile }: CourseParts<E>,
): AsyncGenerator<E, StopReason> {
  const isFirst = progress().step === 0 && progress().bestScore === null;
  if (goesOn && isFirst && !signal?.aborted) yield* validate();
  const reason = yield* steps();
  if (progress().stepAtValidation < progress().step && !signal?.aborted) yield* validate();
  await save();
  if (progress().bestScore === null) await store.saveUnvalidated(modelFile());
  return reason;
}
