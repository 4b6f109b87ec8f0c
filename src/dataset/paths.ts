/** Lists of paths, where programs give them. */
import type { ErrorAbout } from '../error.js';
import { DataError } from './data-error.js';

/**
 * A string in a list's place would be taken letter by letter, and a slash among them for the whole disk.
 * @param place where they are given, for the message
 * @throws DataError
 */
export function checkPaths(place: string, paths: unknown): asserts paths is readonly string[] {
  if (typeof paths === 'string') {
    throw new DataError(
      `${place} must be a list of paths, got the string "${paths}". Give ["${paths}"]`,
      notPaths(paths),
    );
  }
  if (!Array.isArray(paths))
    throw new DataError(`${place} must be a list of paths, got ${String(paths)}`, notPaths(paths));
  const wrong = paths.findIndex((path) => typeof path !== 'string' || path === '');
  if (wrong >= 0)
    throw new DataError(`${place}[${wrong}] must be a path, got ${JSON.stringify(paths[wrong])}`, notPaths(paths));
}

function notPaths(value: unknown): ErrorAbout {
  return { code: 'data/not-paths', details: { value } };
}
