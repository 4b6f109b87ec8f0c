/** ductus suggest */
import { type Command, Option } from 'commander';
import { type SuggestedLine, type Suggestion, suggestLines } from '../evaluation/node.js';
import { modelPath, smallStarterName } from '../recognition/node.js';
import { UsageError } from './errors.js';
import { number, several, threadsFlag } from './flags.js';
import { untilInterrupted } from './interrupts.js';
import { type LanguageFlags, languageFlags, languageOf } from './language-flags.js';
import { type FinderFlags, layoutFlag, methodFlag } from './layout-flags.js';
import { groupOptions } from './option-groups.js';
import { LateFinder } from './recognize-finder.js';
import { count, percent, print, printError, printJson, Screen } from './screen.js';
import { summariseSkipped } from './training-screen.js';

interface Flags extends LanguageFlags, FinderFlags {
  readonly lines: number;
  readonly labelled?: readonly string[];
  readonly views: number;
  readonly seed: number;
  readonly images?: (typeof imageKinds)[number];
  readonly json?: boolean;
}

/** What an image can be. */
const imageKinds = ['lines', 'pages'] as const;

export function configureSuggest(command: Command): void {
  command
    .description(
      'Names the lines that it would help most to transcribe next: those in which much is expected to be wrong, no two alike, of many documents. Prints NAME, the id of a line of a page, expected errors and what is read, separated by tabs.',
    )
    .argument(
      '<model-and-page...>',
      `MODEL.onnx (default: ${smallStarterName}), and line images, pages (.xml, images, PDF, TIFF), folders, patterns, or addresses of IIIF manifests`,
    )
    .option('--lines <n>', 'how many lines', number({ integer: true, least: 1 }), 50)
    .option('--labelled <data>', 'lines that have texts already are left out; may be repeated', several)
    .option(
      '--views <n>',
      'how often each line is read distorted too: where it is read otherwise, it is doubtful',
      number({ integer: true, most: 10 }),
      2,
    )
    .option('--seed <n>', 'decides the distortions', number({ integer: true }), 1)
    .addOption(
      new Option('--images <kind>', 'what images without a description are (default: their shape decides)').choices(
        imageKinds,
      ),
    )
    .option('--json', 'print the result as JSON, with the boxes of lines on their pages');
  threadsFlag(layoutFlag(methodFlag(languageFlags(command))));
  groupOptions(command, { 'Common options:': ['lines', 'labelled', 'images', 'json'] }).addHelpText(
    'after',
    `
Examples:
  ductus suggest mine.onnx lines/ --lines 50
  ductus suggest mine.onnx scans/*.xml --json
  ductus suggest mine.onnx lines/ --labelled lines/      those that have a text are left out`,
  );
  command.action(run);
}

async function run(args: readonly string[], flags: Flags): Promise<void> {
  const { model, data } = modelAndData(args);
  const { images, threads, labelled, views, seed } = flags;
  const inUse = await languageOf(flags, model);
  const finder = new LateFinder(flags);
  const screen = new Screen();
  try {
    const suggestion = await untilInterrupted('nothing is suggested', (signal) =>
      suggestLines(model, data, {
        ...{ count: flags.lines, labelled, views, seed, threads, finder, signal },
        ...{ lines: images === 'lines', pages: images === 'pages' },
        language: inUse?.language ?? false,
        progress: (done, all) => screen.progress(`read ${done} of ${count(all, 'file or page', 'files and pages')}`),
      }),
    );
    screen.clear();
    if (suggestion) show(suggestion, flags.json === true);
  } finally {
    screen.clear();
    await finder.dispose();
  }
}

function show({ suggested, lines, expectedErrorRate, skipped, notes }: Suggestion, json: boolean): void {
  if (json) printJson({ suggested, lines, expectedErrorRate, skipped, notes });
  else for (const line of suggested) print(rowOf(line));
  for (const note of notes) printError(`ductus: ${note}`);
  for (const line of summariseSkipped(skipped)) printError(`ductus: skipped ${line}`);
  if (skipped.length > 0) process.exitCode ||= 1;
  if (json) return;
  printError(
    `${suggested.length} of ${count(lines, 'line')}; of all about ${percent(expectedErrorRate)} of the characters is expected to be wrong`,
  );
}

function rowOf({ path, id = '', errors, errorRate, text }: SuggestedLine): string {
  const why = text === '' ? 'nothing is read' : `${errors.toFixed(1)} errors (${percent(errorRate, 0)})`;
  return [path, id, why, text].join('\t');
}

function modelAndData(args: readonly string[]): { readonly model: string; readonly data: readonly string[] } {
  const isModel = (argument: string) => argument.endsWith('.onnx') || modelPath(argument) !== argument;
  const [first = '', ...rest] = args;
  const [model, data] = isModel(first) ? [first, rest] : [smallStarterName, args];
  if (data.length === 0)
    throw new UsageError('suggest needs pages or lines after MODEL.onnx: images, folders or patterns');
  const second = data.find(isModel);
  if (second !== undefined) throw new UsageError(`suggest takes one model, before the pages, got ${second} too`);
  return { model, data };
}
