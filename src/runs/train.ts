/** A whole run in a folder: data, alphabet and network put together, then the loop. */

import { checkPaths } from '../dataset/index.js';
import { currentFolder } from '../files/index.js';
import type { Network } from '../network/index.js';
import { openStore } from '../objects/index.js';
import { type Checkpoint, type changeableSettings, TrainingError } from '../training/index.js';
import { readBase } from './base-model.js';
import { beginLines, settingsOfRun } from './begin-lines.js';
import type { TrainingEvent } from './events.js';
import { changeSettings } from './kept-config.js';
import { linesOfConfig } from './kept-lines.js';
import { ExchangeTrainers, refuseOthers } from './machines/exchange-trainers.js';
import { refuseFewLines } from './machines/shard-lines.js';
import { changeProblem, optionProblem, refuse } from './option-rules.js';
import { type AlphabetMode, usualMachines, usualOuterMomentum } from './option-table.js';
import { checkRunOptions, type TrainingSettings, trainingSettingsSchema } from './options.js';
import { int8Path, refuseTaken } from './outputs.js';
import { prepare, withoutPages } from './prepare.js';
import { type Prepared, withCopies } from './prepared.js';
import { type PresetName, specOfPreset } from './presets.js';
import { identityOf, trainLines } from './run.js';
import { type MachinesConfig, parseConfig, type RunConfig } from './run-config.js';
import { RunFolder, refuseRun } from './run-folder.js';
import { startingWeights } from './start.js';
import type { Stops } from './task-run.js';

/** What training over machines is told; all of it but the first has usual values. */
export interface MachineOptions {
  /** Lets trainers on other machines compute: a place of objects that all see, a folder or `s3://…`. */
  readonly exchange?: string | undefined;
  /** Shards that the lines are divided into, one for each trainer. Default: 2. */
  readonly trainers?: number | undefined;
  /** Steps of each trainer between two averagings. Default: 150. */
  readonly roundSteps?: number | undefined;
  /** Share of the mean change that is taken. Default: 1. */
  readonly outerLearningRate?: number | undefined;
  /** Nesterov momentum of the mean changes, 0 to under 1. Default: 1 − 1/trainers. */
  readonly outerMomentum?: number | undefined;
  /** Seconds without a sign of life after which a trainer's shard is given to others. Default: 30. */
  readonly lockSeconds?: number | undefined;
}

/** What `train` is told. Settings that are left out take their defaults. */
export interface TrainOptions extends Partial<TrainingSettings>, MachineOptions {
  /** Folders, files or patterns of line images with their texts. */
  readonly data: readonly string[];
  /** Where the best model goes. */
  readonly out: string;
  /** Lines to validate on. Default: whole documents of `data`, a tenth of the lines. */
  readonly val?: readonly string[];
  /** Of some of `data`, how often an epoch has each line, each time otherwise distorted. Default: once. */
  readonly repeat?: Readonly<Record<string, number>>;
  /** What it captures of a line's name is its document. */
  readonly groupBy?: string;
  /** The network by name (`presets`); not together with `spec`. */
  readonly preset?: PresetName;
  /** Pixels, for a network of any origin whose last pool takes all rows that are left. Default: the network's own. */
  readonly lineHeight?: number;
  /** A model to go on from. */
  readonly from?: string;
  /** With `from`: its alphabet only, its alphabet and the data's new characters, or the data's alone. Default: union. */
  readonly alphabet?: AlphabetMode;
  /** Folder of the run. Default: runs/DATE-SEED. */
  readonly run?: string;
  /** Whether models that are at `out` now may be replaced. Default: no, a run never replaces what it didn't write. */
  readonly overwrite?: boolean;
  /** Asks the run to stop after its step or validation, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** After `signal`: asks not to wait for a validation's end either. */
  readonly abandon?: AbortSignal;
  /** Is called when a validation begins; its event comes when it is over. */
  readonly validating?: (() => void) | undefined;
}

