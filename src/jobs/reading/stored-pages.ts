/** Pages that lie in a store of objects: named by their addresses, and fetched into a folder while they are read. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { withoutExtension } from '../../dataset/node.js';
import { isPdf, type NumberedPlace, pageEnding, pagesOfPdf, pagesOfTiff, placeName } from '../../documents/node.js';
import { fileName, joinPath, makeFolder, parentFolder, sha256, writeFileAtomic } from '../../files/index.js';
import { isLineImage, lineName } from '../../formats/index.js';
import { type ObjectStore, openStore } from '../../objects/index.js';
import type { DocumentToRead } from '../../recognition/node.js';

/** Whether a path is an object's address. Addresses of the web are manifests. */
export function isStored(path: string): boolean {
  return /^\w[\w+.-]+:\/\//.test(path) && !/^https?:\/\//.test(path);
}

/** What lies below an address of a store. */
export interface StoredDocuments {
  readonly documents: readonly DocumentToRead[];
  /** Keys of what is neither an image nor a PDF: descriptions of pages too, which are read from disks only. */
  readonly passedOver: readonly string[];
}

/**
 * The images and PDFs below an address of a store. Their shapes are not known before they are fetched, so that all of them are pages or
 * all are lines; PDFs and TIFFs are fetched once for how many pages they have.
 * @param areLines whether images are lines; those of PDFs and of TIFFs that have several are pages in any case
 * @throws ObjectError
 */
export async function storedDocuments(address: string, areLines: boolean): Promise<StoredDocuments> {
  const store = await openStore(address);
  const documents: DocumentToRead[] = [];
  const passedOver: string[] = [];
  const folder = await mkdtemp(joinPath(tmpdir(), 'ductus-pages-'));
  try {
    for await (const { key } of store.list()) {
      const named = { path: addressOf(address, key), key: lineName(key) };
      const places = await severalPages(store, key, folder);
      if (places) {
        for (const place of places) {
          const at = { ...place, path: named.path };
          documents.push({
            kind: 'unsegmented',
            path: placeName(at),
            key: `${stem(key)}${pageEnding(at.page)}`,
            place: at,
          });
        }
      } else if (!isLineImage(key)) passedOver.push(key);
      else if (areLines) documents.push({ kind: 'line', ...named });
      else documents.push({ kind: 'unsegmented', ...named, place: { kind: 'image', path: named.path } });
    }
  } finally {
    store.dispose();
    await rm(folder, { recursive: true, force: true });
  }
  return { documents, passedOver };
}

/** Of a file that is a page or none: nothing. */
async function severalPages(
  store: ObjectStore,
  key: string,
  folder: string,
): Promise<readonly NumberedPlace[] | undefined> {
  if (!isPdf(key) && !/\.tiff?$/i.test(key)) return undefined;
  const path = joinPath(folder, fileName(key));
  await writeFileAtomic(path, await store.read(key));
  const places = isPdf(key) ? await pagesOfPdf(path) : await pagesOfTiff(path);
  await rm(path, { force: true });
  return places?.flatMap((place) => (place.kind === 'pdf' || place.kind === 'tiff' ? [place] : []));
}

function stem(key: string): string {
  return isLineImage(key) ? lineName(key) : withoutExtension(key);
}

/** What stands behind a `?` says how a store is reached, and stays behind the key. */
function addressOf(address: string, key: string): string {
  const [, place = address, how = ''] = /^([^?]*)(\?.*)?$/.exec(address) ?? [];
  return `${place.replace(/\/$/, '')}/${key}${how}`;
}

/** Fetches pages, and knows which file is whose. */
export class StoredPages {
  private readonly stores = new Map<string, Promise<ObjectStore>>();
  private readonly files = new Map<string, Promise<string>>();

  /** @param folder that they are fetched into */
  constructor(private readonly folder: string) {}

  /**
   * The same document with its image in a file; itself where it has one. Pages of one file share it.
   * @throws ObjectError
   */
  async local(document: DocumentToRead): Promise<DocumentToRead> {
    if (!isStored(document.path)) return document;
    if (document.kind !== 'unsegmented') return { ...document, path: await this.fetched(document.path) };
    const { place } = document;
    const path = await this.fetched(place.path);
    const here = { ...place, path };
    return { ...document, path: placeName(here), place: here };
  }

  async dispose(): Promise<void> {
    for (const store of this.stores.values()) (await store.catch(() => undefined))?.dispose();
  }

  private fetched(address: string): Promise<string> {
    const file = this.files.get(address) ?? this.fetch(address);
    this.files.set(address, file);
    return file;
  }

  private async fetch(address: string): Promise<string> {
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
