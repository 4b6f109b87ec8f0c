/**
 * The pages that are at hand in this tab, as they are now: the one that is open, those that were changed since the tab was opened,
 * and the one that is being read. What a person does and what the reader says meet here, and nothing of either is lost.
 */
import { signal } from '@preact/signals';
import { editing, linesOf, type Page } from 'ductus/web';
import { readDocument, readPage, savePages } from '../store/documents.js';
import type { PageRecord } from '../store/records.js';
import type { Words } from '../words/index.js';
import { kept } from './notices.js';

/** What undo brings back. */
export interface Sheet {
  readonly page: Page;
  readonly checked: readonly string[];
  /** Lines whose text a person has changed. */
  readonly written: readonly string[];
}

/** What the person does, by its words. */
export type Edit = keyof Words['page']['edits'];

/** A page at hand. What the history's value has counts, not what the record says of it. */
export interface SheetAtHand {
  readonly record: PageRecord;
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
  const { page, checked, written = [] } = record;
  return { record, history: editing.begin({ page, checked, written }) };
}

/**
 * Takes a page in hand. What can be undone stays where the page is as it was left: another tab may have changed it.
 * @returns `undefined` where no such page is kept
 */
export async function takeInHand(id: string): Promise<SheetAtHand | undefined> {
  const stored = await readPage(id);
  const known = sheetOf(id);
  if (!stored) return undefined;
  const isCurrent = known && (underWay?.id === id || changed.has(id) || isSame(recordOf(known), stored));
  const sheet = isCurrent ? known : begun(stored);
  put(sheet);
  return sheet;
}

function isSame(now: PageRecord, stored: PageRecord): boolean {
  const kept = ({ page, checked, written = [] }: PageRecord) => JSON.stringify([page, checked, written]);
  return kept(now) === kept(stored);
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
  clearTimeout(timer);
  timer = setTimeout(() => void flush(), keepAfterMs);
}

/** The sheet with another page, where the person changed it; who changes texts has written them. */
export function withPage(sheet: Sheet, page: Page, label: Edit): Sheet {
  if (page === sheet.page) return sheet;
  if (label !== 'text' && label !== 'replace') return { ...sheet, page };
  const texts = new Map(linesOf(sheet.page).map(({ id, text }) => [id, text]));
  const written = linesOf(page).flatMap(({ id, text }) => (texts.get(id) === text ? [] : [id]));
  return { ...sheet, page, written: [...new Set([...sheet.written, ...written])] };
}

const keepAfterMs = 400;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps what is not kept yet. */
export async function flush(): Promise<void> {
  clearTimeout(timer);
  const records = [...changed].flatMap((id) => {
    const sheet = sheetOf(id);
    return sheet ? [recordOf(sheet)] : [];
  });
  changed.clear();
  if (records.length > 0) await keep(records);
}

async function keep(records: readonly PageRecord[]): Promise<boolean> {
  const isKept = await kept(() => savePages(records));
  timesKept.value++;
  return isKept;
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
 * What the reader has made of the page that is being read. Reading a page anew can be undone; of a page that was not read before, the reading is
 * part of what there is.
 * @param before what it began with
 * @param guided whether it read with the language what it had read without: what that changes is marked
 */
export function mergeReading(before: Page, after: Page, guided = false): void {
  const sheet = sheetOf(underWay?.id);
  if (!sheet || !underWay) return;
  const { record, history } = sheet;
  const change = (value: Sheet): Sheet => {
    const page = editing.mergePages(value.page, before, after);
    return page === value.page ? value : { ...value, page };
  };
  const next = underWay.again
    ? editing.done(history, 'read' satisfies Edit, change(history.value), `read ${underWay.since}`)
    : editing.rebased(history, change);
  if (next === history) return;
  const relaid = withChanges(record.relaid, history.value.page, next.value.page, guided);
  put({ record: { ...record, relaid }, history: next });
}

/** What stood in lines before the language changed them; a line that is read again stands for itself. */
function withChanges(
  relaid: PageRecord['relaid'],
  before: Page,
  after: Page,
  guided: boolean,
): Readonly<Record<string, string>> {
  const texts = new Map(linesOf(before).map(({ id, text }) => [id, text]));
  const now = { ...relaid };
  for (const { id, text } of linesOf(after)) {
    const was = texts.get(id);
    if (was === undefined || was === text) continue;
    if (guided) now[id] = was;
    else delete now[id];
  }
  return now;
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
  changed.delete(next.record.id);
  return keep([recordOf(next)]);
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
  if (id === undefined || !history || id === openId.value || id === underWay?.id) return;
  if (history.past.length + history.future.length > 0) return;
  const rest = new Map(atHand.value);
  rest.delete(id);
  atHand.value = rest;
}
