/** Pages become files, one page in memory at a time. */
import { linesOf } from '../../src/page/index.js';
import { imageAtHand, pageAtHand } from '../state/open-page.js';
import { work } from '../state/reader.js';
import type { DocumentRecord, PageRecord } from '../store/records.js';
import {
  afterPages,
  type ExportFormat,
  type FilePerPage,
  fileOf,
  isFilePerPage,
  savedAs,
  stemsOf,
  withoutHead,
} from './export-names.js';
import { UniqueNames } from './names.js';
import { writeProject } from './project-writer.js';
import { append, chooseDestination } from './saving.js';
import { Zip } from './zip.js';

export interface ExportOptions {
  /** Ids, in order. Default: all pages. */
  readonly pages?: readonly string[] | undefined;
  /** Of pairs: only lines that a person has corrected or confirmed. */
  readonly onlyChecked?: boolean;
  readonly progress?: ((done: number, all: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks where to save and writes there. Begin in the click itself.
 * @returns whether it was saved: the person may give it up
 * @throws the signal's reason, WorkError, or what the disk says; nothing is left of the file then
 */
export async function exportDocument(
  document: DocumentRecord,
  format: ExportFormat,
  options: ExportOptions = {},
): Promise<boolean> {
  const { pages = document.pages.map(({ id }) => id) } = options;
  const summaries = document.pages.filter(({ id }) => pages.includes(id));
  const [only] = summaries;
  const named = format !== 'project' && summaries.length === 1 && only ? only.name : document.name;
  const { name, type } = savedAs(format, named, summaries.length);
  const destination = await chooseDestination(name, type);
  if (!destination) return false;
  const stems = stemsOf(summaries.map((summary) => summary.name));
  const run = new ExportRun(
    document,
    summaries.map(({ id }) => id),
    stems,
    options,
  );
  try {
    await run.write(format, destination.writable);
  } catch (error) {
    await destination.writable.abort(error).catch(() => {});
    throw error;
  }
  await destination.finish();
  return true;
}

type Writable = WritableStream<Uint8Array<ArrayBuffer>>;

class ExportRun {
  constructor(
    private readonly document: DocumentRecord,
    private readonly pages: readonly string[],
    private readonly stems: readonly string[],
    private readonly options: ExportOptions,
  ) {}

  async write(format: ExportFormat, writable: Writable): Promise<void> {
    if (format === 'project') {
      const { progress, signal } = this.options;
      return writeProject(this.document, writable, { progress, signal });
    }
    if (format === 'pairs') return this.pairs(writable);
    if (format === 'pdf') return this.pdf(writable);
    if (isFilePerPage(format)) return this.filePerPage(format, writable);
    return this.oneFile(format, writable);
  }

  /** Pages with their images, in order; what was deleted meanwhile is passed over. */
  private async *each(): AsyncGenerator<{ record: PageRecord; image: Blob; stem: string; index: number }> {
    const { progress, signal } = this.options;
    for (const [index, id] of this.pages.entries()) {
      signal?.throwIfAborted();
      progress?.(index, this.pages.length);
      const [record, image] = await Promise.all([pageAtHand(id), imageAtHand(id)]);
      if (record && image) yield { record, image, stem: this.stems[index] ?? id, index };
    }
    signal?.throwIfAborted();
    progress?.(this.pages.length, this.pages.length);
  }

  private async oneFile(format: 'txt' | 'tsv', writable: Writable): Promise<void> {
    const { signal } = this.options;
    for await (const { record, image, index } of this.each()) {
      const text = String(await work.ask('write', { format, page: pageOf(record), image }, { signal }));
      await append(writable, format === 'tsv' ? withoutHead(text, index) : afterPages(text, index));
    }
    await writable.close();
  }

  private async pdf(writable: Writable): Promise<void> {
    const { signal } = this.options;
    const about = { book: `${this.document.id} ${Date.now()}`, title: this.document.name };
    try {
      for await (const { record, image } of this.each()) {
        const sheet = { page: pageOf(record), image };
        await append(writable, await work.ask('writeSheet', { ...about, sheet }, { signal }));
      }
    } catch (error) {
      // So that the worker forgets it.
      await work.ask('writeSheet', about).catch(() => {});
      throw error;
    }
    await append(writable, await work.ask('writeSheet', about));
    await writable.close();
  }

  private async filePerPage(format: FilePerPage, writable: Writable): Promise<void> {
    const { signal } = this.options;
    const zip = this.pages.length === 1 ? undefined : new Zip(writable, signal);
    for await (const { record, image, stem } of this.each()) {
      const file = await descriptionOf(format, record, image, signal);
      await (zip ? zip.add(fileOf(format, stem), file) : append(writable, file));
    }
    await (zip ?? writable).close();
  }

  private async pairs(writable: Writable): Promise<void> {
    const { signal, onlyChecked } = this.options;
    const zip = new Zip(writable, signal);
    const names = new UniqueNames();
    for await (const { record, image, stem } of this.each()) {
      const only = withText(record, onlyChecked ?? false);
      if (only.length === 0) continue;
      const page = { ...record.page, image: `${stem}.png` };
      for (const { name, text, png } of await work.ask('cut', { image, page, only, document: stem }, { signal })) {
        const pair = names.take(name);
        await zip.add(`${pair}.png`, png);
        await zip.add(`${pair}.gt.txt`, `${text}\n`);
      }
    }
    await zip.close();
  }
}

/** The page with the name of the image that is here. */
function pageOf({ page, name }: PageRecord): PageRecord['page'] {
  return { ...page, image: name };
}

function withText({ page, checked }: PageRecord, onlyChecked: boolean): readonly string[] {
  const lines = linesOf(page).filter(({ text }) => text.trim() !== '');
  return lines.flatMap(({ id }) => (!onlyChecked || checked.includes(id) ? [id] : []));
}

/** What came as a file of the format is that file, with what the person changed. */
async function descriptionOf(
  format: FilePerPage,
  record: PageRecord,
  image: Blob,
  signal: AbortSignal | undefined,
): Promise<string | Uint8Array<ArrayBuffer>> {
  const { description } = record;
  if (description?.format === format) {
    const { bytes, page: before } = description;
    return work.ask('update', { bytes, before, after: record.page }, { signal });
  }
  return String(await work.ask('write', { format, page: pageOf(record), image }, { signal }));
}
