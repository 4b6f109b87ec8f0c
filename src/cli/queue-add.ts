/** ductus queue add */
import { randomBytes } from 'node:crypto';
import { setTimeout as passed } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { fileSize, fullPath, readBytes } from '../files/index.js';
import { documentOf, type OutputFormat, outputFormats } from '../formats/index.js';
import {
  inBatches,
  isStored,
  languageHashOf,
  putModel,
  type Reading,
  type ReadingJob,
  type ReadingQueue,
  storedDocuments,
} from '../jobs/index.js';
import { shippedLayoutModel } from '../layout/node.js';
import { openStore } from '../objects/index.js';
import {
  type DocumentToRead,
  findDocuments,
  LanguageError,
  languageNames,
  languagePath,
  parseTuned,
  readModelFile,
  smallStarterName,
} from '../recognition/node.js';
import { UsageError, withFlags } from './errors.js';
import { number } from './flags.js';
import { languageFlag, readWithout } from './language-flags.js';
import { layoutFlag, uprightFlag } from './layout-flags.js';
import { type QueueFlags, queueFlag, withQueue } from './queue-flags.js';
import { checkQueuePlaces } from './queue-places.js';
import { shapesNote } from './recognize-screen.js';
import { count, print, printError, Screen } from './screen.js';

interface Flags extends QueueFlags {
  readonly to: string;
  readonly model?: string;
  readonly layout?: string;
  readonly language?: 'auto' | 'none' | readonly string[];
  readonly format?: readonly OutputFormat[];
  readonly pagesPerJob: number;
  readonly priority: number;
  readonly mostWaiting: number;
  readonly lines?: boolean;
  readonly pages?: boolean;
  readonly upright?: boolean;
  readonly rightToLeft?: boolean;
}

/** Jobs are added in so many at a time, with a look at how many wait between them. */
const atOnce = 100;
/** Between such looks, where too many wait. */
const lookMs = 1000;

export function configureQueueAdd(command: Command): void {
  command
    .description('Finds pages and puts jobs of them into a queue. The same pages twice are added once.')
    .argument('<pages...>', 'images, pages (.xml), PDFs, TIFFs, folders or patterns, as the workers see them')
    .requiredOption('--to <store>', 'where results and the model go: a folder that the workers see, or an address')
    .option('--model <model>', `the model that reads (.onnx; default: ${smallStarterName}, which comes with ductus)`)
    .option(
      '--format <name>',
      `what to write: ${outputFormats.join(', ')}; may be repeated (default: txt)`,
      formatValue,
    )
    .option(
      '--pages-per-job <n>',
      'how many documents a worker takes at a time',
      number({ integer: true, least: 1, most: 1000 }),
      50,
    )
    .option(
      '--priority <n>',
      'lower ones come first, 0 before all; on servers',
      number({ integer: true, most: 2_000_000 }),
      0,
    )
    .option('--most-waiting <n>', 'wait while so many jobs wait', number({ integer: true, least: 1 }), 10_000)
    .option('--lines', 'every image without a description is one line, even if it looks like a page')
    .option('--pages', 'every image without a description is a page, even if it looks like a line')
    .option('--right-to-left', 'lines and columns of pages that nothing describes are read from right to left');
  languageFlag(uprightFlag(layoutFlag(queueFlag(command))))
    .addHelpText(
      'after',
      `
Examples:
  ductus queue add scans/ --to /mnt/archive/read --queue redis://localhost
  ductus queue add book.pdf --to read/ --queue jobs/ --format page --format txt`,
    )
    .action(run);
}

function formatValue(name: string, before: readonly OutputFormat[] | undefined): readonly OutputFormat[] {
  const known = outputFormats.find((format) => format === name);
  if (!known) throw new InvalidArgumentError(`It must be one of ${outputFormats.join(', ')}.`);
  return [...(before ?? []), known];
}

async function run(paths: readonly string[], flags: Flags): Promise<void> {
  const documents = (await documentsOf(paths, flags)).map(asWorkersSee);
  await withQueue(flags, async (queue) => {
    const reading = await readingOf(flags, documents);
    const trace = randomBytes(16).toString('hex');
    const job = { trace, reading, deaths: 0, round: 0 };
    const jobs = batchesOf(documents, flags.pagesPerJob).map((some) => ({ ...job, documents: some }));
    const added = await addAll(queue, jobs, flags);
    const before = jobs.length - added;
    const again = before > 0 ? `; ${count(before, 'job')} there before` : '';
    print(`${count(documents.length, 'document')} in ${count(jobs.length, 'job')}, trace ${trace}${again}`);
  });
}

/**
 * Lines of one document stay together, as in one reading of all: its language is found in them.
 * @param size documents of a job; more where lines belong together
 */
function batchesOf(documents: readonly DocumentToRead[], size: number): readonly (readonly DocumentToRead[])[] {
  const batches: DocumentToRead[][] = [];
  let before: string | undefined;
  for (const document of documents) {
    const last = batches.at(-1);
    const owner = document.kind === 'line' ? documentOf(document.key) : undefined;
    const belongs = owner !== undefined && owner === before;
    if (last && (last.length < size || (belongs && last.length < mostTogether))) last.push(document);
    else batches.push([document]);
    before = owner;
  }
  return batches;
}

/** Lines of a document that are one job, at most. */
const mostTogether = 1000;

