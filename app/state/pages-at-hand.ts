/**
 * The pages that are at hand in this tab, as they are now: the one that is open, those that were changed since the tab was opened,
 * and the one that is being read. What a person does and what the reader says meet here, and nothing of either is lost.
 */
import { signal } from '@preact/signals';
import { editing, linesOf, type Page } from 'ductus/web';
import { readDocument, readPage, type Saved, savePages } from '../store/documents.js';
import type { PageRecord } from '../store/records.js';
import { mergedRecord, type Sheet, sheetIn } from '../store/sheet.js';
import { hasUnkept, unkeptPage } from '../store/unkept.js';
import { type Edit, withReading } from './edited-sheet.js';
import { kept } from './notices.js';
import { Soon } from './soon.js';

/** A page at hand. What the history's value has counts, not what the record says of it. */
export interface SheetAtHand {
  readonly record: PageRecord;
  /** As this tab has last seen it kept: what was done since, here and in another tab, began with this. */
  readonly base: PageRecord;
  readonly history: editing.History<Sheet>;
}

/** Id of the page that is open. */
export const openId = signal<string | undefined>(undefined);
/** Counts up whenever pages were kept. */
export const timesKept = signal(0);
/** By page. */
const atHand = signal<ReadonlyMap<string, SheetAtHand>>(new Map());
/** Pages that were changed and are not kept yet. */
const changed = new Set<string>();
/** The page that is being read, and whether it was read before. */
let underWay: { readonly id: string; readonly again: boolean; readonly since: number } | undefined;

export function sheetOf(page: string | undefined): SheetAtHand | undefined {
  return page === undefined ? undefined : atHand.value.get(page);
}

/** The page with all that was done to it, as it is kept. */
export function recordOf({ record, history }: SheetAtHand): PageRecord {
  return { ...record, ...history.value };
}

function put(sheet: SheetAtHand): void {
  atHand.value = new Map(atHand.value).set(sheet.record.id, sheet);
}

function begun(record: PageRecord): SheetAtHand {
  return { record, base: record, history: editing.begin(sheetIn(record)) };
}

/**
 * Takes a page in hand. What was in hand, with all that can be undone, stays where it is ahead of what is kept or the same:
 * another tab may have changed that.
 * @returns `undefined` where no such page is kept
 */
export async function takeInHand(id: string): Promise<SheetAtHand | undefined> {
  const stored = await readPage(id);
  const known = sheetOf(id);
  if (!stored) return undefined;
  const isAhead = underWay?.id === id || changed.has(id) || unkeptPage(id) !== undefined;
  const isCurrent = known && (isAhead || isSame(recordOf(known), stored));
  const sheet = isCurrent ? known : begun(stored);
  put(sheet);
  return sheet;
}

function isSame(now: PageRecord, stored: PageRecord): boolean {
  return JSON.stringify(sheetIn(now)) === JSON.stringify(sheetIn(stored));
}

/**
 * Does something to a page at hand that can be undone.
 * @param key what follows with the same key is one thing to undo, such as typing in a line
 */
export function changeSheet(id: string, label: Edit, change: (sheet: Sheet) => Sheet, key?: string): void {
  stepSheet(id, (history) => editing.done(history, label, change(history.value), key));
}

/** Changes the history of a page at hand, as by undo, and keeps it soon. */
export function stepSheet(id: string, step: (history: editing.History<Sheet>) => editing.History<Sheet>): void {
  const sheet = sheetOf(id);
  const history = sheet && step(sheet.history);
  if (!sheet || !history || history === sheet.history) return;
  put({ ...sheet, history });
  changed.add(id);
  keepSoon.wish();
}

/** After a pause; a long burst of typing is kept while it goes on. */
const keepSoon = new Soon(() => void flush(), 400, 2000);

/** Keeps what is not kept yet. */
export async function flush(): Promise<void> {
  keepSoon.cancel();
  await (changed.size > 0 ? keepAll() : keeping);
}

/** Whether anything would be lost with the tab. */
export function isAnythingUnkept(): boolean {
  return changed.size > 0 || hasUnkept();
}

let keeping: Promise<unknown> = Promise.resolve();

/**
 * Keeps what was changed, and what there was no room for before. One after another: what another tab had kept of a page is in
 * hand before it is kept once more.
 * @returns whether all of it could be kept
 */
