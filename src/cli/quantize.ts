/** ductus quantize */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ComparedModel, summariseLayouts } from '../evaluation/index.js';
import {
  type LayoutEvaluation,
  type QuantizedBits,
  type QuantizedLayoutModel,
  type QuantizedModel,
  quantizedName,
  quantizeLayoutModel,
  quantizeModel,
} from '../evaluation/node.js';
import { writeFileAtomic } from '../files/index.js';
import { isLayoutModel } from '../model/index.js';
import { readModelFile } from '../recognition/node.js';
import { UsageError } from './errors.js';
import { several, threadsFlag } from './flags.js';
import { refuseReplacing } from './out-place.js';
import { count, percent, print, printJson, Screen } from './screen.js';

interface Flags {
  readonly bits: QuantizedBits;
  readonly out?: string;
  readonly val?: readonly string[];
  readonly json?: boolean;
  readonly threads?: number;
}

function bitsOf(text: string): QuantizedBits {
  if (text === '8') return 8;
  if (text === '16') return 16;
  throw new InvalidArgumentError('it must be 8 or 16.');
}

export function configureQuantize(command: Command): void {
  command
    .description(
      'Writes a model in 8 bits: a quarter of the size, about twice as fast to read with, not to be trained on; or in 16: half of the size, used as before. Reads lines with both models and says what it costs in errors.',
    )
    .argument('<model>', 'a model that ductus train or ductus train-layout wrote (.onnx)')
    .argument('<data...>', 'lines with texts; 200 of them show the ranges of values. Of a layout model: pages')
    .option('--out <file>', 'where the smaller model goes (.onnx)')
    .addOption(new Option('--bits <n>', 'of the weights').choices(['8', '16']).default(8).argParser(bitsOf))
    .option('--val <data>', 'lines or pages to compare both models on; may be repeated (default: DATA)', several)
    .option('--json', 'print the comparison as JSON');
  threadsFlag(command)
    .addHelpText(
      'after',
      `
Examples:
  ductus quantize model.onnx lines/train --val lines/val --out model.int8.onnx
  ductus quantize model.onnx lines/val --bits 16 --out model.half.onnx
  ductus quantize layout.onnx pages/val --out layout.int8.onnx
  ductus recognize model.int8.onnx line.png`,
    )
    .action(run);
}

async function run(path: string, data: readonly string[], flags: Flags): Promise<void> {
  if (!flags.out?.endsWith('.onnx')) {
    throw new UsageError('quantize needs --out FILE.onnx: where the smaller model goes, such as --out model.int8.onnx');
  }
  refuseReplacing(flags.out, [path]);
  const isOfPages = isLayoutModel(await readModelFile(path));
  await (isOfPages ? quantizePages : quantizeLines)(path, data, { ...flags, out: flags.out });
}

type WithOut = Flags & { readonly out: string };

async function quantizePages(path: string, data: readonly string[], flags: WithOut): Promise<void> {
  const screen = new Screen();
  const result = await quantizeLayoutModel(path, flags.val ?? data, {
    bits: flags.bits,
    threads: flags.threads,
    progress: ({ name, done, pages }) => screen.progress(`${name}: page ${done} of ${pages}`),
  }).finally(() => screen.clear());
  await writeFileAtomic(flags.out, result.bytes);
  reportPages(flags, result);
}

function reportPages({ out, json, bits }: WithOut, { bytes, ...models }: QuantizedLayoutModel): void {
  const [float32, quantized] = [scoresOf(models.original), scoresOf(models.quantized)];
  const difference = quantized.f - float32.f;
  const both = { float32, [quantizedName(bits)]: quantized };
  if (json) {
    printJson({ out, bytes: bytes.length, ...both, difference });
    return;
  }
  for (const [name, { precision, recall, f }] of Object.entries(both)) {
    print(`${name.padEnd(8)} P ${percent(precision)}, R ${percent(recall)}, F ${percent(f, 2)}`);
  }
  print(`difference ${signed(difference)} points on ${count(float32.pages, 'page')}`);
  print(`${out}: ${(bytes.length / 1e6).toFixed(1)} MB`);
}

function scoresOf(evaluation: LayoutEvaluation) {
  const { pages, withoutIgnored } = summariseLayouts(evaluation.pages);
  return { pages, ...withoutIgnored };
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)}`;
}

async function quantizeLines(path: string, data: readonly string[], flags: WithOut): Promise<void> {
  const screen = new Screen();
  const result = await quantizeModel(path, data, {
    bits: flags.bits,
    val: flags.val,
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    begun: (lines) => screen.progress(`looking at ${count(Math.min(200, lines), 'line')}`),
    progress: ({ name, done, lines }) => screen.progress(`${name}: read ${done} of ${count(lines, 'line')}`),
  }).finally(() => screen.clear());
  await writeFileAtomic(flags.out, result.bytes);
  report(flags, result);
}

function report({ out, json }: WithOut, { bytes, lines, ...models }: QuantizedModel): void {
  const [float32, quantized] = [figuresOf(models.original), figuresOf(models.quantized)];
  const difference = quantized.characterErrorRate - float32.characterErrorRate;
  if (json) {
    printJson({ out, bytes: bytes.length, lines, float32, [quantized.name]: quantized, difference });
    return;
  }
  for (const { name, characterErrorRate, linesPerSecond } of [float32, quantized]) {
    print(`${name.padEnd(8)} CER ${percent(characterErrorRate, 2)}, ${linesPerSecond.toFixed(0)} lines/s`);
  }
  print(`difference ${signed(difference)} points on ${count(lines, 'line')}`);
  print(`${out}: ${(bytes.length / 1e6).toFixed(1)} MB`);
}

function figuresOf({ name, evaluation: { characterErrorRate }, linesPerSecond }: ComparedModel) {
  return { name, characterErrorRate, linesPerSecond };
}
