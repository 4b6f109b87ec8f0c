/**
 * Reads the documents of jobs and writes what comes of them. The models stay loaded for the next job that has the same.
 * Whatever was written before, of the same with the same, is left as it is, so that a job may come twice.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Loader } from '../../dataset/index.js';
import { joinPath, sha256 } from '../../files/index.js';
import { known } from '../../known.js';
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
import { QueueError } from '../queue/queue-error.js';
import type { JobDocument, Reading, ReadingJob } from '../queue/reading-job.js';
import { languageHashOf, modelFile } from './models-by-hash.js';
import { isSame, type PageRecord, pageRecord, takeName, writePageRecord } from './page-record.js';
import { isStored, StoredPages } from './stored-pages.js';

/** What became of a document; one that was there before says nothing of its texts. */
export type DocumentOutcome =
  | { readonly key: string; readonly isNew: boolean; readonly record: PageRecord }
  | { readonly key: string; readonly reason: string };

export interface DocumentReaderOptions {
  /** Where this machine keeps models. */
  readonly models: string;
  readonly threads: number;
  /** Minutes that a document may take, and what is done before the first one; who takes longer is ended. Default: 10. */
  readonly pageMinutes?: number | undefined;
}

/** A document that is to be read, and as it lies on this machine. */
interface DocumentHere {
  readonly document: DocumentToRead;
  readonly here: DocumentToRead;
  /** Of its contents. */
  readonly content: string;
}

const nameTaken = 'another document of the same name was read to the same place';

export class DocumentReader {
  private readonly hashes = new DocumentHashes(undefined, undefined);
  /** For all jobs: a thread that starts for each would cost as much as some lines. */
  private readonly loader = new Loader(1);

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
    const folder = await mkdtemp(joinPath(tmpdir(), 'ductus-pages-'));
    const pages = new StoredPages(folder);
    try {
      const left = new Map<string, DocumentHere>();
      for (const document of documents) {
        signal.throwIfAborted();
        const outcome = await this.before(document, pages).catch(notHad(document.key));
        if ('here' in outcome) left.set(document.key, outcome);
        else yield outcome;
      }
      yield* this.readLeft(left, trace, signal);
    } finally {
      await pages.dispose();
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** What is known of a document before it is read: that its results are there, or what is to be read. */
  private async before(document: JobDocument, pages: StoredPages): Promise<DocumentOutcome | DocumentHere> {
    const { key } = document;
    const record = await pageRecord(this.store, key);
    if (record && record.path !== document.path) return { key, reason: nameTaken };
    const here = await pages.local(document);
    // A file that can't be read has its reason when it is.
    const content = await this.hashes.of(here).catch(() => '');
    if (record && isSame(record, this.identity(content))) return { key, isNew: false, record };
    return { document, here, content };
  }

  private async *readLeft(
    left: ReadonlyMap<string, DocumentHere>,
    trace: string,
    signal: AbortSignal,
  ): AsyncGenerator<DocumentOutcome> {
    const { upright, rightToLeft } = this.reading;
    const { finder, loader } = this;
    const options = { finder, loader, upright, rightToLeft: rightToLeft ?? undefined, signal };
    const documents = Array.from(left.values(), ({ here }) => here);
    for await (const read of readDocuments(this.recognizer, documents, options)) {
      const { key } = read.document;
      if ('problem' in read) yield { key, reason: read.problem.reason };
      else yield await this.write(read, known(left.get(key), 'what was read'), trace).catch(notHad(key));
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([this.recognizer.dispose(), this.finder.dispose(), this.loader.dispose()]);
    this.store.dispose();
  }

  private async write(
    read: ReadDocument,
    { document, content }: DocumentHere,
    trace: string,
  ): Promise<DocumentOutcome> {
    const { key, path } = document;
    if (!(await takeName(this.store, key, path))) return { key, reason: nameTaken };
    const files: string[] = [];
    const folder = this.store.address.includes('://') ? undefined : this.store.address;
    const imageName = isStored(path) ? path : undefined;
    for await (const { key: file, contents } of resultFiles(read, this.reading.formats, folder, imageName)) {
      await this.store.write(file, typeof contents === 'string' ? new TextEncoder().encode(contents) : contents);
      files.push(file);
    }
    const record = { key, path, ...this.identity(content), files, ...sureness(read.page), trace };
    await writePageRecord(this.store, record);
    return { key, isNew: true, record };
  }

  private identity(content: string) {
    return { content, model: this.reading.model, options: this.options };
  }
}

/** What concerns one document alone: where it lies, or that no store can have its name. */
const ofDocument: readonly unknown[] = ['object/not-found', 'object/key', 'object/address', 'ENAMETOOLONG'];

/** @throws what is no document's fault */
function notHad(key: string): (error: unknown) => DocumentOutcome {
  return (error) => {
    if (!(error instanceof Error) || !('code' in error) || !ofDocument.includes(error.code)) throw error;
    return { key, reason: error.code === 'object/not-found' ? 'there is no such object' : error.message };
  };
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
