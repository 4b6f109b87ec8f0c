/** Adapting a model to pages without texts, in a folder: what is surely read is chosen, and learnt beside lines that the model knows. */
import { checkPaths, type Sample } from '../../dataset/index.js';
import { openDataset } from '../../dataset/node.js';
import { aboutOptions } from '../../error.js';
import { currentFolder, pathFrom } from '../../files/index.js';
import type { LineFinder } from '../../layout/index.js';
import { accountOf, type Model } from '../../model/index.js';
import { type LanguageFiles, languageBeside, readLanguage, starterName } from '../../recognition/node.js';
import { coreCount } from '../../runtime/index.js';
import { languageNames } from '../../synthesis/node.js';
import { Alphabet } from '../../text/index.js';
import { type Checkpoint, type changeableSettings, shardsFor, TrainingError } from '../../training/index.js';
import { version } from '../../version.js';
import { readBase } from '../base-model.js';
import { alphabetFor } from '../begin-lines.js';
import { checkedSettings } from '../check-options.js';
import { changeSettings } from '../kept-config.js';
import { changeProblem, optionProblem, refuse } from '../option-rules.js';
import { checkSettings, type TrainingSettings, textRulesOf, trainingSettingsSchema } from '../options.js';
import { refuseTaken } from '../outputs.js';
import { usableSamples, withCopies } from '../prepared.js';
import { networkFor } from '../run-config.js';
import { RunFolder, refuseRun } from '../run-folder.js';
import { headStepsFor, rulesOfModel, startingWeights } from '../start.js';
import type { Stops } from '../task-run.js';
import { type AdaptConfig, languageFilesSchema, parseAdaptConfig } from './adapt-config.js';
import type { AdaptEvent } from './adapt-events.js';
import { keptChoice, keptLines } from './adapt-lines.js';
import {
  type AdaptingSettings,
  type AdaptTrainingName,
  adaptingSchema,
  adaptingSettings,
  adaptRules,
  adaptTrainingNames,
  toldAmong,
  withRecipe,
} from './adapt-options.js';
import { adaptLines } from './adapt-run.js';
import { type AdaptProgress, chooseLines } from './choose-lines.js';

/** What `adapt` is told. Settings that are left out take their defaults. */
export interface AdaptOptions
  extends Partial<AdaptingSettings>,
    Partial<Pick<TrainingSettings, AdaptTrainingName>>,
    AdaptTold {
  /** The model that is adapted: a float32 model that ductus wrote, or `starter`. */
  readonly model: string;
  /** Pages and images of lines, as `findDocuments` takes them. Their texts, where they have some, are not looked at. */
  readonly data: readonly string[];
  /** Where the best model goes. */
  readonly out: string;
  /** Every image without a description is a line, or a page. Default: its shape decides. */
  readonly lines?: boolean | undefined;
  readonly pages?: boolean | undefined;
  /** Lines with texts of the same hands, to be learnt too; those of them that are among `data` are taken from here. */
  readonly labelled?: readonly string[] | undefined;
  /** Lines with texts that the model knows. Default: lines are drawn. */
  readonly replay?: readonly string[] | undefined;
  /** Lines with texts that nothing is learnt from: what is expected is counted on them. */
  readonly check?: readonly string[] | undefined;
  /** Files of a language to read in; `false`: none. Default: what lies beside the model (`languageBeside`). */
  readonly language?: LanguageFiles | false | undefined;
  /** Folder of the run. Default: runs/DATE-SEED. */
  readonly run?: string | undefined;
  /** Whether a model that is at `out` now may be replaced. Default: no, a run never replaces what it didn't write. */
  readonly overwrite?: boolean | undefined;
}

/** What is no part of what a run computes. */
export interface AdaptTold extends Stops {
  /** Finds the lines of pages that nothing describes; whoever gives it disposes of it. Default: as `openLineFinder` opens it. */
  readonly finder?: LineFinder | undefined;
  /** Told what is done before the first event. */
  readonly progress?: AdaptProgress | undefined;
}

const place = 'adapt';

/**
 * Adapts a model to handwriting of which no texts are known: reads it, keeps what is surely read, learns that together with lines
 * that the model knows, and stops where less is expected to be wrong on lines that it doesn't learn. The folder of the run keeps
 * all that it learns, so that `resumeAdapt` goes on with it.
 *
 * ```ts
 * for await (const event of adapt({ model: 'starter', data: ['scans'], out: 'adapted.onnx' })) {
 *   if (event.kind === 'validation') console.log(event.expectedErrorRate);
 * }
 * ```
 * @throws OverwriteError when a file is at `out`; TrainingError when nothing is surely read (`training/nothing-sure`), or
 * nothing can be trained; DataError, ModelError, LanguageError for what they name; the signal's reason while lines are read
 */
export async function* adapt(options: AdaptOptions): AsyncGenerator<AdaptEvent> {
  const { data, out, run, overwrite = false, finder, progress, signal, abandon, validating } = options;
  checkPaths(`${place}: data`, data);
  refuse(optionProblem({ ...options, ...switchesOf(options) }, adaptRules), place);
  if (run !== undefined) await refuseRun(run);
  if (!overwrite) await refuseTaken([out]);
  const model = await readBase(options.model);
  const { config, labelled } = await begun(options, model);
  const folder = await RunFolder.create(run, config, overwrite);
  try {
    yield* adaptIn(folder, model, undefined, labelled, { finder, progress, signal, abandon, validating });
  } finally {
    await folder.close();
  }
}

/**
 * Goes on with a run that adapts as if it had never stopped; where its lines were not chosen yet, they are read anew.
 * @param changes as `resume` takes them
 * @throws TrainingError when there is no run, its lines changed, or something else is to change
 */
