/** Reading documents, images of lines and described pages, in one stream. */
import { Loader } from '../dataset/index.js';
import { fileName } from '../files/index.js';
import type { Skipped } from '../formats/index.js';
import type { LineFinder } from '../layout/index.js';
import type { Page } from '../page/index.js';
import { coreCount } from '../runtime/index.js';
import { type ReadImage, type ReadImagesOptions, readImages } from './line-images.js';
import { pageOfLine } from './line-on-page.js';
import { readPage } from './pages.js';
import type { ReadLine } from './read-line.js';
import type { Recognizer } from './recognizer.js';
import { readUnsegmented } from './unsegmented.js';

/** A document that is to be read, as `findDocuments` gives them. */
export interface DocumentToRead {
  /** The image of a single line, or a page whose lines a PAGE or ALTO file describes. */
  readonly kind: 'line' | 'page';
  /** Of a line its image, of a page its description. */
  readonly path: string;
  /** What its results are called below their folder, with `/` between the parts and without an ending. */
  readonly key: string;
}

/** A document with its texts. */
export interface ReadDocument {
  readonly document: DocumentToRead;
  /** In pixels of the image. The image of a line is a page of one line; a line that could not be read has no text. */
  readonly page: Page;
  readonly imagePath: string;
  /** Of a line image: as the recogniser gave it, its confidences not rounded. */
  readonly line?: ReadLine;
  /** Lines and regions of a page that could not be read, with the reasons. */
  readonly skipped: readonly Skipped[];
  /** What may be wrong with a page whose lines were found, in whole sentences. */
  readonly notes?: readonly string[];
}

/** A document that could not be read, and why. */
export interface UnreadDocument {
  readonly document: DocumentToRead;
  readonly problem: Skipped;
  /** Whether its image looks like a page, and would be read with the option `lines`. */
  readonly isPage: boolean;
}

export interface ReadDocumentsOptions extends ReadImagesOptions {
  /** Finds the lines of images that look like pages. Default: none, such images are not read. */
  readonly finder?: LineFinder | undefined;
  /** Pages whose lines are found are read from right to left. Default: no. */
  readonly rightToLeft?: boolean;
}

/**
 * Reads documents: images of lines first, then pages, each kind in its order. What can't be read has its reason and ends
 * nothing.
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
  for await (const image of readImages(recognizer, [...lines.keys()], options)) {
    const document = lines.get(image.image);
    if (document) yield await imageDocument(recognizer, document, image, options);
  }
  yield* readPages(
    recognizer,
    documents.filter(({ kind }) => kind === 'page'),
    options,
  );
}

/** What looks like a page is read as one where its lines can be found. */
async function imageDocument(
  recognizer: Recognizer,
  document: DocumentToRead,
  image: ReadImage,
  { finder, rightToLeft = false, signal }: ReadDocumentsOptions,
): Promise<ReadDocument | UnreadDocument> {
  if (!finder || !('problem' in image) || !image.isPage) return lineDocument(document, image);
  const read = await readUnsegmented(recognizer, finder, document.path, { rightToLeft, signal });
  return 'reason' in read ? { document, problem: read, isPage: false } : { document, ...read };
}

function lineDocument(document: DocumentToRead, image: ReadImage): ReadDocument | UnreadDocument {
  const { path } = document;
  if ('problem' in image) {
    return { document, problem: { name: path, reason: image.problem }, isPage: image.isPage };
  }
  const { width, height, line } = image;
  return { document, page: pageOfLine(fileName(path), width, height, line), imagePath: path, line, skipped: [] };
}

async function* readPages(
  recognizer: Recognizer,
  documents: readonly DocumentToRead[],
  { threads = Math.max(1, coreCount() - 1), signal }: ReadImagesOptions,
): AsyncGenerator<ReadDocument | UnreadDocument> {
  if (documents.length === 0) return;
  const loader = new Loader(threads);
  try {
    for (const document of documents) {
      const read = await readPage(recognizer, document.path, loader, { signal });
      yield 'reason' in read ? { document, problem: read, isPage: false } : { document, ...read };
    }
  } finally {
    await loader.dispose();
  }
}
