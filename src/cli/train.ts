/** ductus train */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { preprocessingHelp } from '../image/index.js';
import type { PresetName, TrainingEvent, TrainOptions } from '../runs/index.js';
import { augmentationValue } from './augmentation-flag.js';
import { applyConfigFile } from './config-file.js';
import { UsageError } from './errors.js';
import { groupByFlag, number, several, textFlags, threadsFlag } from './flags.js';
import { groupOptions, textFlagNames } from './option-groups.js';
import { preprocessingValue } from './preprocessing-flag.js';
import { Screen } from './screen.js';
import { TrainScreen } from './train-screen.js';

const positive = number({ exclusive: true });
const whole = number({ integer: true });
const wholePositive = number({ integer: true, least: 1 });

const examples = `
Examples:
  ductus train lines/ --out model.onnx --minutes 60
  ductus train lines/train --val lines/val --out model.onnx --patience 15
  ductus train new-hand/ --from model.onnx --out new-hand.onnx --learning-rate 0.0005
  ductus train narrow-hand/ --from starter --line-height 80 --out narrow-hand.onnx --minutes 15
  ductus train --resume runs/2026-11-23-120000-1`;

export function configureTrain(command: Command): void {
  command
    .description(
      'Trains a model from line images (png, jpg, tif, webp) with NAME.gt.txt beside them, pages with PAGE or ALTO, packed lines, or lists.',
    )
    .argument('[data...]', 'folders, images, pages (.xml), packed files (.parquet), lists, or patterns')
    .option('--out <file>', 'where the best model goes (.onnx)')
    .option('--overwrite', 'replace the file that is at --out')
    .option(
      '--val <data>',
      'lines to validate on; may be repeated (default: a tenth of DATA, whole documents)',
      several,
    )
    .option('--repeat <data=n>', 'of some of DATA, how often an epoch has each line; may be repeated', repeatValue)
    .addOption(
      new Option(
        '--preset <name>',
        'the network: fast for a first look in minutes, accurate for an evening (default: accurate)',
      ).choices(['fast', 'accurate'] satisfies readonly PresetName[]),
    )
    .option('--spec <vgsl>', 'the network in VGSL')
    .option(
      '--line-height <px>',
      "the network's line height, with --from too: more for small or narrow writing (default: 48; fast: 40; with --from the model's)",
      wholePositive,
    )
    .option(
      '--epochs <n>',
      'stop after so many passes over the lines (default: 100 when no limit is given)',
      wholePositive,
    )
    .option('--minutes <n>', 'stop after so many minutes', positive)
    .option('--steps <n>', 'stop after so many steps', wholePositive)
    .option('--patience <n>', 'stop after so many validations without a better one; 0: never (default: 10)', whole)
    .option(
      '--batch-pixels <n>',
      'pixels of a batch, padding included; a few more where its lines go evenly to the cores then (default: 200000)',
      wholePositive,
    )
    .option('--accumulate <n>', 'batches whose gradients make one step (default: 1)', wholePositive)
    .option('--learning-rate <x>', 'the highest one of the schedule (default: 0.002)', positive)
    .addOption(
      new Option('--schedule <name>', 'how the learning rate falls (default: cosine)').choices([
        'cosine',
        'plateau',
        'constant',
      ]),
    )
    .option('--warmup-steps <n>', 'steps until the learning rate is reached (default: 200)', whole)
    .option('--weight-decay <x>', 'of matrices, decoupled (default: 0.01)', number())
    .option('--clip-norm <x>', 'largest norm of the gradient (default: 1)', positive)
    .option('--average-decay <x>', "decay of the weights' moving average; 0: none (default: 0.998)", number())
    .option(
      '--augmentation <x>',
      'strength of the distortions, 0: none; or a YAML file of their amounts (default: 0.7)',
      augmentationValue,
    )
    .option('--quantize', 'write OUT.int8.onnx too, in 8 bits, and say what that costs in errors')
    .option('--checkpoint-seconds <n>', 'seconds between checkpoints; validations make one too (default: 60)', number())
    .option('--preprocessing <steps>', preprocessingHelp, preprocessingValue)
    .option('--seed <n>', 'decides weights, order, split and augmentation (default: 1)', whole)
    .option('--from <model>', 'go on from the weights of this model, or of the one that comes with ductus: starter')
    .addOption(
      new Option(
        '--alphabet <mode>',
        "with --from: keep the model's alphabet, the union with the data's, or a new one (default: union)",
      ).choices(['keep', 'union', 'new']),
    )
    .option(
      '--head-steps <n>',
      'steps at the beginning in which only the output layer learns (default: 100 with --from and new characters)',
      whole,
    )
    .option(
      '--freeze-steps <n>',
      'steps at the beginning in which the convolutions stay as they are (default: 0)',
      whole,
    )
    .option('--run <dir>', 'folder of the run: configuration, log, checkpoints (default: runs/DATE-SEED)')
    .option(
      '--resume <run>',
      'go on with a run; only --epochs, --minutes, --steps, --patience, --learning-rate and --threads may be given',
    )
    .option('--config <file>', 'a YAML file with flags as keys, e.g. "learning-rate: 0.001"')
    .option('--json', 'print events as JSON lines');
  groupOptions(threadsFlag(groupByFlag(textFlags(command))), optionGroups)
    .addHelpText('after', examples)
    .action(async (data: readonly string[], _flags: unknown, own: Command) => run(data, own));
}

