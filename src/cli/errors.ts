/** Failures as a person should see them: one message, what to do next, the right exit code, never a stack trace. */
import { systemPath, systemProblem } from '../runtime/index.js';

import { printError } from './screen.js';

/** A wrong flag, argument or configuration key: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const expected = new Set([
  'DataError',
  'FileError',
  'ModelError',
  'VgslError',
  'TrainingError',
  'ParquetError',
  'ListError',
  'PdfError',
  'SynthesisError',
  'HubError',
  'LanguageError',
]);

/** Prints a failure to standard error and gives its exit code: 2 for usage, 1 for everything else. */
export function reportFailure(error: unknown): number {
  const known = error instanceof Error ? error : new Error(String(error));
  if (known.name === 'UsageError') {
    printError(`ductus: ${known.message}`);
    return 2;
  }
  if (expected.has(known.name)) {
    printError(`ductus: ${known.message}`);
    return 1;
  }
  const problem = systemProblem(known);
  const path = systemPath(known);
  if (problem) printError(`ductus: ${path === undefined ? '' : `${path}: `}${problem}`);
  else printError(`ductus: unexpected error: ${known.message}`);
  if (process.env.NODE_DEBUG) console.error(known.stack);
  else if (!problem) console.error('Set NODE_DEBUG=1 to see where it happened.');
  return 1;
}
