/** Pages that lie in a store of objects: named by their addresses, and fetched into a folder while they are read. */
import { fileName, joinPath, makeFolder, parentFolder, sha256, writeFileAtomic } from '../../files/index.js';
import { isLineImage, lineName } from '../../formats/index.js';
import { type ObjectStore, openStore } from '../../objects/index.js';
import type { DocumentToRead } from '../../recognition/node.js';

/** Whether a path is an object's address. Addresses of the web are manifests. */
export function isStored(path: string): boolean {
  return /^\w[\w+.-]+:\/\//.test(path) && !/^https?:\/\//.test(path);
}

/**
 * The images below an address of a store. Their shapes are not known before they are fetched, so that all of them are pages or
 * all are lines.
 * @throws ObjectError
 */
export async function storedDocuments(address: string, areLines: boolean): Promise<readonly DocumentToRead[]> {
  const store = await openStore(address);
  const documents: DocumentToRead[] = [];
  try {
    for await (const { key } of store.list()) {
      if (!isLineImage(key)) continue;
      const named = { path: addressOf(address, key), key: lineName(key) };
      const place = { kind: 'image' as const, path: named.path };
      documents.push(areLines ? { kind: 'line', ...named } : { kind: 'unsegmented', ...named, place });
    }
  } finally {
    store.dispose();
  }
  return documents;
}

/** What stands behind a `?` says how a store is reached, and stays behind the key. */
function addressOf(address: string, key: string): string {
  const [, place = address, how = ''] = /^([^?]*)(\?.*)?$/.exec(address) ?? [];
  return `${place.replace(/\/$/, '')}/${key}${how}`;
}

/** Fetches pages, and knows which file is whose. */
export class StoredPages {
  private readonly stores = new Map<string, Promise<ObjectStore>>();

  /** @param folder that they are fetched into */
  constructor(private readonly folder: string) {}

  /**
   * The same document with its image in a file; itself where it has one.
   * @throws ObjectError
   */
  async local(document: DocumentToRead): Promise<DocumentToRead> {
    if (!isStored(document.path)) return document;
    const path = await this.fetched(document.path);
    if (document.kind !== 'unsegmented') return { ...document, path };
    return { ...document, path, place: { kind: 'image', path } };
  }

  async dispose(): Promise<void> {
    for (const store of this.stores.values()) (await store.catch(() => undefined))?.dispose();
  }

  private async fetched(address: string): Promise<string> {
    const [, place = address, how = ''] = /^([^?]*)(\?.*)?$/.exec(address) ?? [];
    const above = `${place.slice(0, place.lastIndexOf('/'))}${how}`;
    const store = this.stores.get(above) ?? openStore(above);
    this.stores.set(above, store);
    const name = fileName(place);
    const path = joinPath(this.folder, sha256(address).slice(0, 16), name);
    await makeFolder(parentFolder(path));
    await writeFileAtomic(path, await (await store).read(name));
    return path;
  }
}
