/** A whole run: data, alphabet, network and folder put together, then the loop. */
import { checkPaths, Loader, type Sample } from '../dataset/index.js';
import { evaluate } from '../evaluation/index.js';
import { currentFolder, joinPath, pathFrom } from '../files/index.js';
import { accountOf, readModel } from '../model/index.js';
import { type Network, withLineHeight } from '../network/index.js';
import { hash32 } from '../random/index.js';
import { quantize, Recognizer } from '../recognition/index.js';
import { coreCount } from '../runtime/index.js';
import { Alphabet } from '../text/index.js';
import { version } from '../version.js';
import type { Checkpoint } from './checkpoint.js';
import { type EndEvent, TrainingError, type TrainingEvent } from './events.js';
import { gainOf } from './gain.js';
import { layOutParameters } from './layout.js';
import { type Prepared, prepare, usableSamples, withCopies, withoutPages } from './lines.js';
import { checkSettings, type PresetName, specOfPreset, type TrainingSettings } from './options.js';
import { int8Path, refuseTaken } from './outputs.js';
import { remarkOnGain, remarkOnSize } from './remarks.js';
import { networkFor, type RunConfig } from './run-config.js';
import { bestModelFile, RunFolder, type RunSizes, refuseRun } from './run-folder.js';
import { headStepsFor, readBase, rulesOfModel, startingWeights } from './start.js';
import { Trainer } from './trainer.js';

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
  readonly alphabet?: 'keep' | 'union' | 'new';
  /** Folder of the run. Default: runs/DATE-SEED. */
  readonly run?: string;
  /** Whether models that are at `out` now may be replaced. Default: no, a run never replaces what it didn't write. */
  readonly overwrite?: boolean;
  /** Asks the run to stop after its step or validation, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** After `signal`: asks not to wait for a validation's end either. */
  readonly abandon?: AbortSignal;
}

/** How a run is asked to stop. */
type Stops = { readonly [name in 'signal' | 'abandon']: AbortSignal | undefined };

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
  const { data, out, val, repeat, groupBy, preset, lineHeight, from, alphabet: mode, run, ...more } = options;
  const { overwrite = false, signal, abandon, ...others } = more;
  checkPaths('train: data', data);
  if (val !== undefined) checkPaths('train: val', val);
  const given = preset === undefined ? others : { ...others, spec: specOfPreset(preset, others.spec) };
  for (const [path, times] of Object.entries(repeat ?? {})) {
    if (!Number.isInteger(times) || times < 1) {
      throw new TrainingError(`train: repeat of ${path} must be a whole number of at least 1, got ${times}`);
    }
  }
  if (lineHeight !== undefined && !(Number.isInteger(lineHeight) && lineHeight > 0)) {
    throw new TrainingError(`train: lineHeight must be a whole number of pixels, got ${lineHeight}`);
  }
  if (mode !== undefined && from === undefined) {
    throw new TrainingError('train: alphabet says what becomes of the alphabet of a model; give from too');
  }
  if (run !== undefined) await refuseRun(run);
  if (!overwrite) await refuseTaken([out, ...(others.quantize ? [int8Path(out)] : [])]);
  const base = from === undefined ? undefined : await readBase(from);
  const settings = checkSettings({ ...(base ? rulesOfModel(base) : {}), ...given });
  if (base && mode === 'keep' && settings.normalize !== base.metadata.text.form) {
    throw new TrainingError(
      `${from} writes ${base.metadata.text.form}, so --alphabet keep can't go with --normalize ${settings.normalize}`,
    );
  }
  const prepared = await prepare({ data, val, repeat, groupBy, settings, base, mode });
  const threads = settings.threads ?? coreCount();
  const named = given.spec ?? base?.network.spec ?? settings.spec;
  const spec = lineHeight === undefined ? named : withLineHeight(named, lineHeight);
  const network = networkFor(spec, prepared.alphabet);
  const config: RunConfig = {
    version,
    folder: currentFolder(),
    data: [...data],
    ...(val ? { val: [...val] } : {}),
    ...(repeat ? { repeat } : {}),
    ...(groupBy ? { groupBy } : {}),
    out,
    ...(base
      ? {
          from,
          fromProvenance: accountOf(base),
          alphabetMode: mode ?? 'union',
        }
      : {}),
    alphabet: [...prepared.alphabet.characters],
    threads,
    settings: { ...settings, spec, headSteps: settings.headSteps ?? headStepsFor(network, prepared.alphabet, base) },
  };
  const usable = usableSamples(prepared, network, settings);
  const folder = await RunFolder.create(run, config, overwrite);
  try {
    const start = startingWeights(network, prepared.alphabet, settings.seed, base);
    yield* runFolder(folder, { ...prepared, ...usable }, network, start, { signal, abandon });
  } finally {
    await folder.close();
  }
}

