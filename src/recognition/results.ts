/** Writing what was read to a folder: a file for each document and format, and a table of all lines. */
import { DataError } from '../dataset/index.js';
import { fileSize, fullPath, joinPath, removeFile, writeFileAtomic } from '../files/index.js';
import { type OutputFormat, outputEndings, writeTsv } from '../formats/index.js';
import type { Page } from '../page/index.js';
import { mapConcurrently, systemProblem } from '../runtime/index.js';
import type { DocumentToRead, ReadDocument, UnreadDocument } from './document.js';
import { DocumentHashes } from './document-hash.js';
import { type Book, booksOf, writeBook } from './result-books.js';
import { writtenAs } from './result-files.js';
import { imageFileOf, imagePlace, ResultImage, stemOf } from './result-images.js';
import { ResultRecord } from './result-record.js';
import { writeShardList } from './shard-list.js';
import { checkShard, type Shard, shardEnding, shardOf } from './shards.js';

/** Of all lines that were read, in a folder of results; or of those that a shard read. */
export function tableName(shard?: Shard): string {
  return `recognized${shardEnding(shard)}.tsv`;
}

export interface ResultOptions {
  /** What each document is written as. Default: `['txt']` */
  readonly formats?: readonly OutputFormat[];
  /** Whether files that are there may be replaced. What is read never is. Default: false. */
  readonly overwrite?: boolean;
  /**
   * What results depend on beside the documents, as plain data: the model's checksum, the language, other options. Where a
   * folder has results that were read from the same with the same, they are not read again. Default: nothing is skipped.
   */
  readonly reading?: unknown;
  /** What those of pages whose lines are found depend on too: the layout model's checksum, the direction. */
  readonly finding?: unknown;
  /** Whether images are copied beside what is written of them. Default: false; descriptions name them where they are. */
  readonly copyImages?: boolean;
  /** Paths below the folder of what else will be written. Default: the table of all lines. */
  readonly besides?: readonly string[];
  /**
   * Only this one of several parts is to be read, whose table and record have its number in their names: shards may share a
   * folder and write to it at the same time, each by one process. Default: all.
   */
  readonly shard?: Shard | undefined;
}

/**
 * A folder that documents are written to as they are read. Each file is there as a whole or not at all, and
 * `ductus-results.jsonl` says which are done, so that work that was ended goes on where it was.
 */
export class ResultFolder {
  private readonly formats: ReadonlySet<OutputFormat>;
  private readonly copies: boolean;
  private readonly besides: readonly string[];
  private readonly hashes: DocumentHashes | undefined;
  /** Keys of documents that are done but for formats that are new: what is there of them stays. */
  private readonly kept = new Set<string>();
  private toRead: readonly DocumentToRead[] = [];
  private readonly shard: Shard | undefined;
  /** Those that are read here: all, or those of the shard. */
  readonly documents: readonly DocumentToRead[];
  /** Of which one PDF is made each; shards share pages of a book, and make none. */
  private readonly books: readonly Book[];
  /** Keys of pages whose PDF is in the book that is there, with its place. */
  private readonly bound = new Map<string, string>();
  /** Keys of documents that could not be read now. */
  private readonly missed = new Set<string>();

  private constructor(
    readonly path: string,
    /** Those of other shards too. */
    private readonly all: readonly DocumentToRead[],
    private readonly record: ResultRecord,
    { formats = ['txt'], reading, finding, copyImages = false, besides, shard }: ResultOptions,
  ) {
    this.shard = shard;
    this.documents = shard ? all.filter((document) => shardOf(document, shard.count) === shard.index) : all;
    this.formats = new Set(formats);
    this.books = this.formats.has('pdf') && !shard ? booksOf(all) : [];
    this.copies = copyImages;
    this.besides = besides ?? (shard ? [tableName(), tableName(shard)] : [tableName()]);
    this.hashes = reading === undefined ? undefined : new DocumentHashes(reading, finding);
  }

  /**
   * Looks at all places that results will have, before anything is read; nothing is written yet, but of a shard the list of
   * what it is to read. The folder is made with the first result.
   *
   * @param documents all that will be read, by all shards: their keys are the names of the files
   * @throws DataError when two results would be one file (`data/same-output`), one would replace what is read
   * (`data/over-input`), or something is in their place already that is not the same result (`data/output-there`);
   * RecognitionError for what is no shard (`shard/wrong`)
   */
  static async open(
    path: string,
    documents: readonly DocumentToRead[],
    options: ResultOptions = {},
  ): Promise<ResultFolder> {
    if ((await fileSize(path)) !== undefined) {
      throw new DataError(`${path}: is a file. Give a folder, one that is there or a new one`, {
        code: 'data/output-there',
        details: { path },
      });
    }
    const { shard, overwrite = false } = options;
    if (shard) checkShard(shard);
    const folder = new ResultFolder(path, documents, await ResultRecord.open(path, shard), options);
    folder.checkPlaces();
    await folder.findBooks(overwrite);
    if (overwrite) folder.toRead = folder.documents;
    else await folder.resume();
    if (shard) await writeShardList(path, shard, documents);
    return folder;
  }

