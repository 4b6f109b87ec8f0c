/**
 * A folder on this machine's disk where objects lie while they are worked on by what knows files only. Below it each store
 * has its bucket and prefix as folders, so that how one file names another is also how one object names another.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { readBytes, writeChunksAtomic } from '../files/index.js';
import { mapConcurrently } from '../runtime/index.js';
import { checkedKey } from './object-key.js';
import type { ObjectStore } from './object-store.js';

/** The address without where it is asked, as messages have it. */
export function placeOf({ address }: ObjectStore): string {
  return address.replace(/\?.*$/, '');
}

/** Objects that are fetched or sent at the same time: most of it is waiting. */
const atOnce = 8;

export class Staging {
  private constructor(private readonly path: string) {}

  static async open(): Promise<Staging> {
    return new Staging(await mkdtemp(join(tmpdir(), 'ductus-')));
  }

  /** Where a store's objects lie. */
  folderOf(store: ObjectStore): string {
    return join(this.path, placeOf(store).replace(/^\w+:\/\//, ''));
  }

  /** A text with the paths of a store's objects here as people know them: by their addresses. */
  told(store: ObjectStore, text: string): string {
    return text.replaceAll(this.folderOf(store), placeOf(store));
  }

  /** @throws ObjectError when an object is not there, or its key can be no path */
  async fetch(store: ObjectStore, keys: readonly string[]): Promise<void> {
    const folder = this.folderOf(store);
    await mapConcurrently(keys, atOnce, (key) =>
      writeChunksAtomic(join(folder, checkedKey(key)), store.readStream(key)),
    );
  }

  /** Writes all files that lie where a store's objects do. @param besides names of files that stay here */
  async send(store: ObjectStore, besides: ReadonlySet<string>): Promise<void> {
    const folder = this.folderOf(store);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    await mapConcurrently(paths, atOnce, async (path) => {
      const key = relative(folder, path).split(sep).join('/');
      if (!besides.has(key)) await store.write(key, await readBytes(path));
    });
  }

  /** Makes room. */
  async clear(): Promise<void> {
    for (const name of await readdir(this.path)) await removed(join(this.path, name));
  }

  async dispose(): Promise<void> {
    await removed(this.path);
  }
}

/** Where one object could not be fetched, others may be on their way still. */
function removed(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 10 });
}