export async function* resumeAdapt(
  path: string,
  changes: Partial<Pick<TrainingSettings, (typeof changeableSettings)[number]>> = {},
  told: AdaptTold = {},
): AsyncGenerator<AdaptEvent> {
  refuse(changeProblem(changes), 'resumeAdapt');
  const { folder, checkpoint } = await RunFolder.open(path, parseAdaptConfig);
  try {
    await changeSettings(folder, changes, trainingSettingsSchema);
    const { config } = folder;
    const model = await readBase(config.from, config.folder);
    yield* adaptIn(folder, model, checkpoint, await labelledLines(config), told);
  } finally {
    await folder.close();
  }
}

/** @throws TrainingError for a language of which nothing can be drawn */
function checkLanguages({ languages }: AdaptingSettings, replay: readonly string[] | undefined): void {
  const unknown = replay ? undefined : languages.find((name) => !languageNames.includes(name));
  if (unknown === undefined) return;
  throw new TrainingError(
    `${place}: \`languages\` must be among ${languageNames.join(', ')}, got ${unknown}. Or name lines that the model knows by \`replay\``,
    { code: 'synthesis/language', details: { options: ['languages', 'replay'], value: unknown } },
  );
}

/** A switch that is off says nothing. */
function switchesOf({ lines, pages }: Pick<AdaptOptions, 'lines' | 'pages'>) {
  return { lines: lines || undefined, pages: pages || undefined };
}

/** What the run is told, whole, and its lines with texts. */
async function begun(options: AdaptOptions, model: Model) {
  const told = withRecipe(toldAmong(options, adaptTrainingNames));
  const adapting = checkedSettings(
    adaptingSchema,
    adaptingSettings,
    toldAmong(options, namesOf(adaptingSettings)),
    place,
  );
  checkLanguages(adapting, options.replay);
  const settings = checkSettings({ ...rulesOfModel(model), ...told });
  const threads = settings.threads ?? coreCount();
  const { labelled: named, replay, check } = options;
  const base: AdaptConfig = {
    kind: 'adapting',
    version,
    folder: currentFolder(),
    data: [...options.data],
    ...(options.lines ? { lines: true } : {}),
    ...(options.pages ? { pages: true } : {}),
    ...(named ? { labelled: [...named] } : {}),
    ...(replay ? { replay: [...replay] } : {}),
    ...(check ? { check: [...check] } : {}),
    language: await languageFiles(options),
    out: options.out,
    from: options.model,
    fromProvenance: accountOf(model),
    alphabet: [],
    threads,
    shards: shardsFor(threads),
    adapting,
    settings: { ...settings, spec: model.network.spec },
  };
  const labelled = await labelledLines(base);
  const alphabet = alphabetFor(labelled, { model, name: options.model, mode: 'union' });
  const headSteps = settings.headSteps ?? headStepsFor(networkFor(base.settings.spec, alphabet), alphabet, model);
  const config = { ...base, alphabet: [...alphabet.characters], settings: { ...base.settings, headSteps } };
  return { config, labelled };
}

function namesOf<T extends object>(table: T): readonly (keyof T)[] {
  return Object.keys(table) as (keyof T)[];
}

/** By full paths: a run may be resumed from elsewhere. */
async function languageFiles({ language, model }: AdaptOptions): Promise<AdaptConfig['language']> {
  if (language === false) return {};
  if (language === undefined) {
    const beside = await languageBeside(model);
    return beside === undefined ? {} : { lm: beside };
  }
  return languageFilesSchema.parse(
    Object.fromEntries(Object.entries(language).filter(([, value]) => value !== undefined)),
  );
}

async function labelledLines({ labelled, folder, settings }: AdaptConfig): Promise<readonly Sample[]> {
  if (!labelled) return [];
  const paths = labelled.map((path) => pathFrom(folder, path));
  const { samples } = await openDataset(paths, { text: textRulesOf(settings) });
  if (samples.length > 0) return samples;
  throw new TrainingError(
    `${place}: \`labelled\` ${labelled.join(' ')}: no line with a text`,
    aboutOptions('labelled'),
  );
}

async function* adaptIn(
  folder: RunFolder<AdaptConfig>,
  model: Model,
  checkpoint: Checkpoint | undefined,
  labelled: readonly Sample[],
  { finder, progress, ...stops }: AdaptTold,
): AsyncGenerator<AdaptEvent> {
  const { config } = folder;
  const { settings } = config;
  const language = await readLanguage(locatedLanguage(config));
  const told = { folder: folder.path, config, model, labelled, language, finder, progress, signal: stops.signal };
  const choice = (await keptChoice(folder.path)) ?? (await chooseLines(told));
  const lines = await keptLines(folder.path, textRulesOf(settings));
  const alphabet = new Alphabet(config.alphabet);
  const network = networkFor(settings.spec, alphabet);
  const copies = new Map([
    ...lines.labelled.map((line) => [line, choice.copies.labelled] as const),
    ...lines.replay.map((line) => [line, choice.copies.replay] as const),
  ]);
  const training = withCopies([...lines.chosen, ...lines.labelled, ...lines.replay], copies);
  const all = {
    training,
    copies,
    validation: [],
    validationSource: '',
    warnings: [],
    alphabet,
    skipped: choice.skipped,
  };
  const prepared = usableSamples(all, network, settings);
  const start = checkpoint ?? startingWeights(network, alphabet, settings.seed, model);
  yield* adaptLines(folder, { network, alphabet, model, choice, lines, prepared, language, start, stops });
}

function locatedLanguage({ language, folder }: AdaptConfig): LanguageFiles {
  const { lm, lexicon, ...weights } = language;
  const located = (path: string | undefined) =>
    path === undefined || path === starterName ? path : pathFrom(folder, path);
  return { ...weights, lm: located(lm), lexicon: located(lexicon) };
}
