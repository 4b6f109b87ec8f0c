/** The page that is open: what stands on it, which line is active, and everything that can be undone. */
import { batch, computed, effect, signal } from '@preact/signals';
import { editing, linesOf, type Page, type PageLine } from 'ductus/web';
import { readDocument, readImage, readPage } from '../store/documents.js';
import type { DocumentRecord, PageRecord } from '../store/records.js';
import type { Sheet } from '../store/sheet.js';
import { type Edit, withPage } from './edited-sheet.js';
import { tellError } from './notices.js';
import {
  changeSheet,
  flush,
  isAnythingUnkept,
  letGo,
  openId,
  recordOf,
  sheetOf,
  stepSheet,
  takeInHand,
  timesKept,
} from './pages-at-hand.js';

export const openDocument = signal<DocumentRecord | undefined>(undefined);
export const openImage = signal<Blob | undefined>(undefined);
const opened = computed(() => sheetOf(openId.value));

export const openPage = computed(() => opened.value && recordOf(opened.value));
export const sheet = computed<Sheet | undefined>(() => opened.value?.history.value);
export const sheetLines = computed<readonly PageLine[]>(() => (sheet.value ? linesOf(sheet.value.page) : []));
export const undoable = computed(() => opened.value && (editing.undoLabel(opened.value.history) as Edit | undefined));
export const redoable = computed(() => opened.value && (editing.redoLabel(opened.value.history) as Edit | undefined));

/** Id of the line that is worked on. */
export const activeLine = signal<string | undefined>(undefined);
export const active = computed(() => sheetLines.value.find(({ id }) => id === activeLine.value));
export const activeIndex = computed(() => sheetLines.value.findIndex(({ id }) => id === activeLine.value));

/** Opens a page of a document, the first one where none is named. @returns whether it is there */
export async function openSheet(document: string, page?: string): Promise<boolean> {
  await flush();
  const record = await readDocument(document);
  const id = page ?? record?.pages[0]?.id;
  const [taken, image] = id === undefined ? [] : await Promise.all([takeInHand(id), readImage(id)]);
  const before = openId.value;
  batch(() => {
    openDocument.value = record;
    openId.value = taken && id;
    openImage.value = image;
    activeLine.value = sheetLines.value[0]?.id;
  });
  if (before !== id) letGo(before);
  return taken !== undefined;
}

// The reader may replace the line that was worked on, and brings the first ones.
effect(() => {
  const lines = sheetLines.value;
  if (!lines.some(({ id }) => id === activeLine.peek())) activeLine.value = lines[0]?.id;
});

// What is shown of the document's pages is how they are kept.
effect(() => {
  const open = timesKept.value > 0 ? openDocument.peek()?.id : undefined;
  if (open === undefined) return;
  void readDocument(open).then((record) => {
    if (record && openDocument.peek()?.id === open) openDocument.value = record;
  });
});

/** Does something to the open page that can be undone; see `changeSheet`. */
export function edit(label: Edit, change: (sheet: Sheet) => Sheet, key?: string): void {
  if (openId.value !== undefined) changeSheet(openId.value, label, change, key);
}

/** The same for what stands on it alone. */
export function editPage(label: Edit, change: (page: Page) => Page, key?: string): void {
  try {
    edit(label, (now) => withPage(now, change(now.page), label), key);
  } catch (error) {
    tellError(error);
  }
}

/** Texts that were replaced on pages as they were found: on each of them a thing to undo. */
export async function replaceOnPages(replaced: readonly Replaced[]): Promise<void> {
  for (const { id, page, after } of replaced) {
    if (!sheetOf(id) && !(await takeInHand(id))) continue;
    // What was done since they were found stays.
    changeSheet(id, 'replace', (now) => withPage(now, editing.mergePages(now.page, page, after), 'replace'));
  }
  await flush();
}

export interface Replaced {
  readonly id: string;
  /** As it was found. */
  readonly page: Page;
  readonly after: Page;
}

/** The page as it is now: kept, or open in a tab whose store the browser has cleared. */
export async function pageAtHand(id: string): Promise<PageRecord | undefined> {
  const open = sheetOf(id);
  return open ? recordOf(open) : readPage(id);
}

/** @see pageAtHand */
export async function imageAtHand(id: string): Promise<Blob | undefined> {
  return id === openId.value ? openImage.value : readImage(id);
}

export function undoEdit(): void {
  step(editing.undo);
}

export function redoEdit(): void {
  step(editing.redo);
}

function step(way: (history: editing.History<Sheet>) => editing.History<Sheet>): void {
  const before = sheet.value;
  if (openId.value !== undefined) stepSheet(openId.value, way);
  const changed = before && sheet.value && firstDifference(before.page, sheet.value.page);
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

// A tab that is closed or hidden may not come back.
addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') void flush();
});

// The browser then asks whether to leave, and what waits is kept meanwhile.
addEventListener('beforeunload', (event) => {
  if (isAnythingUnkept()) event.preventDefault();
  void flush();
});
