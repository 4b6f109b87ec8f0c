/** ductus pack */
import { basename } from 'node:path';
import type { Command } from 'commander';
import { DataError } from '../dataset/index.js';
import { openDataset, packSamples } from '../dataset/node.js';
import { fileSize } from '../files/index.js';
import { UsageError } from './errors.js';
import { type TextFlags, textFlags, textRules } from './flags.js';
import { count, print, printError, printJson, Screen } from './screen.js';
import { summariseSkipped } from './training-screen.js';

interface Flags extends TextFlags {
  readonly out?: string;
  readonly json?: boolean;
}

export function configurePack(command: Command): void {
  textFlags(command)
    .description(
      "Puts lines, images as they are and texts, into one Parquet file: the layout of Hugging Face's datasets, quick to copy and to read on slow disks. Give it wherever DATA is wanted.",
    )
    .argument('<data...>', 'folders, images, patterns or packed files')
    .option('--out <file>', 'where the lines go (.parquet)')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  ductus pack lines/train --out train.parquet
  ductus train train.parquet --val lines/val --out model.onnx`,
    )
    .action(run);
}

async function run(data: readonly string[], flags: Flags): Promise<void> {
  const { out, json } = flags;
  if (!out?.endsWith('.parquet')) {
    throw new UsageError('pack needs --out FILE.parquet: where the lines go, such as --out lines.parquet');
  }
  const dataset = await openDataset(data, { text: textRules(flags) });
  const all = dataset.samples.length;
  const screen = new Screen();
  if (all === 0) {
    for (const line of summariseSkipped(dataset.skipped)) printError(`  ${line}`);
    throw new DataError(`${data.join(' ')}: no line to pack`, { code: 'data/no-lines' });
  }
  const { skipped: unread } = await packSamples(dataset.samples, out, (done) =>
    screen.progress(`packed ${done} of ${count(all, 'line')}`),
  );
  screen.clear();
  const skipped = [...dataset.skipped, ...unread];
  const lines = all - unread.length;
  const bytes = (await fileSize(out)) ?? 0;
  if (json) {
    printJson({ out, lines, bytes, skipped });
    return;
  }
  print(`${count(lines, 'line')} in ${basename(out)}, ${(bytes / 1e6).toFixed(1)} MB`);
  if (skipped.length === 0) return;
  print(`skipped ${count(skipped.length, 'file')}:`);
  for (const line of summariseSkipped(skipped)) print(`  ${line}`);
}
