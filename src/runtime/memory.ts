/** Memory that a large piece of work left behind, given back before the next one. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Collects garbage now. After some ten thousand image headers the heap holds a hundred megabytes of it, which V8 would
 * keep until its next full collection, and a long run that allocates little may never need one.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}
