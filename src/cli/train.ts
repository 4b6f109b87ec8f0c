/** ductus train */
import { type Command, InvalidArgumentError } from 'commander';
import { fileSize } from '../files/index.js';
import {
  changeProblem,
  lineSettings,
  optionProblem,
  optionRules,
  runOptions,
  type TrainingEvent,
} from '../runs/index.js';
import { resume, type TrainOptions, train } from '../runs/node.js';
import { augmentationValue } from './augmentation-flag.js';
import { UsageError } from './errors.js';
import { pattern } from './flags.js';
import { moreOptions } from './option-groups.js';
import { preprocessingValue } from './preprocessing-flag.js';
import { Screen } from './screen.js';
import { addSettings } from './setting-flags.js';
import { TrainScreen } from './train-screen.js';
import {
  checkedOut,
  commandOptions,
  readConfig,
  refuseProblem,
  refusingTaken,
  stopsOnInterrupt,
  tellEvents,
} from './training-command.js';
import { openTrainingPage, type PageFlags } from './training-page.js';

const examples = `
Examples:
  ductus train lines/ --out model.onnx --minutes 60
  ductus train lines/train --val lines/val --out model.onnx --patience 15
  ductus train new-hand/ --from model.onnx --out new-hand.onnx --learning-rate 0.0005
  ductus train narrow-hand/ --from starter --line-height 80 --out narrow-hand.onnx --minutes 15
  ductus train lines/ --out model.onnx --exchange /mnt/shared/exchange --trainers 4   # and 4 × ductus work --exchange …
  ductus train --resume runs/2026-11-23-120000-1`;

/** All flags of the command. */
export const trainOptions = { ...lineSettings, ...runOptions, ...commandOptions };

type OptionName = keyof typeof trainOptions;

/** Headings of the help, with what stands under each. */
export const trainGroups: Readonly<Record<string, readonly OptionName[]>> = {
  'Common options:': [
    ...(['out', 'overwrite', 'val', 'preset', 'epochs', 'minutes', 'steps', 'patience', 'from', 'resume'] as const),
  ],
  'Data and texts:': [
    ...(['repeat', 'augmentation', 'paper', 'preprocessing', 'normalize', 'whitespace', 'quotes', 'dashes'] as const),
    ...(['direction', 'groupBy'] as const),
  ],
  'Network:': ['spec', 'lineHeight', 'alphabet'],
  'Learning:': [
    ...(['batchPixels', 'accumulate', 'learningRate', 'schedule', 'warmupSteps', 'weightDecay', 'clipNorm'] as const),
    ...(['averageDecay', 'seed', 'headSteps', 'freezeSteps', 'batchNorm'] as const),
  ],
  'Over machines:': ['exchange', 'trainers', 'roundSteps', 'outerLearningRate', 'outerMomentum', 'lockSeconds'],
  [moreOptions]: ['quantize', 'checkpointSeconds', 'run', 'config', 'json', 'ui', 'uiPort', 'threads'],
};

export function configureTrain(command: Command): void {
  command
    .description(
      'Trains a model from line images (png, jpg, tif, webp) with NAME.gt.txt beside them, pages with PAGE or ALTO, packed lines, or lists.',
    )
    .argument('[data...]', 'folders, images, pages (.xml), packed files (.parquet), lists, or patterns');
  addSettings(command, {
    settings: trainOptions,
    groups: trainGroups,
    parsers: {
      repeat: repeatValue,
      groupBy: pattern,
      augmentation: augmentationValue,
      preprocessing: preprocessingValue,
    },
  })
    .addHelpText('after', examples)
    .action(async (data: readonly string[], _flags: unknown, parsed: Command) => run(data, parsed));
}

function repeatValue(text: string, before: Readonly<Record<string, number>> | undefined) {
  const [, path = '', times = ''] = /^(.+)=(\d+)$/.exec(text) ?? [];
  if (!(Number(times) >= 1)) throw new InvalidArgumentError('It must be DATA=N, such as letters/=4.');
  return { ...before, [path]: Number(times) };
}

/** What a program can be told too. */
type Flags = Partial<Omit<TrainOptions, 'data' | 'signal' | 'abandon' | 'validating'>>;

interface CommandFlags extends Flags, PageFlags {
  readonly resume?: string;
  readonly config?: string;
  readonly json?: boolean;
}

async function run(data: readonly string[], command: Command): Promise<void> {
  await readConfig(command, trainOptions, optionRules);
  const { resume: runToResume, config: _, json = false, ui, uiPort, ...flags } = command.opts<CommandFlags>();
  const begin = beginning(runToResume, data, flags);
  const stops = stopsOnInterrupt();
  const { signal, abandon, began } = stops;
  const paged = { trained: 'lines', run: runToResume, stops, options: Object.keys(trainOptions), json } as const;
  const { validating, follow } = await openTrainingPage({ ui, uiPort }, paged);
  const events = follow(begin({ signal, abandon, validating }));
  await refusingTaken(() => show(events, json, began));
}

/** What is wrong with the flags is said now; the run begins with what is returned. */
function beginning(
  run: string | undefined,
  data: readonly string[],
  flags: Flags,
): (told: Pick<TrainOptions, 'signal' | 'abandon' | 'validating'>) => AsyncIterable<TrainingEvent> {
  if (run === undefined) {
    const options = checked(data, flags);
    return (told) => train({ ...options, ...told });
  }
  const changes = resumable(data, flags);
  return ({ signal, abandon, validating }) => resume(run, changes, signal, abandon, validating);
}

function checked(data: readonly string[], flags: Flags) {
  if (data.length === 0) throw new UsageError('train needs DATA: a folder of line images with NAME.gt.txt beside them');
  const out = checkedOut(flags.out, 'train', 'model.onnx');
  refuseProblem(optionProblem({ ...flags }));
  return { ...flags, data, out };
}

function resumable(data: readonly string[], flags: Flags): Parameters<typeof resume>[1] {
  refuseProblem(changeProblem(data.length > 0 ? { ...flags, data } : { ...flags }));
  return flags;
}

async function show(events: AsyncIterable<TrainingEvent>, json: boolean, began: () => void): Promise<void> {
  const screen = new Screen();
  const view = new TrainScreen(screen);
  await tellEvents(events, { json, began, screen }, async (event) => {
    view.show(event);
    if (event.kind === 'start') await warnOfLanguage(event.out, screen);
  });
}

/** What was tuned for a model that is replaced doesn't fit the new one. */
async function warnOfLanguage(out: string, screen: Screen): Promise<void> {
  const { languagePath } = await import('../recognition/node.js');
  const language = languagePath(out);
  if (language === undefined || (await fileSize(language)) === undefined) return;
  screen.line(`${language} was tuned for another model; when this one is there, run ductus tune again`);
}
