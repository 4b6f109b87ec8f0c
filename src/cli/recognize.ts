/** ductus recognize */
import { type Command, InvalidArgumentError } from 'commander';
import { type OutputFormat, outputFormats } from '../formats/index.js';
import { Recognizer } from '../recognition/index.js';
import {
  type DocumentToRead,
  findDocuments,
  modelPath,
  type ReadDocument,
  type ResultFolder,
  readDocuments,
  smallStarterName,
} from '../recognition/node.js';
import { coreCount } from '../runtime/index.js';
import { UsageError, withFlags } from './errors.js';
import { threadsFlag } from './flags.js';
import { untilInterrupted } from './interrupts.js';
import { type LanguageInUse, languageAsJson, languageFlags, languageNote, languageOf } from './language-flags.js';
import { LanguageTally } from './language-tally.js';
import { describeFinder, layoutFlag, methodFlag, uprightFlag } from './layout-flags.js';
import { isObjects } from './objects.js';
import { checkFolder } from './out-place.js';
import { LateFinder } from './recognize-finder.js';
import type { RecognizeFlags } from './recognize-flags.js';
import { recognizeObjects } from './recognize-objects.js';
import { cacheIn, finish, resultsIn } from './recognize-results.js';
import { documentAsJson, Pace, printDocument, shapesNote, Unread } from './recognize-screen.js';
import { printError, Screen } from './screen.js';
import { shardOfFlag } from './shard-flag.js';

export function configureRecognize(command: Command): void {
  command
    .description(
      'Reads pages and images of single lines. The lines of a page are those that a PAGE or ALTO file describes, else they are found. Prints NAME, confidence and text, separated by tabs.',
    )
    .argument(
      '<model-and-image...>',
      'MODEL.onnx (default: starter.int8, which comes with ductus, see packages/models/README.md), and line images, pages (.xml, or the image that one describes; PDF, TIFF), folders, patterns, addresses of IIIF manifests (https://…), or one of objects (s3://BUCKET/PREFIX)',
    )
    .option(
      '--json',
      'print one JSON object a line, with the language it was read with; of line images with position and confidence of each character and word',
    )
    .option('--out <dir>', 'write NAME.txt for each image or page, and a table of all lines to recognized.tsv')
    .option(
      '--format <name>',
      `what to write to --out: ${outputFormats.join(', ')}; may be repeated (default: txt)`,
      formatValue,
    )
    .option('--lines', 'every image without a description is one line, even if it looks like a page')
    .option('--pages', 'every image without a description is a page, even if it looks like a line')
    .option('--overwrite', 'replace what is in --out, and read again what was read before')
    .option(
      '--shard <i/n>',
      'read the i-th of n parts, i from 1 to n, as n machines do with one --out or one each; auto takes both from Slurm or Kubernetes; then ductus merge',
    )
    .option('--copy-images', 'copy images to --out, beside what is written of them')
    .option(
      '--cache <dir>',
      'keep images of IIIF manifests here (default: iiif in --out, else in your cache folder for ductus)',
    );
  uprightFlag(layoutFlag(methodFlag(command))).option(
    '--right-to-left',
    'lines and columns of pages that nothing describes are read from right to left (default: as most letters of the model)',
  );
  threadsFlag(languageFlags(command))
    .addHelpText(
      'after',
      `
Examples:
  ductus recognize line.png
  ductus recognize line.png --no-lm              without the starter's languages
  ductus recognize model.onnx line.png
  ductus recognize model.onnx scans/lines --out texts/
  ductus recognize model.onnx scan.jpg           as the page that scan.xml or page/scan.xml describes, else as found
  ductus recognize book.pdf scans/ --out read/ --format pdf
  ductus recognize model.onnx pages/*.xml --out read/ --format page --format pdf
  ductus recognize model.onnx pages/*.xml --out read/   goes on where it was ended
  ductus recognize archive/ --out read/ --shard 1/4     a quarter of it; see docs/many-machines.md
  ductus recognize model.onnx lines/ --lm lm.arpa
  ductus recognize model.onnx line.png --json`,
    )
    .action(run);
}

function formatValue(name: string, before: readonly OutputFormat[] | undefined): readonly OutputFormat[] {
  const known = outputFormats.find((format) => format === name);
  if (!known) throw new InvalidArgumentError(`It must be one of ${outputFormats.join(', ')}.`);
  return [...(before ?? []), known];
}

