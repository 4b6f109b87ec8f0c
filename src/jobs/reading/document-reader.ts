/**
 * Reads the documents of jobs and writes what comes of them. The models stay loaded for the next job that has the same.
 * Whatever was written before, of the same with the same, is left as it is, so that a job may come twice.
 */
import { sha256 } from '../../files/index.js';
import { type LineFinder, openLineFinder } from '../../layout/index.js';
import { type ObjectStore, openStore } from '../../objects/index.js';
import { linesOf, type Page } from '../../page/index.js';
import { Recognizer } from '../../recognition/index.js';
import {
  DocumentHashes,
  type DocumentToRead,
  type ReadDocument,
  readDocuments,
  resultFiles,
} from '../../recognition/node.js';
import { languageHashOf, modelFile } from './models-by-hash.js';
import { isSame, type PageRecord, pageRecord, writePageRecord } from './page-record.js';
import { QueueError } from './queue-error.js';
import type { Reading, ReadingJob } from './reading-job.js';

/** What became of a document; one that was there before says nothing of its texts. */
export type DocumentOutcome =
  | { readonly key: string; readonly isNew: boolean; readonly record: PageRecord }
  | { readonly key: string; readonly reason: string };

export interface DocumentReaderOptions {
  /** Where this machine keeps models. */
  readonly models: string;
  readonly threads: number;
}

export class DocumentReader {
  private readonly hashes = new DocumentHashes(undefined, undefined);

  private constructor(
    private readonly reading: Reading,
    private readonly store: ObjectStore,
    private readonly recognizer: Recognizer,
    private readonly finder: LineFinder,
    private readonly options: string,
  ) {}

  /** @throws QueueError, ObjectError, ModelError, LanguageError */
  static async open(reading: Reading, { models, threads }: DocumentReaderOptions): Promise<DocumentReader> {
    await checkLanguages(reading);
    const store = await openStore(reading.out);
    const { language, tuned, layout } = reading;
    const path = await modelFile(store, models, reading.model, tuned);
    const layoutPath = layout === null ? (false as const) : await modelFile(store, models, layout, null);
    const recognizer = await Recognizer.load(path, { threads, language: language ?? undefined });
    try {
      const finder = await openLineFinder({ layout: layoutPath, threads });
      return new DocumentReader(reading, store, recognizer, finder, optionsHash(reading));
    } catch (error) {
      await recognizer.dispose();
      throw error;
    }
  }

  isFor(reading: Reading): boolean {
    return JSON.stringify(reading) === JSON.stringify(this.reading);
  }

  /** @throws ObjectError; the signal's reason */
  async *read({ documents, trace }: ReadingJob, signal: AbortSignal): AsyncGenerator<DocumentOutcome> {
    const contents = new Map<string, string>();
    const left: DocumentToRead[] = [];
    for (const document of documents) {
      signal.throwIfAborted();
      const { key } = document;
      // A file that can't be read has its reason when it is.
      const content = await this.hashes.of(document).catch(() => '');
      const record = await pageRecord(this.store, key);
      if (record && isSame(record, this.identity(content))) yield { key, isNew: false, record };
      else left.push(document);
      contents.set(key, content);
    }
    const { upright, rightToLeft } = this.reading;
    const options = { finder: this.finder, upright, rightToLeft: rightToLeft ?? undefined, threads: 1, signal };
    for await (const read of readDocuments(this.recognizer, left, options)) {
      const { key } = read.document;
      if ('problem' in read) yield { key, reason: read.problem.reason };
      else yield { key, isNew: true, record: await this.write(read, contents.get(key) ?? '', trace) };
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([this.recognizer.dispose(), this.finder.dispose()]);
    this.store.dispose();
  }

  private async write(read: ReadDocument, content: string, trace: string): Promise<PageRecord> {
    const files: string[] = [];
    const folder = this.store.address.includes('://') ? undefined : this.store.address;
    for await (const { key, contents } of resultFiles(read, this.reading.formats, folder)) {
      const bytes = typeof contents === 'string' ? new TextEncoder().encode(contents) : contents;
      await this.store.write(key, bytes);
      files.push(key);
    }
    const record = { key: read.document.key, ...this.identity(content), files, ...sureness(read.page), trace };
    await writePageRecord(this.store, record);
    return record;
  }

  private identity(content: string) {
    return { content, model: this.reading.model, options: this.options };
  }
}

async function checkLanguages(reading: Reading): Promise<void> {
  if ((await languageHashOf(reading)) === reading.languageHash) return;
  throw new QueueError(
    'the job was made where ductus has other languages: install the same version of ductus on all machines, then: ductus queue retry',
    { code: 'queue/languages' },
  );
}

/** Of all but the model that the texts depend on. */
function optionsHash({ out: _, model: __, tuned: ___, ...options }: Reading): string {
  return sha256(JSON.stringify(options));
}

/** How much text a page has, and how many of its characters are likely wrong. */
function sureness(page: Page): Pick<PageRecord, 'lines' | 'characters' | 'expectedErrors'> {
  const lines = [...linesOf(page)].filter(({ text }) => text !== undefined);
  const characters = lines.reduce((sum, { text = '' }) => sum + text.length, 0);
  const expectedErrors = lines.reduce((sum, { text = '', confidence = 1 }) => sum + text.length * (1 - confidence), 0);
  return { lines: lines.length, characters, expectedErrors };
}
