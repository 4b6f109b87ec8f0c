/** Flags that name a folder to write to. */
import { fileSize } from '../files/index.js';
import { UsageError } from './errors.js';

/** Before anything is read. @throws UsageError where a file is in the folder's place */
export async function checkFolder(flag: string, path: string): Promise<void> {
  if ((await fileSize(path)) === undefined) return;
  throw new UsageError(`${flag} ${path}: is a file. Give a folder, one that is there or a new one`);
}
