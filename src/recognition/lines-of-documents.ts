/** All lines of documents as samples without texts, whatever the documents are: images of lines, described pages, pages. */
import type { Sample } from '../dataset/index.js';
import { lineOfImage, openPage, samplesOfPage } from '../dataset/node.js';
import { type PageImage, PageImages } from '../documents/node.js';
import { documentOf, type Skipped } from '../formats/index.js';
import { cutLine } from '../image/index.js';
import { known } from '../known.js';
import { type DetectOptions, findLayout, type LineFinder, openLineFinder } from '../layout/index.js';
import { type Box, boxAround, linesOf, type Page } from '../page/index.js';
import { coreCount, encodePng, mapConcurrently } from '../runtime/index.js';
import type { DocumentToRead, UnsegmentedDocument } from './document.js';
import type { ReadOptions } from './recognizer.js';
import { openedImage } from './unsegmented.js';

/** A line of a document. */
export interface LineOfDocument {
  readonly document: DocumentToRead;
  /** Of a page: the line's id there, or its number where it has none. */
  readonly id?: string;
  /** Of a page: the box around the line, in pixels of the page's image. */
  readonly box?: Box;
  /** Its text is empty. */
  readonly sample: Sample;
}

/** Some documents, opened: a page by itself, images of lines many together. */
export interface OpenedDocuments {
  readonly documents: number;
  /** In reading order. */
  readonly lines: readonly LineOfDocument[];
  readonly skipped: readonly Skipped[];
}

export interface LinesOfDocumentsOptions extends ReadOptions, DetectOptions {
  /**
   * Finds the lines of pages that nothing describes; whoever gives it disposes of it. Default: as `openLineFinder` opens it,
   * once such a page comes.
   */
  readonly finder?: LineFinder | undefined;
  /** For finding lines. Default: all cores. */
  readonly threads?: number | undefined;
}

/** Images that are opened together. */
const windowSize = 256;

/**
 * The lines of documents, in the order of the documents. What can't be opened has its reason and ends nothing. Lines of a page
 * whose image is a file stay in it; those of PDFs and of files of several images are cut out, into memory.
 * @throws the signal's reason
 */
export async function* linesOfDocuments(
  documents: readonly DocumentToRead[],
  { finder, threads = coreCount(), ...options }: LinesOfDocumentsOptions = {},
): AsyncGenerator<OpenedDocuments> {
  const { signal } = options;
  const images = documents.filter(({ kind }) => kind === 'line');
  for (let at = 0; at < images.length; at += windowSize) {
    signal?.throwIfAborted();
    yield await linesOfImages(images.slice(at, at + windowSize));
  }
  for (const document of documents.filter(({ kind }) => kind === 'page')) {
    signal?.throwIfAborted();
    yield linesOfPage(document, await openPage(document.path));
  }
  const unsegmented = documents.filter((document) => document.kind === 'unsegmented');
  if (unsegmented.length === 0) return;
  const opened = finder ? undefined : await openLineFinder({ threads });
  try {
    yield* linesOfUnsegmented(unsegmented, known(finder ?? opened, 'the finder of lines'), options);
  } finally {
    await opened?.dispose();
  }
}

async function linesOfImages(documents: readonly DocumentToRead[]): Promise<OpenedDocuments> {
  const opened = await mapConcurrently(documents, 16, async (document) => ({
    document,
    sample: await lineOfImage(document.path),
  }));
  const lines: LineOfDocument[] = [];
  const skipped: Skipped[] = [];
  for (const { document, sample } of opened) {
    const { key } = document;
    if ('reason' in sample) skipped.push(sample);
    else lines.push({ document, sample: { ...sample, key, document: documentOf(key) } });
  }
  return { documents: documents.length, lines, skipped };
}

type OpenedPage = { readonly page: Page; readonly imagePath: string; readonly skipped: readonly Skipped[] };

function linesOfPage(document: DocumentToRead, opened: OpenedPage | Skipped): OpenedDocuments {
  if ('reason' in opened) return { documents: 1, lines: [], skipped: [opened] };
  const { page, imagePath } = opened;
  const described = linesOf(page);
  const lines: LineOfDocument[] = [];
  const skipped: Skipped[] = [...opened.skipped];
  for (const [index, sample] of samplesOfPage(page, imagePath, document.path, document.key).entries()) {
    if ('reason' in sample) skipped.push(sample);
    else {
      const { polygon, baseline = [] } = sample.image.cut;
      const id = described[index]?.id || String(index + 1);
      const box = boxAround(polygon ?? baseline);
      lines.push({ document, id, ...(box ? { box } : {}), sample: { ...sample, text: '' } });
    }
  }
  return { documents: 1, lines, skipped };
}

async function* linesOfUnsegmented(
  documents: readonly UnsegmentedDocument[],
  finder: LineFinder,
  options: ReadOptions & DetectOptions,
): AsyncGenerator<OpenedDocuments> {
  const images = new PageImages(options.signal);
  try {
    for (const document of documents) {
      options.signal?.throwIfAborted();
      const image = await openedImage(document, images, options.signal);
      if ('reason' in image) yield { documents: 1, lines: [], skipped: [image] };
      else yield await foundLines(document, image, finder, options);
    }
  } finally {
    await images.dispose();
  }
}

async function foundLines(
  document: UnsegmentedDocument,
  { raster }: PageImage,
  finder: LineFinder,
  options: ReadOptions & DetectOptions,
): Promise<OpenedDocuments> {
  const { path, place } = document;
  const { regions } = await findLayout(finder, raster, options);
  const page = { image: path, width: raster.width, height: raster.height, regions };
  const opened = linesOfPage(document, { page, imagePath: place.path, skipped: [] });
  if (place.kind === 'image' || place.kind === 'iiif') return opened;
  const lines = await mapConcurrently(opened.lines, 1, async (line): Promise<LineOfDocument> => {
    const { image, name } = line.sample;
    if (image.kind !== 'cut') return line;
    const bytes = await encodePng(cutLine(raster, image.cut, image.cut));
    return { ...line, sample: { ...line.sample, image: { kind: 'bytes', name, bytes } } };
  });
  return { ...opened, lines };
}
