/** What commands that train have in common, whatever they train: flags of the command alone, interrupts, events as they come. */
import type { Command } from 'commander';
import { type OptionProblem, type OptionRule, OverwriteError } from '../runs/index.js';
import { changeableSettings, type Told } from '../training/index.js';
import { applyConfigFile } from './config-file.js';
import { UsageError, withFlags } from './errors.js';
import { printJson, type Screen } from './screen.js';

/** What only a command is told. */
export const commandOptions = {
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
  ui: { form: { kind: 'switch' }, sign: '', what: 'show the run in the browser of this computer while it goes on' },
  uiPort: {
    form: { kind: 'number', range: { whole: true, positive: true, most: 65_535 } },
    sign: 'n',
    usual: 'any that is free',
    what: 'where the page of `ui` is',
  },
} as const satisfies Readonly<Record<string, Told>>;

/** Names in backticks: all with commas, the last with and. */
function named(options: readonly string[]): string {
  const names = options.map((name) => `\`${name}\``);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Flags from the file that --config names; what stands on the command line wins, also where it says the same in another way. */
export async function readConfig(
  command: Command,
  options: Readonly<Record<string, Told>>,
  rules: readonly OptionRule[],
): Promise<void> {
  const { config: path } = command.opts<{ readonly config?: string }>();
  if (path === undefined) return;
  const repeatable = Object.entries(options).flatMap(([name, { form }]) => (form.kind === 'list' ? [name] : []));
  await applyConfigFile(command, path, repeatable);
  const sourceOf = (name: string) => command.getOptionValueSource(name);
  for (const { kind, options: together } of rules) {
    if (kind !== 'excludes') continue;
    const typed = together.some((name) => sourceOf(name) === 'cli');
    const outdone = together.filter((name) => typed && sourceOf(name) === 'config');
    for (const name of outdone) command.setOptionValue(name, undefined);
  }
}

/** @throws UsageError where the place of the model is missing, or is of another kind of file */
export function checkedOut(out: string | undefined, command: string, example: string): string {
  if (out === undefined)
    throw new UsageError(`${command} needs --out FILE: where the best model goes, such as --out ${example}`);
  if (!out.endsWith('.onnx')) throw new UsageError(`--out ${out}: the file must end with .onnx`);
  return out;
}

/** Does the work; a file that it would replace is said with the flags of the command. */
export async function refusingTaken(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OverwriteError)) throw error;
    throw new UsageError(`--out: ${error.path} is there already. Give another place, or replace it by --overwrite`);
  }
}

/**
 * Tells each event as it comes, for programs or for people.
 * @param began is called when there is something to save
 */
export async function tellEvents<E extends { readonly kind: string }>(
  events: AsyncIterable<E>,
  { json, began, screen }: { readonly json: boolean; readonly began: () => void; readonly screen: Screen },
  show: (event: E) => Promise<void>,
): Promise<void> {
  try {
    for await (const event of events) {
      if (event.kind === 'start') began();
      if (json) printJson(event, 0);
      else await show(event);
    }
  } finally {
    screen.clear();
  }
}

/** @throws UsageError, of the code that the library gives the problem */
export function refuseProblem(problem: OptionProblem | undefined): void {
  if (problem === undefined) return;
  const { message, options, code } = problem;
  throw new UsageError(withFlags(message, options), { code, details: { options } });
}

/** What a process that was interrupted ends with, by custom: 128 and the number of SIGINT. */
const interrupted = 130;

export interface Stops {
  /** What the first interrupt does. */
  readonly stop: () => void;
  readonly signal: AbortSignal;
  readonly abandon: AbortSignal;
  /** To be called when there is something to save. */
  readonly began: () => void;
}

/**
 * The first interrupt ends the run after its step or validation, with everything saved; the second leaves a validation
 * unfinished. None ends the process while the network computes: ONNX Runtime would abort it, and nothing would be saved.
 */
export function stopsOnInterrupt(): Stops {
  const [stopping, abandon] = [new AbortController(), new AbortController()];
  let hasBegun = false;
  const stop = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    process.stderr.write('\nstopping after this step; the checkpoint and the best model are being saved\n');
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!stopping.signal.aborted) stop();
      else if (!hasBegun) process.exit(interrupted);
      else if (!abandon.signal.aborted) {
        abandon.abort();
        process.exitCode = interrupted;
        process.stderr.write('stopping as soon as the network lets go; the checkpoint is being saved\n');
      }
    });
  }
  return {
    stop,
    signal: stopping.signal,
    abandon: abandon.signal,
    began: () => {
      hasBegun = true;
    },
  };
}
