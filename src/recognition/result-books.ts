/** The searchable PDFs of the pages of one document, a PDF, a TIFF or a manifest, put together to one. */
import { fileName, readBytes, readBytesIfThere, writeChunksAtomic } from '../files/index.js';
import { PdfBook } from '../formats/index.js';
import type { DocumentToRead, UnsegmentedDocument } from './document.js';

/** A document of two pages or more. */
export interface Book {
  /** As the keys of its pages, without their numbers. */
  readonly key: string;
  /** In their order. */
  readonly pages: readonly UnsegmentedDocument[];
}

export function booksOf(documents: readonly DocumentToRead[]): readonly Book[] {
  const pages = new Map<string, UnsegmentedDocument[]>();
  for (const document of documents) {
    if (document.kind !== 'unsegmented' || document.place.kind === 'image') continue;
    const { place } = document;
    const source = place.kind === 'iiif' ? place.manifest : place.path;
    pages.set(source, [...(pages.get(source) ?? []), document]);
  }
  return [...pages.values()].flatMap((all): readonly Book[] => {
    const [first] = all;
    return first && all.length > 1 ? [{ key: first.key.replace(/_\d+$/, ''), pages: all }] : [];
  });
}

/** A page of a book: its own file, where it has one, or else its place in the book that is there. */
export interface BookPage {
  readonly file: string;
  /** From 0. */
  readonly before: number | undefined;
}

/** @throws the system's error when a file can't be read or written; PdfError */
export async function writeBook(path: string, pages: readonly BookPage[]): Promise<void> {
  await writeChunksAtomic(path, chunksOf(path, pages));
}

async function* chunksOf(path: string, pages: readonly BookPage[]): AsyncGenerator<Uint8Array> {
  const book = await PdfBook.begin(fileName(path));
  let before: Uint8Array | undefined;
  for (const page of pages) {
    const bytes = await readBytesIfThere(page.file);
    if (bytes) yield await book.append(bytes, 0);
    else if (page.before !== undefined) {
      before ??= await readBytes(path);
      yield await book.append(before, page.before);
    }
  }
  yield book.end();
}
