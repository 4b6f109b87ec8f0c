/** A folder of jobs that can't be used. */
import { DuctusError, type ErrorAbout } from '../error.js';

export class JobsError extends DuctusError {
  override readonly name = 'JobsError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'service/jobs', ...about });
  }
}
