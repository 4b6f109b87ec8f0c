/** A whole run in a folder: data, alphabet and network put together, then the loop. */

import { checkPaths } from '../dataset/index.js';
import { currentFolder, pathFrom } from '../files/index.js';
import { Alphabet } from '../text/index.js';
import { type Checkpoint, type changeableSettings, TrainingError } from '../training/index.js';
import { readBase } from './base-model.js';
import { beginLines, settingsOfRun } from './begin-lines.js';
import type { TrainingEvent } from './events.js';
import { changedConfig } from './kept-config.js';
import { changeProblem, optionProblem, refuse } from './option-rules.js';
import type { AlphabetMode } from './option-table.js';
import { checkRunOptions, type TrainingSettings, trainingSettingsSchema } from './options.js';
import { int8Path, refuseTaken } from './outputs.js';
import { prepare, withoutPages } from './prepare.js';
import { usableSamples } from './prepared.js';
import { type PresetName, specOfPreset } from './presets.js';
import { trainLines } from './run.js';
import { networkFor, parseConfig, type RunConfig } from './run-config.js';
import { RunFolder, refuseRun } from './run-folder.js';
import { startingWeights } from './start.js';
import type { Stops } from './task-run.js';

/** What `train` is told. Settings that are left out take their defaults. */
export interface TrainOptions extends Partial<TrainingSettings> {
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
  const { overwrite = false, signal, abandon, validating, ...others } = more;
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
  const base = from === undefined ? undefined : { model: await readBase(from), name: from, mode };
  const settings = settingsOfRun(told, base);
  const opened = await prepare({ data, val, repeat, groupBy, settings, base });
  const place = {
    folder: currentFolder(),
    data: [...data],
    ...(val ? { val: [...val] } : {}),
    ...(repeat ? { repeat } : {}),
    ...(groupBy ? { groupBy } : {}),
    out,
  };
  const { network, config, prepared } = beginLines(told, settings, opened, place, base);
  const folder = await RunFolder.create(run, config, overwrite);
  try {
    const start = startingWeights(network, prepared.alphabet, settings.seed, base?.model);
    const cut = await withoutPages(prepared, folder.path);
    yield* trainLines(folder, cut, network, start, { signal, abandon, validating });
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
    if (Object.keys(changes).length > 0) {
      await folder.reconfigure(changedConfig(folder.config, changes, trainingSettingsSchema, path));
    }
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
  const { settings } = config;
  const needsBase = checkpoint === undefined && config.from !== undefined;
  const base = needsBase
    ? { model: await readBase(config.from ?? '', config.folder), name: config.from ?? '', mode: config.alphabetMode }
    : undefined;
  const located = (paths: readonly string[]) => paths.map((path) => pathFrom(config.folder, path));
  const { val, groupBy, repeat = {} } = config;
  const prepared = await prepare({
    data: located(config.data),
    val: val && located(val),
    repeat: Object.fromEntries(Object.entries(repeat).map(([path, times]) => [pathFrom(config.folder, path), times])),
    groupBy,
    settings,
    base,
  });
  const alphabet = new Alphabet(config.alphabet);
  const network = networkFor(settings.spec, alphabet);
  const usable = usableSamples({ ...prepared, alphabet }, network, settings);
  const start = checkpoint ?? startingWeights(network, alphabet, settings.seed, base?.model);
  const cut = await withoutPages({ ...prepared, ...usable, alphabet }, folder.path);
  yield* trainLines(folder, cut, network, start, stops);
}
