/** An argument that means no files. */
import { DuctusError, type ErrorAbout } from '../error.js';
export class DataError extends DuctusError {
  override readonly name = 'DataError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'data/wrong', ...about });
  }
}
