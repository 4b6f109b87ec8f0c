/** ductus evaluate */
import { basename, dirname } from 'node:path';
import type { Command } from 'commander';
import { DataError, ImageReader, imageName } from '../dataset/index.js';
import {
  type EvaluatedLine,
  type Evaluation,
  renderReport,
  type Statistics,
  statisticsOf,
  summarise,
} from '../evaluation/index.js';
import {
  type EvaluateOptions,
  evaluateModel,
  evaluatePredictions,
  type ModelEvaluation,
  type PredictionEvaluation,
} from '../evaluation/node.js';
import { writeFileAtomic } from '../files/index.js';
import { modelPath } from '../recognition/node.js';
import { dataUri, decodeImage, pngDataUri } from '../runtime/index.js';
import { applyRules, printable, usualRules } from '../text/index.js';
import { samplesOf } from './data-flag.js';
import { UsageError } from './errors.js';
import { asJson, missingOf, printEvaluation } from './evaluate-screen.js';
import { groupByFlag, several, threadsFlag } from './flags.js';
import { describeLanguage, type LanguageFlags, languageAsJson, languageFlags, languageOf } from './language-flags.js';
import { count, print, printError, Screen } from './screen.js';
import { summariseSkipped } from './train-screen.js';

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
  const known = flags.unseen && (await samplesOf('--unseen', flags.unseen, usualRules)).map(({ text }) => text);
  if (inUse && model === undefined) throw new UsageError('--lm and its like go with a model, not with --predictions');
  const evaluation: Evaluation & Partial<ModelEvaluation & PredictionEvaluation> =
    model === undefined
      ? await evaluatePredictions(flags.predictions as string, data, groupBy)
      : await read(model, data, flags, { ...groupBy, language: inUse?.language ?? false });
  if (evaluation.lines.length + evaluation.withoutText.length === 0) {
    for (const line of summariseSkipped(evaluation.skipped)) printError(`  ${line}`);
    throw new DataError(`${data.join(' ')}: no line could be evaluated`, { code: 'data/no-lines' });
  }
  for (const warning of evaluation.warnings ?? []) printError(`warning: ${warning}`);
  const statistics = statisticsOf(evaluation);
  const unseen = known && withoutTexts(known, evaluation);
  const by = `${model ?? flags.predictions}${inUse ? `, ${describeLanguage(inUse)}` : ''}`;
  if (flags.json) {
    const source =
      model === undefined ? { predictions: flags.predictions } : { model, language: languageAsJson(inUse) };
    console.log(JSON.stringify({ ...source, ...asJson(evaluation, statistics, unseen) }, null, 2));
  } else {
    print(`read by ${by}`);
    printEvaluation(evaluation, statistics, unseen);
  }
  if (flags.report !== undefined) {
    await writeReport(flags.report, model ?? flags.predictions ?? '', by, data, evaluation, statistics);
    if (!flags.json) print(`report: ${flags.report}`);
  }
  complainOf(evaluation, flags.predictions);
}

const shownMissing = 20;

/** Figures over predictions that are not all there are no success. */
function complainOf(evaluation: Evaluation & Partial<PredictionEvaluation>, folder: string | undefined): void {
  const missing = missingOf(evaluation);
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

/** The lines whose texts are none of these, under the same rules. */
function withoutTexts(known: readonly string[], evaluation: Evaluation & Partial<ModelEvaluation>): Evaluation {
  const rules = evaluation.metadata?.text ?? usualRules;
  const texts = new Set(known.map((text) => applyRules(text, rules)));
  return summarise(
    evaluation.lines.filter(({ reference }) => !texts.has(reference)),
    [],
  );
}

const imageTypes: Readonly<Record<string, string>> = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp' };

/** An image as it is encoded where a browser shows its kind, else as PNG. */
async function embedded({ image }: EvaluatedLine, images: ImageReader): Promise<string | undefined> {
  if (image === undefined) return undefined;
  const bytes = await images.read(image);
  // A line cut out of its page comes as PNG.
  const type = image.kind === 'cut' ? 'png' : imageTypes[imageName(image).split('.').pop()?.toLowerCase() ?? ''];
  return type ? dataUri(bytes, type) : pngDataUri(await decodeImage(bytes));
}

async function writeReport(
  path: string,
  what: string,
  by: string,
  data: readonly string[],
  evaluation: Evaluation & Partial<ModelEvaluation>,
  statistics: Statistics,
): Promise<void> {
  const images = new ImageReader();
  const html = await renderReport({
    title: `${basename(what)} on ${data.map((d) => basename(d) || dirname(d)).join(', ')}`,
    facts: [
      ['read by', by],
      ['data', data.join(' ')],
      ['date', new Date().toISOString().slice(0, 10)],
    ],
    evaluation,
    statistics,
    ...(evaluation.metadata ? { curve: evaluation.metadata.history } : {}),
    image: (line) => embedded(line, images),
  });
  await writeFileAtomic(path, html);
}
