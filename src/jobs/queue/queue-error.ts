/** A queue that can't be used, or a job of it that can't be done here. */
import { DuctusError, type ErrorAbout } from '../../error.js';
import type { ErrorCode } from '../../error-codes.js';

export class QueueError extends DuctusError {
  override readonly name = 'QueueError';

  constructor(
    message: string,
    about: ErrorAbout & { readonly code: Extract<ErrorCode, `queue/${string}` | 'package/missing'> },
  ) {
    super(message, about);
  }
}

/** A page at which who read it died too often. */
export function pageKills(path: string): QueueError {
  return new QueueError(`${path}: who read it died too often; it was set aside`, {
    code: 'queue/page-kills',
    details: { path },
  });
}

/** What a queue keeps of a failure: its code, and its words. */
export function failureText(error: unknown): string {
  if (error instanceof DuctusError) return `${error.code}: ${error.message}`;
  return `failed: ${error instanceof Error ? error.message : String(error)}`;
}

/** The code in such a text. */
export function codeIn(text: string): string {
  return /^([\w-]+(?:\/[\w-]+)?): /.exec(text)?.[1] ?? 'failed';
}
