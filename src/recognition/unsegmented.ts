/** Reading pages whose lines are not known: their images are opened one after the other, the lines found in them, and read. */
import { DocumentError, type PageImage, PageImages } from '../documents/node.js';
import { DuctusError } from '../error.js';
import { fileName } from '../files/index.js';
import type { Skipped } from '../formats/index.js';
import {
  type DetectOptions,
  type FindOptions,
  findLayout,
  type LineFinder,
  layoutWarnings,
  pagesAtOnce,
} from '../layout/index.js';
import { inOrderUntil, systemProblem, Turns } from '../runtime/index.js';
import type { ReadDocument, UnreadDocument, UnsegmentedDocument } from './document.js';
import { readLinesOf } from './page-lines.js';
import type { ReadOptions, Recognizer } from './recognizer.js';

/** Images on servers that are fetched while a page before them is read. */
const pagesAhead = 2;

/**
 * Reads pages in their order, some beside each other. A page that can't be had has its reason and ends nothing.
 * @throws the signal's reason
 */
export async function* readUnsegmented(
  recognizer: Recognizer,
  documents: readonly UnsegmentedDocument[],
  finder: LineFinder,
  options: ReadOptions & DetectOptions,
): AsyncGenerator<ReadDocument | UnreadDocument> {
  const { signal } = options;
  const images = new PageImages(signal);
  // Of a PDF the file stays open from page to page.
  const opening = new Turns(1);
  const atOnce = Math.min(pagesAtOnce(recognizer.threads), documents.length);
  const read = async ([index, document]: readonly [number, UnsegmentedDocument], ending: AbortSignal) => {
    ending.throwIfAborted();
    images.ahead(documents.slice(index, index + 1 + pagesAhead).map(({ place }) => place));
    const image = await opening.take(() => openedImage(document, images, ending), ending);
    if ('reason' in image) return { document, problem: image };
    return readImage(recognizer, document, image, finder, { ...options, signal: ending, beside: atOnce > 1 });
  };
  try {
    yield* inOrderUntil(signal, documents.entries(), atOnce, read);
  } finally {
    await images.dispose();
  }
}

async function readImage(
  recognizer: Recognizer,
  document: UnsegmentedDocument,
  { raster, dpi }: PageImage,
  finder: LineFinder,
  options: DetectOptions & FindOptions,
): Promise<ReadDocument> {
  const { path, place } = document;
  const rightToLeft = options.rightToLeft ?? recognizer.isRightToLeft;
  const { regions, warnings } = await findLayout(finder, raster, { ...options, rightToLeft });
  const segmented = { image: fileName(path), width: raster.width, height: raster.height, regions };
  const read = await readLinesOf(recognizer, raster, segmented, path, options);
  const notes = warnings.map(({ code }) => layoutWarnings[code]);
  const hasFile = place.kind === 'image' || place.kind === 'iiif';
  return { document, ...read, imagePath: place.path, notes, ...(hasFile ? {} : { image: { raster, dpi } }) };
}

/** The image of a document, or why it can't be opened. @throws the signal's reason */
export async function openedImage(
  { path, place }: UnsegmentedDocument,
  images: PageImages,
  signal: AbortSignal | undefined,
): Promise<PageImage | Skipped> {
  try {
    return await images.open(place);
  } catch (error) {
    signal?.throwIfAborted();
    return { name: path, ...reasonOf(error) };
  }
}

function reasonOf(error: unknown): { readonly name?: string; readonly reason: string } {
  if (error instanceof DocumentError) return { name: error.document, reason: error.rule };
  const message = error instanceof Error ? error.message : String(error);
  return { reason: error instanceof DuctusError ? message : (systemProblem(error) ?? message) };
}
