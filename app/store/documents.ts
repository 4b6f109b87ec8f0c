/** Documents and their pages: made, listed, changed, deleted. */
import { linesOf } from 'ductus/web';
import { keptChoice } from './choice.js';
import { database, keeping, StoreError } from './database.js';
import { type DocumentRecord, newId, type PageRecord, type PageSummary } from './records.js';
import { mergedRecord } from './sheet.js';
import { type Change, forgetUnkept, forgetUnkeptPages, unkeptPage, withUnkept } from './unkept.js';

/** A page that is new, with its image. */
export interface NewPage {
  readonly page: PageRecord;
  readonly image: Blob;
  readonly thumbnail?: Blob | undefined;
}

/** All documents, the last changed first. */
export async function listDocuments(): Promise<readonly DocumentRecord[]> {
  const kept = await database();
  return (await kept.getAll('documents')).sort((a, b) => b.changed - a.changed);
}

export async function readDocument(id: string): Promise<DocumentRecord | undefined> {
  return (await database()).get('documents', id);
}

export async function readPage(id: string): Promise<PageRecord | undefined> {
  return unkeptPage(id) ?? (await database()).get('pages', id);
}

/** In the order of the document. */
export async function readPages(document: string): Promise<readonly PageRecord[]> {
  const kept = await database();
  const [record, pages] = await Promise.all([
    kept.get('documents', document),
    kept.getAllFromIndex('pages', 'document', document),
  ]);
  const byId = new Map(pages.map((page) => [page.id, unkeptPage(page.id) ?? page]));
  return (record?.pages ?? []).flatMap(({ id }) => byId.get(id) ?? []);
}

export async function readImage(page: string): Promise<Blob | undefined> {
  return (await database()).get('images', page);
}

export async function readThumbnail(page: string): Promise<Blob | undefined> {
  return (await database()).get('thumbnails', page);
}

/** An empty document, which the model reads that was chosen for new ones. @throws StoreError */
export async function createDocument(name: string): Promise<DocumentRecord> {
  const now = Date.now();
  const model = keptChoice('model') || undefined;
  const document: DocumentRecord = { id: newId(), name, created: now, changed: now, pages: [], model };
  await keeping((kept) => kept.put('documents', document));
  return document;
}

/** Adds pages at the end of a document, all or none of them. @throws StoreError */
export async function addPages(document: string, pages: readonly NewPage[]): Promise<void> {
  await keeping(async (kept) => {
    const all = kept.transaction(['documents', 'pages', 'images', 'thumbnails'], 'readwrite');
    const record = await all.objectStore('documents').get(document);
    if (!record) return;
    for (const { page, image, thumbnail } of pages) {
      await all.objectStore('pages').put(page);
      await all.objectStore('images').put(image, page.id);
      if (thumbnail) await all.objectStore('thumbnails').put(thumbnail, page.id);
    }
    const summaries = [...record.pages, ...pages.map(({ page }) => summaryOf(page))];
    await all.objectStore('documents').put({ ...record, pages: summaries, changed: Date.now() });
    await all.done;
  });
}

/** A change as it was written. */
export interface Saved {
  readonly written: PageRecord;
  readonly base: PageRecord;
  /** What another tab had kept since, which is in what was written. */
  readonly theirs?: PageRecord | undefined;
}

/**
 * Writes pages anew, and what their documents' lists say of them; with them those that there was no room for before.
 * @param told what was written
 * @throws StoreError
 */
export async function savePages(changed: readonly Change[], told: (saved: Saved) => void): Promise<void> {
  const changes = withUnkept(changed);
  if (changes.length === 0) return;
  const all = new Map<Change, Saved>();
  await keeping(async (kept) => {
    const transaction = kept.transaction(['documents', 'pages'], 'readwrite');
    const [documents, pages] = [transaction.objectStore('documents'), transaction.objectStore('pages')];
    for (const change of changes) {
      const record = await documents.get(change.mine.document);
      if (!record) continue;
      const saved = savedOf(change, await pages.get(change.mine.id));
      const { written } = saved;
      const summaries = record.pages.map((summary) => (summary.id === written.id ? summaryOf(written) : summary));
      await pages.put(written);
      await documents.put({ ...record, pages: summaries, changed: Date.now() });
      all.set(change, saved);
    }
    await transaction.done;
  });
  forgetUnkept([...all.keys()]);
  for (const saved of all.values()) told(saved);
  const gone = changed.filter((change) => !all.has(change));
  if (gone.length > 0) throw new StoreError('gone', `${gone.length} pages without a document`);
}

/** What is to be written over what is kept: where another tab has changed that, both changes. */
function savedOf({ mine, base }: Change, stored: PageRecord | undefined): Saved {
  const { revision = 0 } = stored ?? {};
  const theirs = stored && revision !== (base.revision ?? 0) ? stored : undefined;
  const merged = theirs ? mergedRecord(mine, base, theirs) : mine;
  return { written: { ...merged, revision: revision + 1 }, base, theirs };
}

/** Changes what is said of a document: its name, the order of its pages, its model. @throws StoreError */
export async function changeDocument(
  id: string,
  change: (record: DocumentRecord) => DocumentRecord,
): Promise<DocumentRecord | undefined> {
  return keeping(async (kept) => {
    const all = kept.transaction('documents', 'readwrite');
    const record = await all.store.get(id);
    const changed = record && { ...change(record), changed: Date.now() };
    if (changed) await all.store.put(changed);
    await all.done;
    return changed;
  });
}

/** Deletes a document with its pages and their images. Nothing is written for it: on a full disk that would be refused. */
export async function deleteDocument(id: string): Promise<void> {
  const ids = ((await readDocument(id))?.pages ?? []).map((page) => page.id);
  await keeping(async (kept) => {
    const all = kept.transaction(['documents', 'pages', 'images', 'thumbnails'], 'readwrite');
    for (const page of ids) {
      for (const store of ['pages', 'images', 'thumbnails'] as const) await all.objectStore(store).delete(page);
    }
    await all.objectStore('documents').delete(id);
    await all.done;
  });
  forgetUnkeptPages(ids);
}

export function summaryOf({ id, name, state, page, checked }: PageRecord): PageSummary {
  const lines = linesOf(page);
  const left = new Set(checked);
  return { id, name, state, lines: lines.length, checked: lines.filter((line) => left.has(line.id)).length };
}
