/** Files: finding them, and writing so that a reader sees the old or the new file and never half of one. */
import { constants as bufferConstants } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { appendFile, open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { DuctusError } from '../error.js';
import { aboutTarget } from '../runtime/node.js';
import { makeFolder } from './folders.js';

/** Joins parts of a path as the system writes them. */
export const joinPath: (...parts: readonly string[]) => string = join;

/** The folder that a path lies in. */
export const parentFolder: (path: string) => string = dirname;

/** The last part of a path, with the ending. */
export const fileName: (path: string) => string = (path) => basename(path);

/** What is no file, or too large a one. */
export class FileError extends DuctusError {
  override readonly name = 'FileError';

  constructor(
    readonly path: string,
    /** The message without the path. */
    readonly rule: string,
    readonly isTooLarge = false,
  ) {
    super(`${path}: ${rule}`, { code: isTooLarge ? 'file/too-large' : 'file/not-regular', details: { path } });
  }
}

/** More than this does not go into one piece of memory on every system, nor is any model larger: protobuf ends there. */
const mostBytes = 2 ** 31 - 1;

/** Characters of the longest text that can be held; UTF-8 has a byte for each at least. */
export const longestText: number = bufferConstants.MAX_STRING_LENGTH;

/**
 * The bytes of a regular file. A pipe may never end, nor a device; a folder has none.
 *
 * @param most bytes that are read; of a larger file none is
 * @throws FileError; the system's error when it can't be read
 */
export async function readBytes(path: string, most = mostBytes): Promise<Uint8Array> {
  // A pipe that nobody writes to would never open; where there is no such flag there are no such pipes.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const info = await file.stat();
    if (info.isDirectory()) throw new FileError(path, 'is a folder, not a file');
    if (!info.isFile()) throw new FileError(path, 'must be a regular file, got a pipe or a device');
    if (info.size > most) {
      throw new FileError(path, `must be at most ${megabytes(most)} large, got ${megabytes(info.size)}`, true);
    }
    const bytes = new Uint8Array(info.size);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled);
      if (bytesRead === 0) return bytes.subarray(0, filled);
      filled += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: bytes < 1e7 ? 1 : 0 })} MB`;
}

/** A file's bytes, or `undefined` when there is none. @throws when it is there and can't be read */
export async function readBytesIfThere(path: string): Promise<Uint8Array | undefined> {
  return (await fileSize(path)) === undefined ? undefined : readBytes(path);
}

/** A file that is read in parts. @throws when it can't be opened */
export async function openFile(path: string): Promise<{
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
  close(): Promise<void>;
}> {
  const file = await open(path);
  const { size } = await file.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const part = new Uint8Array(end - start);
      const { bytesRead } = await file.read(part, 0, part.length, start);
      if (bytesRead < part.length) throw new Error(`${path} ends at ${start + bytesRead}, before ${end}`);
      return part.buffer;
    },
    close: () => file.close(),
  };
}

/** Bytes of a file, or `undefined` when no file is there. */
export async function fileSize(path: string): Promise<number | undefined> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() ? info.size : undefined;
}

/** Whether a file can be made or replaced at a path; folders above it are made. */
export async function canWrite(path: string): Promise<boolean> {
  const probe = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    if ((await stat(path).catch(() => undefined))?.isDirectory()) return false;
    await makeFolder(dirname(resolve(path)));
    await writeFile(probe, '');
    return true;
  } catch {
    return false;
  } finally {
    await rm(probe, { force: true });
  }
}

/** A path in its one full form, for comparisons. */
export function fullPath(path: string): string {
  return resolve(path);
}

/** A path as it is meant from a folder; what names no file (hf://…) stays as it is. */
export function pathFrom(folder: string, path: string): string {
  return resolve(folder) === process.cwd() || /^\w{2,}:\/\//.test(path) ? path : resolve(folder, path);
}

/** How a file is named in another: its path from a folder, with `/` between the parts on every system. */
export function pathSeenFrom(folder: string, path: string): string {
  return relative(resolve(folder), resolve(path)).replaceAll('\\', '/');
}

/** Whether a relative path stays below a folder that it is meant from, symbolic links followed. An absolute one does not. */
export async function staysBelow(folder: string, path: string): Promise<boolean> {
  if (isAbsolute(path)) return false;
  const isBelow = (root: string, target: string): boolean => {
    const way = relative(root, target);
    return !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
  };
  if (!isBelow(resolve(folder), resolve(folder, path))) return false;
  const target = await realpath(resolve(folder, path)).catch(() => undefined);
  return target === undefined || isBelow(await realpath(folder), target);
}

/** The folder that relative paths are meant from. */
export function currentFolder(): string {
  return process.cwd();
}

/** A folder for what was fetched, in the user's cache folder. */
export function userCache(name: string): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ductus', name);
}

/** Whether nothing is at a path, or an empty folder. */
export async function isFree(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** Adds a line to a file's end; a fresh one ends whatever half line a crash left there. */
export async function appendLine(path: string, line: string, fresh = false): Promise<void> {
  await appendFile(path, `${fresh ? '\n' : ''}${line}\n`);
}

/** Where a file of a package lies that is installed for ductus or in the current folder, or `undefined`. */
export function packageFile(name: string, file: string): string | undefined {
  for (const from of [import.meta.url, join(process.cwd(), 'index.js')]) {
    try {
      return join(dirname(createRequire(from).resolve(`${name}/package.json`)), file);
    } catch {
      // Not from there.
    }
  }
  return undefined;
}

/** Writes to a temporary file beside, syncs it, and renames it over the target. */
export async function writeFileAtomic(path: string, contents: Uint8Array | string): Promise<void> {
  await writeChunksAtomic(path, [contents]);
}

/** Takes a file away, where it is there. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Copies a file; at the target it is there as a whole or not at all. */
export async function copyFileAtomic(path: string, target: string): Promise<void> {
  await writeChunksAtomic(target, createReadStream(path));
}

/** So much of a name, and something behind it, is no longer than a name may be in any file system: 255 bytes. */
const mostNameBytes = 200;

/** The beginning of a file's name. */
function shortName(path: string): string {
  const name = basename(path);
  let short = '';
  for (const character of name) {
    if (Buffer.byteLength(short + character) > mostNameBytes) break;
    short += character;
  }
  return short;
}

/** As `writeFileAtomic`, for what is made piece by piece. */
export async function writeChunksAtomic(
  path: string,
  chunks: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
): Promise<void> {
  const folder = dirname(resolve(path));
  await makeFolder(folder);
  const temporary = join(folder, `.${shortName(path)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      for await (const chunk of chunks) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    // Of the file that was asked for: nobody knows the temporary one, and writing to an open file names none.
    throw aboutTarget(error, temporary, path);
  }
}
