/** Where documents live on this computer: an IndexedDB of this site. A transaction is written as a whole or not at all. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { DocumentRecord, LearningRecord, ModelRecord, PageRecord } from './records.js';

export interface Kept extends DBSchema {
  documents: { key: string; value: DocumentRecord };
  pages: { key: string; value: PageRecord; indexes: { document: string } };
  /** Files of images as they came, by the id of their page. */
  images: { key: string; value: Blob };
  /** Small pictures of pages, by the same. */
  thumbnails: { key: string; value: Blob };
  models: { key: string; value: ModelRecord };
  /** By the id of the document. */
  learning: { key: string; value: LearningRecord };
}

/**
 * Why nothing, or no more, can be kept: `full`, the browser's limit or disk; `refused`, a private window or a setting; `gone`, what is
 * changed is no more there, since the browser has cleared it or another tab has deleted it.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly reason: 'full' | 'refused' | 'gone',
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message || cause.name : String(cause), { cause });
  }
}

let opened: Promise<IDBPDatabase<Kept>> | undefined;

/** @throws StoreError where the browser keeps nothing */
export function database(): Promise<IDBPDatabase<Kept>> {
  opened ??= openDB<Kept>('ductus-app', 1, {
    upgrade(kept) {
      kept.createObjectStore('documents', { keyPath: 'id' });
      kept.createObjectStore('pages', { keyPath: 'id' }).createIndex('document', 'document');
      kept.createObjectStore('images');
      kept.createObjectStore('thumbnails');
      kept.createObjectStore('models', { keyPath: 'id' });
      kept.createObjectStore('learning', { keyPath: 'document' });
    },
    // Another tab has a newer version of the app: it waits until this one lets go.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      opened = undefined;
    },
    terminated() {
      opened = undefined;
    },
  }).catch((cause: unknown) => {
    opened = undefined;
    throw new StoreError('refused', cause);
  });
  return opened;
}

/** Does what writes, and says of a full disk that it is that. @throws StoreError */
export async function keeping<T>(work: (kept: IDBPDatabase<Kept>) => Promise<T>): Promise<T> {
  const kept = await database();
  try {
    return await work(kept);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'QuotaExceededError') throw new StoreError('full', cause);
    throw cause;
  }
}
