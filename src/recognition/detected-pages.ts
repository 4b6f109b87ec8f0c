/** Reading pages whose lines are not known: their images are opened one after the other, and the lines found in them. */
import { type Loader, pageProblem } from '../dataset/index.js';
import { type PageSample, samplesOfPage } from '../dataset/node.js';
import { DocumentError, type PageImage, PageImages } from '../documents/node.js';
import { DuctusError } from '../error.js';
import { cutLine, type Raster } from '../image/index.js';
import type { Page, Region } from '../page/index.js';
import { encodePng, imageSize, systemProblem } from '../runtime/index.js';
import type { ReadDocument, UnreadDocument, UnsegmentedDocument } from './document.js';
import { readLinesOf } from './pages.js';
import type { ReadOptions, Recognizer } from './recognizer.js';

/**
 * Finds the lines on the image of a page.
 * @returns regions in reading order, their lines with polygons or baselines in pixels of the image, and without texts
 */
export type LineDetector = (raster: Raster, options: ReadOptions) => Promise<readonly Region[]>;

/** Images on servers that are fetched while a page before them is read. */
const pagesAhead = 2;

/**
 * Reads pages in their order, one in memory at a time. A page that can't be had has its reason and ends nothing.
 * @throws the signal's reason
 */
export async function* readUnsegmented(
  recognizer: Recognizer,
  documents: readonly UnsegmentedDocument[],
  loader: Loader,
  detect: LineDetector,
  { signal }: ReadOptions,
): AsyncGenerator<ReadDocument | UnreadDocument> {
  const images = new PageImages(signal);
  try {
    for (const [index, document] of documents.entries()) {
      signal?.throwIfAborted();
      images.ahead(documents.slice(index, index + 1 + pagesAhead).map(({ place }) => place));
      yield await readOne(recognizer, document, images, loader, detect, { signal });
    }
  } finally {
    await images.dispose();
  }
}

async function readOne(
  recognizer: Recognizer,
  document: UnsegmentedDocument,
  images: PageImages,
  loader: Loader,
  detect: LineDetector,
  options: ReadOptions,
): Promise<ReadDocument | UnreadDocument> {
  const opened = await openedImage(document, images, options.signal);
  if ('problem' in opened) return opened;
  const { raster, dpi } = opened;
  const { width, height } = raster;
  const found: Page = { image: document.path, width, height, regions: await detect(raster, options) };
  const cuts = samplesOfPage(found, document.path, document.path, document.key);
  const { page, skipped } = await readLinesOf(recognizer, found, cuts, loader, options, (cut) => pixelsOf(raster, cut));
  const isFile = document.place.kind === 'image' || document.place.kind === 'iiif';
  return { document, page, imagePath: document.place.path, skipped, ...(isFile ? {} : { image: { raster, dpi } }) };
}

async function pixelsOf(raster: Raster, { name, image: { cut } }: PageSample) {
  return { kind: 'bytes', name, bytes: await encodePng(cutLine(raster, cut, cut)) } as const;
}

async function openedImage(
  document: UnsegmentedDocument,
  images: PageImages,
  signal: AbortSignal | undefined,
): Promise<PageImage | UnreadDocument> {
  try {
    return await images.open(document.place);
  } catch (error) {
    signal?.throwIfAborted();
    return { document, problem: { name: document.path, ...reasonOf(error) }, isPage: false };
  }
}

function reasonOf(error: unknown): { readonly name?: string; readonly reason: string } {
  if (error instanceof DocumentError) return { name: error.document, reason: error.rule };
  const message = error instanceof Error ? error.message : String(error);
  return { reason: error instanceof DuctusError ? message : (systemProblem(error) ?? message) };
}

/** What is said of a page where nothing finds its lines. */
export async function withoutDetector(document: UnsegmentedDocument): Promise<UnreadDocument> {
  const { path, place } = document;
  const size = place.kind === 'image' ? await imageSize(place.path).catch(() => undefined) : undefined;
  const reason = (size && pageProblem(size)) ?? 'nothing is there that finds the lines of a page (`detect`)';
  return { document, problem: { name: path, reason }, isPage: place.kind === 'image' };
}
