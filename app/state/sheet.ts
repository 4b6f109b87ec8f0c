/** The page that is open: what stands on it, which line is active, and everything that can be undone. */
import { batch, computed, effect, signal } from '@preact/signals';
import { editing, linesOf, type Page, type PageLine } from 'ductus/web';
import { readDocument, readImage, readPage, readPages, savePages } from '../store/documents.js';
import type { DocumentRecord, PageRecord } from '../store/records.js';
import { hasUnkept } from '../store/unkept.js';
import type { Words } from '../words/index.js';
import { kept, tellError } from './notices.js';
import { latest, withGuided } from './reading.js';

/** What undo brings back. */
export interface Sheet {
  readonly page: Page;
  readonly checked: readonly string[];
}

/** What the person does, by its words. */
export type Edit = keyof Words['page']['edits'];

export const openDocument = signal<DocumentRecord | undefined>(undefined);
export const openPage = signal<PageRecord | undefined>(undefined);
export const openImage = signal<Blob | undefined>(undefined);
const history = signal<editing.History<Sheet> | undefined>(undefined);

export const sheet = computed(() => history.value?.value);
export const sheetLines = computed<readonly PageLine[]>(() => (sheet.value ? linesOf(sheet.value.page) : []));
export const undoable = computed(() => history.value && (editing.undoLabel(history.value) as Edit | undefined));
export const redoable = computed(() => history.value && (editing.redoLabel(history.value) as Edit | undefined));

/** Id of the line that is worked on. */
export const activeLine = signal<string | undefined>(undefined);
export const active = computed(() => sheetLines.value.find(({ id }) => id === activeLine.value));
export const activeIndex = computed(() => sheetLines.value.findIndex(({ id }) => id === activeLine.value));

/** Opens a page of a document, the first one where none is named. @returns whether it is there */
export async function openSheet(document: string, page?: string): Promise<boolean> {
  await flush();
  const record = await readDocument(document);
  const id = page ?? record?.pages[0]?.id;
  const [pageRecord, image] = id === undefined ? [] : await Promise.all([readPage(id), readImage(id)]);
  const current = latest.value?.id === id && pageRecord?.state !== 'read' ? latest.value : pageRecord;
  batch(() => {
    openDocument.value = record;
    openPage.value = current;
    openImage.value = image;
    history.value = current && editing.begin({ page: current.page, checked: current.checked });
    activeLine.value = sheetLines.value[0]?.id;
  });
  return pageRecord !== undefined;
}

/** What the reader says of the page that is open, as it says it. */
effect(() => {
  const record = latest.value;
  const current = openPage.peek();
  if (!record || record.id !== current?.id) return;
  const now = history.peek()?.value;
  // What a person has changed since stays.
  const edited = now !== undefined && now.page !== current.page;
  const next = edited ? withEdits(record, now) : record;
  batch(() => {
    openPage.value = next;
    const value = { page: next.page, checked: next.checked };
    // What was done before can still be undone.
    history.value = edited && history.value ? { ...history.value, value } : editing.begin(value);
    if (!linesOf(next.page).some(({ id }) => id === activeLine.peek())) {
      activeLine.value = linesOf(next.page)[0]?.id;
    }
  });
});

function withEdits(record: PageRecord, { page, checked }: Sheet): PageRecord {
  const free = linesOf(page).flatMap(({ id }) => (checked.includes(id) ? [] : [id]));
  const merged = withGuided({ ...record, page, checked }, record.page, free);
  return { ...merged, checked };
}

/**
 * Does something that can be undone.
 * @param key what follows with the same key is one thing to undo, such as typing in a line
 */
export function edit(label: Edit, change: (sheet: Sheet) => Sheet, key?: string): void {
  const before = history.value;
  if (!before) return;
  const next = change(before.value);
  if (next === before.value) return;
  history.value = editing.done(before, label, next, key);
  keepSoon();
}

/** The same for the page alone; what is gone from it isn't checked any more. */
export function editPage(label: Edit, change: (page: Page) => Page, key?: string): void {
  try {
    edit(label, ({ page, checked }) => ({ page: change(page), checked }), key);
  } catch (error) {
    tellError(error);
  }
}

/** Replaced texts, on the open page as a thing to undo, on others at once. */
export async function replaceOnPages(changed: readonly { readonly id: string; readonly page: Page }[]): Promise<void> {
  const open = changed.find(({ id }) => id === openPage.value?.id);
  if (open) editPage('replace', () => open.page);
  const document = openDocument.value?.id;
  const others = document === undefined || changed.every((page) => page === open) ? [] : await readPages(document);
  const records = others.flatMap((record) => {
    const page = changed.find(({ id }) => id === record.id && id !== open?.id)?.page;
    return page ? [{ ...record, page }] : [];
  });
  await kept(() => savePages(records));
}

export function undoEdit(): void {
  step(editing.undo);
}

export function redoEdit(): void {
  step(editing.redo);
}

function step(way: (history: editing.History<Sheet>) => editing.History<Sheet>): void {
  if (!history.value) return;
  const before = history.value.value;
  history.value = way(history.value);
  keepSoon();
  const changed = firstDifference(before.page, history.value.value.page);
  if (!changed) return;
  activeLine.value = changed.line.id;
  lastStep.value = changed;
}

/** Where undo or redo has changed something. */
export interface Step {
  readonly line: PageLine;
  /** Code points of the text before the first one that is another. */
  readonly index: number;
}

export const lastStep = signal<Step | undefined>(undefined);

/** The line at which two pages differ first, so that what is undone is seen. */
function firstDifference(before: Page, after: Page): Step | undefined {
  const old = new Map(linesOf(before).map((line) => [line.id, line]));
  const line = linesOf(after).find((candidate) => old.get(candidate.id) !== candidate);
  if (!line) return undefined;
  const [was, is] = [Array.from(old.get(line.id)?.text ?? ''), Array.from(line.text)];
  const index = is.findIndex((character, at) => character !== was[at]);
  return { line, index: index < 0 ? is.length : index };
}

export function isChecked(id: string): boolean {
  return sheet.value?.checked.includes(id) ?? false;
}

/** @param checked without: the other way than it is */
export function check(id: string, checked = !isChecked(id)): void {
  if (checked === isChecked(id)) return;
  edit('check', (now) => ({
    ...now,
    checked: checked ? [...now.checked, id] : now.checked.filter((line) => line !== id),
  }));
}

const keepAfterMs = 400;
let timer: ReturnType<typeof setTimeout> | undefined;

function keepSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void flush(), keepAfterMs);
}

/** Keeps what is not kept yet. */
export async function flush(): Promise<void> {
  clearTimeout(timer);
  const [record, now] = [openPage.value, history.value?.value];
  if (!record || !now || (now.page === record.page && now.checked === record.checked)) return;
  const next: PageRecord = { ...record, ...now };
  openPage.value = next;
  await kept(() => savePages([next]));
  if (openDocument.value?.id === next.document) openDocument.value = await readDocument(next.document);
}

// A tab that is closed or hidden may not come back.
addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') void flush();
});

// The browser then asks whether to leave.
addEventListener('beforeunload', (event) => {
  if (hasUnkept()) event.preventDefault();
});
