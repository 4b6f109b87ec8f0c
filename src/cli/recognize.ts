/** ductus recognize */
import { basename, dirname, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { DataError, isPageFile, Loader } from '../dataset/index.js';
import {
  isLineImage,
  lineName,
  type OutputFormat,
  outputEndings,
  outputFormats,
  writePage,
  writeTsv,
} from '../formats/index.js';
import { linesOf, type Page } from '../page/index.js';
import { coreCount, findFiles, pageImage, writeFileAtomic } from '../platform/index.js';
import { modelPath, pageOfLine, Recognizer, readImages, readPage, smallStarterName } from '../recognition/index.js';
import { version } from '../version.js';
import { UsageError } from './errors.js';
import { threadsFlag } from './flags.js';
import { describeLanguage, type LanguageFlags, languageFlags, languageOf } from './language-flags.js';
import { count, Screen } from './screen.js';

interface Flags extends LanguageFlags {
  readonly json?: boolean;
  readonly out?: string;
  readonly format?: readonly OutputFormat[];
  readonly threads?: number;
}

export function configureRecognize(command: Command): void {
  command
    .description(
      'Reads images of single lines, and pages whose lines a PAGE or ALTO file describes. Prints NAME, confidence and text, separated by tabs.',
    )
    .argument(
      '<model-and-image...>',
      'MODEL.onnx (default: starter.int8, which comes with ductus, see models/README.md), and line images, pages (.xml), folders or patterns',
    )
    .option(
      '--json',
      'print one JSON object a line; of line images with position and confidence of each character and word',
    )
    .option('--out <dir>', 'write NAME.txt for each image or page, and a table of all lines to recognized.tsv')
    .option(
      '--format <name>',
      `what to write to --out: ${outputFormats.join(', ')}; may be repeated (default: txt)`,
      formatValue,
    );
  threadsFlag(languageFlags(command))
    .addHelpText(
      'after',
      `
Examples:
  ductus recognize line.png
  ductus recognize line.png --no-lm              without the starter's language model
  ductus recognize model.onnx line.png
  ductus recognize model.onnx scans/lines --out texts/
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

/** A file, and where it lies below the argument that named it: its results go to the same place below --out. */
interface Found {
  readonly path: string;
  readonly key: string;
}

/** What became of a file. */
interface Result extends Found {
  readonly page: Page;
  readonly imagePath: string;
  /** What --json prints. */
  readonly json: readonly object[];
}

async function run(args: readonly string[], flags: Flags): Promise<void> {
  const [first = ''] = args;
  const named = first.endsWith('.onnx') || modelPath(first) !== first;
  const model = named ? first : smallStarterName;
  const images = named ? args.slice(1) : args;
  if (images.length === 0)
    throw new UsageError('recognize needs an image after MODEL.onnx: a file, a folder or a pattern');
  if (flags.format && flags.out === undefined)
    throw new UsageError('--format says what to write to --out DIR; give --out too');
  const found = await findInputs(images);
  const threads = flags.threads ?? coreCount();
  const inUse = await languageOf(flags, model);
  const recognizer = await Recognizer.load(model, { threads, language: inUse?.language });
  const screen = new Screen();
  const failed: string[] = [];
  const table: Page[] = [];
  let done = 0;
  try {
    for await (const result of readAll(recognizer, found, failed, Math.max(1, threads - 1))) {
      done++;
      if (flags.out !== undefined) {
        await writeResult(result, flags.out, flags.format ?? ['txt']);
        table.push({ ...result.page, image: result.path });
      }
      if (flags.out === undefined || flags.json) printResult(result, flags.json === true);
      else screen.progress(`read ${done} of ${count(found.length, 'file')}`);
    }
  } finally {
    screen.clear();
    await recognizer.dispose();
  }
  if (flags.out !== undefined) {
    const lines = await writeTable(flags.out, table);
    const how = inUse ? `, read with ${describeLanguage(inUse)}` : '';
    if (!flags.json)
      console.log(
        `${count(lines, 'text')} written to ${flags.out}, all of them in ${join(flags.out, tableName)}${how}`,
      );
  }
  for (const message of failed) console.error(`ductus: skipped ${message}`);
  if (failed.length > 0) process.exitCode = 1;
}

/** Line images first, then pages; what can't be read is told to `failed`. */
async function* readAll(
  recognizer: Recognizer,
  found: readonly Found[],
  failed: string[],
  threads: number,
): AsyncGenerator<Result> {
  const lines = found.filter(({ path }) => !isPageFile(path));
  const keys = new Map(lines.map(({ path, key }) => [path, key]));
  for await (const read of readImages(recognizer, [...keys.keys()])) {
    const { image } = read;
    if ('problem' in read) failed.push(`${image}: ${read.problem}`);
    else {
      const page = pageOfLine(basename(image), read.width, read.height, read.line);
      yield { path: image, key: keys.get(image) as string, page, imagePath: image, json: [{ image, ...read.line }] };
    }
  }
  const pages = found.filter(({ path }) => isPageFile(path));
  if (pages.length === 0) return;
  const loader = new Loader(threads);
  try {
    for (const { path, key } of pages) {
      const read = await readPage(recognizer, path, loader);
      if ('reason' in read) {
        failed.push(`${read.name}: ${read.reason}${read.detail ? ` (${read.detail})` : ''}`);
        continue;
      }
      for (const { name, reason } of read.skipped) failed.push(`${name}: ${reason}`);
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

/** @throws DataError when an argument names nothing, or two files would share one output */
async function findInputs(given: readonly string[]): Promise<readonly Found[]> {
  const found = new Map<string, Found>();
  for (const argument of given) {
    const files = await findFiles(argument);
    if (!files) throw new DataError(`${argument}: no such image or folder, and no file matches it as a pattern`);
    const single = files.length === 1 && files[0] === argument;
    const inputs = single ? files : withoutPageImages(files.filter((path) => isLineImage(path) || isPageFile(path)));
    if (inputs.length === 0) throw new DataError(`${argument}: no image (png, jpg, tif, webp) or page (.xml) is there`);
    for (const path of inputs) {
      const inside = path.startsWith(argument) && !single;
      const name = nameOf(path);
      const key = inside ? name.slice(argument.length).replace(/^[\\/]+/, '') : basename(name);
      const other = found.get(key);
      if (other && other.path !== path) {
        throw new DataError(`${other.path} and ${path} would both be written as ${key}; read them one after the other`);
      }
      found.set(key, { path, key });
    }
  }
  return [...found.values()];
}

function nameOf(path: string): string {
  return isPageFile(path) ? path.replace(/\.xml$/i, '') : lineName(path);
}

/** An image beside a description of the same name is a page, and read as one. */
function withoutPageImages(paths: readonly string[]): readonly string[] {
  const described = new Set(paths.filter(isPageFile).map(nameOf));
  return paths.filter((path) => isPageFile(path) || !described.has(nameOf(path)));
}

function printResult({ path, page, json }: Result, asJson: boolean): void {
  if (asJson) for (const object of json) console.log(JSON.stringify(object));
  else {
    for (const { id, text, confidence = 0 } of linesOf(page)) {
      console.log(`${path}${isPageFile(path) ? `#${id}` : ''}\t${confidence.toFixed(3)}\t${text}`);
    }
  }
}

async function writeResult(
  { path, key, page, imagePath }: Result,
  folder: string,
  formats: readonly OutputFormat[],
): Promise<void> {
  const options = { created: new Date().toISOString(), creator: `ductus ${version}` };
  for (const format of formats) {
    const out = join(folder, `${key}${outputEndings[format]}`);
    if (join(out) === join(path))
      throw new UsageError(`--out ${dirname(out)}: ${path} would be overwritten; give another folder`);
    await writeFileAtomic(out, await writePage(format, page, options, () => pageImage(imagePath)));
  }
}

/** Of all lines that were read, below --out. */
const tableName = 'recognized.tsv';

/** @returns how many lines it has */
async function writeTable(folder: string, pages: readonly Page[]): Promise<number> {
  await writeFileAtomic(join(folder, tableName), writeTsv(pages));
  return pages.reduce((n, page) => n + linesOf(page).length, 0);
}
