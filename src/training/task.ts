/** What a run trains. The loop knows batches, losses and scores; a task knows what they are of. */
import type { Skipped } from '../formats/index.js';
import type { TrainingGraph } from '../graph/index.js';
import type { ParameterInfo } from '../network/index.js';
import type { RuntimeTensor } from '../runtime/index.js';
import type { Progress } from './progress.js';

/** The part of a batch that one session works on. */
export interface Shard {
  /** Names of its samples, in the order of their losses. */
  readonly samples: readonly string[];
  /** All that the graph wants but the parameters, `lossScale` and `dropoutSeed`. The buffers move away. */
  readonly feeds: Readonly<Record<string, RuntimeTensor>>;
  /** What its statistics count, beside those of the other shards: valid columns, pixels. */
  readonly weight: number;
  /** What the losses are divided by: characters, pixels. */
  readonly units: number;
}

export interface Batch {
  readonly shards: readonly Shard[];
  readonly skipped: readonly Skipped[];
  /** Its place. */
  readonly epoch: number;
  /** Of the epoch. */
  readonly batches: number;
  readonly isLast: boolean;
}

/** A validation's errors by unit, so that a later one can be compared with it. */
export interface Reading {
  /** What a unit is. */
  readonly units: 'document' | 'line' | 'page';
  readonly edits: readonly number[];
  /** What the errors are counted by. */
  readonly lengths: readonly number[];
}

/** What a validation found. */
export interface Validation {
  /** Lower is better; the best model is chosen by it. */
  readonly score: number;
  /** The task's own figures, which the history of the run keeps. */
  readonly figures: Readonly<Record<string, number>>;
  readonly reading: Reading;
  readonly skipped: readonly Skipped[];
}

export interface Task<V extends Validation = Validation> {
  /** What one sample is, for messages: `line`. */
  readonly sample: string;
  readonly parameters: readonly ParameterInfo[];
  /** Its output `loss` has the losses of the samples; its inputs have `lossScale` and `dropoutSeed` among them. */
  trainingGraph(): TrainingGraph;
  /** The batches from a place on, epoch after epoch without end, each dealt out to so many shards or fewer. */
  batches(from: Pick<Progress, 'epoch' | 'batch'>, shards: number): AsyncIterable<Batch>;
  /** @returns `undefined` when it was abandoned */
  validate(weights: ReadonlyMap<string, Float32Array>, abandon: AbortSignal | undefined): Promise<V | undefined>;
  /** @param validation of these weights, where they were validated */
  modelFile(weights: ReadonlyMap<string, Float32Array>, progress: Progress, validation?: V): Uint8Array;
  /** Which parameters stay as they are in a step, by their names. */
  frozenAt(step: number): (name: string) => boolean;
  /** Frees its threads. */
  dispose(): Promise<void>;
}

/** Where a run keeps what it must not lose. */
export interface RunStore {
  saveCheckpoint(bytes: Uint8Array): Promise<void>;
  /** The best model so far. @returns a warning */
  saveModel(bytes: Uint8Array): Promise<string | undefined>;
  /** A model that nothing is known of, because the run ended before its first validation. */
  saveUnvalidated(bytes: Uint8Array): Promise<void>;
}