async function run(args: readonly string[], flags: RecognizeFlags): Promise<void> {
  const { model, images } = modelAndImages(args);
  const { out, format, lines, pages, cache = out === undefined ? undefined : cacheIn(out) } = flags;
  if (images.some(isObjects) && out === undefined) throw new UsageError('what lies on s3:// is read with --out');
  if (format && out === undefined) throw new UsageError('--format says what to write to --out DIR; give --out too');
  if (flags.shard !== undefined && out === undefined)
    throw new UsageError('--shard says which part goes to --out DIR; give --out too');
  const shard = flags.shard === undefined ? undefined : shardOfFlag(flags.shard, process.env);
  if (lines && pages) throw new UsageError('--lines and --pages say the opposite; leave one of them out');
  if (out !== undefined && [out, ...images].some(isObjects)) return recognizeObjects(model, images, out, shard, flags);
  const { documents, notes, passedOver } = await findDocuments(images, { lines, pages, cache, out });
  if (out !== undefined) await checkFolder('--out', out);
  const inUse = await languageOf(flags, model);
  const results = out === undefined ? undefined : await resultsIn(out, documents, model, inUse, flags, shard);
  const shapes = lines || pages ? [] : shapesNote(documents);
  for (const note of [...notes, ...shapes]) printError(`ductus: ${withFlags(note, ['lines', 'pages'])}`);
  const unread = await readAll(model, results?.left ?? documents, results, inUse, flags);
  if (results) await finish(results, inUse, passedOver, flags);
  unread.print();
}

/** Reads, and writes or prints each document as it comes. */
async function readAll(
  model: string,
  documents: readonly DocumentToRead[],
  results: ResultFolder | undefined,
  inUse: LanguageInUse | undefined,
  flags: RecognizeFlags,
): Promise<Unread> {
  const { threads = coreCount(), json = false, rightToLeft, upright = false } = flags;
  const unread = new Unread();
  if (documents.length === 0) return unread;
  const recognizer = await Recognizer.load(model, { threads, language: inUse?.language ?? false });
  const finder = new LateFinder({ ...flags, threads });
  const screen = new Screen();
  const pace = new Pace(documents);
  // For a person only: results may be read by a program together with messages.
  const isSeen = !results && !json && process.stderr.isTTY;
  if (inUse && isSeen) printError(languageNote(inUse, flags));
  const language = languageAsJson(inUse);
  const tally = new LanguageTally();
  try {
    await untilInterrupted('what is read so far is kept', async (signal) => {
      const options = { threads: Math.max(1, threads - 1), finder, rightToLeft, upright, signal };
      for await (const read of readDocuments(recognizer, documents, options)) {
        const document = (await results?.keep(read)) ?? read;
        unread.add(document);
        pace.step();
        if ('problem' in document) continue;
        tally.add(document.document.path, document.language);
        if (json) {
          for (const object of documentAsJson(document))
            console.log(JSON.stringify({ ...object, language: inLanguageOf(language, document) }));
        } else if (!results) printDocument(document);
        else screen.progress(pace.text);
      }
    });
  } finally {
    screen.clear();
    await Promise.all([recognizer.dispose(), finder.dispose()]);
  }
  if (tally.text !== undefined && (isSeen || results)) unread.remark(`languages: ${tally.text}`);
  if (finder.isUsed)
    unread.remark(`lines of pages that nothing describes were found by ${describeFinder(finder, flags)}`);
  return unread;
}

/** What was read with, and where it was looked for the language of the document. */
function inLanguageOf(language: ReturnType<typeof languageAsJson>, { language: ofDocument }: ReadDocument) {
  return ofDocument ? { ...language, found: ofDocument } : language;
}

/** The model stands first, where one is named. */
function modelAndImages(args: readonly string[]): { readonly model: string; readonly images: readonly string[] } {
  const isModel = (argument: string) => argument.endsWith('.onnx') || modelPath(argument) !== argument;
  const [first = '', ...rest] = args;
  const [model, images] = isModel(first) ? [first, rest] : [smallStarterName, args];
  if (images.length === 0)
    throw new UsageError('recognize needs an image after MODEL.onnx: a file, a folder or a pattern');
  const second = images.find(isModel);
  if (second === undefined) return { model, images };
  if (model === first) throw new UsageError(`recognize reads with one model, got ${first} and ${second}`);
  const left = images.filter((image) => image !== second).join(' ');
  throw new UsageError(`recognize takes MODEL.onnx first and images after it: ductus recognize ${second} ${left}`);
}
