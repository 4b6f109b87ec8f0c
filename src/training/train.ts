/** A whole run: data, alphabet, network and folder put together, then the loop. */
import { openDataset, type Sample, splitSamples } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { type Model, readModel } from '../model/index.js';
import { Network } from '../network/index.js';
import { coreCount, joinPath, readBytes } from '../platform/index.js';
import { hash32 } from '../random/index.js';
import { Alphabet, framesNeeded } from '../text/index.js';
import { version } from '../version.js';
import type { Checkpoint } from './checkpoint.js';
import { type EndEvent, TrainingError, type TrainingEvent } from './events.js';
import { type TrainingSettings, trainingSettingsSchema } from './options.js';
import { bestModelFile, type RunConfig, RunFolder } from './run-folder.js';
import { startingWeights } from './start.js';
import { Trainer } from './trainer.js';

/** What `train` is told. Settings that are left out take their defaults. */
export interface TrainOptions extends Partial<TrainingSettings> {
  /** Folders, files or patterns of line images with their texts. */
  readonly data: readonly string[];
  /** Where the best model goes. */
  readonly out: string;
  /** Lines to validate on. Default: whole documents of `data`, a tenth of the lines. */
  readonly val?: readonly string[];
  /** What it captures of a line's name is its document. */
  readonly groupBy?: string;
  /** A model to go on from. */
  readonly from?: string;
  /** With `from`: its alphabet only, its alphabet and the data's new characters, or the data's alone. Default: union. */
  readonly alphabet?: 'keep' | 'union' | 'new';
  /** Folder of the run. Default: runs/DATE-SEED. */
  readonly run?: string;
  /** Asks the run to stop after its step, with a checkpoint. */
  readonly signal?: AbortSignal;
}

/** A tenth of the lines, but never more than this, validates. */
const mostSplitLines = 1000;
const splitShare = 0.1;

/**
 * Trains a recogniser.
 *
 * ```ts
 * for await (const event of train({ data: ['lines'], out: 'model.onnx', minutes: 30 })) {
 *   if (event.kind === 'validation') console.log(event.validationErrorRate);
 * }
 * ```
 * @throws TrainingError when nothing can be trained; DataError, ModelError, VgslError for what they name
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainingEvent> {
  const { data, out, val, groupBy, from, alphabet: mode, run, signal, ...given } = options;
  const settings = trainingSettingsSchema.parse(given);
  const base = from === undefined ? undefined : readModel(await readFileOr(from), from);
  const prepared = await prepare({ data, val, groupBy, settings, base, mode });
  const threads = settings.threads ?? coreCount();
  const spec = given.spec ?? base?.network.spec ?? settings.spec;
  const config: RunConfig = {
    version,
    data: [...data],
    ...(val ? { val: [...val] } : {}),
    ...(groupBy ? { groupBy } : {}),
    out,
    ...(from ? { from, alphabetMode: mode ?? 'union' } : {}),
    alphabet: [...prepared.alphabet.characters],
    threads,
    settings: { ...settings, spec },
  };
  const network = networkFor(spec, prepared.alphabet);
  const usable = usableSamples(prepared, network);
  const folder = await RunFolder.create(run ?? defaultRun(settings.seed), config);
  const start = startingWeights(network, prepared.alphabet, settings.seed, base);
  yield* runFolder(folder, { ...prepared, ...usable }, network, start, signal);
}

/**
 * Goes on with a run as if it had never stopped.
 * @param limits may extend the run: more epochs, minutes, steps or patience
 * @throws TrainingError when there is no run, or its data changed
 */
