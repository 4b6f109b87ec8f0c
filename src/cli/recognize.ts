/** ductus recognize */
import { basename, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { Loader } from '../dataset/index.js';
import { isPageFile } from '../dataset/node.js';
import { writeFileAtomic } from '../files/index.js';
import { type OutputFormat, outputFormats, type Skipped, writePage, writeTsv } from '../formats/index.js';
import { linesOf, type Page } from '../page/index.js';
import { pageOfLine, Recognizer } from '../recognition/index.js';
import { modelPath, readImages, readPage, smallStarterName } from '../recognition/node.js';
import { coreCount } from '../runtime/index.js';
import { pageImage } from '../runtime/node.js';
import { printable } from '../text/index.js';
import { version } from '../version.js';
import { UsageError } from './errors.js';
import { threadsFlag } from './flags.js';
import { describeLanguage, type LanguageFlags, languageAsJson, languageFlags, languageOf } from './language-flags.js';
import { checkFolder } from './out-place.js';
import { checkOutputs, findPagesAndLines, outputPath, type ToRead, tableName } from './recognize-inputs.js';
import { count, print, printError, Screen } from './screen.js';

interface Flags extends LanguageFlags {
  readonly json?: boolean;
  readonly out?: string;
  readonly format?: readonly OutputFormat[];
  readonly threads?: number;
  readonly lines?: boolean;
}

export function configureRecognize(command: Command): void {
  command
    .description(
      'Reads images of single lines, and pages whose lines a PAGE or ALTO file describes. Prints NAME, confidence and text, separated by tabs.',
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
    .option('--lines', 'every image without a description is one line, even if it looks like a page');
  threadsFlag(languageFlags(command))
    .addHelpText(
      'after',
      `
Examples:
  ductus recognize line.png
  ductus recognize line.png --no-lm              without the starter's language model
  ductus recognize model.onnx line.png
  ductus recognize model.onnx scans/lines --out texts/
  ductus recognize model.onnx scan.jpg           as the page that scan.xml or page/scan.xml describes
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

/** What became of a file. */
interface Result extends ToRead {
  readonly page: Page;
  readonly imagePath: string;
  /** What --json prints. */
  readonly json: readonly object[];
}

/** What could not be read. */
interface Failure {
  readonly message: string;
  readonly isPage?: boolean;
}

function failureOf({ name, reason, detail }: Skipped): Failure {
  return { message: `${name}: ${reason}${detail ? ` (${detail})` : ''}` };
}

async function run(args: readonly string[], flags: Flags): Promise<void> {
  const { model, images } = modelAndImages(args);
  if (flags.format && flags.out === undefined)
    throw new UsageError('--format says what to write to --out DIR; give --out too');
  const { found, notes, passedOver } = await findPagesAndLines(images);
  const formats = flags.format ?? ['txt'];
  if (flags.out !== undefined) await checkFolder('--out', flags.out);
  if (flags.out !== undefined) checkOutputs(found, flags.out, formats);
  for (const note of notes) printError(`ductus: ${note}`);
  const threads = flags.threads ?? coreCount();
  const inUse = await languageOf(flags, model);
  const recognizer = await Recognizer.load(model, { threads, language: inUse?.language ?? false });
  const screen = new Screen();
  const failed: Failure[] = [];
  // For a person only: results may be read by a program together with messages.
  if (inUse && flags.out === undefined && !flags.json && process.stderr.isTTY) {
    printError(`read with ${describeLanguage(inUse)}; --no-lm reads without it`);
  }
  const table: Page[] = [];
  let done = 0;
  try {
    const options = { threads: Math.max(1, threads - 1), lines: flags.lines === true };
    for await (const result of readAll(recognizer, found, failed, options)) {
      done++;
      if (flags.out !== undefined) {
        await writeResult(result, flags.out, formats);
        table.push({ ...result.page, image: result.path });
      }
      if (flags.out === undefined || flags.json)
        printResult(result, flags.json ? { language: languageAsJson(inUse) } : undefined);
      else screen.progress(`read ${done} of ${count(found.length, 'file')}`);
    }
  } finally {
    screen.clear();
    await recognizer.dispose();
  }
  // Where nothing was read there is nothing to write.
  if (flags.out !== undefined && done > 0) {
    const lines = await writeTable(flags.out, table);
    const how = inUse ? `, read with ${describeLanguage(inUse)}` : '';
    const over = passedOver.length > 0 ? `; ${count(passedOver.length, 'file')} of the export passed over` : '';
    if (!flags.json)
      print(
        `${count(lines, 'text')} written to ${flags.out}, all of them in ${join(flags.out, tableName)}${how}${over}`,
      );
  }
  for (const { message } of failed) printError(`ductus: skipped ${printable(message)}`);
  if (failed.some(({ isPage }) => isPage))
    printError('ductus: --lines reads every image as one line, whatever it looks like');
  if (failed.length > 0) process.exitCode = 1;
}

/** The model stands first, where one is named. */
function modelAndImages(args: readonly string[]): { readonly model: string; readonly images: readonly string[] } {
  const isModel = (argument: string) => argument.endsWith('.onnx') || modelPath(argument) !== argument;
  const [first = '', ...others] = args;
  const [model, images] = isModel(first) ? [first, others] : [smallStarterName, args];
  if (images.length === 0)
    throw new UsageError('recognize needs an image after MODEL.onnx: a file, a folder or a pattern');
  const second = images.find(isModel);
  if (second === undefined) return { model, images };
  if (model === first) throw new UsageError(`recognize reads with one model, got ${first} and ${second}`);
  const rest = images.filter((image) => image !== second).join(' ');
  throw new UsageError(`recognize takes MODEL.onnx first and images after it: ductus recognize ${second} ${rest}`);
}

/** Line images first, then pages; what can't be read is told to `failed`. */
async function* readAll(
  recognizer: Recognizer,
  found: readonly ToRead[],
  failed: Failure[],
  options: { readonly threads: number; readonly lines: boolean },
): AsyncGenerator<Result> {
  const lines = found.filter(({ path }) => !isPageFile(path));
  const keys = new Map(lines.map(({ path, key }) => [path, key]));
  for await (const read of readImages(recognizer, [...keys.keys()], options)) {
    const { image } = read;
    if ('problem' in read) failed.push({ message: `${image}: ${read.problem}`, isPage: read.isPage });
    else {
      const page = pageOfLine(basename(image), read.width, read.height, read.line);
      yield { path: image, key: keys.get(image) as string, page, imagePath: image, json: [{ image, ...read.line }] };
    }
  }
  const pages = found.filter(({ path }) => isPageFile(path));
  if (pages.length === 0) return;
  const loader = new Loader(options.threads);
  try {
    for (const { path, key } of pages) {
      const read = await readPage(recognizer, path, loader);
      if ('reason' in read) {
        failed.push(failureOf(read));
        continue;
      }
      failed.push(...read.skipped.map(failureOf));
      const json = linesOf(read.page).map(({ id, text, confidence, words = [] }) => ({
        page: path,
        line: id,
        text,
        confidence,
        words: words.map(({ text, confidence, polygon }) => ({ text, confidence, polygon })),
      }));
      yield { path, key, page: read.page, imagePath: read.imagePath, json };
    }
  } finally {
    await loader.dispose();
  }
}

/** @param about with --json, what each line says of how it was read */
function printResult({ path, page, json }: Result, about: object | undefined): void {
  if (about) for (const object of json) console.log(JSON.stringify({ ...object, ...about }));
  else {
    for (const { id, text, confidence = 0 } of linesOf(page)) {
      const name = `${path}${isPageFile(path) ? `#${id}` : ''}`;
      print(`${printable(name)}\t${confidence.toFixed(3)}\t${printable(text)}`);
    }
  }
}

async function writeResult(
  { key, page, imagePath }: Result,
  folder: string,
  formats: readonly OutputFormat[],
): Promise<void> {
  const options = { created: new Date().toISOString(), creator: `ductus ${version}` };
  for (const format of formats) {
    const bytes = await writePage(format, page, options, () => pageImage(imagePath));
    await writeFileAtomic(outputPath(folder, key, format), bytes);
  }
}

/** @returns how many lines it has */
async function writeTable(folder: string, pages: readonly Page[]): Promise<number> {
  await writeFileAtomic(join(folder, tableName), writeTsv(pages));
  return pages.reduce((n, page) => n + linesOf(page).length, 0);
}
