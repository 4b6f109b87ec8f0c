/** The lines of a document that a person has checked, cut out. */
import { linesOf } from '../../src/page/index.js';
import { readImage, readPages } from '../store/documents.js';
import type { PageRecord } from '../store/records.js';
import type { Work } from '../work/client.js';
import type { CutLine } from '../work/messages.js';

/** Lines to learn from: checked, and with a text. */
export function learnable({ page, checked }: Pick<PageRecord, 'page' | 'checked'>): readonly string[] {
  return linesOf(page).flatMap(({ id, text }) => (text.trim() !== '' && checked.includes(id) ? [id] : []));
}

/**
 * Cuts the checked lines out of all pages, one page after another.
 * @param told how many pages are cut, of all that have such lines
 * @returns with names that no two lines share, each of the document that is its page
 * @throws WorkError
 */
export async function checkedLines(
  document: string,
  work: Pick<Work, 'ask'>,
  told: (done: number, all: number) => void,
  signal: AbortSignal,
): Promise<readonly CutLine[]> {
  const pages = (await readPages(document)).filter((page) => learnable(page).length > 0);
  const lines: CutLine[] = [];
  for (const [at, record] of pages.entries()) {
    told(at, pages.length);
    const image = await readImage(record.id);
    if (!image) continue;
    const of = { image, page: record.page, only: learnable(record), document: record.id };
    const cut = await work.ask('cut', of, { signal });
    // Pages of two folders may have the same name.
    lines.push(...cut.map((line) => ({ ...line, name: `${at + 1}/${line.name}`, document: record.id })));
  }
  return lines;
}