export async function* resume(
  path: string,
  limits: Partial<Pick<TrainingSettings, 'epochs' | 'minutes' | 'steps' | 'patience'>> = {},
  signal?: AbortSignal,
): AsyncGenerator<TrainingEvent> {
  const { folder, checkpoint } = await RunFolder.open(path);
  await folder.extend(limits);
  const { config } = folder;
  const { settings } = config;
  const base = config.from === undefined ? undefined : readModel(await readFileOr(config.from), config.from);
  const prepared = await prepare({ ...config, settings, base, mode: config.alphabetMode });
  const alphabet = new Alphabet(config.alphabet);
  const network = networkFor(settings.spec, alphabet);
  const usable = usableSamples({ ...prepared, alphabet }, network);
  const start = checkpoint ?? startingWeights(network, alphabet, settings.seed, base);
  yield* runFolder(folder, { ...prepared, ...usable, alphabet }, network, start, signal);
}

interface PrepareOptions {
  readonly data: readonly string[];
  readonly val?: readonly string[] | undefined;
  readonly groupBy?: string | undefined;
  readonly settings: TrainingSettings;
  readonly base: Model | undefined;
  readonly mode: 'keep' | 'union' | 'new' | undefined;
}

interface Prepared {
  readonly training: readonly Sample[];
  readonly validation: readonly Sample[];
  readonly validationSource: string;
  readonly warnings: readonly string[];
  readonly alphabet: Alphabet;
  readonly skipped: readonly Skipped[];
}

async function prepare({ data, val, groupBy, settings, base, mode }: PrepareOptions): Promise<Prepared> {
  const source = {
    normalisation: settings.normalisation,
    ...(groupBy === undefined ? {} : { groupBy: new RegExp(groupBy, 'u') }),
  };
  const all = await openDataset(data, source);
  const given = val && (await openDataset(val, source));
  const skipped = [...all.skipped, ...(given?.skipped ?? [])];
  if (all.samples.length === 0) throw nothingUsable(data, skipped);
  if (given && given.samples.length === 0) throw nothingUsable(val, given.skipped);
  const warnings: string[] = [];
  let training = all.samples;
  let validation: readonly Sample[];
  let validationSource: string;
  if (given) {
    validation = given.samples;
    validationSource = `${val.join(' ')}`;
    const shared = new Set(validation.map(({ name }) => name));
    const both = training.filter(({ name }) => shared.has(name));
    if (both.length > 0) {
      warnings.push(
        `${both.length} validation lines are training lines too (such as ${both[0]?.name}); they are not trained on`,
      );
      training = training.filter(({ name }) => !shared.has(name));
      if (training.length === 0)
        throw new TrainingError('every training line is a validation line too; give other --val DATA');
    }
  } else {
    const split = splitSamples(training, Math.min(splitShare, mostSplitLines / training.length), settings.seed);
    ({ training, validation } = split);
    const documents = new Set(validation.map(({ document }) => document)).size;
    validationSource =
      split.by === 'document'
        ? `${documents} of ${split.documents} documents, kept out of training (seed ${settings.seed})`
        : `lines of the one document (seed ${settings.seed})`;
    if (split.by === 'line') {
      warnings.push(
        'all lines are of one document, so validation lines have the hand of training lines: the error rate on other hands will be higher. Name documents by --group-by, or give --val',
      );
    }
  }
  const found = Alphabet.of(training.map(({ text }) => text));
  const alphabet = !base || mode === 'new' ? found : mode === 'keep' ? base.alphabet : base.alphabet.union(found);
  return { training, validation, validationSource, warnings, alphabet, skipped };
}

function nothingUsable(data: readonly string[] | undefined, skipped: readonly Skipped[]): TrainingError {
  const reasons = new Map<string, number>();
  for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const list = [...reasons].map(([reason, n]) => `  ${n} × ${reason}`).join('\n');
  return new TrainingError(
    `${(data ?? []).join(' ')}: no usable line. A line is an image (png, jpg, tif, webp) with its text in NAME.gt.txt beside it${list ? `.\n${list}` : ''}`,
  );
}