export function keepAll(): Promise<boolean> {
  const turn = keeping.then(keepNow);
  keeping = turn;
  return turn;
}

async function keepNow(): Promise<boolean> {
  const changes = [...changed].flatMap((id) => {
    const sheet = sheetOf(id);
    return sheet ? [{ mine: recordOf(sheet), base: sheet.base }] : [];
  });
  changed.clear();
  const isKept = await kept(() => savePages(changes, takeSaved));
  timesKept.value++;
  return isKept;
}

/** What another tab has done comes to all that can be undone here, too. */
function takeSaved({ written, base, theirs }: Saved): void {
  const sheet = sheetOf(written.id);
  if (!sheet) return;
  if (!theirs) {
    put({ ...sheet, base: written });
    return;
  }
  const { record, history } = sheet;
  const merged = (value: Sheet) => mergedRecord({ ...record, ...value }, base, theirs);
  put({
    record: merged(history.value),
    base: written,
    history: editing.rebased(history, (value) => sheetIn(merged(value))),
  });
}

/** The lines that no person has written, corrected or confirmed: those that may be read. */
export function readable({ page, checked, written = [] }: PageRecord): readonly string[] {
  const left = new Set([...checked, ...written]);
  return linesOf(page).flatMap(({ id }) => (left.has(id) ? [] : [id]));
}

/** A page is going to be read: from now on it is at hand. @returns it as it is, with what is not kept yet */
export async function beginReading(id: string): Promise<PageRecord | undefined> {
  const sheet = await takeInHand(id);
  if (!sheet) return undefined;
  underWay = { id, again: sheet.record.state === 'read', since: Date.now() };
  return recordOf(sheet);
}

/** The page that is being read, with what was done to it meanwhile. */
export function recordUnderWay(): PageRecord | undefined {
  const sheet = sheetOf(underWay?.id);
  return sheet && recordOf(sheet);
}

/**
 * What the reader has made of the page that is being read: what a person has written or confirmed stays. Reading a page anew can
 * be undone; of a page that was not read before, the reading is part of what there is.
 * @param before what it began with
 * @param isGuided whether it read with the language what it had read without: what that changes is marked
 */
export function mergeReading(before: Page, after: Page, isGuided = false): void {
  const sheet = sheetOf(underWay?.id);
  if (!sheet || !underWay) return;
  const { again, since } = underWay;
  const change = (value: Sheet) => withReading(value, before, after, { isFirst: !again, isGuided });
  const history = again
    ? editing.done(sheet.history, 'read' satisfies Edit, change(sheet.history.value), `read ${since}`)
    : editing.rebased(sheet.history, change);
  if (history !== sheet.history) put({ ...sheet, history });
}

/** The reading of a page is over, or a part of it. @param facts that came of it @returns whether that could be kept */
export async function keepReading(
  facts: Partial<Pick<PageRecord, 'state' | 'problem' | 'warnings'>>,
): Promise<boolean> {
  const sheet = sheetOf(underWay?.id);
  if (!sheet) return false;
  const next: SheetAtHand = { ...sheet, record: { ...sheet.record, ...facts } };
  put(next);
  // Deleted while it was read; whoever has it open is told.
  if (next.record.id !== openId.value && !(await readDocument(next.record.document))) return false;
  changed.add(next.record.id);
  return keepAll();
}

/** Nothing is being read any more. */
export function endReading(): void {
  const id = underWay?.id;
  underWay = undefined;
  letGo(id);
}

/** A document was deleted: nothing of it is at hand any more, and what the reader says of it comes to nothing. */
export function forgetSheets(document: string): void {
  const [rest, gone] = [new Map(atHand.value), new Set<string>()];
  for (const [id, { record }] of atHand.value) {
    if (record.document !== document) continue;
    rest.delete(id);
    changed.delete(id);
    gone.add(id);
  }
  if (openId.value !== undefined && gone.has(openId.value)) openId.value = undefined;
  atHand.value = rest;
}

/** Lets go of a page that is neither open nor being read nor changed: an archive is more than there is room for. */
export function letGo(id: string | undefined): void {
  const history = sheetOf(id)?.history;
  if (id === undefined || !history || id === openId.value || id === underWay?.id || unkeptPage(id)) return;
  if (history.past.length + history.future.length > 0) return;
  const rest = new Map(atHand.value);
  rest.delete(id);
  atHand.value = rest;
}
