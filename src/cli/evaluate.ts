/** ductus evaluate */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Command } from 'commander';
import { DataError, Loader, openDataset, type Sample } from '../dataset/index.js';
import {
  compareLine,
  type EvaluatedLine,
  type Evaluation,
  evaluate,
  renderReport,
  type Statistics,
  statisticsOf,
  summarise,
} from '../evaluation/index.js';
import { coreCount, writeFileAtomic } from '../platform/index.js';
import { Recognizer } from '../recognition/index.js';
import { UsageError } from './errors.js';
import { groupByFlag, threadsFlag } from './flags.js';
import { count, percent, Screen } from './screen.js';
import { summariseSkipped } from './train-screen.js';

interface Flags {
  readonly report?: string;
  readonly json?: boolean;
  readonly predictions?: string;
  readonly threads?: number;
  readonly groupBy?: string;
}

export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .summary("measure a model, or any system's texts, against references")
    .description(
      'Reads lines and compares with their texts: error rates with 95% intervals, kinds of error, worst lines.',
    )
    .argument('<model-and-data...>', 'MODEL.onnx and DATA; with --predictions only DATA')
    .option('--report <file>', 'write an HTML report with images')
    .option('--json', 'print the result as JSON')
    .option('--predictions <dir>', 'score text files (NAME.txt or NAME.pred.txt) instead of a model');
  threadsFlag(groupByFlag(command))
    .addHelpText(
      'after',
      `
Examples:
  ductus evaluate model.onnx lines/val --report report.html
  ductus evaluate --predictions other-system/ lines/val --json`,
    )
    .action(run);
}

async function run(given: readonly string[], flags: Flags): Promise<void> {
  const model = flags.predictions === undefined ? given[0] : undefined;
  const data = flags.predictions === undefined ? given.slice(1) : given;
  if (data.length === 0)
    throw new UsageError('evaluate needs DATA after MODEL.onnx: a folder of line images with texts');
  const recognizer = model === undefined ? undefined : await Recognizer.load(model, { threads: threadsOf(flags) });
  const dataset = await openDataset(data, {
    ...(recognizer ? { normalisation: recognizer.model.metadata.normalisation } : {}),
    ...(flags.groupBy === undefined ? {} : { groupBy: new RegExp(flags.groupBy, 'u') }),
  });
  const result = recognizer
    ? await read(recognizer, dataset.samples, flags)
    : await compareFiles(dataset.samples, flags.predictions as string);
  await recognizer?.dispose();
  const evaluation = { ...result, skipped: [...dataset.skipped, ...result.skipped] };
  if (evaluation.lines.length === 0) {
    for (const line of summariseSkipped(evaluation.skipped)) console.error(`  ${line}`);
    throw new DataError(`${data.join(' ')}: no line could be evaluated`);
  }
  const statistics = statisticsOf(evaluation);
  if (flags.report !== undefined)
    await writeReport(flags.report, model ?? flags.predictions ?? '', data, evaluation, statistics);
  if (flags.json) console.log(JSON.stringify(asJson(evaluation, statistics), null, 2));
  else print(evaluation, statistics, flags.report);
}

function threadsOf({ threads }: Flags): number {
  return threads ?? coreCount();
}

async function read(recognizer: Recognizer, samples: readonly Sample[], flags: Flags): Promise<Evaluation> {
  const loader = new Loader(Math.max(1, threadsOf(flags) - 1));
  const screen = new Screen();
  try {
    return await evaluate(recognizer, samples, loader, (done) =>
      screen.progress(`read ${done} of ${count(samples.length, 'line')}`),
    );
  } finally {
    screen.clear();
    await loader.dispose();
  }
}

/** Looks for a line's prediction by its name, beside the other predictions or in the same subfolder. */
async function compareFiles(samples: readonly Sample[], folder: string): Promise<Evaluation> {
  const lines: EvaluatedLine[] = [];
  const skipped: { name: string; reason: string }[] = [];
  for (const sample of samples) {
    const base = basename(sample.name);
    const inside = relative(process.cwd(), sample.name);
    const candidates = [base, inside]
      .flatMap((name) => [`${name}.txt`, `${name}.pred.txt`])
      .map((name) => join(folder, name));
    const prediction = await firstReadable(candidates);
    if (prediction === undefined)
      skipped.push({
        name: sample.name,
        reason: `no prediction: neither ${base}.txt nor ${base}.pred.txt is in ${folder}`,
      });
    else lines.push(compareLine({ ...sample, prediction }));
  }
  return summarise(lines, skipped);
}

