/** ductus evaluate */
import type { Command } from 'commander';
import { DataError } from '../dataset/index.js';
import { type Evaluation, missingLines, statisticsOf, withoutTexts } from '../evaluation/index.js';
import {
  type EvaluateOptions,
  evaluateModel,
  evaluatePredictions,
  type ModelEvaluation,
  type PredictionEvaluation,
  reportWithImages,
  samplesOf,
} from '../evaluation/node.js';
import { writeFileAtomic } from '../files/index.js';
import { modelPath } from '../recognition/node.js';
import { printable, usualRules } from '../text/index.js';
import { UsageError } from './errors.js';
import { asJson, printEvaluation } from './evaluate-screen.js';
import { groupByFlag, several, threadsFlag } from './flags.js';
import { untilInterrupted } from './interrupts.js';
import {
  describeLanguage,
  type LanguageFlags,
  type LanguageInUse,
  languageAsJson,
  languageFlags,
  languageOf,
} from './language-flags.js';
import { LanguageTally } from './language-tally.js';
import { count, print, printError, Screen } from './screen.js';
import { summariseSkipped } from './training-screen.js';

interface Flags extends LanguageFlags {
  readonly report?: string;
  readonly json?: boolean;
  readonly predictions?: string;
  readonly unseen?: readonly string[];
  readonly threads?: number;
  readonly groupBy?: string;
}

export function configureEvaluate(command: Command): void {
  command
    .description(
      'Reads lines and compares with their texts: error rates with 95% intervals, kinds of error, worst lines.',
    )
    .argument('<model-and-data...>', 'MODEL.onnx, or starter, and DATA; with --predictions only DATA')
    .option('--report <file>', 'write an HTML report with images')
    .option('--json', 'print the result as JSON')
    .option('--predictions <dir>', 'score text files (NAME.txt or NAME.pred.txt) instead of a model');
  command.option(
    '--unseen <data>',
    'say the error rates also without lines whose texts stand in these (the training lines, say); may be repeated',
    several,
  );
  threadsFlag(groupByFlag(languageFlags(command)))
    .addHelpText(
      'after',
      `
Examples:
  ductus evaluate model.onnx lines/val --report report.html
  ductus evaluate model.onnx lines/val --lm lm.arpa
  ductus evaluate model.onnx lines/val --unseen lines/train
  ductus evaluate --predictions other-system/ lines/val --json`,
    )
    .action(run);
}

async function run(args: readonly string[], flags: Flags): Promise<void> {
  const model = flags.predictions === undefined ? args[0] : undefined;
  const data = flags.predictions === undefined ? args.slice(1) : args;
  if (data.length === 0) {
    throw new UsageError('evaluate needs DATA after MODEL.onnx: a folder of line images with texts');
  }
  if (model !== undefined && !modelPath(model).endsWith('.onnx')) {
    throw new UsageError(`evaluate takes MODEL.onnx first and DATA after it, got ${args.join(' ')}`);
  }
  const groupBy = flags.groupBy === undefined ? {} : { groupBy: new RegExp(flags.groupBy, 'u') };
  const inUse = await languageOf(flags, model);
  const seen = flags.unseen && (await samplesOf('unseen', flags.unseen, usualRules)).map(({ text }) => text);
  if (inUse && model === undefined) throw new UsageError('--lm and its like go with a model, not with --predictions');
  const evaluation = await untilInterrupted<Evaluated>('of a part of the lines no figures are given', (signal) => {
    const { predictions = '' } = flags;
    return model === undefined
      ? evaluatePredictions(predictions, data, { ...groupBy, signal })
      : read(model, data, flags, { ...groupBy, language: inUse?.language ?? false, signal });
  });
  if (!evaluation) return;
  if (evaluation.lines.length + evaluation.withoutText.length === 0) {
    for (const line of summariseSkipped(evaluation.skipped)) printError(`  ${line}`);
    throw new DataError(`${data.join(' ')}: no line could be evaluated`, { code: 'data/no-lines' });
  }
  await show(evaluation, { model, data, inUse, seen }, flags);
  complainOf(evaluation, flags.predictions);
}

type Evaluated = Evaluation & Partial<ModelEvaluation & PredictionEvaluation>;

/** What was read with what. */
interface About {
  readonly model: string | undefined;
  readonly data: readonly string[];
  readonly inUse: LanguageInUse | undefined;
  /** The texts of --unseen. */
  readonly seen: readonly string[] | undefined;
}

/** Prints the figures, and writes the report. */
async function show(evaluation: Evaluated, { model, data, inUse, seen }: About, flags: Flags): Promise<void> {
  for (const warning of evaluation.warnings ?? []) printError(`warning: ${warning}`);
  const statistics = statisticsOf(evaluation);
  const unseen = seen && withoutTexts(evaluation, seen, evaluation.metadata?.text);
  const what = model ?? flags.predictions ?? '';
  const tally = new LanguageTally();
  for (const { document, read } of evaluation.lines) tally.add(document, read?.language);
  const by = `${what}${inUse ? `, ${describeLanguage(inUse)}` : ''}`;
  if (flags.json) {
    const source =
      model === undefined
        ? { predictions: flags.predictions }
        : { model, language: languageAsJson(inUse), ...(tally.counts ? { languages: tally.counts } : {}) };
    console.log(JSON.stringify({ ...source, ...asJson(evaluation, statistics, unseen) }, null, 2));
  } else {
    print(`read by ${by}`);
    if (tally.text !== undefined) print(`languages: ${tally.text}`);
    printEvaluation(evaluation, statistics, unseen);
  }
  if (flags.report === undefined) return;
  await writeFileAtomic(flags.report, await reportWithImages(evaluation, { what, by, data, statistics }));
  if (!flags.json) print(`report: ${flags.report}`);
}

const shownMissing = 20;

/** Figures over predictions that are not all there are no success. */
function complainOf(evaluation: Evaluated, folder: string | undefined): void {
  const missing = missingLines(evaluation);
  const { unusable = [] } = evaluation;
  if (missing.length > 0) {
    const more = missing.length > shownMissing ? `\n  and ${missing.length - shownMissing} more` : '';
    printError(
      `ductus: ${missing.length} of ${count(evaluation.lines.length + evaluation.withoutText.length, 'line')} counted as read empty, since neither NAME.txt nor NAME.pred.txt is in ${folder}:\n${missing
        .slice(0, shownMissing)
        .map(({ name }) => `  ${printable(name)}`)
        .join('\n')}${more}`,
    );
  }
  if (unusable.length > 0) {
    const reasons = summariseSkipped(unusable).map((line) => `  ${line}`);
    printError(`ductus: ${count(unusable.length, 'prediction')} could not be compared:\n${reasons.join('\n')}`);
  }
  if (missing.length + unusable.length > 0) process.exitCode = 1;
}

async function read(
  model: string,
  data: readonly string[],
  flags: Flags,
  options: EvaluateOptions,
): Promise<ModelEvaluation> {
  const screen = new Screen();
  try {
    return await evaluateModel(model, data, {
      ...options,
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      progress: (done, all) => screen.progress(`read ${done} of ${count(all, 'line')}`),
    });
  } finally {
    screen.clear();
  }
}