  /** The documents that are to be read still: all but those whose results are there. */
  get left(): readonly DocumentToRead[] {
    return this.toRead;
  }

  /** Of the table with a row for each line that was read, by a shard for each that it read. */
  get table(): string {
    return joinPath(this.path, tableName(this.shard));
  }

  /** Where a document's text stands in a format. */
  placeOf(document: DocumentToRead, format: OutputFormat): string {
    return `${stemOf(this.path, document)}${outputEndings[format]}`;
  }

  /**
   * Writes what was read, as `write` does, or says of what was not that it is missing, as `miss` does.
   * @returns the same; or, where the document itself is why its files can't be made, that it is unread
   * @throws the system's error for what would keep others from being written too
   */
  async keep(read: ReadDocument | UnreadDocument): Promise<ReadDocument | UnreadDocument> {
    let kept = read;
    if (!('problem' in kept)) {
      try {
        await this.write(kept);
      } catch (error) {
        if (!isOfDocument(error)) throw error;
        const { document } = kept;
        const detail = systemProblem(error) ?? (error instanceof Error ? error.message : String(error));
        kept = { document, problem: { name: document.path, reason: "what was read can't be written", detail } };
      }
    }
    if ('problem' in kept) this.miss(kept.document);
    return kept;
  }

  /** Writes a document in all formats. @throws the system's error when a file can't be written */
  async write(read: ReadDocument): Promise<void> {
    const { document, page } = read;
    const isKept = this.kept.has(document.key);
    const hash = (await this.hashes?.of(document)) ?? null;
    const image = new ResultImage(read);
    const copy = this.imagePlace(document);
    await this.record.begin(document.key, hash);
    if (copy !== undefined && !(isKept && (await isThere(copy)))) await image.write(copy);
    for (const format of this.formats) {
      const place = this.placeOf(document, format);
      if (!isKept || !(await isThere(place))) await this.writeFormat(format, place, page, image, copy);
    }
    await this.record.done(document.key, hash, rowsOf({ ...page, image: document.path }));
  }

  private async writeFormat(
    format: OutputFormat,
    place: string,
    page: Page,
    image: ResultImage,
    copy: string | undefined,
  ): Promise<void> {
    await writeFileAtomic(place, await writtenAs(format, page, image.nameFrom(place, copy), image));
  }

  /** Says that a document could not be read. */
  miss({ key }: DocumentToRead): void {
    this.missed.add(key);
  }

  /**
   * Puts the PDFs of the pages of each PDF, TIFF and manifest together, of which nothing is left to be read.
   * @returns how many were written
   * @throws the system's error when a file can't be written
   */
  async bindBooks(): Promise<number> {
    let written = 0;
    for (const book of this.books) {
      const isDone = ({ key }: DocumentToRead) => this.record.of(key)?.isDone === true;
      const pages = book.pages.filter(isDone);
      if (pages.length === 0 || !book.pages.every((page) => isDone(page) || this.missed.has(page.key))) continue;
      const before = this.record.pagesOf(bookKey(book)) ?? [];
      const sheets = pages.map((page) => {
        const index = this.bound.has(page.key) ? before.findIndex(({ key }) => key === page.key) : -1;
        return { page, file: this.placeOf(page, 'pdf'), before: index < 0 ? undefined : index };
      });
      const haveFiles = await Promise.all(sheets.map(({ file }) => isThere(file)));
      // Nothing is new of a book whose pages have no files of their own.
      if (!haveFiles.includes(true)) continue;
      // A page that is nowhere is no page of the book, so that it is read again.
      const there = sheets.filter(({ before: place }, n) => haveFiles[n] || place !== undefined);
      // From now on the place is the book's, whatever ends the work; and no page is lost before it has another place.
      await this.record.joined(bookKey(book), before);
      await writeBook(this.bookPlace(book), there);
      const bound = there.map(({ page: { key } }) => ({ key, hash: this.record.of(key)?.hash ?? null }));
      await this.record.joined(bookKey(book), bound);
      for (const { file } of sheets) await removeFile(file);
      written++;
    }
    return written;
  }

  private bookPlace(book: Book): string {
    return joinPath(this.path, bookKey(book));
  }

  /** Whether no document was written, neither now nor before. */
  get isEmpty(): boolean {
    return !this.documents.some(({ key }) => this.record.of(key)?.isDone);
  }

  /**
   * Writes the table of the lines of all documents that were written, in their order, and after them of what else the folder
   * has results of. A shard's has nothing else.
   * @returns how many lines it has
   */
  async writeTable(): Promise<number> {
    const keys = this.documents.map(({ key }) => key);
    const rows = await this.record.rows(keys, this.shard !== undefined);
    await writeFileAtomic(this.table, `${writeTsv([])}${rows.join('')}`);
    return rows.reduce((sum, text) => sum + text.split('\n').length - 1, 0);
  }

  private imagePlace(document: DocumentToRead): string | undefined {
    return imagePlace(document, stemOf(this.path, document), this.formats, this.copies);
  }