async function documentsOf(paths: readonly string[], { lines, pages }: Flags): Promise<readonly DocumentToRead[]> {
  if (lines && pages) throw new UsageError('--lines and --pages say the opposite; leave one of them out');
  const onDisk = paths.filter((path) => !isStored(path));
  const { documents, notes } =
    onDisk.length > 0 ? await findDocuments(onDisk, { lines, pages }) : { documents: [], notes: [] };
  const shapes = lines || pages ? [] : shapesNote(documents);
  for (const note of [...notes, ...shapes]) printError(`ductus: ${withFlags(note, ['lines', 'pages'])}`);
  const addresses = paths.filter(isStored);
  const stored = await Promise.all(addresses.map((address) => storedDocuments(address, lines ?? false)));
  for (const [index, { passedOver, impossible }] of stored.entries()) {
    const address = addresses[index] ?? '';
    const isElse = `that are neither images nor PDFs, such as ${passedOver[0]}; pages that are described by files (.xml) are read from a store by ductus recognize`;
    const isOdd = `whose names not every store can have, such as ${JSON.stringify(impossible[0])}; give them names without backslashes and empty parts (//)`;
    tellLeftOut(address, passedOver.length, isElse);
    tellLeftOut(address, impossible.length, isOdd);
  }
  const all = [...documents, ...stored.flatMap((each) => each.documents)];
  if (all.length === 0) throw new UsageError(`${paths.join(' ')}: no image is there`);
  return all;
}

function tellLeftOut(address: string, objects: number, why: string): void {
  if (objects > 0) printError(`ductus: ${address}: ${count(objects, 'object')} left out ${why}`);
}

/** Puts the models where workers find them. @throws UsageError where results can't go there */
async function readingOf(flags: Flags, documents: readonly DocumentToRead[]): Promise<Reading> {
  const { to, model = smallStarterName, layout, language, format = ['txt'], upright = false } = flags;
  const store = await openStore(to);
  try {
    checkQueuePlaces(documents, store.address, format);
    const layoutPath = layout ?? (await shippedLayoutModel());
    const tuned = language === 'none' ? null : await tunedFor(model, language);
    const chosen = choiceOf(language, tuned);
    return {
      out: store.address,
      model: await putModel(store, await readModelFile(model)),
      layout: layoutPath === undefined ? null : await putModel(store, await readModelFile(layoutPath)),
      language: chosen,
      tuned,
      languageHash: await languageHashOf({ language: chosen, tuned }),
      formats: [...format],
      upright,
      rightToLeft: flags.rightToLeft ?? null,
    };
  } finally {
    store.dispose();
  }
}

/** `null` is what is tuned for the model. @throws UsageError for a language that does not come with ductus */
function choiceOf(language: Flags['language'], tuned: string | null): Reading['language'] {
  if (language === undefined) return tuned === null ? 'none' : null;
  if (typeof language === 'string') return language;
  const unknown = language.find((name) => !languageNames.includes(name));
  if (unknown === undefined) return [...language];
  throw new UsageError(
    `--language ${unknown}: workers have only those that come with ductus: ${languageNames.join(', ')}`,
  );
}

/**
 * The weights that lie beside a model.
 * @throws UsageError where they name files that other machines have not; LanguageError where they are none
 */
async function tunedFor(model: string, language: Flags['language']): Promise<string | null> {
  const path = languagePath(model);
  if (path === undefined || (await fileSize(path)) === undefined) return null;
  const text = new TextDecoder().decode(await readBytes(path));
  const { lm, lexicon, languages } = parsedTuned(text, path);
  // Languages that are named have its weights where those are of languages, and none of its files.
  if (language !== undefined) return languages ? text : null;
  const isElsewhere = (name: string) => /[./\\]/.test(name);
  const files = [
    lm === 'starter' ? undefined : lm,
    lexicon,
    ...(Array.isArray(languages) ? languages.filter(isElsewhere) : []),
  ];
  const file = files.find((name) => name !== undefined);
  if (file === undefined) return text;
  throw new UsageError(
    `${path}: it lies beside the model and names ${file}, which workers have not; read without it by --language none, or name languages by --language`,
  );
}

function parsedTuned(text: string, path: string) {
  try {
    return parseTuned(text, path);
  } catch (error) {
    throw error instanceof LanguageError ? readWithout(path, error, '--language none') : error;
  }
}

/** Workers have other current folders. */
function asWorkersSee(document: DocumentToRead): DocumentToRead {
  if (isStored(document.path)) return document;
  const path = fullPath(document.path);
  if (document.kind !== 'unsegmented') {
    const { imagePath } = document;
    return imagePath === undefined ? { ...document, path } : { ...document, path, imagePath: fullPath(imagePath) };
  }
  const { place, description } = document;
  if (place.kind === 'iiif') {
    throw new UsageError(`${document.path}: pages of IIIF manifests are read by ductus recognize, and not by queues`);
  }
  const seen = { ...document, place: { ...place, path: fullPath(place.path) } };
  const shown = place.kind === 'image' ? path : `${fullPath(place.path)}#${place.page}`;
  return { ...seen, path: shown, ...(description === undefined ? {} : { description: fullPath(description) }) };
}

async function addAll(queue: ReadingQueue, jobs: readonly ReadingJob[], flags: Flags): Promise<number> {
  const screen = new Screen();
  let added = 0;
  for (const some of inBatches(jobs, Math.min(atOnce, flags.mostWaiting))) {
    for (;;) {
      const { waiting } = await queue.status();
      if (waiting + some.length <= Math.max(flags.mostWaiting, some.length)) break;
      screen.progress(`${count(waiting, 'job')} waiting; the rest is added when there are fewer`);
      await passed(lookMs);
    }
    added += await queue.add(some, flags.priority);
  }
  screen.clear();
  return added;
}
