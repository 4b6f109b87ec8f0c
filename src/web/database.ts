/**
 * Where a browser keeps runs: an IndexedDB with what the folders of Node have. A transaction is written as a whole or not at
 * all, so that a tab that is closed leaves no half of a run.
 */
import { TrainingError } from '../training/index.js';

const databaseName = 'ductus';
/** Of what is in it. */
const databaseVersion = 1;

/** Summaries by the name of the run; files by that name and their own. */
export type Store = 'runs' | 'files';

/** Of a store: the run, and what is below it. */
export type Key = readonly (string | number)[];

let opened: Promise<IDBDatabase> | undefined;

/** @throws TrainingError where the browser keeps nothing */
function database(): Promise<IDBDatabase> {
  opened ??= openDatabase().catch((cause: unknown) => {
    opened = undefined;
    throw new TrainingError(
      `the browser keeps no data here (${messageOf(cause)}), so no run can be kept. Is it a private window, or are cookies and site data refused?`,
      { code: 'storage/unavailable', cause },
    );
  });
  return opened;
}

async function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, databaseVersion);
  request.onupgradeneeded = () => {
    for (const store of ['runs', 'files'] satisfies readonly Store[]) request.result.createObjectStore(store);
  };
  const database = await resultOf(request);
  // Another tab with a newer version waits until this one lets go.
  database.onversionchange = () => {
    database.close();
    opened = undefined;
  };
  return database;
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Writes all of it, or nothing.
 * @param work asks for changes, at once
 * @throws TrainingError where there is no room for it
 */
export async function write(work: (store: (name: Store) => IDBObjectStore) => void): Promise<void> {
  const transaction = (await database()).transaction(['runs', 'files'], 'readwrite');
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('it was given up'));
  });
  work((name) => transaction.objectStore(name));
  try {
    await done;
  } catch (cause) {
    throw isQuota(cause) ? noRoom(messageOf(cause), cause) : cause;
  }
}

/** What a request gives. */
export async function read<T>(store: Store, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await database()).transaction(store, 'readonly');
  return resultOf(work(transaction.objectStore(store)));
}

/** All keys that begin so: an array is more than any number or text. */
export function below(key: Key): IDBKeyRange {
  return IDBKeyRange.bound([...key], [...key, []]);
}

export function noRoom(why: string, cause?: unknown): TrainingError {
  return new TrainingError(
    `the browser gives no more room to keep runs (${why}). Delete runs that are done with (deleteRun), or data of other pages of this site; what was kept before is whole: go on by \`resume\` when there is room`,
    { code: 'storage/full', details: { options: ['resume'] }, cause },
  );
}

function isQuota(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
