/** Reading documents, images of lines and pages, in one stream. */
import { Loader } from '../dataset/index.js';
import { fileName } from '../files/index.js';
import { coreCount } from '../runtime/index.js';
import { type LineDetector, readUnsegmented, withoutDetector } from './detected-pages.js';
import type { DocumentToRead, ReadDocument, UnreadDocument } from './document.js';
import { type ReadImage, type ReadImagesOptions, readImages } from './line-images.js';
import { pageOfLine } from './line-on-page.js';
import { readPage } from './pages.js';
import type { Recognizer } from './recognizer.js';

export interface ReadDocumentsOptions extends ReadImagesOptions {
  /** Finds the lines of pages that nothing describes. Default: such pages are not read, and named. */
  readonly detect?: LineDetector | undefined;
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
  for await (const image of readImages(recognizer, [...lines.keys()], options)) {
    const document = lines.get(image.image);
    if (document) yield lineDocument(document, image);
  }
  yield* readPages(recognizer, documents, options);
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
  { threads = Math.max(1, coreCount() - 1), detect, signal }: ReadDocumentsOptions,
): AsyncGenerator<ReadDocument | UnreadDocument> {
  const described = documents.filter(({ kind }) => kind === 'page');
  const unsegmented = documents.filter((document) => document.kind === 'unsegmented');
  if (described.length > 0 || (detect && unsegmented.length > 0)) {
    const loader = new Loader(threads);
    try {
      for (const document of described) {
        const read = await readPage(recognizer, document.path, loader, { signal });
        yield 'reason' in read ? { document, problem: read, isPage: false } : { document, ...read };
      }
      if (detect) yield* readUnsegmented(recognizer, unsegmented, loader, detect, { signal });
    } finally {
      await loader.dispose();
    }
  }
  if (!detect) for (const document of unsegmented) yield await withoutDetector(document);
}
