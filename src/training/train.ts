/** A whole run: data, alphabet, network and folder put together, then the loop. */
import { Loader, openDataset, packPages, type Sample, splitSamples } from '../dataset/index.js';
import { evaluate } from '../evaluation/index.js';
import type { Skipped } from '../formats/index.js';
import { inputWidth, type LineInput } from '../image/index.js';
import { type Model, readModel, readTrainableModel } from '../model/index.js';
import { Network, withOutput } from '../network/index.js';
import {
  coreCount,
  currentFolder,
  fullPath,
  joinPath,
  pathFrom,
  readBytes,
  writeFileAtomic,
} from '../platform/index.js';
import { hash32 } from '../random/index.js';
import { modelPath, quantize, Recognizer } from '../recognition/index.js';
import { Alphabet, type Direction, framesNeeded, nearest, type TextRules, toDisplay } from '../text/index.js';
import { version } from '../version.js';
import type { Checkpoint } from './checkpoint.js';
import { type EndEvent, TrainingError, type TrainingEvent } from './events.js';
import {
  inputFor,
  type PresetName,
  presets,
  type TrainingSettings,
  textRulesOf,
  trainingSettingsSchema,
} from './options.js';
import { bestModelFile, type RunConfig, RunFolder } from './run-folder.js';
import { headStepsFor, startingWeights } from './start.js';
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
  const { data, out, val, repeat, groupBy, preset, from, alphabet: mode, run, signal, ...others } = options;
  const given = preset === undefined ? others : { ...others, spec: specOfPreset(preset, others.spec) };
  for (const [path, times] of Object.entries(repeat ?? {})) {
    if (!Number.isInteger(times) || times < 1) {
      throw new TrainingError(`train: repeat of ${path} must be a whole number of at least 1, got ${times}`);
    }
  }
  const base = from === undefined ? undefined : await readBase(from);
  const settings = checkSettings({ ...(base ? rulesOfModel(base) : {}), ...given });
  if (base && mode === 'keep' && settings.normalize !== base.metadata.text.form) {
    throw new TrainingError(
      `${from} writes ${base.metadata.text.form}, so --alphabet keep can't go with --normalize ${settings.normalize}`,
    );
  }
  const prepared = await prepare({ data, val, repeat, groupBy, settings, base, mode });
  const threads = settings.threads ?? coreCount();
  const spec = given.spec ?? base?.network.spec ?? settings.spec;
  const network = networkFor(spec, prepared.alphabet);
  const config: RunConfig = {
    version,
    folder: currentFolder(),
    data: [...data],
    ...(val ? { val: [...val] } : {}),
    ...(repeat ? { repeat } : {}),
    ...(groupBy ? { groupBy } : {}),
    out,
    ...(from ? { from, alphabetMode: mode ?? 'union' } : {}),
    alphabet: [...prepared.alphabet.characters],
    threads,
    settings: { ...settings, spec, headSteps: settings.headSteps ?? headStepsFor(network, prepared.alphabet, base) },
  };
  const usable = usableSamples(prepared, network, settings);
  const folder = await RunFolder.create(run ?? defaultRun(settings.seed), config);
  const start = startingWeights(network, prepared.alphabet, settings.seed, base);
  yield* runFolder(folder, { ...prepared, ...usable }, network, start, signal);
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
): AsyncGenerator<TrainingEvent> {
  const { folder, checkpoint } = await RunFolder.open(path);
  await folder.extend(changes);
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
  yield* runFolder(folder, { ...prepared, ...usable, alphabet }, network, start, signal);
}

/** A model that is trained on keeps its rules for texts and images, unless others are given. */
function rulesOfModel({ metadata: { text, preprocessing } }: Model) {
  const { form, ...rules } = text;
  return { normalize: form, ...rules, preprocessing };
}

interface PrepareOptions {
  readonly data: readonly string[];
  readonly val?: readonly string[] | undefined;
  readonly repeat?: Readonly<Record<string, number>> | undefined;
  readonly groupBy?: string | undefined;
  readonly settings: TrainingSettings;
  readonly base: Model | undefined;
  readonly mode: 'keep' | 'union' | 'new' | undefined;
}

interface Prepared {
  readonly training: readonly Sample[];
  /** How often an epoch has a sample, where that is not once. */
  readonly copies: ReadonlyMap<Sample, number>;
  readonly validation: readonly Sample[];
  readonly validationSource: string;
  readonly warnings: readonly string[];
  readonly alphabet: Alphabet;
  readonly skipped: readonly Skipped[];
}

