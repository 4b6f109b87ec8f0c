/** Pages that lie in a store of objects: named by their addresses, and fetched into a folder while they are read. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { withoutExtension } from '../../dataset/node.js';
import { isPdf, type NumberedPlace, pageEnding, pagesOfPdf, pagesOfTiff, placeName } from '../../documents/node.js';
import { fileName, joinPath, makeFolder, parentFolder, sha256, writeFileAtomic } from '../../files/index.js';
import { isLineImage, lineName } from '../../formats/index.js';
import { isKey, type ObjectStore, openStore } from '../../objects/index.js';
import type { DocumentToRead } from '../../recognition/node.js';
import type { JobDocument, ObjectPlace } from '../queue/reading-job.js';

/** Whether a path is an object's address. Addresses of the web are manifests. */
export function isStored(path: string): boolean {
  return /^\w[\w+.-]+:\/\//.test(path) && !/^https?:\/\//.test(path);
}

/** What lies below an address of a store. */
export interface StoredDocuments {
  readonly documents: readonly JobDocument[];
  /** Keys of what is neither an image nor a PDF: descriptions of pages too, which are read from disks only. */
  readonly passedOver: readonly string[];
  /** Names that not every store can have, so that nothing can be fetched or written by them. */
  readonly impossible: readonly string[];
}

/**
 * The images and PDFs below an address of a store. Their shapes are not known before they are fetched, so that all of them are pages or
 * all are lines; PDFs and TIFFs are fetched once for how many pages they have.
 * @param areLines whether images are lines; those of PDFs and of TIFFs that have several are pages in any case
 * @throws ObjectError
 */
export async function storedDocuments(address: string, areLines: boolean): Promise<StoredDocuments> {
  const store = await openStore(address);
  const documents: JobDocument[] = [];
  const passedOver: string[] = [];
  const impossible: string[] = [];
  const folder = await mkdtemp(joinPath(tmpdir(), 'ductus-pages-'));
  try {
    for await (const { key } of store.list()) {
      if (!isKey(key)) {
        impossible.push(key);
        continue;
      }
      const object = { store: address, key };
      const named = { path: addressOf(address, key), key: lineName(key), object };
      const places = await severalPages(store, key, folder);
      if (places) {
        for (const place of places) {
          const at = { ...place, path: named.path };
          documents.push({
            kind: 'unsegmented',
            path: placeName(at),
            key: `${stem(key)}${pageEnding(at.page)}`,
            place: at,
            object,
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
  return { documents, passedOver, impossible };
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

/** For people. What stands behind a `?` says how a store is reached, and stays behind the key. */
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
  async local(document: JobDocument): Promise<DocumentToRead> {
    if (!isStored(document.path)) return document;
    const { object } = document;
    if (document.kind !== 'unsegmented') {
      return { ...document, path: await this.fetched(object ?? placeIn(document.path)) };
    }
    const { place } = document;
    const path = await this.fetched(object ?? placeIn(place.path));
    const here = { ...place, path };
    return { ...document, path: placeName(here), place: here };
  }

  async dispose(): Promise<void> {
    for (const store of this.stores.values()) (await store.catch(() => undefined))?.dispose();
  }

  private fetched(object: ObjectPlace): Promise<string> {
    const name = JSON.stringify([object.store, object.key]);
    const file = this.files.get(name) ?? this.fetch(object, sha256(name).slice(0, 16));
    this.files.set(name, file);
    return file;
  }

  /** @param folder below that of all, of its own */
  private async fetch({ store: address, key }: ObjectPlace, folder: string): Promise<string> {
    const store = this.stores.get(address) ?? openStore(address);
    this.stores.set(address, store);
    const bytes = await (await store).read(key);
    const path = joinPath(this.folder, folder, fileName(key));
    await makeFolder(parentFolder(path));
    await writeFileAtomic(path, bytes);
    return path;
  }
}

/** What an address says of a job whose documents have no more than that. */
function placeIn(address: string): ObjectPlace {
  const [, place = address, how = ''] = /^([^?]*)(\?.*)?$/.exec(address) ?? [];
  const end = place.lastIndexOf('/');
  return { store: `${place.slice(0, end)}${how}`, key: place.slice(end + 1) };
}
