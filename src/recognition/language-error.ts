import { DuctusError, type ErrorAbout } from '../error.js';

/** A language file that can't be read or written. The message names it. */
export class LanguageError extends DuctusError {
  override readonly name = 'LanguageError';

  constructor(
    readonly path: string,
    problem: string,
    { details, ...about }: ErrorAbout = {},
  ) {
    super(`${path}: ${problem}`, { code: 'language/unreadable', ...about, details: { path, ...details } });
  }
}
