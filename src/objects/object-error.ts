/** A store of objects that can't be used, or an object that is not there. */
import { DuctusError, type ErrorAbout } from '../error.js';

export class ObjectError extends DuctusError {
  override readonly name = 'ObjectError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'object/unreachable', ...about });
  }
}

/** @param address of the store */
export function notThere(address: string, key: string, cause?: unknown): ObjectError {
  const path = `${address}/${key}`;
  return new ObjectError(`${path}: there is no such object`, { code: 'object/not-found', details: { path }, cause });
}
