/** Documents whose pages can't be had; the message says which and what to do next. */
import { DuctusError, type ErrorAbout, type ErrorDetails } from '../error.js';
import type { ErrorCode } from '../error-codes.js';

export class DocumentError extends DuctusError {
  override readonly name = 'DocumentError';

  constructor(
    /** The file or address, and the page where it is one. */
    readonly document: string,
    /** The message without it. */
    readonly rule: string,
    { details, ...about }: ErrorAbout & { readonly code: ErrorCode },
  ) {
    super(`${document}: ${rule}`, { ...about, details: { ...details, path: document } satisfies ErrorDetails });
  }
}
