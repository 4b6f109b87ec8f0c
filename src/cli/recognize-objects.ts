/** recognize of objects on S3: what is fetched, read and sent a part at a time. */
import { sha256 } from '../files/index.js';
import { openStore } from '../objects/index.js';
import { Recognizer } from '../recognition/index.js';
import {
  type DocumentToRead,
  ObjectResults,
  type ReadDocument,
  readDocuments,
  readModelFile,
  type Shard,
  type UnreadDocument,
} from '../recognition/node.js';
import { coreCount } from '../runtime/index.js';
import { UsageError } from './errors.js';
import { untilInterrupted } from './interrupts.js';
import { languageAsJson, languageOf } from './language-flags.js';
import { LanguageTally } from './language-tally.js';
import { describeFinder, finderIdentity } from './layout-flags.js';
import { isObjects } from './objects.js';
import { LateFinder } from './recognize-finder.js';
import type { RecognizeFlags } from './recognize-flags.js';
import { languageIdentity } from './recognize-results.js';
import { documentAsJson, Unread } from './recognize-screen.js';
import { count, print, printError, Screen } from './screen.js';

/** @throws UsageError unless one place of objects is to be read; ObjectError for the stores; DataError for what is there */
export async function recognizeObjects(
  model: string,
  places: readonly string[],
  out: string,
  shard: Shard | undefined,
  flags: RecognizeFlags,
): Promise<void> {
  const [place, ...more] = places;
  if (place === undefined || more.length > 0 || !isObjects(place)) {
    throw new UsageError('objects are read from one s3://BUCKET/PREFIX to one --out; files and several places are not');
  }
  const inUse = await languageOf(flags, model);
  const { rightToLeft = false, upright = false, format = ['txt'], lines = false, pages = false } = flags;
  const reading = {
    model: sha256(await readModelFile(model)),
    language: await languageIdentity(inUse),
    finding: { finder: await finderIdentity(flags), rightToLeft, upright },
  };
  const [source, target] = [await openStore(place), await openStore(out)];
  const options = { formats: format, lines, pages, reading, shard };
  const { overwrite = false, copyImages = false, json = false } = flags;
  const results = await ObjectResults.open(source, target, { ...options, overwrite, copyImages });
  const before = results.groups.length - results.left.length;
  try {
    const unread = await readAll(results, model, inUse, flags);
    const { lines: written, table } = await results.writeTable();
    const again = before > 0 ? `; ${count(before, 'file or page', 'files and pages')} read before` : '';
    if (!json) print(`${count(written, 'text')} written to ${out}, all of them in ${table}${again}`);
    unread.print();
  } finally {
    await results.dispose();
    source.dispose();
    target.dispose();
  }
}

async function readAll(
  results: ObjectResults,
  model: string,
  inUse: Awaited<ReturnType<typeof languageOf>>,
  flags: RecognizeFlags,
): Promise<Unread> {
  const { threads = coreCount(), rightToLeft, upright = false } = flags;
  const unread = new Unread((text) => results.told(text));
  const total = results.left.length;
  if (total === 0) return unread;
  const recognizer = await Recognizer.load(model, { threads, language: inUse?.language ?? false });
  const finder = new LateFinder({ ...flags, threads });
  const screen = new Screen();
  const tally = new LanguageTally();
  let done = 0;
  try {
    await untilInterrupted('what was sent is kept', async (signal) => {
      const options = { threads: Math.max(1, threads - 1), finder, rightToLeft, upright, signal };
      for await (const part of results.fetch()) {
        for (const note of part.notes) printError(`ductus: ${note}`);
        for await (const document of readDocuments(recognizer, part.documents, options)) {
          const read = await part.add(document);
          unread.add(read);
          if (!('problem' in read)) tally.add(read.document.path, read.language);
          if (flags.json) printAsJson(read, languageAsJson(inUse), results);
          else screen.progress(`read ${++done} files and pages; ${total} images and PDFs in all`);
        }
        await part.send();
      }
    });
  } finally {
    screen.clear();
    await Promise.all([recognizer.dispose(), finder.dispose()]);
  }
  if (tally.text !== undefined) unread.remark(`languages: ${tally.text}`);
  if (finder.isUsed)
    unread.remark(`lines of pages that nothing describes were found by ${describeFinder(finder, flags)}`);
  return unread;
}

function printAsJson(read: ReadDocument | UnreadDocument, language: object | null, results: ObjectResults): void {
  if ('problem' in read) return;
  const document: DocumentToRead = { ...read.document, path: results.told(read.document.path) };
  for (const object of documentAsJson({ ...read, document })) console.log(JSON.stringify({ ...object, language }));
}
