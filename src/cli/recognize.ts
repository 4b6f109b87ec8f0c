/** ductus recognize */
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { DataError } from '../dataset/index.js';
import { isLineImage, lineName } from '../formats/index.js';
import { coreCount, findFiles, writeFileAtomic } from '../platform/index.js';
import { type ReadLine, Recognizer, readImages } from '../recognition/index.js';
import { threadsFlag } from './flags.js';
import { count, Screen } from './screen.js';

interface Flags {
  readonly json?: boolean;
  readonly out?: string;
  readonly threads?: number;
}

export function configureRecognize(command: Command): void {
  command
    .description('Reads images of single lines. Prints NAME, confidence and text, separated by tabs.')
    .argument('<model>', 'a model that ductus train wrote (.onnx)')
    .argument('<image...>', 'images, folders or patterns')
    .option('--json', 'print one JSON object a line, with position and confidence of each character')
    .option('--out <dir>', 'write NAME.txt for each image, and all results to recognized.tsv');
  threadsFlag(command)
    .addHelpText(
      'after',
      `
Examples:
  ductus recognize model.onnx line.png
  ductus recognize model.onnx scans/lines --out texts/
  ductus recognize model.onnx line.png --json`,
    )
    .action(run);
}

/** An image, and where it lies below the argument that named it: its results go to the same place below --out. */
interface Found {
  readonly image: string;
  readonly key: string;
}

interface Result extends Found {
  readonly line: ReadLine;
}

async function run(model: string, images: readonly string[], flags: Flags): Promise<void> {
  const paths = await findImages(images);
  const recognizer = await Recognizer.load(model, { threads: flags.threads ?? coreCount() });
  const failed: string[] = [];
  const results: Result[] = [];
  const screen = new Screen();
  const keys = new Map(paths.map(({ image, key }) => [image, key]));
  for await (const read of readImages(recognizer, [...keys.keys()])) {
    if ('problem' in read) {
      failed.push(`${read.image}: ${read.problem}`);
      continue;
    }
    const result = { ...read, key: keys.get(read.image) as string };
    results.push(result);
    if (flags.out !== undefined) {
      await writeFileAtomic(join(flags.out, `${result.key}.txt`), `${result.line.text}\n`);
      screen.progress(`read ${results.length} of ${count(paths.length, 'image')}`);
    } else {
      print(result, flags.json === true);
    }
  }
  screen.clear();
  await recognizer.dispose();
  if (flags.out !== undefined) await writeSummary(flags.out, results, flags.json === true);
  for (const message of failed) console.error(`ductus: skipped ${message}`);
  if (failed.length > 0) process.exitCode = 1;
}

/** @throws DataError when an argument names nothing, or two images would share one output */
async function findImages(given: readonly string[]): Promise<readonly Found[]> {
  const found = new Map<string, Found>();
  for (const argument of given) {
    const files = await findFiles(argument);
    if (!files) throw new DataError(`${argument}: no such image or folder, and no file matches it as a pattern`);
    const single = files.length === 1 && files[0] === argument;
    const images = single ? files : files.filter(isLineImage);
    if (images.length === 0) throw new DataError(`${argument}: no image (png, jpg, tif, webp) is there`);
    for (const image of images) {
      const inside = image.startsWith(argument) && !single;
      const key = inside
        ? lineName(image)
            .slice(argument.length)
            .replace(/^[\\/]+/, '')
        : basename(lineName(image));
      const other = found.get(key);
      if (other && other.image !== image) {
        throw new DataError(
          `${other.image} and ${image} would both be written as ${key}; read them one after the other`,
        );
      }
      found.set(key, { image, key });
    }
  }
  return [...found.values()];
}

function print({ image, line }: Result, json: boolean): void {
  if (json) console.log(JSON.stringify({ image, ...line }));
  else console.log(row(image, line));
}

function row(image: string, { confidence, text }: ReadLine): string {
  return `${image}\t${confidence.toFixed(3)}\t${text}`;
}

async function writeSummary(folder: string, results: readonly Result[], json: boolean): Promise<void> {
  const path = join(folder, 'recognized.tsv');
  const rows = ['image\tconfidence\ttext', ...results.map(({ image, line }) => row(image, line))];
  await writeFileAtomic(path, `${rows.join('\n')}\n`);
  if (json) for (const result of results) print(result, true);
  else console.log(`${count(results.length, 'text')} written to ${folder}, all of them in ${path}`);
}
