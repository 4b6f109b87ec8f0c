/** Failures as a person should see them: one message, what to do next, the right exit code, never a stack trace. */
import { DuctusError, type ErrorAbout } from '../error.js';
import { systemProblem } from '../runtime/index.js';
import { systemPath } from '../runtime/node.js';

import { printError } from './screen.js';

/** A wrong flag, argument or configuration key: exit code 2. */
export class UsageError extends DuctusError {
  override readonly name = 'UsageError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'usage/wrong', ...about });
  }
}

/** Prints a failure to standard error and gives its exit code: 2 for usage, 1 for everything else. */
export function reportFailure(error: unknown): number {
  const failure = error instanceof Error ? error : new Error(String(error));
  if (failure instanceof DuctusError) {
    printError(`ductus: ${withFlags(failure.message, failure.details.options)}`);
    return failure instanceof UsageError ? 2 : 1;
  }
  const problem = systemProblem(failure);
  const path = systemPath(failure);
  if (problem) printError(`ductus: ${path === undefined ? '' : `${path}: `}${withFlags(problem)}`);
  else printError(`ductus: unexpected error: ${failure.message}`);
  if (process.env.NODE_DEBUG) console.error(failure.stack);
  else if (!problem) console.error('Set NODE_DEBUG=1 to see where it happened.');
  return 1;
}

/** What the system refuses may be met by fewer threads, whatever the work was. */
const always = ['threads'];

/** The library names options, in backticks; whoever types a command knows them as flags. */
export function withFlags(message: string, options: readonly string[] = []): string {
  return [...always, ...options].reduce((text, name) => text.replaceAll(`\`${name}\``, flagOf(name)), message);
}

/** The flag of an option: `groupBy` is `--group-by`. */
export function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
