/** Failures as a person should see them: one message, what to do next, the right exit code, never a stack trace. */

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
  const system =
    'code' in known && typeof known.code === 'string' ? systemMessage(known.code, known.message) : undefined;
  printError(`ductus: ${system ?? `unexpected error: ${known.message}`}`);
  if (!system) console.error(process.env.NODE_DEBUG ? known.stack : 'Set NODE_DEBUG=1 to see where it happened.');
  return 1;
}

function systemMessage(code: string, message: string): string | undefined {
  const messages: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    ENOSPC: 'the disk is full',
    ENOENT: 'no such file or folder',
    EISDIR: 'is a folder, not a file',
    ENOTDIR: 'is a file, not a folder',
    EROFS: 'the file system is read-only',
  };
  const rule = messages[code];
  const path = /'([^']+)'/.exec(message)?.[1];
  return rule && `${path ?? message}: ${rule}`;
}
