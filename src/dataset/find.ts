/** From arguments to files: each once, however it is named, and where it lies below its argument. */

import type { ErrorAbout } from '../error.js';
import { fileSize, findFiles, fullPath, hubFiles, isHubName, isPattern, placeBelow } from '../files/index.js';
import { DataError } from './data-error.js';

/** A file that an argument means. */
export interface FoundFile {
  /** In its shortest form. */
  readonly path: string;
  /** Below the argument: what results and randomness know it by, wherever the data lies and however that is written. */
  readonly key: string;
  /** Whether the argument is the file, has it in a folder, or is a pattern that it fits. */
  readonly by: 'name' | 'folder' | 'pattern';
}

/**
 * The files of all arguments in their order.
 * @param expected what the message says where an argument names nothing; it may depend on the argument
 * @param complain what is wrong with all that an argument names, if anything
 * @throws DataError when an argument names nothing that can be used
 */
export async function findInputs(
  inputs: readonly string[],
  expected: string | ((argument: string) => string),
  complain: (files: readonly string[]) => string | undefined = () => undefined,
): Promise<readonly FoundFile[]> {
  const byPath = new Map<string, FoundFile>();
  for (const argument of inputs) {
    const files = isHubName(argument) ? await hubFiles(argument) : await findFiles(argument);
    if (!files)
      throw new DataError(
        `${argument}: ${typeof expected === 'string' ? expected : expected(argument)}`,
        notFound(argument),
      );
    const by = await kindOf(argument);
    const complaint = by === 'name' ? undefined : complain(files);
    if (complaint !== undefined) throw new DataError(`${argument}: ${complaint}`, notFound(argument));
    for (const path of files) {
      const full = fullPath(path);
      const before = byPath.get(full);
      if (!before) byPath.set(full, { path, key: placeBelow(argument, path), by });
      else if (by === 'name') byPath.set(full, { ...before, by });
    }
  }
  return [...byPath.values()];
}

function notFound(value: string): ErrorAbout {
  return { code: 'data/not-found', details: { value } };
}

async function kindOf(argument: string): Promise<FoundFile['by']> {
  if ((await fileSize(argument)) !== undefined) return 'name';
  return isPattern(argument) && !isHubName(argument) ? 'pattern' : 'folder';
}

/** A path or key without the ending of its file. */
export function withoutExtension(path: string): string {
  return path.replace(/\.[^./\\]+$/, '');
}