/**
 * Trains a recogniser.
 *
 * ```ts
 * for await (const event of train({ data: ['lines'], out: 'model.onnx', minutes: 30 })) {
 *   if (event.kind === 'validation') console.log(event.validationErrorRate);
 * }
 * ```
 * @throws OverwriteError when a file is at `out`; TrainingError when nothing can be trained; DataError, ModelError, VgslError for what they name
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainingEvent> {
  const { data, out, val, repeat, groupBy, preset, from, alphabet: mode, run, ...more } = options;
  const { exchange, trainers, roundSteps, outerLearningRate, outerMomentum, lockSeconds, ...rest } = more;
  const { overwrite = false, signal, abandon, validating, ...others } = rest;
  checkPaths('train: data', data);
  if (val !== undefined) checkPaths('train: val', val);
  refuse(optionProblem({ ...options }), 'train');
  const told = preset === undefined ? others : { ...others, spec: specOfPreset(preset) };
  for (const [path, times] of Object.entries(repeat ?? {})) {
    if (!Number.isInteger(times) || times < 1) {
      throw new TrainingError(`train: repeat of ${path} must be a whole number of at least 1, got ${times}`);
    }
  }
  if (told.lineHeight !== undefined && !(Number.isInteger(told.lineHeight) && told.lineHeight > 0)) {
    throw new TrainingError(`train: lineHeight must be a whole number of pixels, got ${told.lineHeight}`);
  }
  checkRunOptions({ ...options });
  if (run !== undefined) await refuseRun(run);
  if (!overwrite) await refuseTaken([out, ...(told.quantize ? [int8Path(out)] : [])]);
  const machines = await machinesOf({ exchange, trainers, roundSteps, outerLearningRate, outerMomentum, lockSeconds });
  const base = from === undefined ? undefined : { model: await readBase(from), name: from, mode };
  const settings = settingsOfRun(told, base);
  const opened = await prepare({ data, val, repeat, groupBy, settings, base });
  const place = {
    folder: currentFolder(),
    data: [...data],
    ...(val ? { val: [...val] } : {}),
    ...(repeat ? { repeat } : {}),
    ...(groupBy ? { groupBy } : {}),
    ...(machines ? { machines } : {}),
    out,
  };
  const { network, config, prepared } = beginLines(told, settings, opened, place, base);
  if (machines) refuseFewLines(withCopies(prepared.training, prepared.copies), machines.trainers);
  const folder = await RunFolder.create(run, config, overwrite);
  try {
    const start = startingWeights(network, prepared.alphabet, settings.seed, base?.model);
    const cut = await withoutPages(prepared, folder.path);
    yield* trained(folder, cut, network, start, { signal, abandon, validating });
  } finally {
    await folder.close();
  }
}

/**
 * Goes on with a run as if it had never stopped.
 * @param changes other limits, patience or learning rate, with which the run is no longer the one it would have been; or
 * threads of another machine, which change nothing but its speed
 * @throws TrainingError when there is no run, its data changed, or something else is to change
 */
export async function* resume(
  path: string,
  changes: Partial<Pick<TrainingSettings, (typeof changeableSettings)[number]>> = {},
  signal?: AbortSignal,
  abandon?: AbortSignal,
  validating?: () => void,
): AsyncGenerator<TrainingEvent> {
  refuse(changeProblem(changes), 'resume');
  const { folder, checkpoint } = await RunFolder.open(path, parseConfig);
  try {
    await changeSettings(folder, changes, trainingSettingsSchema);
    yield* goOn(folder, checkpoint, { signal, abandon, validating });
  } finally {
    await folder.close();
  }
}

async function* goOn(
  folder: RunFolder<RunConfig>,
  checkpoint: Checkpoint | undefined,
  stops: Stops,
): AsyncGenerator<TrainingEvent> {
  const { config } = folder;
  const needsBase = checkpoint === undefined && config.from !== undefined;
  const base = needsBase
    ? { model: await readBase(config.from ?? '', config.folder), name: config.from ?? '', mode: config.alphabetMode }
    : undefined;
  const { prepared, network } = await linesOfConfig(config, folder.path, base);
  const start = checkpoint ?? startingWeights(network, prepared.alphabet, config.settings.seed, base?.model);
  yield* trained(folder, prepared, network, start, stops);
}

/** By this process, or by trainers where the run is divided among machines. */
async function* trained(
  folder: RunFolder<RunConfig>,
  prepared: Prepared,
  network: Network,
  start: ReadonlyMap<string, Float32Array> | Checkpoint,
  stops: Stops,
): AsyncGenerator<TrainingEvent> {
  const { config } = folder;
  if (!config.machines) return yield* trainLines(folder, prepared, network, start, stops);
  const store = await openStore(config.machines.place);
  try {
    const training = withCopies(prepared.training, prepared.copies);
    refuseFewLines(training, config.machines.trainers);
    const identity = identityOf(config, network, [...training, ...prepared.validation]);
    const trainers = await ExchangeTrainers.open(store, config, identity);
    yield* trainLines(folder, prepared, network, start, stops, trainers);
  } finally {
    store.dispose();
  }
}

/** @throws TrainingError when another run is at the exchange; ObjectError when there can be none */
async function machinesOf({ exchange, ...told }: MachineOptions): Promise<MachinesConfig | undefined> {
  if (exchange === undefined) return undefined;
  const store = await openStore(exchange);
  try {
    await refuseOthers(store, undefined);
    const numbers = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
    const machines = { ...usualMachines, ...numbers };
    const outerMomentum = told.outerMomentum ?? usualOuterMomentum(machines.trainers);
    return { ...machines, outerMomentum, place: store.address, id: crypto.randomUUID() };
  } finally {
    store.dispose();
  }
}
