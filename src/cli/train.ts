/** ductus train */
import { type Command, InvalidArgumentError } from 'commander';
import {
  changeProblem,
  lineSettings,
  type OptionProblem,
  OverwriteError,
  optionProblem,
  optionRules,
  runOptions,
  type TrainingEvent,
} from '../runs/index.js';
import { resume, type TrainOptions, train } from '../runs/node.js';
import { changeableSettings, type Told } from '../training/index.js';
import { augmentationValue } from './augmentation-flag.js';
import { applyConfigFile } from './config-file.js';
import { UsageError, withFlags } from './errors.js';
import { pattern } from './flags.js';
import { moreOptions } from './option-groups.js';
import { preprocessingValue } from './preprocessing-flag.js';
import { printJson, Screen } from './screen.js';
import { addSettings } from './setting-flags.js';
import { TrainScreen } from './train-screen.js';

const examples = `
Examples:
  ductus train lines/ --out model.onnx --minutes 60
  ductus train lines/train --val lines/val --out model.onnx --patience 15
  ductus train new-hand/ --from model.onnx --out new-hand.onnx --learning-rate 0.0005
  ductus train narrow-hand/ --from starter --line-height 80 --out narrow-hand.onnx --minutes 15
  ductus train --resume runs/2026-11-23-120000-1`;

/** What only a command is told. */
const commandOptions = {
  resume: {
    form: { kind: 'text' },
    sign: 'run',
    what: `go on with a run; only ${named(changeableSettings)} may be given`,
  },
  config: {
    form: { kind: 'text' },
    sign: 'file',
    what: 'a YAML file with flags as keys, e.g. "learning-rate: 0.001"',
  },
  json: { form: { kind: 'switch' }, sign: '', what: 'print events as JSON lines' },
} as const satisfies Readonly<Record<string, Told>>;

