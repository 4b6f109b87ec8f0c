/** A validation within a run: the weights are measured, and kept as a model where they are the best so far. */
import type { Skipped } from '../formats/index.js';
import { type LoopEvent, TrainingError } from './events.js';
import { type Judged, judge } from './judge.js';
import type { Progress } from './progress.js';
import type { LoopSettings } from './settings.js';
import type { RunStore, Task, Validation } from './task.js';

export interface ValidationOptions<V extends Validation> {
  readonly task: Task<V>;
  readonly settings: LoopSettings;
  readonly store: RunStore;
  /** Asks to leave a validation unfinished. */
  readonly abandon?: AbortSignal | undefined;
  /** Is called when a validation begins; its event comes when it is over. */
  readonly validating?: (() => void) | undefined;
}

/** Samples that were left out, each once. */
export class SkippedOnce {
  private readonly skipped = new Map<string, Skipped>();

  get all(): readonly Skipped[] {
    return [...this.skipped.values()];
  }

  /** @returns those that are new */
  add(skipped: readonly Skipped[]): readonly Skipped[] {
    const fresh = skipped.filter(({ name }) => !this.skipped.has(name));
    for (const sample of fresh) this.skipped.set(sample.name, sample);
    return fresh;
  }
}

/**
 * @param weights what is validated and saved
 * @param epoch passes over the samples so far
 * @returns `undefined` when it was abandoned; the event is told by whoever has saved the progress
 * @throws TrainingError when there is nothing to measure on
 */
export async function* validateWeights<V extends Validation>(
  { task, settings, store, abandon, validating }: ValidationOptions<V>,
  weights: ReadonlyMap<string, Float32Array>,
  before: Progress,
  epoch: number,
  skippedOnce: SkippedOnce,
): AsyncGenerator<LoopEvent<V>, Judged<V> | undefined> {
  validating?.();
  const started = performance.now();
  const validation = await task.validate(weights, abandon);
  if (!validation) return undefined;
  const skipped = skippedOnce.add(validation.skipped);
  if (skipped.length > 0) yield { kind: 'skipped', skipped };
  if (validation.reading.lengths.length === 0) {
    throw new TrainingError('no validation image can be decoded; the reasons are above');
  }
  const seconds = (performance.now() - started) / 1000;
  const judged = judge(before, { validation, epoch, seconds }, settings);
  if (judged.event.improved) {
    const warning = await store.saveModel(task.modelFile(weights, judged.progress, validation));
    if (warning !== undefined) yield { kind: 'warning', message: warning };
  }
  return judged;
}
