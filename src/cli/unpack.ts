/** ductus unpack */
import type { Command } from 'commander';
import { DataError } from '../dataset/index.js';
import { openDataset, writeLines } from '../dataset/node.js';
import { UsageError } from './errors.js';
import { type TextFlags, textFlags, textRules } from './flags.js';
import { checkFolder } from './out-place.js';
import { count, print, printError, printJson, Screen } from './screen.js';
import { summariseSkipped } from './training-screen.js';

interface Flags extends TextFlags {
  readonly out?: string;
  readonly json?: boolean;
}

export function configureUnpack(command: Command): void {
  textFlags(command)
    .description(
      'Writes lines as files, NAME.png and NAME.gt.txt, which other systems read too: of packed files images as they are, of pages the lines cut out.',
    )
    .argument('<data...>', 'packed files, pages, lists, folders or patterns')
    .option('--out <dir>', 'where the files go')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  ductus unpack lines.parquet --out lines/
  ductus unpack pages/ --out lines/`,
    )
    .action(run);
}

async function run(data: readonly string[], flags: Flags): Promise<void> {
  const { out, json } = flags;
  if (out === undefined) throw new UsageError('unpack needs --out DIR: where the files go, such as --out lines');
  await checkFolder('--out', out);
  const dataset = await openDataset(data, { text: textRules(flags) });
  const all = dataset.samples.length;
  if (all === 0) {
    for (const line of summariseSkipped(dataset.skipped)) printError(`  ${line}`);
    throw new DataError(`${data.join(' ')}: no line to write`, { code: 'data/no-lines' });
  }
  const screen = new Screen();
  const unread = await writeLines(dataset.samples, out, (done) =>
    screen.progress(`wrote ${done} of ${count(all, 'line')}`),
  );
  screen.clear();
  const skipped = [...dataset.skipped, ...unread];
  const lines = all - unread.length;
  if (lines === 0) {
    for (const line of summariseSkipped(skipped)) printError(`  ${line}`);
    throw new DataError(`${data.join(' ')}: no line could be read`, { code: 'data/no-lines' });
  }
  if (json) {
    printJson({ out, lines, skipped });
    return;
  }
  print(`${count(lines, 'line')} in ${out}`);
  if (skipped.length === 0) return;
  print(`skipped ${count(skipped.length, 'file')}:`);
  for (const line of summariseSkipped(skipped)) print(`  ${line}`);
}
