/** Writing what a run must not lose: the error says which file it is, also where the system doesn't. */
import { aboutOptions } from '../error.js';
import { writeFileAtomic } from '../files/index.js';
import { TrainingError } from '../training/index.js';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
};

/** @throws TrainingError that names the file */
export function writeNamed(path: string, contents: Uint8Array | string): Promise<void> {
  return naming(path, () => writeFileAtomic(path, contents));
}

/** @throws TrainingError that names the file where the system refuses the work */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const reason = reasons[String(error.code)] ?? error.message;
    throw new TrainingError(
      `${path}: can't be written, ${reason}. What was saved before is whole: when it can be written, go on by \`resume\``,
      aboutOptions('resume'),
    );
  }
}
