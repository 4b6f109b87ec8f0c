/** Room on a disk. */
import { mkdir, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Bytes that this process may still write below a folder that is there, or `undefined` where the system doesn't say. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  const info = await statfs(folder).catch(() => undefined);
  return info && info.bavail * info.bsize;
}

/** Makes a folder that was not there, and those above it. @returns whether it was not there */
export async function makeNewFolder(path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
