/** Lists of paths, where programs give them. */
import type { ErrorAbout } from '../error.js';
import { DataError } from './data-error.js';

/**
 * A string in a list's place would be taken letter by letter, and a slash among them for the whole disk.
 * @param place what is given, for the message
 * @throws DataError
 */
export function checkPaths(place: string, given: unknown): asserts given is readonly string[] {
  if (typeof given === 'string') {
    throw new DataError(
      `${place} must be a list of paths, got the string "${given}". Give ["${given}"]`,
      notPaths(given),
    );
  }
  if (!Array.isArray(given))
    throw new DataError(`${place} must be a list of paths, got ${String(given)}`, notPaths(given));
  const wrong = given.findIndex((path) => typeof path !== 'string' || path === '');
  if (wrong >= 0)
    throw new DataError(`${place}[${wrong}] must be a path, got ${JSON.stringify(given[wrong])}`, notPaths(given));
}

function notPaths(value: unknown): ErrorAbout {
  return { code: 'data/not-paths', details: { value } };
}
