/** From pages and images without texts to the lines of a run: all are read, the surest are chosen, and some are held out. */
import { Loader, type Sample } from '../../dataset/index.js';
import { linePlace, openDataset, packSamples } from '../../dataset/node.js';
import {
  chooseSure,
  compareLine,
  type ExpectedErrors,
  evaluate,
  expectedErrors,
  expectedRate,
  readViews,
} from '../../evaluation/index.js';
import { isAddress, joinPath, pathFrom } from '../../files/index.js';
import type { Skipped } from '../../formats/index.js';
import type { LineFinder } from '../../layout/index.js';
import type { Model } from '../../model/index.js';
import { Random } from '../../random/index.js';
import { type Language, type LanguageWeights, Recognizer } from '../../recognition/index.js';
import { findDocuments, linesOfDocuments } from '../../recognition/node.js';
import { Alphabet, errorRate } from '../../text/index.js';
import { TrainingError } from '../../training/index.js';
import { textRulesOf } from '../options.js';
import { noneUsable } from '../prepared.js';
import type { AdaptConfig } from './adapt-config.js';
import { type Checked, type Choice, keepChoice, keepLines, type LineUse, lineUses } from './adapt-lines.js';
import { copiesOfLabelled, replayLines } from './adapt-options.js';
import { noReplay, replayOf } from './replay.js';

/** Told how much of a stage is done: documents opened, readings, lines drawn or taken to be replayed. */
export type AdaptProgress = (stage: 'open' | 'read', done: number, all: number) => void;

export interface ChooseOptions {
  readonly folder: string;
  readonly config: AdaptConfig;
  /** The model that is adapted. */
  readonly model: Model;
  readonly labelled: readonly Sample[];
  readonly language: (Language & LanguageWeights) | undefined;
  readonly finder?: LineFinder | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: AdaptProgress | undefined;
}

/** A tenth of the lines is never learnt; so many are enough to see where a run goes, and fewer say nothing. */
const heldOutShare = 0.1;
const [fewestHeldOut, mostHeldOut] = [10, 100];
/** One to learn, and one to hold out. */
const fewestLines = 2;

/** A line without a text. */
interface Unlabelled {
  readonly sample: Sample;
  /** Where it was found. */
  readonly place: string;
}

/** What is made of it. */
interface Judged extends Unlabelled, ExpectedErrors {}

/** What reads lines while they are chosen. */
interface Reader {
  readonly recognizer: Recognizer;
  readonly loader: Loader;
}

/**
 * Reads all lines, chooses, and writes down in the run's folder what is to be learnt and what is held out.
 * @throws TrainingError where nothing is sure enough to be learnt, or nothing is left to hold out; DataError for what names nothing; the signal's reason
 */
export async function chooseLines(options: ChooseOptions): Promise<Choice> {
  const { model, language, config } = options;
  const { threads } = config;
  const unlabelled = await unlabelledLines(options);
  const reader = {
    recognizer: await Recognizer.of(model, { threads, keepScores: language !== undefined }),
    loader: new Loader(Math.max(1, threads - 1)),
  };
  try {
    return await choose(options, reader, unlabelled);
  } finally {
    await Promise.all([reader.recognizer.dispose(), reader.loader.dispose()]);
  }
}

async function choose(
  options: ChooseOptions,
  reader: Reader,
  unlabelled: Awaited<ReturnType<typeof unlabelledLines>>,
): Promise<Choice> {
  const { folder, config, labelled, signal } = options;
  const { judged, skipped } = await judgedLines(options, reader, unlabelled.lines);
  if (judged.length < fewestLines) throw tooFew(config, judged, [...unlabelled.skipped, ...skipped]);
  const { learnt, heldOut } = split(judged, config.settings.seed);
  const { sure, keep: share, mostErrors: most } = config.adapting;
  const chosen = chooseSure(learnt, { sure, share, most });
  if (chosen.length === 0) throw nothingSure(config, judged);
  signal?.throwIfAborted();
  const copies = copiesOfLabelled(labelled.length, chosen.length);
  const replay = await replayFor(config, chosen.length + copies * labelled.length);
  const kept: Readonly<Record<LineUse, readonly Sample[]>> = {
    chosen: chosen.map(withText),
    labelled,
    replay: replay.replay,
    replayCheck: replay.check,
    heldOut: heldOut.map(withText),
  };
  const unread: Skipped[] = [];
  for (const use of lineUses) unread.push(...(await keepLines(folder, use, kept[use])));
  const known = replay.check.length > 0 ? await evaluate(reader.recognizer, replay.check, reader.loader) : undefined;
  const choice: Choice = {
    lines: judged.length,
    expectedErrorRate: expectedRate(judged),
    chosenErrorRate: expectedRate(chosen),
    ...(config.check ? { check: await checkedLines(config, config.check, judged, chosen) } : {}),
    copies: { labelled: copies, replay: replay.copies },
    replaySource: replay.source,
    replayErrorRate: known?.characterErrorRate ?? null,
    skipped: [...unlabelled.skipped, ...skipped, ...replay.skipped, ...unread],
  };
  await keepChoice(folder, choice);
  return choice;
}

function withText({ sample, text }: Judged): Sample {
  return { ...sample, text };
}

