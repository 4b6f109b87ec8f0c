/** ductus quantize */
import type { Command } from 'commander';
import { Loader } from '../dataset/index.js';
import { openDataset } from '../dataset/node.js';
import { evaluate } from '../evaluation/index.js';
import { writeFileAtomic } from '../files/index.js';
import { quantize, Recognizer } from '../recognition/index.js';
import { coreCount } from '../runtime/index.js';
import { UsageError } from './errors.js';
import { several, threadsFlag } from './flags.js';
import { refuseReplacing } from './out-place.js';
import { count, percent, print, Screen } from './screen.js';

interface Flags {
  readonly out?: string;
  readonly val?: readonly string[];
  readonly json?: boolean;
  readonly threads?: number;
}

export function configureQuantize(command: Command): void {
  command
    .description(
      'Writes a model in 8 bits: a quarter of the size, about twice as fast to read with, not to be trained on. Reads lines with both models and says what it costs in errors.',
    )
    .argument('<model>', 'a model that ductus train wrote (.onnx)')
    .argument('<data...>', 'lines with texts; 200 of them show the ranges of values')
    .option('--out <file>', 'where the int8 model goes (.onnx)')
    .option('--val <data>', 'lines to compare both models on; may be repeated (default: DATA)', several)
    .option('--json', 'print the comparison as JSON');
  threadsFlag(command)
    .addHelpText(
      'after',
      `
Examples:
  ductus quantize model.onnx lines/train --val lines/val --out model.int8.onnx
  ductus recognize model.int8.onnx line.png`,
    )
    .action(run);
}

async function run(path: string, data: readonly string[], flags: Flags): Promise<void> {
  if (!flags.out?.endsWith('.onnx')) {
    throw new UsageError('quantize needs --out FILE.onnx: where the int8 model goes, such as --out model.int8.onnx');
  }
  refuseReplacing(flags.out, [path]);
  const threads = flags.threads ?? coreCount();
  const screen = new Screen();
  const loader = new Loader(Math.max(1, threads - 1));
  const original = await Recognizer.load(path, { threads, language: false });
  try {
    const source = { text: original.model.metadata.text };
    const calibration = await openDataset(data, source);
    const validation = flags.val ? await openDataset(flags.val, source) : calibration;
    screen.progress(`looking at ${count(Math.min(200, calibration.samples.length), 'line')}`);
    const bytes = await quantize(original.model, calibration.samples, loader);
    const small = await Recognizer.load(bytes, { threads });
    try {
      const measured = [];
      for (const [name, recognizer] of [
        ['float32', original],
        ['int8', small],
      ] as const) {
        const started = performance.now();
        const result = await evaluate(recognizer, validation.samples, loader, (done) =>
          screen.progress(`${name}: read ${done} of ${count(validation.samples.length, 'line')}`),
        );
        const linesPerSecond = (result.lines.length * 1000) / (performance.now() - started);
        measured.push({ name, characterErrorRate: result.characterErrorRate, linesPerSecond });
      }
      await writeFileAtomic(flags.out, bytes);
      screen.clear();
      report(flags, measured, bytes.length, validation.samples.length);
    } finally {
      await small.dispose();
    }
  } finally {
    screen.clear();
    await Promise.all([original.dispose(), loader.dispose()]);
  }
}

interface Measured {
  readonly name: string;
  readonly characterErrorRate: number;
  readonly linesPerSecond: number;
}

function report(flags: Flags, measured: readonly Measured[], bytes: number, lines: number): void {
  const [float32, int8] = measured as [Measured, Measured];
  const difference = int8.characterErrorRate - float32.characterErrorRate;
  if (flags.json) {
    console.log(JSON.stringify({ out: flags.out, bytes, lines, float32, int8, difference }, null, 2));
    return;
  }
  for (const { name, characterErrorRate, linesPerSecond } of measured) {
    print(`${name.padEnd(8)} CER ${percent(characterErrorRate, 2)}, ${linesPerSecond.toFixed(0)} lines/s`);
  }
  const points = `${difference < 0 ? '−' : '+'}${Math.abs(100 * difference).toFixed(2)}`;
  print(`difference ${points} points on ${count(lines, 'line')}`);
  print(`${flags.out}: ${(bytes / 1e6).toFixed(1)} MB`);
}
