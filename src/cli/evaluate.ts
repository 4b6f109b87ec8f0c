/** ductus evaluate */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { DataError, ImageReader, openDataset, type SourceOptions } from '../dataset/index.js';
import {
  compareLine,
  type EvaluatedLine,
  type EvaluateOptions,
  type Evaluation,
  evaluateModel,
  type ModelEvaluation,
  renderReport,
  type Statistics,
  statisticsOf,
  summarise,
} from '../evaluation/index.js';
import type { Skipped } from '../formats/index.js';
import { dataUri, decodeImage, pngDataUri, writeFileAtomic } from '../platform/index.js';
import { modelPath } from '../recognition/index.js';
import { applyRules, usualRules } from '../text/index.js';
import { samplesOf } from './data-flag.js';
import { UsageError } from './errors.js';
import { groupByFlag, several, threadsFlag } from './flags.js';
import {
  describeLanguage,
  type LanguageFlags,
  type LanguageInUse,
  languageFlags,
  languageOf,
} from './language-flags.js';
import { count, percent, Screen } from './screen.js';
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
  const evaluation: Evaluation & Partial<ModelEvaluation> =
    model === undefined
      ? await compareFiles(data, flags.predictions as string, groupBy)
      : await read(model, data, flags, { ...groupBy, language: inUse?.language });
  if (evaluation.lines.length === 0) {
    for (const line of summariseSkipped(evaluation.skipped)) console.error(`  ${line}`);
    throw new DataError(`${data.join(' ')}: no line could be evaluated`);
  }
  for (const warning of evaluation.warnings ?? []) console.error(`warning: ${warning}`);
  const statistics = statisticsOf(evaluation);
  const unseen = known && withoutTexts(known, evaluation);
  const by = `${model ?? flags.predictions}${inUse ? `, ${describeLanguage(inUse)}` : ''}`;
  if (flags.json) {
    const source = model === undefined ? { predictions: flags.predictions } : { model, ...languageAsJson(inUse) };
    console.log(JSON.stringify({ ...source, ...asJson(evaluation, statistics, unseen) }, null, 2));
  } else {
    console.log(`read by ${by}`);
    print(evaluation, statistics, unseen);
  }
  if (flags.report === undefined) return;
  await writeReport(flags.report, model ?? flags.predictions ?? '', by, data, evaluation, statistics);
  if (!flags.json) console.log(`report: ${flags.report}`);
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

/** Looks for a line's prediction by its place below DATA, then by its bare name. */
async function compareFiles(
  data: readonly string[],
  folder: string,
  source: SourceOptions,
): Promise<Evaluation & Pick<ModelEvaluation, 'warnings'>> {
  const dataset = await openDataset(data, source);
  const lines: EvaluatedLine[] = [];
  const skipped: Skipped[] = [...dataset.skipped];
  for (const sample of dataset.samples) {
    const base = basename(sample.name);
    const candidates = [sample.key, base]
      .flatMap((name) => [`${name}.txt`, `${name}.pred.txt`])
      .map((name) => join(folder, name));
    const prediction = await firstReadable(candidates);
    if (prediction === undefined)
      skipped.push({ name: sample.name, reason: `neither NAME.txt nor NAME.pred.txt is in ${folder}` });
    else lines.push(compareLine({ ...sample, prediction }));
  }
  return { ...summarise(lines, skipped), warnings: dataset.warnings };
}

async function firstReadable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

const imageTypes: Readonly<Record<string, string>> = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp' };

/** An image as it is encoded where a browser shows its kind, else as PNG. */
async function embedded(line: EvaluatedLine, images: ImageReader): Promise<string | undefined> {
  const { imagePath } = line;
  if (imagePath === undefined) return undefined;
  const bytes = await images.read({ ...line, imagePath });
  // A line cut out of its page comes as PNG.
  const type = line.cut ? 'png' : imageTypes[imagePath.split('.').pop()?.toLowerCase() ?? ''];
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

function asJson(evaluation: Evaluation, statistics: Statistics, unseen: Evaluation | undefined) {
  return {
    characterErrorRate: evaluation.characterErrorRate,
    characterInterval: statistics.characterInterval,
    wordErrorRate: evaluation.wordErrorRate,
    wordInterval: statistics.wordInterval,
    ...(unseen ? { unseen: unseenAsJson(unseen) } : {}),
    documents: statistics.documents,
    perfectLines: statistics.perfect,
    characters: statistics.characters,
    words: statistics.words,
    confusions: statistics.confusions.slice(0, 100),
    lines: evaluation.lines.map(({ name, reference, prediction, read, characters }) => ({
      name,
      reference,
      prediction,
      confidence: read?.confidence,
      edits: characters.substitutions + characters.insertions + characters.deletions,
    })),
    skipped: evaluation.skipped,
  };
}

/** `null` where the model read alone. */
function languageAsJson(inUse: LanguageInUse | undefined) {
  if (!inUse) return { language: null };
  const { weight, bonus, beam } = inUse.language;
  return { language: { lm: inUse.lm, lexicon: inUse.lexicon, weight, bonus, beam } };
}

/** Of no lines there are no rates. */
function unseenAsJson(unseen: Evaluation) {
  if (unseen.lines.length === 0) return { lines: 0, characterErrorRate: null, wordErrorRate: null };
  return {
    lines: unseen.lines.length,
    characterErrorRate: unseen.characterErrorRate,
    characterInterval: statisticsOf(unseen).characterInterval,
    wordErrorRate: unseen.wordErrorRate,
  };
}

const shownConfusions = 12;
const shownWorst = 5;

function print(evaluation: Evaluation, statistics: Statistics, unseen: Evaluation | undefined): void {
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
  if (unseen?.lines.length === 0) console.log('the texts of all lines stand in --unseen');
  else if (unseen) {
    const own = statisticsOf(unseen);
    console.log(
      `of ${count(unseen.lines.length, 'line')} whose texts are not in --unseen: CER ${percent(unseen.characterErrorRate, 2)} ${between(own.characterInterval)}, WER ${percent(unseen.wordErrorRate, 2)}`,
    );
  }
  const shown = (character: string) => (character === '' ? 'nothing' : character === ' ' ? 'space' : character);
  const top = statistics.confusions
    .slice(0, shownConfusions)
    .map((c) => `${shown(c.reference)}→${shown(c.prediction)} ${c.count}×`);
  if (top.length > 0) console.log(`most confused: ${top.join(', ')}`);
  const wrong = statistics.worst.filter((line) => line.reference !== line.prediction);
  if (wrong.length > 0) console.log('worst lines:');
  for (const line of wrong.slice(0, shownWorst)) {
    console.log(`  ${line.name}\n    is   ${line.reference}\n    read ${line.prediction}`);
  }
  if (evaluation.skipped.length > 0) {
    console.log(`skipped ${count(evaluation.skipped.length, 'file')}:`);
    for (const line of summariseSkipped(evaluation.skipped)) console.log(`  ${line}`);
  }
}
