/** Folders. Node's own way to make one with those above it names the wrong fault, or never ends where none can be made. */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemError } from '../runtime/node.js';

/** Makes a folder, and those above it, unless it is there. @throws with the reason of the one that can't be made */
export function makeFolder(path: string): Promise<void> {
  return made(path, true);
}

/** @param mayBeNew whether the folder above, where it is there, may have come meanwhile, as by another file that goes there */
async function made(path: string, mayBeNew: boolean): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (await isFolder(path)) return;
    if (code === 'EEXIST') throw systemError('ENOTDIR', 'not a directory', 'mkdir', path, error);
    const above = dirname(path);
    if (!['ENOENT', 'ENOTDIR'].includes(code ?? '') || above === path) throw error;
    const isThere = await isFolder(above);
    if (isThere && !mayBeNew) throw error;
    if (!isThere) await made(above, true);
    await made(path, false);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** What lies in a folder, by name; nothing where there is no folder. @throws when it is there and can't be read */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
