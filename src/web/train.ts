/** Training in a browser: on a thread of its own, so that the page stays free, and kept, so that it can go on. */
import { modelBytes } from '#variant/recognition/model-source';
import { addThread } from '#variant/runtime/threads';
import {
  type Base,
  changeProblem,
  checkRunOptions,
  optionProblem,
  type PresetName,
  refuse,
  specOfPreset,
  type TrainingEvent,
  type TrainingSettings,
} from '../runs/index.js';
import { WorkerThread } from '../runtime/index.js';
import type { changeableSettings } from '../training/index.js';
import { addressFromPage, type Line, located } from './lines.js';
import { eventOf, type TrainingAnswer, type TrainingRequest } from './training-messages.js';

/** What `train` is told. Settings that are left out take their defaults, as in Node. */
export interface TrainOptions extends Partial<TrainingSettings> {
  readonly lines: readonly Line[];
  /** Lines to validate on. Default: whole documents of `lines`, a tenth of them. */
  readonly validation?: readonly Line[] | undefined;
  /** What the run is kept under. Default: DATE-SEED. */
  readonly run?: string | undefined;
  /** The network by name (`presets`); not together with `spec`. */
  readonly preset?: PresetName | undefined;
  /** Pixels, for a network of any origin whose last pool takes all rows that are left. Default: the network's own. */
  readonly lineHeight?: number | undefined;
  /** A model to go on from: its address, or bytes. */
  readonly from?: string | Uint8Array | undefined;
  /** With `from`: its alphabet only, its alphabet and the lines' new characters, or the lines' alone. Default: union. */
  readonly alphabet?: Base['mode'];
  /** Asks the run to stop after its step or validation, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains a recogniser on a thread of its own. The run is kept in this browser with its lines, so that `resume` goes on with it
 * when the page is opened anew; `modelOfRun` gives its best model at any time. It waits where its events are not taken.
 *
 * ```ts
 * for await (const event of train({ lines, run: 'letters', minutes: 30 })) {
 *   if (event.kind === 'validation') console.log(event.validationErrorRate);
 * }
 * const model = await modelOfRun('letters');
 * ```
 * @throws TrainingError when nothing can be trained or kept (`storage/full`, `storage/unavailable`); DataError, ModelError for
 * what they name
 */
export async function* train({
  lines,
  validation,
  run,
  from,
  signal,
  ...options
}: TrainOptions): AsyncGenerator<TrainingEvent> {
  const { alphabet, preset, ...others } = options;
  const known = { ...options, from: typeof from === 'string' ? from : from && 'model', run };
  refuse(optionProblem(known), 'train');
  checkRunOptions(known);
  const told = preset === undefined ? others : { ...others, spec: specOfPreset(preset) };
  const request: TrainingRequest = {
    kind: 'train',
    run: run ?? newName(options.seed),
    lines: located('train: lines', lines),
    validation: validation && located('train: validation', validation),
    from: from === undefined ? undefined : await baseFrom(from, alphabet),
    told,
  };
  yield* trained(request, signal);
}

/**
 * Goes on with a run as if it had never stopped.
 * @param changes other limits, patience or learning rate, with which the run is no longer the one it would have been; or
 * threads of another machine, which change nothing but its speed
 * @throws TrainingError when there is no run of that name, another tab works on it, or something else is to change
 */
export async function* resume(
  run: string,
  changes: Partial<Pick<TrainingSettings, (typeof changeableSettings)[number]>> = {},
  signal?: AbortSignal,
): AsyncGenerator<TrainingEvent> {
  refuse(changeProblem(changes), 'resume');
  yield* trained({ kind: 'resume', run, changes }, signal);
}

async function baseFrom(from: string | Uint8Array, mode: Base['mode']) {
  if (typeof from !== 'string') return { name: 'model', bytes: from, mode };
  return { name: from, bytes: await modelBytes(addressFromPage(from)), mode };
}

/** DATE-SEED, as folders of runs are called in Node. */
function newName(seed = 1): string {
  return `${new Date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')}-${seed}`;
}

async function* trained(request: TrainingRequest, signal: AbortSignal | undefined): AsyncGenerator<TrainingEvent> {
  addThread('training', () => new Worker(new URL('./workers/training.js', import.meta.url), { type: 'module' }));
  const thread = new WorkerThread<TrainingRequest, TrainingAnswer>('training');
  try {
    eventOf(await thread.ask(request));
    for (;;) {
      const event = eventOf(await thread.ask({ kind: 'next', stop: signal?.aborted ?? false }));
      if (!event) return;
      yield event;
    }
  } finally {
    await thread.dispose();
  }
}
