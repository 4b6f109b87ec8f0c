/** What changes of a page while it is worked on, and what became of it in two places at once: in two tabs, or here and at the reader. */
import { editing, linesOf, type Page, type PageLine } from 'ductus/web';
import type { PageRecord } from './records.js';

/** A page with the marks of its lines, as they are kept (`PageRecord`). */
export interface Sheet {
  readonly page: Page;
  readonly checked: readonly string[];
  readonly written: readonly string[];
  readonly relaid: Readonly<Record<string, string>>;
}

export function sheetIn({ page, checked, written = [], relaid }: PageRecord): Sheet {
  return { page, checked, written, relaid };
}

/** The page with some of its lines as another has them. */
export function withLinesOf(page: Page, source: Page, ids: ReadonlySet<string>): Page {
  if (ids.size === 0) return page;
  const lines = new Map(linesOf(source).map((line) => [line.id, line]));
  const lineOf = (line: PageLine) => (ids.has(line.id) ? (lines.get(line.id) ?? line) : line);
  return { ...page, regions: page.regions.map((region) => ({ ...region, lines: region.lines.map(lineOf) })) };
}

function withoutLines(page: Page, ids: ReadonlySet<string>): Page {
  const linesIn = (lines: readonly PageLine[]) => lines.filter(({ id }) => !ids.has(id));
  return { ...page, regions: page.regions.map((region) => ({ ...region, lines: linesIn(region.lines) })) };
}

/** Texts of lines by their ids. */
export function textsOf(page: Page): ReadonlyMap<string, string> {
  return new Map(linesOf(page).map(({ id, text }) => [id, text]));
}

/** The sheet with ids and marks of lines that nothing has which is new elsewhere; see `editing.apartFrom`. */
export function apartFrom(sheet: Sheet, before: Page, after: Page): Sheet {
  const page = editing.apartFrom(sheet.page, before, after);
  if (page === sheet.page) return sheet;
  const ids = linesOf(page).map(({ id }) => id);
  const renamed = new Map(linesOf(sheet.page).map(({ id }, at) => [id, ids[at] ?? id]));
  const now = (id: string) => renamed.get(id) ?? id;
  return {
    page,
    checked: sheet.checked.map(now),
    written: sheet.written.map(now),
    relaid: Object.fromEntries(Object.entries(sheet.relaid).map(([id, text]) => [now(id), text])),
  };
}

/**
 * What two tabs have made of one page. Of a line that both have changed, the one counts that a person has written or confirmed
 * since, else the one of this tab; its marks come with its text. Such a line stays also where the other has deleted or joined it.
 * @param mine as it is in this tab
 * @param base what both began with
 * @param theirs as another tab has kept it
 */
export function mergedRecord(mine: PageRecord, base: PageRecord, theirs: PageRecord): PageRecord {
  const [was, there] = [sheetIn(base), sheetIn(theirs)];
  const here = apartFrom(sheetIn(mine), was.page, there.page);
  const [markedHere, markedThere] = [newlyMarked(here, was), newlyMarked(there, was)];
  const [textsHere, textsThere] = [textsOf(here.page), textsOf(there.page)];
  const missing = [...markedHere, ...markedThere].filter((id) => !textsHere.has(id) || !textsThere.has(id));
  const page = editing.mergePages(
    withLinesOf(here.page, there.page, without(markedThere, markedHere)),
    // As if they were new where they are, so that they stay.
    withoutLines(was.page, new Set(missing)),
    withLinesOf(there.page, here.page, without(markedHere, markedThere)),
  );
  return { ...theirs, ...(isSameState(mine, base) ? {} : stateOf(mine)), page, ...mergedMarks(page, here, was, there) };
}

/** Lines that have been written or confirmed since. */
function newlyMarked({ page, checked, written }: Sheet, before: Sheet): ReadonlySet<string> {
  const [texts, was] = [textsOf(page), textsOf(before.page)];
  const marked = new Set([...before.checked, ...before.written]);
  return new Set([...checked, ...written].filter((id) => !marked.has(id) || texts.get(id) !== was.get(id)));
}

function without(ids: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...ids].filter((id) => !others.has(id)));
}

function stateOf({ state, problem, warnings }: PageRecord): Pick<PageRecord, 'state' | 'problem' | 'warnings'> {
  return { state, problem, warnings };
}

function isSameState(record: PageRecord, before: PageRecord): boolean {
  return JSON.stringify(stateOf(record)) === JSON.stringify(stateOf(before));
}

function mergedMarks(page: Page, here: Sheet, was: Sheet, there: Sheet): Omit<Sheet, 'page'> {
  const [textsHere, textsThere] = [textsOf(here.page), textsOf(there.page)];
  const lines = linesOf(page);
  const chosen = <T>({ id, text }: PageLine, of: (sheet: Sheet) => T): T => {
    const isHere = textsHere.get(id) === text;
    if (isHere !== (textsThere.get(id) === text)) return of(isHere ? here : there);
    return of(of(here) === of(was) ? there : here);
  };
  const marked = (mark: 'checked' | 'written') =>
    lines.filter((line) => chosen(line, (sheet) => sheet[mark].includes(line.id))).map(({ id }) => id);
  const relaid = lines.flatMap((line) => {
    const text = chosen(line, (sheet) => sheet.relaid[line.id]);
    return text === undefined ? [] : [[line.id, text] as const];
  });
  return { checked: marked('checked'), written: marked('written'), relaid: Object.fromEntries(relaid) };
}