/**
 * Goes on with a run as if it had never stopped.
 * @param changes other limits, patience or learning rate; with another one the run is no longer the one it would have been
 * @throws TrainingError when there is no run, or its data changed
 */
export async function* resume(
  path: string,
  changes: Partial<Pick<TrainingSettings, 'epochs' | 'minutes' | 'steps' | 'patience' | 'learningRate'>> = {},
  signal?: AbortSignal,
  abandon?: AbortSignal,
): AsyncGenerator<TrainingEvent> {
  const { folder, checkpoint } = await RunFolder.open(path);
  try {
    await folder.extend(changes);
    yield* goOn(folder, checkpoint, { signal, abandon });
  } finally {
    await folder.close();
  }
}

async function* goOn(
  folder: RunFolder,
  checkpoint: Checkpoint | undefined,
  stops: Stops,
): AsyncGenerator<TrainingEvent> {
  const { config } = folder;
  const { settings } = config;
  const needsBase = checkpoint === undefined && config.from !== undefined;
  const base = needsBase ? await readBase(config.from ?? '', config.folder) : undefined;
  const located = (paths: readonly string[]) => paths.map((path) => pathFrom(config.folder, path));
  const { val, groupBy, repeat = {} } = config;
  const prepared = await prepare({
    data: located(config.data),
    val: val && located(val),
    repeat: Object.fromEntries(Object.entries(repeat).map(([path, times]) => [pathFrom(config.folder, path), times])),
    groupBy,
    settings,
    base,
    mode: config.alphabetMode,
  });
  const alphabet = new Alphabet(config.alphabet);
  const network = networkFor(settings.spec, alphabet);
  const usable = usableSamples({ ...prepared, alphabet }, network, settings);
  const start = checkpoint ?? startingWeights(network, alphabet, settings.seed, base);
  yield* runFolder(folder, { ...prepared, ...usable, alphabet }, network, start, stops);
}

async function* runFolder(
  folder: RunFolder,
  given: Prepared,
  network: Network,
  start: ReadonlyMap<string, Float32Array> | Checkpoint,
  stops: Stops,
): AsyncGenerator<TrainingEvent> {
  const { config } = folder;
  const prepared = await withoutPages(given, folder.path);
  const training = withCopies(prepared.training, prepared.copies);
  const identity = identityOf(config, network, [...training, ...prepared.validation]);
  if ('identity' in start && start.identity !== identity) {
    throw new TrainingError(
      `${folder.path}: the data or the configuration changed since the run began, so it can't go on exactly. Start a new run --from ${joinPath(folder.path, bestModelFile)}`,
    );
  }
  await folder.checkRoom(sizesOf(network));
  const trainer = new Trainer({
    network,
    alphabet: prepared.alphabet,
    settings: config.settings,
    threads: config.threads,
    training,
    validation: prepared.validation,
    start,
    identity,
    provenance: provenanceOf(config, prepared),
    store: folder,
    goesOn: config.from !== undefined,
    ...stops,
  });
  const tell = async (event: TrainingEvent): Promise<TrainingEvent> => {
    await folder.log(event);
    return event;
  };
  yield await tell({
    kind: 'start',
    run: folder.path,
    out: folder.out,
    spec: network.spec,
    weights: network.size,
    alphabet: prepared.alphabet.characters.length,
    trainingLines: prepared.training.length,
    validationLines: prepared.validation.length,
    validationSource: prepared.validationSource,
    skipped: prepared.skipped,
    threads: config.threads,
    resumedAt: trainer.state.step,
  });
  const small = remarkOnSize(prepared.validation);
  for (const message of [...prepared.warnings, ...(small === undefined ? [] : [small])])
    yield await tell({ kind: 'warning', message });
  const events = trainer.run();
  try {
    let next = await events.next();
    for (; !next.done; next = await events.next()) yield await tell(next.value);
    const best = config.settings.quantize && !stops.abandon?.aborted ? await folder.bestModel() : undefined;
    if (best) yield await tell(await quantizeBest(best, folder, prepared));
    yield await tell(await endEvent(next.value, trainer, folder, prepared));
  } finally {
    // A caller that stops listening, or a log that can't be written, must not leave threads behind.
    await events.return('');
  }
}