const optionGroups = {
  'Common options:': ['out', 'overwrite', 'val', 'from', 'preset', 'epochs', 'minutes', 'steps', 'patience', 'resume'],
  'Data and texts:': ['repeat', 'group-by', 'augmentation', 'preprocessing', ...textFlagNames],
  'Network:': ['spec', 'line-height', 'alphabet'],
  'Learning:': [
    ...['batch-pixels', 'accumulate', 'learning-rate', 'schedule', 'warmup-steps', 'weight-decay', 'clip-norm'],
    ...['average-decay', 'head-steps', 'freeze-steps', 'seed'],
  ],
};

function repeatValue(text: string, before: Readonly<Record<string, number>> | undefined) {
  const match = /^(.+)=(\d+)$/.exec(text);
  if (!match || Number(match[2]) < 1) throw new InvalidArgumentError('It must be DATA=N, such as letters/=4.');
  return { ...before, [match[1] as string]: Number(match[2]) };
}

type Flags = Partial<Omit<TrainOptions, 'data' | 'signal'>> & {
  readonly resume?: string;
  readonly config?: string;
  readonly json?: boolean;
};

async function run(data: readonly string[], command: Command): Promise<void> {
  const configPath = command.opts<Flags>().config;
  if (configPath !== undefined) await applyConfigFile(command, configPath);
  // What stands on the command line wins over the file, also where it says the same in another way.
  const sourceOf = (name: string) => command.getOptionValueSource(name);
  for (const [one, other] of [
    ['preset', 'spec'],
    ['spec', 'preset'],
  ] as const) {
    if (sourceOf(one) === 'config' && sourceOf(other) === 'cli') command.setOptionValue(one, undefined);
  }
  const { resume: runToResume, config: _, json = false, ...flags } = command.opts<Flags>();
  const stops = stopsOnInterrupt();
  const training = await import('../runs/index.js');
  const { signal, abandon } = stops;
  const events =
    runToResume === undefined
      ? training.train({ ...checked(data, flags), signal, abandon })
      : training.resume(runToResume, resumable(data, flags), signal, abandon);
  try {
    await show(events, json, stops.began);
  } catch (error) {
    if (!(error instanceof training.OverwriteError)) throw error;
    throw new UsageError(`--out: ${error.path} is there already. Give another place, or replace it by --overwrite`);
  }
}

function checked(data: readonly string[], flags: Omit<Flags, 'resume' | 'config' | 'json'>) {
  if (data.length === 0) throw new UsageError('train needs DATA: a folder of line images with NAME.gt.txt beside them');
  const { out } = flags;
  if (out === undefined)
    throw new UsageError('train needs --out FILE: where the best model goes, such as --out model.onnx');
  if (!out.endsWith('.onnx')) throw new UsageError(`--out ${out}: the file must end with .onnx`);
  if (flags.preset !== undefined && flags.spec !== undefined) {
    throw new UsageError('--preset and --spec both say what the network is; give one of them');
  }
  if (flags.alphabet !== undefined && flags.from === undefined) {
    throw new UsageError('--alphabet says what becomes of the alphabet of --from MODEL; give --from too');
  }
  if (flags.averageDecay !== undefined && flags.averageDecay >= 1) {
    throw new UsageError(`--average-decay must be 0 or more and under 1, got ${flags.averageDecay}`);
  }
  return { ...flags, data, out };
}

const changeable = new Set(['epochs', 'minutes', 'steps', 'patience', 'learningRate', 'threads']);

function resumable(data: readonly string[], flags: Readonly<Record<string, unknown>>) {
  if (data.length > 0) throw new UsageError('--resume takes the data of its run; leave DATA out');
  const other = Object.keys(flags).filter((name) => !changeable.has(name));
  if (other.length > 0) {
    const names = other.map((name) => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`).join(', ');
    throw new UsageError(`--resume goes on exactly as the run began; ${names} can't be changed`);
  }
  return flags as Pick<Flags, 'epochs' | 'minutes' | 'steps' | 'patience' | 'learningRate' | 'threads'>;
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
      if (json) process.stdout.write(`${JSON.stringify(event)}\n`);
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
  const { languageBeside } = await import('../recognition/index.js');
  const language = await languageBeside(out);
  if (language) screen.line(`${language} was tuned for another model; when this one is there, run ductus tune again`);
}
