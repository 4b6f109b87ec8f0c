/**
 * Objects as files below a folder, which several machines may share. A file is written under a name of its own, and gets its
 * place by a rename, or by a link where nothing may be replaced: both happen at once, or not at all, on shared disks too.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder, readBytes, writeFileAtomic } from '../files/index.js';
import { notThere, ObjectError } from './object-error.js';
import { checkedKey } from './object-key.js';
import type { ObjectStore, StoredObject, WriteOptions } from './object-store.js';

/** Of files that are being written, those of `writeFileAtomic` among them. */
const temporaryName = /^\..+\.[0-9a-f]{8}\.tmp$/;

export class FolderStore implements ObjectStore {
  readonly address: string;

  /** @param folder made with the first object */
  constructor(folder: string) {
    this.address = resolve(folder);
  }

  async *list(prefix = ''): AsyncGenerator<StoredObject> {
    const above = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (above !== '') checkedKey(above.slice(0, -1));
    yield* this.below(above, prefix);
  }

  async head(key: string): Promise<StoredObject | undefined> {
    return this.about(checkedKey(key));
  }

  async read(key: string): Promise<Uint8Array> {
    try {
      return await readBytes(this.pathOf(key));
    } catch (error) {
      throw isNothing(error) ? notThere(this.address, key, error) : error;
    }
  }

  async *readStream(key: string): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of createReadStream(this.pathOf(key))) yield chunk as Uint8Array;
    } catch (error) {
      throw isNothing(error) ? notThere(this.address, key, error) : error;
    }
  }

  async write(
    key: string,
    bytes: Uint8Array,
    { ifAbsent = false }: WriteOptions = {},
  ): Promise<'written' | 'there already'> {
    const path = this.pathOf(key);
    if (ifAbsent) return (await writeNew(path, bytes)) ? 'written' : 'there already';
    await writeFileAtomic(path, bytes);
    return 'written';
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  dispose(): void {
    // No connection is kept.
  }

  /** @param above the folder's path below the store's, with a `/` at its end, or nothing */
  private async *below(above: string, prefix: string): AsyncGenerator<StoredObject> {
    const entries = await readdir(join(this.address, above), { withFileTypes: true }).catch(orNothing);
    // A folder stands where its objects do: `a.b` before `a/b`, whatever `a` by itself is.
    const keys = (entries ?? []).map((entry) => `${above}${entry.name}${entry.isDirectory() ? '/' : ''}`);
    for (const key of keys.filter((key) => key.startsWith(prefix) || prefix.startsWith(key)).sort()) {
      if (key.endsWith('/')) yield* this.below(key, prefix);
      else if (!temporaryName.test(basename(key)) && key.startsWith(prefix)) yield* present(await this.about(key));
    }
  }

  /** What stands in a list may be no key that every store can have. */
  private async about(key: string): Promise<StoredObject | undefined> {
    const info = await stat(join(this.address, key)).catch(orNothing);
    return info?.isFile() ? { key, size: info.size } : undefined;
  }

  private pathOf(key: string): string {
    return join(this.address, checkedKey(key));
  }
}

function* present(object: StoredObject | undefined): Generator<StoredObject> {
  if (object) yield object;
}

/** @returns whether nothing was there */
async function writeNew(path: string, bytes: Uint8Array): Promise<boolean> {
  const folder = dirname(path);
  await makeFolder(folder);
  const id = randomUUID();
  // Whatever the file's own name is, with which it may be too long.
  const temporary = join(folder, `.${id}.${id.slice(0, 8)}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    return await linked(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** @returns whether nothing was there */
async function linked(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // NFS may do it, lose the answer, ask again, and hear that it is there: the number of links knows.
    if (code === 'EEXIST') return (await stat(temporary)).nlink === 2;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    throw new ObjectError(
      `${path}: this disk has no hard links, without which nobody can tell who wrote first; use a store of another kind`,
      { code: 'object/unsupported', details: { path }, cause: error },
    );
  }
}

function isNothing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function orNothing(error: unknown): undefined {
  if (!isNothing(error)) throw error;
}