/** Writes OUT.int8.onnx beside OUT.onnx and reads the validation lines with both. */
async function quantizeBest(best: Uint8Array, folder: RunFolder, prepared: Prepared): Promise<TrainingEvent> {
  const { threads } = folder.config;
  const lines = prepared.validation.length > 0 ? prepared.validation : prepared.training;
  const loader = new Loader(Math.max(1, threads - 1));
  const errorRateOf = async (model: Uint8Array) => {
    const recognizer = await Recognizer.load(model, { threads });
    try {
      return (await evaluate(recognizer, lines, loader)).characterErrorRate;
    } finally {
      await recognizer.dispose();
    }
  };
  try {
    const bytes = await quantize(readModel(best), prepared.training, loader);
    const out = await folder.saveInt8(bytes);
    const errorRate = await errorRateOf(best);
    return { kind: 'quantized', out, bytes: bytes.length, errorRate, int8ErrorRate: await errorRateOf(bytes) };
  } finally {
    await loader.dispose();
  }
}

async function endEvent(reason: string, trainer: Trainer, folder: RunFolder, { skipped }: Prepared): Promise<EndEvent> {
  const { step, epoch, trainedSeconds, bestErrorRate, bestStep, start, bestTrained } = trainer.state;
  const gain = gainOf(start, bestTrained);
  return {
    kind: 'end',
    reason,
    step,
    epoch,
    trainedSeconds,
    bestErrorRate: bestErrorRate ?? undefined,
    bestStep,
    gain: gain && { ...gain, remark: remarkOnGain(gain) },
    out: await folder.modelPath(),
    run: folder.path,
    skipped: [...skipped, ...trainer.skippedLines],
  };
}

/** Beside the numbers, a checkpoint has its history, and a model its graph. */
const besideNumbers = 500_000;

/** What a run with this network writes at a time. */
function sizesOf(network: Network): RunSizes {
  const { length, trainable } = layOutParameters(network.parameters);
  return { checkpoint: 4 * (2 * length + 2 * trainable) + besideNumbers, model: 4 * length + besideNumbers };
}

/** One word for all that decides what a step computes. */
function identityOf(config: RunConfig, network: Network, lines: readonly Sample[]): string {
  const { seed, batchPixels, augmentation, accumulate, preprocessing, headSteps, freezeSteps } = config.settings;
  let state = hash32(
    network.spec,
    seed,
    batchPixels,
    JSON.stringify([augmentation, preprocessing]),
    config.threads,
    ...config.alphabet,
  );
  if (accumulate > 1) state = hash32(state, accumulate);
  if (headSteps || freezeSteps) state = hash32(state, headSteps ?? 0, freezeSteps);
  for (const { key, text, width, height } of lines) {
    state = hash32(state, key, text, width, height);
  }
  return state.toString(16).padStart(8, '0');
}

function provenanceOf(config: RunConfig, { training, validation, skipped }: Prepared): Record<string, unknown> {
  const { spec: _, ...settings } = config.settings;
  return {
    software: `ductus ${version}`,
    trainedOn: config.data,
    trainingLines: training.length,
    trainingDocuments: new Set(training.map(({ document }) => document)).size,
    validationLines: validation.length,
    skippedLines: skipped.length,
    ...(config.repeat ? { repeated: config.repeat } : {}),
    ...(config.from ? { startedFrom: { model: config.from, ...config.fromProvenance } } : {}),
    threads: config.threads,
    settings,
  };
}