/** Leaves out, by name, what the network can't learn from. */
function usableSamples(
  { training, validation, alphabet, skipped }: Prepared,
  network: Network,
): Pick<Prepared, 'training' | 'validation' | 'skipped'> {
  const dropped: Skipped[] = [];
  const usable = training.filter((sample) => {
    const reason = unusable(sample, alphabet, network);
    if (reason) dropped.push({ name: sample.imagePath, reason });
    return !reason;
  });
  if (usable.length === 0) throw nothingUsable(['the training lines'], [...skipped, ...dropped]);
  return { training: usable, validation, skipped: [...skipped, ...dropped] };
}

/** Why the network can't learn from a line, if it can't. */
export function unusable(sample: Sample, alphabet: Alphabet, network: Network): string | undefined {
  const missing = alphabet.missing(sample.text);
  if (missing.length > 0) return `characters outside the alphabet: ${missing.join(' ')}`;
  const needed = framesNeeded(alphabet.encode(sample.text));
  const frames = network.frames(Math.max(1, Math.round((sample.width * network.height) / sample.height)));
  if (frames < needed)
    return `the text needs ${needed} frames but the image gives ${frames}: is it the text of this image?`;
  return undefined;
}

/** A specification of another class count (another model's) gets the alphabet's. */
function networkFor(spec: string, alphabet: Alphabet): Network {
  return new Network(spec.replace(/(\s*O(?:\{\w+\})?1c)\d+(\s*\])$/, '$1$2'), alphabet.classes);
}

async function* runFolder(
  folder: RunFolder,
  prepared: Prepared,
  network: Network,
  start: ReadonlyMap<string, Float32Array> | Checkpoint,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingEvent> {
  const { config } = folder;
  const identity = identityOf(config, network, prepared.training);
  if ('identity' in start && start.identity !== identity) {
    throw new TrainingError(
      `${folder.path}: the training data changed since the run began, so it can't go on exactly. Start a new run --from ${joinPath(folder.path, bestModelFile)}`,
    );
  }
  const trainer = new Trainer({
    network,
    alphabet: prepared.alphabet,
    settings: config.settings,
    threads: config.threads,
    training: prepared.training,
    validation: prepared.validation,
    start,
    identity,
    provenance: provenanceOf(config, prepared),
    store: folder,
    ...(signal ? { signal } : {}),
  });
  const tell = async (event: TrainingEvent): Promise<TrainingEvent> => {
    await folder.log(event);
    return event;
  };
  yield await tell({
    kind: 'start',
    run: folder.path,
    out: config.out,
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
  for (const message of prepared.warnings) yield await tell({ kind: 'warning', message });
  const events = trainer.run();
  let next = await events.next();
  for (; !next.done; next = await events.next()) yield await tell(next.value);
  yield await tell(endEvent(next.value, trainer, folder, prepared.skipped));
}

function endEvent(reason: string, trainer: Trainer, folder: RunFolder, skipped: readonly Skipped[]): EndEvent {
  const { step, epoch, trainedSeconds, bestErrorRate, bestStep } = trainer.state;
  return {
    kind: 'end',
    reason,
    step,
    epoch,
    trainedSeconds,
    bestErrorRate: bestErrorRate ?? undefined,
    bestStep,
    out: folder.config.out,
    run: folder.path,
    skipped: [...skipped, ...trainer.skippedLines],
  };
}

/** One word for all that decides what a step computes. */
function identityOf(config: RunConfig, network: Network, training: readonly Sample[]): string {
  const { seed, batchPixels, augmentation } = config.settings;
  let state = hash32(network.spec, seed, batchPixels, String(augmentation), config.threads, ...config.alphabet);
  for (const { name, text, width, height } of training) state = hash32(state, name, text, width, height);
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
    ...(config.from ? { startedFrom: config.from } : {}),
    threads: config.threads,
    settings,
  };
}

function defaultRun(seed: number): string {
  const now = new Date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  return joinPath('runs', `${now}-${seed}`);
}

async function readFileOr(path: string): Promise<Uint8Array> {
  try {
    return await readBytes(path);
  } catch {
    throw new TrainingError(`${path}: the model to start from can't be read`);
  }
}
