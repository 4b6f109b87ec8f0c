/** ductus evaluate-layout */
import type { Command } from 'commander';
import { DataError } from '../dataset/index.js';
import { evaluateLayout, evaluateLayoutPredictions, type LayoutEvaluation, layoutReport } from '../evaluation/node.js';
import { writeFileAtomic } from '../files/index.js';
import { UsageError } from './errors.js';
import { complainOfLayouts, layoutsAsJson, printLayouts } from './evaluate-layout-screen.js';
import { threadsFlag } from './flags.js';
import { untilInterrupted } from './interrupts.js';
import { describeFinder, type FinderFlags, methodFlag, openFinder } from './layout-flags.js';
import { count, print, printError, printJson, Screen } from './screen.js';
import { summariseSkipped } from './training-screen.js';

interface Flags extends FinderFlags {
  readonly predictions?: string;
  readonly report?: string;
  readonly rightToLeft?: boolean;
  readonly json?: boolean;
}

export function configureEvaluateLayout(command: Command): void {
  methodFlag(
    command
      .description(
        'Finds the lines of pages whose lines are known, and compares: baselines (precision, recall and F as cBAD has them), outlines, reading order, and lines that are missed, split or merged.',
      )
      .argument(
        '<model-and-data...>',
        'a layout model (.onnx), and DATA: PAGE or ALTO files with their images, folders or patterns; without a model by --method, or --predictions',
      ),
  )
    .option('--predictions <dir>', 'score what is there (NAME.xml in PAGE or ALTO, NAME.json) instead of finding lines')
    .option('--report <file>', 'write an HTML report with the worst pages')
    .option('--right-to-left', 'pages and columns are read from right to left')
    .option('--json', 'print the result as JSON');
  threadsFlag(command)
    .addHelpText(
      'after',
      `
Examples:
  ductus evaluate-layout layout.onnx pages/val --report report.html
  ductus evaluate-layout --method classical pages/val
  ductus evaluate-layout --predictions other-system/ pages/val --json`,
    )
    .action(run);
}

async function run(args: readonly string[], flags: Flags): Promise<void> {
  const [first = ''] = args;
  const model = first.endsWith('.onnx') ? first : undefined;
  const data = model === undefined ? args : args.slice(1);
  checkArguments(model, data, flags);
  const { evaluation, by } = await evaluated(model, data, flags);
  if (!evaluation) return;
  if (evaluation.pages.length === 0) {
    for (const line of summariseSkipped(evaluation.skipped)) printError(`  ${line}`);
    throw new DataError(`${data.join(' ')}: no page could be compared`, { code: 'data/no-lines' });
  }
  for (const note of evaluation.notes) printError(`warning: ${note}`);
  if (flags.json) printJson({ by, ...layoutsAsJson(evaluation) });
  else {
    print(`found by ${by}`);
    printLayouts(evaluation);
  }
  if (flags.report !== undefined) {
    await writeFileAtomic(flags.report, await layoutReport(evaluation, { by, data }));
    if (!flags.json) print(`report: ${flags.report}`);
  }
  complainOfLayouts(evaluation, flags.predictions);
}

/** @throws UsageError */
function checkArguments(model: string | undefined, data: readonly string[], { predictions, method }: Flags): void {
  if (data.length === 0)
    throw new UsageError('evaluate-layout needs DATA: pages whose lines a PAGE or ALTO file describes');
  if (predictions !== undefined && (model !== undefined || method !== undefined)) {
    throw new UsageError('--predictions are what was found already; leave out the model and --method');
  }
  if (model !== undefined && method === 'classical') {
    throw new UsageError(`--method classical needs no model; leave out ${model}`);
  }
}

interface Evaluated {
  /** `undefined` after an interrupt. */
  readonly evaluation: LayoutEvaluation | undefined;
  readonly by: string;
}

async function evaluated(model: string | undefined, data: readonly string[], flags: Flags): Promise<Evaluated> {
  const screen = new Screen();
  const rightToLeft = flags.rightToLeft === true;
  const progress = (done: number, all: number) => screen.progress(`page ${done} of ${count(all, 'page')}`);
  const work = (evaluate: (signal: AbortSignal) => Promise<LayoutEvaluation>) =>
    untilInterrupted('of a part of the pages no figures are given', evaluate).finally(() => screen.clear());
  const { predictions } = flags;
  if (predictions !== undefined) {
    const evaluation = await work((signal) => evaluateLayoutPredictions(predictions, data, { progress, signal }));
    return { evaluation, by: predictions };
  }
  const choice = model === undefined ? flags : { ...flags, layout: model };
  const finder = await openFinder(choice);
  try {
    const evaluation = await work((signal) => evaluateLayout(finder, data, { rightToLeft, progress, signal }));
    return { evaluation, by: describeFinder(finder, choice) };
  } finally {
    await finder.dispose();
  }
}