async function prepare({ data, val, repeat = {}, groupBy, settings, base, mode }: PrepareOptions): Promise<Prepared> {
  const source = {
    text: textRulesOf(settings),
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
    const shared = new Set(validation.map(({ imagePath }) => fullPath(imagePath)));
    const isShared = ({ imagePath }: Sample) => shared.has(fullPath(imagePath));
    const both = training.filter(isShared);
    if (both.length > 0) {
      warnings.push(
        `${both.length} validation lines are training lines too (such as ${both[0]?.name}); they are not trained on`,
      );
      training = training.filter((sample) => !isShared(sample));
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
        : `lines, ${split.documents === 1 ? 'all of one document' : 'documents unknown'} (seed ${settings.seed})`;
    if (split.by === 'line') {
      warnings.push(
        'the names tell of no more than one document, so validation lines may have the hand of training lines: the error rate on other hands will be higher. Name documents by --group-by, or give --val',
      );
    }
  }
  if (validation.length === 0) warnings.push('there is one line only, so it is validated on what it learns');
  const found = Alphabet.of(training.map(({ text }) => text));
  const alphabet = !base || mode === 'new' ? found : mode === 'keep' ? base.alphabet : base.alphabet.union(found);
  const copies = await copiesOf(repeat, source.text, training);
  return { training, copies, validation, validationSource, warnings, alphabet, skipped };
}

/**
 * How often an epoch has each sample, for those that are not there once.
 * @throws TrainingError when a path names no training line
 */
async function copiesOf(
  repeat: Readonly<Record<string, number>>,
  text: TextRules,
  training: readonly Sample[],
): Promise<ReadonlyMap<Sample, number>> {
  const placeOf = ({ name, imagePath }: Sample) => `${fullPath(name)}\n${fullPath(imagePath)}`;
  const copies = new Map<Sample, number>();
  for (const [path, times] of Object.entries(repeat)) {
    const { samples } = await openDataset([path], { text });
    const places = new Set(samples.map(placeOf));
    const own = training.filter((sample) => places.has(placeOf(sample)));
    if (own.length === 0) {
      throw new TrainingError(
        `--repeat ${path}=${times}: none of the training lines is there; it must be part of DATA`,
      );
    }
    for (const sample of own) copies.set(sample, (copies.get(sample) ?? 1) * times);
  }
  return copies;
}

/** Copies have keys of their own, so that each is distorted in its own way. */
function withCopies(samples: readonly Sample[], copies: ReadonlyMap<Sample, number>): readonly Sample[] {
  return samples.flatMap((sample) =>
    Array.from({ length: copies.get(sample) ?? 1 }, (_, n) =>
      n === 0 ? sample : { ...sample, key: `${sample.key} #${n + 1}` },
    ),
  );
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
  settings: TrainingSettings,
): Pick<Prepared, 'training' | 'validation' | 'skipped'> {
  const dropped: Skipped[] = [];
  const usable = training.filter((sample) => {
    const fault = unusable(sample, alphabet, network, inputFor(network, settings), settings.direction);
    if (fault) dropped.push(fault);
    return !fault;
  });
  if (usable.length === 0) throw nothingUsable(['the training lines'], [...skipped, ...dropped]);
  return { training: usable, validation, skipped: [...skipped, ...dropped] };
}

/** Why the network can't learn from a line, if it can't. */
function unusable(
  sample: Sample,
  alphabet: Alphabet,
  network: Network,
  input: LineInput,
  direction: Direction,
): Skipped | undefined {
  const name = sample.imagePath;
  const missing = alphabet.missing(sample.text);
  if (missing.length > 0) return { name, reason: 'characters outside the alphabet', detail: missing.join(' ') };
  const needed = framesNeeded(alphabet.encode(toDisplay(sample.text, direction)));
  const frames = network.frames(inputWidth(sample.width, sample.height, input));
  if (frames < needed) {
    return {
      name,
      reason: 'more text than the image has frames: is it the text of this image?',
      detail: `${needed} needed, ${frames} there`,
    };
  }
  return undefined;
}

/** A specification of another class count (another model's) gets the alphabet's. */
function networkFor(spec: string, alphabet: Alphabet): Network {
  return new Network(withOutput(spec, undefined), alphabet.classes);
}

/** @throws TrainingError that names the option, and the nearest one where it is not known */
function checkSettings(given: Record<string, unknown>): TrainingSettings {
  const parsed = trainingSettingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const meant = nearest(key, Object.keys(trainingSettingsSchema.shape));
    throw new TrainingError(`train: unknown option ${key}${meant ? `; did you mean ${meant}?` : ''}`);
  }
  throw new TrainingError(
    `train: ${issue?.path.join('.')}: ${issue?.message}, got ${String(given[String(issue?.path[0])])}`,
  );
}

