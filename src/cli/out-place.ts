/** Where a command's result goes: looked at before anything is read. */
import { resolve } from 'node:path';
import { fileSize } from '../files/index.js';
import { UsageError } from './errors.js';

/** @throws UsageError when a result would take the place of what it is made from */
export function refuseReplacing(out: string, sources: readonly string[]): void {
  const source = sources.find((path) => resolve(path) === resolve(out));
  if (source !== undefined) throw new UsageError(`--out ${out} is a model that it is made from; give another place`);
}

/** @throws UsageError where a file is in the place of a folder that a flag names */
export async function checkFolder(flag: string, path: string): Promise<void> {
  if ((await fileSize(path)) === undefined) return;
  throw new UsageError(`${flag} ${path}: is a file. Give a folder, one that is there or a new one`);
}