/** Names in backticks: all with commas, the last with and. */
function named(options: readonly string[]): string {
  const names = options.map((name) => `\`${name}\``);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** All flags of the command. */
export const trainOptions = { ...lineSettings, ...runOptions, ...commandOptions };

type OptionName = keyof typeof trainOptions;

/** Headings of the help, with what stands under each. */
export const trainGroups: Readonly<Record<string, readonly OptionName[]>> = {
  'Common options:': [
    ...(['out', 'overwrite', 'val', 'preset', 'epochs', 'minutes', 'steps', 'patience', 'from', 'resume'] as const),
  ],
  'Data and texts:': [
    ...(['repeat', 'augmentation', 'preprocessing', 'normalize', 'whitespace', 'quotes', 'dashes'] as const),
    ...(['direction', 'groupBy'] as const),
  ],
  'Network:': ['spec', 'lineHeight', 'alphabet'],
  'Learning:': [
    ...(['batchPixels', 'accumulate', 'learningRate', 'schedule', 'warmupSteps', 'weightDecay', 'clipNorm'] as const),
    ...(['averageDecay', 'seed', 'headSteps', 'freezeSteps'] as const),
  ],
  [moreOptions]: ['quantize', 'checkpointSeconds', 'run', 'config', 'json', 'threads'],
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
type Flags = Partial<Omit<TrainOptions, 'data' | 'signal' | 'abandon'>>;

interface CommandFlags extends Flags {
  readonly resume?: string;
  readonly config?: string;
  readonly json?: boolean;
}

async function run(data: readonly string[], command: Command): Promise<void> {
  const configPath = command.opts<CommandFlags>().config;
  if (configPath !== undefined) await applyConfig(command, configPath);
  const { resume: runToResume, config: _, json = false, ...flags } = command.opts<CommandFlags>();
  const { signal, abandon, began } = stopsOnInterrupt();
  const events =
    runToResume === undefined
      ? train({ ...checked(data, flags), signal, abandon })
      : resume(runToResume, resumable(data, flags), signal, abandon);
  try {
    await show(events, json, began);
  } catch (error) {
    if (!(error instanceof OverwriteError)) throw error;
    throw new UsageError(`--out: ${error.path} is there already. Give another place, or replace it by --overwrite`);
  }
}

/** What stands on the command line wins over the file, also where it says the same in another way. */
async function applyConfig(command: Command, path: string): Promise<void> {
  const repeatable = Object.entries<Told>(trainOptions).flatMap(([name, { form }]) =>
    form.kind === 'list' ? [name] : [],
  );
  await applyConfigFile(command, path, repeatable);
  const sourceOf = (name: string) => command.getOptionValueSource(name);
  for (const { kind, options } of optionRules) {
    if (kind !== 'excludes') continue;
    const typed = options.some((name) => sourceOf(name) === 'cli');
    const outdone = options.filter((name) => typed && sourceOf(name) === 'config');
    for (const name of outdone) command.setOptionValue(name, undefined);
  }
}

function checked(data: readonly string[], flags: Flags) {
  if (data.length === 0) throw new UsageError('train needs DATA: a folder of line images with NAME.gt.txt beside them');
  const { out } = flags;
  if (out === undefined)
    throw new UsageError('train needs --out FILE: where the best model goes, such as --out model.onnx');
  if (!out.endsWith('.onnx')) throw new UsageError(`--out ${out}: the file must end with .onnx`);
  refuse(optionProblem({ ...flags }));
  return { ...flags, data, out };
}

function resumable(data: readonly string[], flags: Flags): Parameters<typeof resume>[1] {
  refuse(changeProblem(data.length > 0 ? { ...flags, data } : { ...flags }));
  return flags;
}

/** @throws UsageError, of the code that the library gives the problem */
function refuse(problem: OptionProblem | undefined): void {
  if (problem === undefined) return;
  const { message, options, code } = problem;
  throw new UsageError(withFlags(message, options), { code, details: { options } });
}

/** What a process that was interrupted ends with, by custom: 128 and the number of SIGINT. */
const interrupted = 130;

interface Stops {
  readonly signal: AbortSignal;
  readonly abandon: AbortSignal;
  /** To be called when there is something to save. */
  readonly began: () => void;
}

/**
 * The first interrupt ends the run after its step or validation, with everything saved; the second leaves a validation
 * unfinished. None ends the process while the network computes: ONNX Runtime would abort it, and nothing would be saved.
 */
function stopsOnInterrupt(): Stops {
  const [stop, abandon] = [new AbortController(), new AbortController()];
  let hasBegun = false;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!stop.signal.aborted) {
        stop.abort();
        process.stderr.write('\nstopping after this step; the checkpoint and the best model are being saved\n');
      } else if (!hasBegun) process.exit(interrupted);
      else if (!abandon.signal.aborted) {
        abandon.abort();
        process.exitCode = interrupted;
        process.stderr.write('stopping as soon as the network lets go; the checkpoint is being saved\n');
      }
    });
  }
  return {
    signal: stop.signal,
    abandon: abandon.signal,
    began: () => {
      hasBegun = true;
    },
  };
}

async function show(events: AsyncIterable<TrainingEvent>, json: boolean, began: () => void): Promise<void> {
  const screen = new Screen();
  const view = new TrainScreen(screen);
  try {
    for await (const event of events) {
      if (event.kind === 'start') began();
      if (json) printJson(event, 0);
      else {
        view.show(event);
        if (event.kind === 'start') await warnOfLanguage(event.out, screen);
      }
    }
  } finally {
    screen.clear();
  }
}

/** What was tuned for a model that is replaced doesn't fit the new one. */
async function warnOfLanguage(out: string, screen: Screen): Promise<void> {
  const { languageBeside } = await import('../recognition/node.js');
  const language = await languageBeside(out);
  if (language) screen.line(`${language} was tuned for another model; when this one is there, run ductus tune again`);
}
