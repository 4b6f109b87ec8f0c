/** Where a command's result goes. */
import { resolve } from 'node:path';
import { UsageError } from './errors.js';

/** @throws UsageError when a result would take the place of what it is made from */
export function refuseReplacing(out: string, sources: readonly string[]): void {
  const source = sources.find((path) => resolve(path) === resolve(out));
  if (source !== undefined) throw new UsageError(`--out ${out} is a model that it is made from; give another place`);
}