async function firstReadable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

const imageTypes: Readonly<Record<string, string>> = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp' };

/** An image as it is on disk where a browser shows its kind, else as PNG. */
async function embedded({ imagePath }: EvaluatedLine): Promise<string | undefined> {
  if (imagePath === undefined) return undefined;
  const type = imageTypes[imagePath.split('.').pop()?.toLowerCase() ?? ''];
  if (type) return `data:image/${type};base64,${(await readFile(imagePath)).toString('base64')}`;
  const { decodeImage, encodePng } = await import('../platform/index.js');
  const png = await encodePng(await decodeImage(imagePath));
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

async function writeReport(
  path: string,
  what: string,
  data: readonly string[],
  evaluation: Evaluation,
  statistics: Statistics,
): Promise<void> {
  const html = await renderReport({
    title: `${basename(what)} on ${data.map((d) => basename(d) || dirname(d)).join(', ')}`,
    facts: [
      ['read by', what],
      ['data', data.join(' ')],
      ['date', new Date().toISOString().slice(0, 10)],
    ],
    evaluation,
    statistics,
    image: embedded,
  });
  await writeFileAtomic(path, html);
}

function asJson(evaluation: Evaluation, statistics: Statistics) {
  return {
    characterErrorRate: evaluation.characterErrorRate,
    characterInterval: statistics.characterInterval,
    wordErrorRate: evaluation.wordErrorRate,
    wordInterval: statistics.wordInterval,
    documents: statistics.documents,
    perfectLines: statistics.perfect,
    characters: statistics.characters,
    words: statistics.words,
    confusions: statistics.confusions.slice(0, 100),
    lines: evaluation.lines.map(({ name, reference, prediction, confidence, characters }) => ({
      name,
      reference,
      prediction,
      confidence,
      edits: characters.substitutions + characters.insertions + characters.deletions,
    })),
    skipped: evaluation.skipped,
  };
}

const shownConfusions = 12;
const shownWorst = 5;

function print(evaluation: Evaluation, statistics: Statistics, report: string | undefined): void {
  const { characters, words, characterInterval, wordInterval } = statistics;
  const between = ({ low, high }: typeof characterInterval) => `(95%: ${percent(low)} to ${percent(high)})`;
  console.log(
    `${count(evaluation.lines.length, 'line')} of ${count(statistics.documents, 'document')}, ${percent(statistics.perfect)} without any error`,
  );
  console.log(
    `CER ${percent(evaluation.characterErrorRate, 2)} ${between(characterInterval)}: ${characters.substitutions} substituted, ${characters.deletions} missed, ${characters.insertions} added of ${characters.length} characters`,
  );
  console.log(
    `WER ${percent(evaluation.wordErrorRate, 2)} ${between(wordInterval)}: ${words.substitutions} substituted, ${words.deletions} missed, ${words.insertions} added of ${words.length} words`,
  );
  const shown = (character: string) => (character === '' ? 'nothing' : character === ' ' ? 'space' : character);
  const top = statistics.confusions
    .slice(0, shownConfusions)
    .map((c) => `${shown(c.reference)}→${shown(c.prediction)} ${c.count}×`);
  if (top.length > 0) console.log(`most confused: ${top.join(', ')}`);
  console.log('worst lines:');
  for (const line of statistics.worst.slice(0, shownWorst)) {
    console.log(`  ${line.name}\n    is   ${line.reference}\n    read ${line.prediction}`);
  }
  if (evaluation.skipped.length > 0) {
    console.log(`skipped ${count(evaluation.skipped.length, 'file')}:`);
    for (const line of summariseSkipped(evaluation.skipped)) console.log(`  ${line}`);
  }
  if (report !== undefined) console.log(`report: ${report}`);
}
