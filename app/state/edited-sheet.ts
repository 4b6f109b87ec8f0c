/** What edits and readings make of a page and of the marks of its lines. */
import { editing, linesOf, type Page, type PageLine } from 'ductus/web';
import { apartFrom, type Sheet, textsOf, withLinesOf } from '../store/sheet.js';
import type { Words } from '../words/index.js';

/** What the person does, by its words. */
export type Edit = keyof Words['page']['edits'];

/** The sheet with another page, where the person changed it; who changes texts has written them. */
export function withPage(sheet: Sheet, page: Page, label: Edit): Sheet {
  if (page === sheet.page) return sheet;
  const kept = onPage(sheet, page);
  if (label === 'text' || label === 'replace') return withWritten(kept, changedTexts(sheet.page, page));
  return label === 'cut' || label === 'join' ? withParts(kept, sheet, label) : kept;
}

/** Marks of lines that are gone go with them: their ids may be those of other lines later. */
function onPage({ page: before, checked, written, relaid }: Sheet, page: Page): Sheet {
  const [was, is] = [textsOf(before), textsOf(page)];
  const stays = (id: string) => was.has(id) && is.has(id);
  return {
    page,
    checked: checked.filter(stays),
    written: written.filter(stays),
    relaid: Object.fromEntries(Object.entries(relaid).filter(([id]) => stays(id))),
  };
}

function withWritten(sheet: Sheet, ids: readonly string[]): Sheet {
  return { ...sheet, written: [...new Set([...sheet.written, ...ids])] };
}

function changedTexts(before: Page, after: Page): readonly string[] {
  const texts = textsOf(before);
  return linesOf(after).flatMap(({ id, text }) => (texts.get(id) === text ? [] : [id]));
}

/** What a person has written or confirmed stays somebody's words in the lines that it was cut or joined to. */
function withParts(kept: Sheet, { page: before, checked, written }: Sheet, label: 'cut' | 'join'): Sheet {
  const [wholes, parts] = [changedLines(kept.page, before), changedLines(before, kept.page)];
  const isWritten = wholes.some((id) => written.includes(id) || checked.includes(id));
  const isChecked = label === 'join' && wholes.every((id) => checked.includes(id));
  const rest = kept.checked.filter((id) => !parts.includes(id));
  const marked = { ...kept, checked: isChecked ? [...rest, ...parts] : rest };
  return isWritten ? withWritten(marked, parts) : marked;
}

/** Ids of lines that are not what they are on another page, or not there at all. */
function changedLines(from: Page, page: Page): readonly string[] {
  const lines = new Set(linesOf(from));
  return linesOf(page).flatMap((line) => (lines.has(line) ? [] : [line.id]));
}

export interface ReadingOptions {
  /** Whether the page is read for the first time: then lines without a text have it from the reader, confirmed or not. */
  readonly isFirst: boolean;
  /** Whether it was read with the language what had been read without: what that changes is marked. */
  readonly isGuided: boolean;
}

/**
 * The sheet with what a reader has made of its page; what a person has written or confirmed stays.
 * @param before what it began with
 */
export function withReading(sheet: Sheet, before: Page, after: Page, { isFirst, isGuided }: ReadingOptions): Sheet {
  const mine = apartFrom(sheet, before, after);
  const texts = textsOf(mine.page);
  const isOpen = (id: string) => isFirst && texts.get(id)?.trim() === '';
  const settled = new Set([...mine.checked, ...mine.written].filter((id) => !isOpen(id)));
  const page = editing.mergePages(mine.page, before, withLinesOf(after, mine.page, settled));
  return page === sheet.page ? sheet : withTexts(mine, page, isGuided);
}

/**
 * The sheet with a line that was read by itself, unless a person has changed or confirmed it meanwhile.
 * @param sent as the reader had it
 */
export function withLineRead(sheet: Sheet, sent: Sheet, line: PageLine): Sheet {
  if (sheet.checked.includes(line.id) && !sent.checked.includes(line.id)) return sheet;
  const page = editing.mergePages(sheet.page, sent.page, withLine(sent.page, line));
  if (page === sheet.page) return sheet;
  const { checked, written, ...rest } = withTexts(sheet, page, false);
  const isAnother = (id: string) => id !== line.id;
  return { ...rest, checked: checked.filter(isAnother), written: written.filter(isAnother) };
}

export function withLine(page: Page, line: PageLine): Page {
  const regions = page.regions.map((region) => ({
    ...region,
    lines: region.lines.map((before) => (before.id === line.id ? line : before)),
  }));
  return { ...page, regions };
}

/**
 * The sheet with what was read: where that is another text, nobody has confirmed it, and either it stands for itself or the
 * language has changed what stood there before.
 */
function withTexts(sheet: Sheet, page: Page, isGuided: boolean): Sheet {
  const kept = onPage(sheet, page);
  const texts = textsOf(sheet.page);
  const relaid = { ...kept.relaid };
  const changed = changedTexts(sheet.page, page).filter((id) => texts.has(id));
  for (const id of changed) {
    if (isGuided) relaid[id] = texts.get(id) ?? '';
    else delete relaid[id];
  }
  return { ...kept, relaid, checked: kept.checked.filter((id) => !changed.includes(id)) };
}