async function* runFolder(
  folder: RunFolder,
  given: Prepared,
  network: Network,
  start: ReadonlyMap<string, Float32Array> | Checkpoint,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingEvent> {
  const { config } = folder;
  const prepared = await withoutPages(given, folder);
  const training = withCopies(prepared.training, prepared.copies);
  const identity = identityOf(config, network, [...training, ...prepared.validation]);
  if ('identity' in start && start.identity !== identity) {
    throw new TrainingError(
      `${folder.path}: the data or the configuration changed since the run began, so it can't go on exactly. Start a new run --from ${joinPath(folder.path, bestModelFile)}`,
    );
  }
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
    ...(signal ? { signal } : {}),
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
  for (const message of prepared.warnings) yield await tell({ kind: 'warning', message });
  const events = trainer.run();
  try {
    let next = await events.next();
    for (; !next.done; next = await events.next()) yield await tell(next.value);
    const written = await folder.bestModel();
    if (config.settings.quantize && written) yield await tell(await quantizeBest(written, folder, prepared));
    yield await tell(endEvent(next.value, trainer, folder, prepared.skipped));
  } finally {
    // A caller that stops listening, or a log that can't be written, must not leave threads behind.
    await events.return('');
  }
}

/** Lines of pages are cut out once, into files of the run. */
async function withoutPages(prepared: Prepared, { path }: RunFolder): Promise<Prepared> {
  const training = await packPages(prepared.training, joinPath(path, 'training-lines.parquet'));
  const validation = await packPages(prepared.validation, joinPath(path, 'validation-lines.parquet'));
  const unread = [...training.skipped, ...validation.skipped];
  if (training.samples.length === 0) throw nothingUsable(['the training lines'], unread);
  return {
    ...prepared,
    training: training.samples,
    copies: new Map([...prepared.copies].map(([sample, times]) => [training.moved.get(sample) ?? sample, times])),
    validation: validation.samples,
    skipped: [...prepared.skipped, ...unread],
  };
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
    const out = folder.out.replace(/\.onnx$/, '.int8.onnx');
    await writeFileAtomic(out, bytes);
    const errorRate = await errorRateOf(best);
    return { kind: 'quantized', out, bytes: bytes.length, errorRate, int8ErrorRate: await errorRateOf(bytes) };
  } finally {
    await loader.dispose();
  }
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
    out: folder.out,
    run: folder.path,
    skipped: [...skipped, ...trainer.skippedLines],
  };
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
    ...(config.from ? { startedFrom: config.from } : {}),
    threads: config.threads,
    settings,
  };
}

function defaultRun(seed: number): string {
  const now = new Date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  return joinPath('runs', `${now}-${seed}`);
}

/** @throws TrainingError when it can't be read, ModelError when it is no model to train on from */
async function readBase(from: string, folder = currentFolder()): Promise<Model> {
  const isNamed = modelPath(from) !== from;
  const path = isNamed ? modelPath(from) : pathFrom(folder, from);
  let bytes: Uint8Array;
  try {
    bytes = await readBytes(path);
  } catch {
    throw new TrainingError(
      isNamed
        ? `${path}: the starter model is not there. Name a model by its path, or make it: npm run starter`
        : `${from}: the model to start from can't be read`,
    );
  }
  return readTrainableModel(bytes, from);
}

/** @throws TrainingError for an unknown name, or a specification beside it */
function specOfPreset(preset: string, spec: string | undefined): string {
  const found = Object.entries(presets).find(([name]) => name === preset)?.[1];
  if (found === undefined) {
    throw new TrainingError(`train: preset must be one of ${Object.keys(presets).join(', ')}, got ${preset}`);
  }
  if (spec !== undefined) throw new TrainingError('train: preset and spec both say what the network is; give one');
  return found;
}
