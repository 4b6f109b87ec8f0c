/** A run of any task over whatever keeps it: the loop, and what is told while it goes. */
import { aboutOptions } from '../error.js';
import type { ParameterInfo } from '../network/index.js';
import {
  type Checkpoint,
  type Course,
  type LoopEvent,
  type LoopOptions,
  type LoopSettings,
  layOutParameters,
  type StopReason,
  type Task,
  TrainingError,
  type Validation,
  type WarningEvent,
} from '../training/index.js';
import { version } from '../version.js';
import type { KeptConfig } from './kept-config.js';
import type { KeptEvent, Run, RunSizes } from './kept-run.js';

/** How a run is asked to stop, and whom it tells what is no event. */
export interface Stops {
  /** After its step or validation, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** After `signal`: without waiting for a validation's end either. */
  readonly abandon?: AbortSignal | undefined;
  /** Is called when a validation begins; its event comes when it is over. */
  readonly validating?: (() => void) | undefined;
}

/**
 * @typeParam E what the run tells
 * @typeParam L what its loop tells
 */
export interface TaskRun<V extends Validation, E extends KeptEvent, L = LoopEvent<V>> {
  readonly run: Run<KeptConfig & { readonly from?: string | undefined }>;
  readonly parameters: readonly ParameterInfo[];
  /** Made when nothing stands in the run's way: it starts threads. */
  readonly task: () => Task<V>;
  readonly settings: LoopSettings;
  readonly shards: number;
  /** First weights by name, or a checkpoint of this run. */
  readonly start: ReadonlyMap<string, Float32Array> | Checkpoint;
  /** One word for all that decides what a step computes. */
  readonly identity: string;
  readonly stops: Stops;
  /** What is known before the first step. @param step that the run goes on from; 0 for a new one */
  readonly began: (step: number) => E;
  readonly warnings: readonly string[];
  /** The loop. */
  readonly course: (options: LoopOptions<V>) => Course<L>;
  readonly eventOf: (event: L) => E;
  /** What comes after the loop. */
  readonly ended: (reason: StopReason, loop: Course<L>) => AsyncIterable<E>;
}

/** @throws TrainingError when the checkpoint is of other data or another configuration, or nothing can be learnt */
export async function* runTask<V extends Validation, E extends KeptEvent, L = LoopEvent<V>>(
  parts: TaskRun<V, E, L>,
): AsyncGenerator<E | WarningEvent> {
  const { run, start, identity } = parts;
  if ('identity' in start && start.identity !== identity) {
    throw new TrainingError(
      `${run.path}: the data or the configuration changed since the run began, so it can't go on exactly. Start a new run \`from\` ${run.bestPath}`,
      aboutOptions('from'),
    );
  }
  await run.checkRoom(sizesOf(parts.parameters));
  const task = parts.task();
  try {
    yield* toldOf(parts, task);
  } finally {
    // A caller that stops listening, or a log that can't be written, must not leave threads behind.
    await task.dispose();
  }
}

/** The loop and what comes after it; what is told is in the log before. */
async function* toldOf<V extends Validation, E extends KeptEvent, L>(
  parts: TaskRun<V, E, L>,
  task: Task<V>,
): AsyncGenerator<E | WarningEvent> {
  const { run, settings, shards, start, identity, stops } = parts;
  const { threads, from } = run.config;
  const goesOn = from !== undefined;
  const loop = parts.course({ task, settings, threads, shards, start, identity, store: run, goesOn, ...stops });
  const tell = async <T extends KeptEvent>(event: T): Promise<T> => {
    await run.log(event);
    return event;
  };
  const events = loop.run();
  try {
    yield await tell(parts.began(loop.state.step));
    for (const message of parts.warnings) yield await tell<WarningEvent>({ kind: 'warning', message });
    let next = await events.next();
    for (; !next.done; next = await events.next()) yield await tell(parts.eventOf(next.value));
    for await (const event of parts.ended(next.value, loop)) yield await tell(event);
  } finally {
    await events.return('interrupted');
  }
}

/** Beside the numbers, a checkpoint has its history, and a model its graph. */
const besideNumbers = 500_000;

/** What a run with this network writes at a time. */
function sizesOf(parameters: readonly ParameterInfo[]): RunSizes {
  const { length, trainable } = layOutParameters(parameters);
  return { checkpoint: 4 * (2 * length + 2 * trainable) + besideNumbers, model: 4 * length + besideNumbers };
}

interface Origin extends KeptConfig {
  readonly data: readonly string[];
  readonly from?: string | undefined;
  readonly fromProvenance?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * What a model says of where it comes from.
 * @param counts of what it was trained on
 * @param settings those that it doesn't say elsewhere
 */
export function provenanceOf(
  { data, from, fromProvenance, threads }: Origin,
  counts: Readonly<Record<string, unknown>>,
  settings: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    software: `ductus ${version}`,
    trainedOn: data,
    ...counts,
    ...(from ? { startedFrom: { model: from, ...fromProvenance } } : {}),
    threads,
    settings,
  };
}
