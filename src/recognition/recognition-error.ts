/** Reading that can't be divided, or put together again. */
import { DuctusError, type ErrorAbout } from '../error.js';
import type { ErrorCode } from '../error-codes.js';

export class RecognitionError extends DuctusError {
  override readonly name = 'RecognitionError';

  constructor(message: string, about: ErrorAbout & { readonly code: ErrorCode }) {
    super(message, about);
  }
}
