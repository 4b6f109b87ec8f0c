/** ductus train-lm */
import type { Command } from 'commander';
import { openDataset } from '../dataset/node.js';
import { fileName, writeFileAtomic } from '../files/index.js';
import { formatArpa, type NGramModel, packNGrams, pruneNGrams, trainNGrams } from '../language/index.js';
import { LanguageError } from '../recognition/node.js';
import { applyRules, toDisplay } from '../text/index.js';
import { UsageError } from './errors.js';
import { number, several, type TextFlags, textFlags, textRules } from './flags.js';
import { count, print, printError, printJson } from './screen.js';
import { readTextLines } from './text-files.js';
import { summariseSkipped } from './training-screen.js';

interface Flags extends TextFlags {
  readonly out?: string;
  readonly order?: number;
  readonly prune?: number;
  readonly most?: number;
  readonly words?: boolean;
  readonly val?: readonly string[];
  readonly json?: boolean;
}

const usualOrder = { characters: 6, words: 3 } as const;
const highestOrder = 20;

export function configureTrainLm(command: Command): void {
  textFlags(command)
    .description(
      'Makes a language model (packed or ARPA, modified Kneser-Ney) from texts: .txt files as they stand, line by line, or the texts of DATA. Read with it by --lm.',
    )
    .argument('<text...>', 'text files or patterns (.txt), or folders, pages and packed files of lines with texts')
    .option('--out <file>', 'where the model goes: .lm, small and soon read; or .arpa, which other programs read too')
    .option('--words', 'a model of words instead of characters')
    .option(
      '--order <n>',
      `length of the longest n-grams (default: ${usualOrder.characters} characters, ${usualOrder.words} words)`,
      number({ integer: true, least: 1 }),
    )
    .option(
      '--prune <n>',
      'leave out n-grams of 4 and more that occur so often or less: 1 makes a model of less than half the size (default: 0)',
      number({ integer: true, least: 0 }),
    )
    .option(
      '--most <n>',
      'keep so many n-grams of 2 and more: those that the texts would miss most (default: all)',
      number({ integer: true, least: 0 }),
    )
    .option('--val <text>', 'say how well the model foresees these texts; may be repeated', several)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  ductus train-lm letters.txt --out lm.arpa
  ductus train-lm lines/train --val lines/val --out lm.arpa --order 8
  ductus train-lm corpus.txt --words --out words.arpa
  ductus evaluate model.onnx lines/val --lm lm.arpa`,
    )
    .action(run);
}

async function run(texts: readonly string[], flags: Flags): Promise<void> {
  const { out, prune, words = false, json = false } = flags;
  if (out === undefined || !/\.(lm|arpa)$/.test(out)) {
    throw new UsageError('train-lm needs --out FILE.lm or FILE.arpa: where the model goes, such as --out letters.lm');
  }
  const order = flags.order ?? (words ? usualOrder.words : usualOrder.characters);
  if (order > highestOrder) throw new UsageError(`--order must be ${highestOrder} at most, got ${order}`);
  const lines = await readTexts(texts, flags);
  const held = flags.val && (await readTexts(flags.val, flags));
  const tokens = (line: string): readonly string[] => (words ? line.split(' ').filter(Boolean) : [...line]);
  const whole = trainNGrams(lines.map(tokens), { order, ...(prune === undefined ? {} : { prune }) });
  const model = flags.most === undefined ? whole : pruneNGrams(whole, flags.most);
  const about = {
    name: fileName(out).replace(/\.\w+$/, ''),
    source: `${texts.join(', ')}: ${count(lines.length, 'line')}`,
  };
  await writeFileAtomic(out, out.endsWith('.lm') ? packNGrams(model, about) : formatArpa(model));
  const perplexity = held && perplexityOf(model, held.map(tokens));
  const characters = lines.reduce((sum, line) => sum + [...line].length, 0);
  if (json) {
    printJson({ out, lines: lines.length, characters, order, words, nGrams: model.counts, perplexity }, 0);
    return;
  }
  const unit = words ? 'word' : 'character';
  print(`${count(lines.length, 'line')}, ${count(characters, 'character')}`);
  print(`${out}: ${unit} n-grams up to ${order}: ${model.counts.map((n) => n.toLocaleString('en-US')).join(', ')}`);
  if (perplexity !== undefined) print(`perplexity on --val: ${perplexity.toFixed(2)} for each ${unit}`);
}

/** Lines as the network sees them written: by the rules, in the order in which they stand in the image. */
async function readTexts(paths: readonly string[], flags: Flags): Promise<readonly string[]> {
  const rules = textRules(flags);
  const isPlain = (path: string) => path.toLowerCase().endsWith('.txt');
  const plain = await readTextLines(paths.filter(isPlain));
  const others = paths.filter((path) => !isPlain(path));
  const { samples, skipped } = others.length > 0 ? await openDataset(others, { text: rules }) : nothing;
  const left = summariseSkipped(skipped);
  if (left.length > 0) printError(['skipped:', ...left.map((line) => `  ${line}`)].join('\n'));
  const lines = [...plain, ...samples.map(({ text }) => text)]
    .map((line) => toDisplay(applyRules(line, rules), rules.direction))
    .filter((line) => line !== '');
  if (lines.length === 0) {
    throw new LanguageError(
      paths.join(' '),
      `there must be a line of text, and there is none. Give .txt files, or lines with their texts`,
    );
  }
  return lines;
}

const nothing = { samples: [], skipped: [] } as const;

/** 10^(mean −log10 p of a token, each line's end included). */
function perplexityOf(model: NGramModel, lines: readonly (readonly string[])[]): number {
  const sum = lines.reduce((total, line) => total + model.logProb(line), 0);
  return 10 ** (-sum / lines.reduce((total, line) => total + line.length + 1, 0));
}
