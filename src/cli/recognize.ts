/** ductus recognize */
import { type Command, InvalidArgumentError } from 'commander';
import { DataError } from '../dataset/index.js';
import { type OutputFormat, outputFormats } from '../formats/index.js';
import { Recognizer } from '../recognition/index.js';
import {
  type DocumentToRead,
  findDocuments,
  modelPath,
  ResultFolder,
  readDocuments,
  smallStarterName,
} from '../recognition/node.js';
import { coreCount } from '../runtime/index.js';
import { UsageError } from './errors.js';
import { threadsFlag } from './flags.js';
import { untilInterrupted } from './interrupts.js';
import {
  describeLanguage,
  type LanguageFlags,
  type LanguageInUse,
  languageAsJson,
  languageFlags,
  languageOf,
} from './language-flags.js';
import { describeFinder, layoutFlag } from './layout-flags.js';
import { checkFolder } from './out-place.js';
import { LateFinder } from './recognize-finder.js';
import { documentAsJson, printDocument, Unread } from './recognize-screen.js';
import { count, print, printError, Screen } from './screen.js';

interface Flags extends LanguageFlags {
  readonly json?: boolean;
  readonly out?: string;
  readonly format?: readonly OutputFormat[];
  readonly threads?: number;
  readonly lines?: boolean;
  readonly layout?: string;
  readonly rightToLeft?: boolean;
}

export function configureRecognize(command: Command): void {
  command
    .description(
      'Reads images of single lines, and pages: as a PAGE or ALTO file describes them, else their lines are found first. Prints NAME, confidence and text, separated by tabs.',
    )
    .argument(
      '<model-and-image...>',
      'MODEL.onnx (default: starter.int8, which comes with ductus, see models/README.md), and line images, pages (.xml, or the image that one describes), folders or patterns',
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
    .option('--right-to-left', 'columns of pages that nothing describes are read from right to left');
  threadsFlag(languageFlags(layoutFlag(command)))
    .addHelpText(
      'after',
      `
Examples:
  ductus recognize line.png
  ductus recognize line.png --no-lm              without the starter's language model
  ductus recognize model.onnx line.png
  ductus recognize model.onnx scans/lines --out texts/
  ductus recognize model.onnx scan.jpg           as the page that scan.xml or page/scan.xml describes, else found
  ductus recognize model.onnx pages/*.xml --out read/ --format page --format pdf
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

async function run(args: readonly string[], flags: Flags): Promise<void> {
  const { model, images } = modelAndImages(args);
  if (flags.format && flags.out === undefined)
    throw new UsageError('--format says what to write to --out DIR; give --out too');
  const { documents, notes, passedOver } = await findDocuments(images);
  const results = flags.out === undefined ? undefined : await resultsIn(flags.out, documents, flags.format);
  for (const note of notes) printError(`ductus: ${note}`);
  const inUse = await languageOf(flags, model);
  const unread = await readAll(model, documents, results, inUse, flags);
  if (results) await finish(results, inUse, passedOver, flags);
  unread.print();
}

/** @throws UsageError when a result would be written over what is read, or a file is in the folder's place */
async function resultsIn(
  folder: string,
  documents: readonly DocumentToRead[],
  formats: readonly OutputFormat[] = ['txt'],
): Promise<ResultFolder> {
  await checkFolder('--out', folder);
  try {
    return await ResultFolder.open(folder, documents, { formats, overwrite: true });
  } catch (error) {
    if (!(error instanceof DataError) || error.code !== 'data/over-input') throw error;
    throw new UsageError(`--out ${folder}: ${error.details.path} would be overwritten; give another folder`);
  }
}

/** Reads, and writes or prints each document as it comes. */
async function readAll(
  model: string,
  documents: readonly DocumentToRead[],
  results: ResultFolder | undefined,
  inUse: LanguageInUse | undefined,
  flags: Flags,
): Promise<Unread> {
  const { threads = coreCount(), json = false, lines = false, rightToLeft = false } = flags;
  const finder = new LateFinder({ ...flags, threads });
  const recognizer = await Recognizer.load(model, { threads, language: inUse?.language ?? false });
  const screen = new Screen();
  const unread = new Unread();
  // For a person only: results may be read by a program together with messages.
  if (inUse && !results && !json && process.stderr.isTTY) {
    printError(`read with ${describeLanguage(inUse)}; --no-lm reads without it`);
  }
  const language = languageAsJson(inUse);
  let done = 0;
  try {
    await untilInterrupted('what is read so far is kept', async (signal) => {
      const options = { threads: Math.max(1, threads - 1), lines, finder, rightToLeft, signal };
      for await (const document of readDocuments(recognizer, documents, options)) {
        unread.add(document);
        if ('problem' in document) continue;
        done++;
        await results?.write(document);
        if (json) for (const object of documentAsJson(document)) console.log(JSON.stringify({ ...object, language }));
        else if (!results) printDocument(document);
        else screen.progress(`read ${done} of ${count(documents.length, 'file')}`);
      }
    });
  } finally {
    screen.clear();
    await Promise.all([recognizer.dispose(), finder.dispose()]);
  }
  if (finder.isUsed) {
    unread.remark(
      `lines of pages without a description were found by ${describeFinder(finder, flags)}; --lines reads every image as one line`,
    );
  }
  return unread;
}

async function finish(
  results: ResultFolder,
  inUse: LanguageInUse | undefined,
  passedOver: readonly string[],
  { out, json }: Flags,
): Promise<void> {
  // Where nothing was read there is nothing to write.
  if (results.isEmpty) return;
  const lines = await results.writeTable();
  if (json) return;
  const how = inUse ? `, read with ${describeLanguage(inUse)}` : '';
  const over = passedOver.length > 0 ? `; ${count(passedOver.length, 'file')} of the export passed over` : '';
  print(`${count(lines, 'text')} written to ${out}, all of them in ${results.table}${how}${over}`);
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
