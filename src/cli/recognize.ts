/** ductus recognize */
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { DataError } from '../dataset/index.js';
import { isLineImage, lineName } from '../formats/index.js';
import { coreCount, decodeImage, findFiles, imageProblem, writeFileAtomic } from '../platform/index.js';
import { type ReadLine, Recognizer } from '../recognition/index.js';
import { threadsFlag } from './flags.js';
import { count, Screen } from './screen.js';

interface Flags {
  readonly json?: boolean;
  readonly out?: string;
  readonly threads?: number;
}

export function addRecognize(program: Command): void {
  const command = program
    .command('recognize')
    .summary('read line images')
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

interface Result {
  readonly name: string;
  readonly image: string;
  readonly line: ReadLine;
}

async function run(model: string, images: readonly string[], flags: Flags): Promise<void> {
  const paths = await findImages(images);
  const recognizer = await Recognizer.load(model, { threads: flags.threads ?? coreCount() });
  const failed: string[] = [];
  const results: Result[] = [];
  const screen = new Screen();
  for (const image of paths) {
    const result = await readOne(recognizer, image).catch((error: unknown) => {
      failed.push(`${image}: ${imageProblem(error)}`);
      return undefined;
    });
    if (!result) continue;
    results.push(result);
    if (flags.out !== undefined) {
      await writeFileAtomic(join(flags.out, `${basename(result.name)}.txt`), `${result.line.text}\n`);
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

async function findImages(given: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const argument of given) {
    const files = await findFiles(argument);
    if (!files) throw new DataError(`${argument}: no such image or folder, and no file matches it as a pattern`);
    const images = files.length === 1 ? files : files.filter(isLineImage);
    if (images.length === 0) throw new DataError(`${argument}: no image (png, jpg, tif, webp) is there`);
    for (const image of images) found.add(image);
  }
  return [...found];
}

async function readOne(recognizer: Recognizer, image: string): Promise<Result> {
  return { name: lineName(image), image, line: await recognizer.recognize(await decodeImage(image)) };
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
