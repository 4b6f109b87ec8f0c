/** ductus train-layout */
import { type Command, InvalidArgumentError } from 'commander';
import {
  changeProblem,
  type LayoutEvent,
  layoutRules,
  layoutRunOptions,
  layoutSettings,
  optionProblem,
} from '../runs/index.js';
import { resumeLayout, type TrainLayoutOptions, trainLayout } from '../runs/node.js';
import { UsageError } from './errors.js';
import { pattern } from './flags.js';
import { moreOptions } from './option-groups.js';
import { Screen } from './screen.js';
import { addSettings } from './setting-flags.js';
import { TrainLayoutScreen } from './train-layout-screen.js';
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
  ductus train-layout pages/ --out layout.onnx --minutes 180
  ductus train-layout pages/*/train --val pages/one/val --val pages/two/val --out layout.onnx
  ductus train-layout my-pages/ --from layout --out mine.onnx --minutes 15
  ductus train-layout --resume runs/2026-11-23-120000-1`;

/** All flags of the command. */
export const trainLayoutOptions = { ...layoutSettings, ...layoutRunOptions, ...commandOptions };

type OptionName = keyof typeof trainLayoutOptions;

/** Headings of the help, with what stands under each. */
export const trainLayoutGroups: Readonly<Record<string, readonly OptionName[]>> = {
  'Common options:': ['out', 'overwrite', 'val', 'epochs', 'minutes', 'steps', 'patience', 'from', 'resume'],
  'Data and network:': ['groupBy', 'cropSize', 'pageCrops', 'drawn', 'augmentation', 'channels', 'regionTypes'],
  'Learning:': [
    ...(['batchPixels', 'accumulate', 'learningRate', 'schedule', 'warmupSteps', 'weightDecay', 'clipNorm'] as const),
    ...(['averageDecay', 'seed'] as const),
  ],
  [moreOptions]: ['checkpointSeconds', 'run', 'config', 'json', 'ui', 'uiPort', 'threads'],
};

export function configureTrainLayout(command: Command): void {
  command
    .description(
      'Trains a model that finds the lines of pages, from PAGE or ALTO with baselines and their images (png, jpg, tif, webp).',
    )
    .argument('[data...]', 'folders, pages (.xml), images that have one, or patterns');
  addSettings(command, {
    settings: trainLayoutOptions,
    groups: trainLayoutGroups,
    parsers: { groupBy: pattern, channels: channelsValue },
  })
    .addHelpText('after', examples)
    .action(async (data: readonly string[], _flags: unknown, parsed: Command) => run(data, parsed));
}

function channelsValue(text: string): readonly number[] {
  const channels = text.split(',').map(Number);
  if (channels.length >= 3 && channels.every((count) => Number.isInteger(count) && count > 0)) return channels;
  throw new InvalidArgumentError('It must be three whole numbers above 0 or more, such as 16,32,48.');
}

/** What a program can be told too. */
type Flags = Partial<Omit<TrainLayoutOptions, 'data' | 'signal' | 'abandon' | 'validating'>>;

interface CommandFlags extends Flags, PageFlags {
  readonly resume?: string;
  readonly config?: string;
  readonly json?: boolean;
}

async function run(data: readonly string[], command: Command): Promise<void> {
  await readConfig(command, trainLayoutOptions, layoutRules);
  const { resume: runToResume, config: _, json = false, ui, uiPort, ...flags } = command.opts<CommandFlags>();
  const begin = beginning(runToResume, data, flags);
  const stops = stopsOnInterrupt();
  const { signal, abandon, began } = stops;
  const paged = { trained: 'layout', run: runToResume, stops, options: Object.keys(trainLayoutOptions), json } as const;
  const { validating, follow } = await openTrainingPage({ ui, uiPort }, paged);
  const events = follow(begin({ signal, abandon, validating }));
  await refusingTaken(() => show(events, json, began));
}

/** What is wrong with the flags is said now; the run begins with what is returned. */
function beginning(
  run: string | undefined,
  data: readonly string[],
  flags: Flags,
): (told: Pick<TrainLayoutOptions, 'signal' | 'abandon' | 'validating'>) => AsyncIterable<LayoutEvent> {
  if (run === undefined) {
    const options = checked(data, flags);
    return (told) => trainLayout({ ...options, ...told });
  }
  const changes = resumable(data, flags);
  return ({ signal, abandon, validating }) => resumeLayout(run, changes, signal, abandon, validating);
}

function checked(data: readonly string[], flags: Flags) {
  if (data.length === 0)
    throw new UsageError('train-layout needs DATA: a folder of pages with PAGE or ALTO beside them');
  const out = checkedOut(flags.out, 'train-layout', 'layout.onnx');
  refuseProblem(optionProblem({ ...flags }, layoutRules));
  return { ...flags, data, out };
}

function resumable(data: readonly string[], flags: Flags): Parameters<typeof resumeLayout>[1] {
  refuseProblem(changeProblem(data.length > 0 ? { ...flags, data } : { ...flags }));
  return flags;
}

async function show(events: AsyncIterable<LayoutEvent>, json: boolean, began: () => void): Promise<void> {
  const screen = new Screen();
  const view = new TrainLayoutScreen(screen);
  await tellEvents(events, { json, began, screen }, async (event) => view.show(event));
}