function split(judged: readonly Judged[], seed: number) {
  const wanted = Math.round(heldOutShare * judged.length);
  const count = Math.min(mostHeldOut, Math.max(fewestHeldOut, wanted), Math.floor(judged.length / 2));
  const heldOut = new Random(seed, 'held out').shuffle(judged).slice(0, count);
  const isHeldOut = new Set(heldOut);
  return { learnt: judged.filter((line) => !isHeldOut.has(line)), heldOut };
}

/** All lines that are named and have no text among the labelled ones. Those that lie in pages are cut out into the folder. */
async function unlabelledLines({ folder, config, labelled, finder, signal, progress }: ChooseOptions) {
  const { lines, pages, threads } = config;
  const paths = config.data.map((path) => (isAddress(path) ? path : pathFrom(config.folder, path)));
  const { documents } = await findDocuments(paths, { lines, pages, signal });
  const known = new Set(labelled.map(({ image }) => linePlace(image)));
  const skipped: Skipped[] = [];
  const samples: Sample[] = [];
  let done = 0;
  for await (const opened of linesOfDocuments(documents, { finder, threads, signal })) {
    samples.push(...opened.lines.map(({ sample }) => sample).filter(({ image }) => !known.has(linePlace(image))));
    skipped.push(...opened.skipped);
    done += opened.documents;
    progress?.('open', done, documents.length);
  }
  const inPages = samples.filter(({ image }) => image.kind !== 'file');
  const cut = inPages.length > 0 ? await packSamples(inPages, joinPath(folder, 'cut-lines.parquet')) : undefined;
  const moved = samples.flatMap((sample): readonly Unlabelled[] => {
    const kept = sample.image.kind === 'file' ? sample : cut?.moved.get(sample);
    return kept ? [{ sample: kept, place: linePlace(sample.image) }] : [];
  });
  return { lines: moved, skipped: [...skipped, ...(cut?.skipped ?? [])] };
}

async function judgedLines(
  { config, language, signal, progress }: ChooseOptions,
  { recognizer, loader }: Reader,
  lines: readonly Unlabelled[],
) {
  const { adapting, settings } = config;
  const samples = lines.map(({ sample }) => sample);
  const { readings, skipped } = await readViews(recognizer, samples, loader, {
    views: adapting.views,
    strength: adapting.viewStrength,
    seed: settings.seed,
    language,
    signal,
    progress: (done, all) => progress?.('read', done, all),
  });
  const judged = lines.flatMap((line): readonly Judged[] => {
    const read = readings.get(line.sample);
    return read ? [{ ...line, ...expectedErrors(read) }] : [];
  });
  return { judged, skipped };
}

function replayFor({ replay, folder, alphabet, threads, settings, adapting }: AdaptConfig, others: number) {
  const count = replayLines(others, adapting);
  if (count === 0) return noReplay;
  return replayOf({
    count,
    data: replay?.map((path) => pathFrom(folder, path)),
    languages: adapting.languages,
    alphabet: new Alphabet(alphabet),
    text: textRulesOf(settings),
    seed: settings.seed,
    threads,
  });
}

/** What was read of the lines whose texts `check` has, beside what was expected. */
async function checkedLines(
  { folder, settings }: AdaptConfig,
  check: readonly string[],
  judged: readonly Judged[],
  chosen: readonly Judged[],
): Promise<NonNullable<Choice['check']>> {
  const rules = textRulesOf(settings);
  const paths = check.map((path) => pathFrom(folder, path));
  const { samples } = await openDataset(paths, { text: rules });
  const texts = new Map(samples.map(({ image, text }) => [linePlace(image), text]));
  const checkedOf = (lines: readonly Judged[]): Checked => {
    const known = lines.filter(({ place }) => texts.has(place));
    const edits = known.map(({ place, text: prediction, sample: { name, document } }) => {
      return compareLine({ name, document, text: texts.get(place) ?? '', prediction }, rules).characters;
    });
    return { lines: known.length, expectedErrorRate: expectedRate(known), errorRate: errorRate(edits) };
  };
  return { all: checkedOf(judged), chosen: checkedOf(chosen) };
}

function tooFew({ data }: AdaptConfig, { length }: readonly Judged[], skipped: readonly Skipped[]) {
  if (length === 0) return noneUsable(data, 'no line could be read', skipped);
  const rule = `there must be ${fewestLines} lines or more, some to learn and some to see by whether that helps`;
  return noneUsable(data, `${rule}, got ${length}. Give more pages or lines`, skipped);
}

function nothingSure({ data, adapting }: AdaptConfig, judged: readonly Judged[]) {
  const percent = (rate: number) => `${(100 * rate).toFixed(0)}%`;
  const least = Math.min(...judged.map(({ rate }) => rate));
  const rule = `none of the ${judged.length} lines is surely read: of the surest ${percent(least)} is expected to be wrong, and ${percent(adapting.mostErrors)} may be (\`mostErrors\`)`;
  const next = 'Transcribe some lines and train on them first (`ductus suggest` says which), then adapt that model';
  return new TrainingError(`${data.join(' ')}: ${rule}. ${next}`, {
    code: 'training/nothing-sure',
    details: { options: ['mostErrors'] },
  });
}
