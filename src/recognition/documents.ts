/** Reading documents, images of lines and pages, in one stream. */
import { Loader } from '../dataset/index.js';
import { fileName } from '../files/index.js';
import { type DetectOptions, type LineFinder, openLineFinder, pagesAtOnce } from '../layout/index.js';
import { coreCount, inOrderUntil } from '../runtime/index.js';
import type { DocumentToRead, ReadDocument, UnreadDocument } from './document.js';
import { type ReadImage, readImages } from './line-images.js';
import { pageOfLine } from './line-on-page.js';
import { readPage } from './pages.js';
import type { ReadLine } from './read-line.js';
import type { ReadOptions, Recognizer } from './recognizer.js';
import { readUnsegmented } from './unsegmented.js';

export interface ReadDocumentsOptions extends ReadOptions, DetectOptions {
  /** For decoding. Default: one for each core but one. */
  readonly threads?: number;
  /** Decodes instead of threads of its own; whoever gives it disposes of it. */
  readonly loader?: Loader | undefined;
  /**
   * Finds the lines of pages that nothing describes; whoever gives it disposes of it. Default: as `openLineFinder` opens it,
   * once such a page comes.
   */
  readonly finder?: LineFinder | undefined;
}

/**
 * Reads documents: images of lines first, then described pages, then pages whose lines are found; each kind in its order.
 * What can't be read has its reason and ends nothing, and nothing is kept of what was given.
 *
 * @param documents each path once
 * @throws the signal's reason, after the documents that were finished until then; nothing is left running
 */
export async function* readDocuments(
  recognizer: Recognizer,
  documents: readonly DocumentToRead[],
  options: ReadDocumentsOptions = {},
): AsyncGenerator<ReadDocument | UnreadDocument> {
  const lines = new Map(documents.flatMap((document) => (document.kind === 'line' ? [[document.path, document]] : [])));
  // Whatever their shape: that they are lines was found out or said before.
  for await (const image of readImages(recognizer, [...lines.keys()], { ...options, lines: true })) {
    const document = lines.get(image.image);
    if (document) yield lineDocument(document, image);
  }
  yield* readDescribed(recognizer, documents, options);
  yield* readOthers(recognizer, documents, options);
}

function lineDocument(document: DocumentToRead, image: ReadImage): ReadDocument | UnreadDocument {
  const { path } = document;
  if ('problem' in image) return { document, problem: { name: path, reason: image.problem } };
  const { width, height, line } = image;
  return {
    document,
    page: pageOfLine(fileName(path), width, height, line),
    imagePath: path,
    line,
    ...languageOf(line),
    skipped: [],
  };
}

function languageOf({ language }: ReadLine): Pick<ReadDocument, 'language'> {
  return language ? { language } : {};
}

async function* readDescribed(
  recognizer: Recognizer,
  documents: readonly DocumentToRead[],
  { threads = Math.max(1, coreCount() - 1), loader, signal }: ReadDocumentsOptions,
): AsyncGenerator<ReadDocument | UnreadDocument> {
  const described = documents.filter(({ kind }) => kind === 'page');
  if (described.length === 0) return;
  const decoder = loader ?? new Loader(threads);
  try {
    yield* inOrderUntil(signal, described, pagesAtOnce(recognizer.threads), async (document, ending) => {
      const read = await readPage(recognizer, document.path, decoder, { signal: ending });
      return 'reason' in read ? { document, problem: read } : { document, ...read };
    });
  } finally {
    if (!loader) await decoder.dispose();
  }
}

async function* readOthers(
  recognizer: Recognizer,
  documents: readonly DocumentToRead[],
  { finder, threads, loader: _, ...options }: ReadDocumentsOptions,
): AsyncGenerator<ReadDocument | UnreadDocument> {
  const unsegmented = documents.filter((document) => document.kind === 'unsegmented');
  if (unsegmented.length === 0) return;
  if (finder) {
    yield* readUnsegmented(recognizer, unsegmented, finder, options);
    return;
  }
  const opened = await openLineFinder({ threads: recognizer.threads });
  try {
    yield* readUnsegmented(recognizer, unsegmented, opened, options);
  } finally {
    await opened.dispose();
  }
}