  private placesOf(document: DocumentToRead): readonly string[] {
    const copy = this.imagePlace(document);
    const texts = [...this.formats].map((format) => this.placeOf(document, format));
    return copy === undefined ? texts : [...texts, copy];
  }

  private checkPlaces(): void {
    const inputs = new Set(this.all.flatMap(filesOf).map(fullPath));
    const taken = new Map<string, string>(
      this.besides.map((name) => {
        const what = name === tableName() ? 'the table of all lines' : name;
        return [fullPath(joinPath(this.path, name)), what] as const;
      }),
    );
    for (const document of this.all) {
      for (const place of this.placesOf(document)) {
        const owner = taken.get(fullPath(place));
        if (owner !== undefined) throw sameOutput(owner, document, place, stemOf(this.path, document));
        if (inputs.has(fullPath(place))) throw overInput(place);
        taken.set(fullPath(place), document.path);
      }
    }
    for (const book of this.books) {
      const place = this.bookPlace(book);
      const [document] = book.pages;
      const owner = taken.get(fullPath(place));
      if (owner !== undefined && document) throw sameOutput(owner, document, place, joinPath(this.path, book.key));
      if (inputs.has(fullPath(place))) throw overInput(place);
      taken.set(fullPath(place), book.key);
    }
  }

  /** Finds the books that are there. @throws DataError where something else is in the place of one, and it may not be replaced */
  private async findBooks(mayReplace: boolean): Promise<void> {
    for (const book of this.books) {
      const place = this.bookPlace(book);
      if (!(await isThere(place))) continue;
      const pages = this.record.pagesOf(bookKey(book));
      if (!pages && !mayReplace) throw outputThere(place);
      for (const { key, hash } of pages ?? []) if (this.record.of(key)?.hash === hash) this.bound.set(key, place);
    }
  }

  /** Finds out what is done. @throws DataError where something else is in a place */
  private async resume(): Promise<void> {
    for (const place of this.record.isNew ? this.besides.map((name) => joinPath(this.path, name)) : []) {
      if (await isThere(place)) throw outputThere(place);
    }
    const there = await mapConcurrently(this.documents, 16, async (document) => {
      const places = this.placesOf(document).map((place) => this.boundPlace(document, place));
      const sizes = await Promise.all(places.map(fileSize));
      return {
        document,
        first: places.find((_, index) => sizes[index] !== undefined),
        isWhole: !sizes.includes(undefined),
      };
    });
    const left: DocumentToRead[] = [];
    for (const { document, first, isWhole } of there) {
      const recorded = this.record.of(document.key);
      const isSame = recorded !== undefined && recorded.hash !== null && (await this.isSame(document, recorded.hash));
      if (first !== undefined && !isSame) throw outputThere(first);
      if (isSame && recorded.isDone && first !== undefined) this.kept.add(document.key);
      if (!(isSame && recorded.isDone && isWhole)) left.push(document);
    }
    this.toRead = left;
  }

  /** Of a page whose PDF is in a book that is there, the book. */
  private boundPlace(document: DocumentToRead, place: string): string {
    const book = this.bound.get(document.key);
    return book !== undefined && place === this.placeOf(document, 'pdf') ? book : place;
  }

  /** What can't be read now is not as it was. */
  private async isSame(document: DocumentToRead, hash: string): Promise<boolean> {
    return hash === (await this.hashes?.of(document).catch(() => undefined));
  }
}

/** Whether an error comes of one document: its name, or its image. What the system refuses otherwise, and memory, come of all. */
function isOfDocument(error: unknown): boolean {
  const { code, syscall } = error as { readonly code?: unknown; readonly syscall?: unknown };
  return code === 'ENAMETOOLONG' || (syscall === undefined && systemProblem(error) === undefined);
}

function bookKey({ key }: Book): string {
  return `${key}${outputEndings.pdf}`;
}

async function isThere(path: string): Promise<boolean> {
  return (await fileSize(path)) !== undefined;
}

/** Of the table, without its head. */
function rowsOf(page: Page): string {
  return writeTsv([page]).slice(writeTsv([]).length);
}

/** The files that are read of a document. */
function filesOf(document: DocumentToRead): readonly string[] {
  const [file, description] =
    document.kind === 'unsegmented' ? [document.place.path, document.description] : [document.path, undefined];
  return [file, imageFileOf(document) ?? file, ...(description === undefined ? [] : [description])];
}

function overInput(path: string): DataError {
  return new DataError(`${path}: it is read, and would be overwritten. Give another folder`, {
    code: 'data/over-input',
    details: { path },
  });
}

function outputThere(path: string): DataError {
  return new DataError(`${path}: it is there already. Give another folder, or replace it by \`overwrite\``, {
    code: 'data/output-there',
    details: { path, options: ['overwrite'] },
  });
}

function sameOutput(owner: string, { key, path }: DocumentToRead, place: string, stem: string): DataError {
  const name = `${key}${place.slice(stem.length)}`;
  return new DataError(`${owner} and ${path} would both be written as ${name}; read them one after the other`, {
    code: 'data/same-output',
    details: { path: place },
  });
}
