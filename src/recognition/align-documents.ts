/** Documents, pages that a file describes and images of lines, brought together with their transcription. */
import { Loader, type Sample } from '../dataset/index.js';
import { lineOfImage, openPage, samplesOfPage } from '../dataset/node.js';
import { PageImages } from '../documents/node.js';
import { joinPath } from '../files/index.js';
import type { Skipped } from '../formats/index.js';
import { known } from '../known.js';
import { type DetectOptions, type LineFinder, openLineFinder } from '../layout/index.js';
import { segmentImage } from '../layout/node.js';
import { type Line, linesOf, type Page } from '../page/index.js';
import { coreCount, mapConcurrently } from '../runtime/index.js';
import { type AlignedLine, type AlignLinesOptions, alignLines, type UnmatchedText } from './aligning/align-lines.js';
import { type Edition, editionFor } from './aligning/edition.js';
import { type LineToAlign, lineToAlign } from './aligning/line-to-align.js';
import type { DocumentToRead, UnsegmentedDocument } from './document.js';
import { readSamples } from './reading.js';
import type { Recognizer } from './recognizer.js';
import { ResultImage } from './result-images.js';
import { openedImage } from './unsegmented.js';

export interface AlignOptions extends Omit<AlignLinesOptions, 'progress'> {
  /** For decoding. Default: one for each core but one. */
  readonly threads?: number | undefined;
  /**
   * Finds the lines of pages that nothing describes; whoever gives it disposes of it. Default: as `openLineFinder` opens it,
   * once such a page comes.
   */
  readonly finder?: LineFinder | undefined;
  /** Columns of pages that nothing describes are read from right to left. Default: as most letters of the model. */
  readonly rightToLeft?: boolean | undefined;
  /** Whether lines of such pages that are turned by a quarter are looked for too. Default: false. */
  readonly upright?: boolean | undefined;
  /**
   * A folder for the images of pages that have no file of their own, as of PDFs: lines are cut out of files, and who writes
   * them must find these there. Default: such pages are left out, with the reason.
   */
  readonly imageFolder?: string | undefined;
  /** Told how many of so many documents are read, and then how many of so many lines are aligned. */
  readonly progress?: ((stage: 'read' | 'align', done: number, all: number) => void) | undefined;
}

/** A line of a document, as it could be read, and what became of it. */
export interface DocumentLine extends AlignedLine {
  readonly document: DocumentToRead;
  /** Of a page: the line's id there, or its number where it has none. */
  readonly id?: string;
  /** Of a page: the line as the description has it. */
  readonly described?: Line;
  /** Image and name of the line, for what is written; it has no text. */
  readonly sample: Sample;
}

/** A page's description. */
export interface DescribedDocument {
  readonly document: DocumentToRead;
  readonly page: Page;
  readonly imagePath: string;
  /** Whether the image has no file but the one in `imageFolder`. */
  readonly isImageApart: boolean;
}

export interface AlignedDocuments {
  /** In reading order. */
  readonly lines: readonly DocumentLine[];
  readonly unmatched: readonly UnmatchedText[];
  readonly pages: readonly DescribedDocument[];
  /** What could not be read, with the reasons. */
  readonly skipped: readonly Skipped[];
}

/** Images that are read together. */
const windowSize = 256;

/**
 * Finds the text of each line. Lines come in the order of the documents' names (2 before 10), and within a page in its
 * reading order; the text must have them in the same order, and may have more.
 *
 * @param recognizer with the option `keepScores`, without a language
 * @param text the transcription; its line breaks mean nothing
 * @throws the signal's reason; nothing is left running
 */
export async function alignDocuments(
  recognizer: Recognizer,
  documents: readonly DocumentToRead[],
  text: string,
  {
    threads = Math.max(1, coreCount() - 1),
    finder,
    progress,
    rightToLeft,
    upright = false,
    imageFolder,
    ...options
  }: AlignOptions = {},
): Promise<AlignedDocuments> {
  const edition = editionFor(recognizer.model, text);
  const needsFinder = !finder && documents.some(({ kind }) => kind === 'unsegmented');
  const opened = needsFinder ? await openLineFinder({ threads: recognizer.threads }) : undefined;
  const reading: Reading = {
    recognizer,
    edition,
    loader: new Loader(threads),
    images: new PageImages(options.signal),
    imageFolder,
    finder: finder ?? opened,
    detection: { rightToLeft: rightToLeft ?? recognizer.isRightToLeft, upright },
    signal: options.signal,
  };
  const read: ReadDocuments = { lines: [], pages: [], skipped: [] };
  try {
    await readAll(reading, inOrder(documents), read, (done) => progress?.('read', done, documents.length));
  } finally {
    await Promise.all([reading.loader.dispose(), reading.images.dispose(), opened?.dispose()]);
  }
  const toAlign = read.lines.map(({ line }) => line);
  const aligned = await alignLines(toAlign, edition, {
    ...options,
    progress: (done) => progress?.('align', done, toAlign.length),
  });
  const lines = read.lines.map(({ place }, index) => ({
    ...place,
    ...known(aligned.lines[index], 'what became of a line'),
  }));
  return { lines, unmatched: aligned.unmatched, pages: read.pages, skipped: read.skipped };
}

type LinePlace = Pick<DocumentLine, 'document' | 'id' | 'described' | 'sample'>;

interface ReadDocuments {
  readonly lines: { readonly place: LinePlace; readonly line: LineToAlign }[];
  readonly pages: DescribedDocument[];
  readonly skipped: Skipped[];
}

interface Reading {
  readonly recognizer: Recognizer;
  readonly edition: Edition;
  readonly loader: Loader;
  readonly images: PageImages;
  readonly imageFolder: string | undefined;
  readonly finder: LineFinder | undefined;
  readonly detection: DetectOptions;
  readonly signal: AbortSignal | undefined;
}

async function readAll(
  reading: Reading,
  documents: readonly DocumentToRead[],
  read: ReadDocuments,
  progress: (done: number) => void,
): Promise<void> {
  let done = 0;
  for (const part of partsOf(documents)) {
    reading.signal?.throwIfAborted();
    await readLines(reading, await openPart(part, reading, read), read);
    done += part.length;
    progress(done);
  }
}

function inOrder(documents: readonly DocumentToRead[]): readonly DocumentToRead[] {
  const names = new Intl.Collator('en', { numeric: true });
  return [...documents].sort((a, b) => names.compare(a.key, b.key));
}

/** A page by itself, since its image is decoded once for its lines; images of lines together. */
function partsOf(documents: readonly DocumentToRead[]): readonly (readonly DocumentToRead[])[] {
  const parts: DocumentToRead[][] = [];
  for (const document of documents) {
    const last = parts.at(-1);
    const joins = document.kind === 'line' && last?.[0]?.kind === 'line' && last.length < windowSize;
    if (joins) last.push(document);
    else parts.push([document]);
  }
  return parts;
}

/** The lines of a part, in order; pages and what can't be read go where they belong. */
async function openPart(
  part: readonly DocumentToRead[],
  reading: Reading,
  read: ReadDocuments,
): Promise<readonly LinePlace[]> {
  const [first] = part;
  if (first && first.kind !== 'line') return linesOfPage(first, await openedPage(first, reading), read);
  const lines = await mapConcurrently(part, 16, async (document) => ({
    document,
    line: await lineOfImage(document.path),
  }));
  return lines.flatMap(({ document, line }): readonly LinePlace[] => {
    if ('reason' in line) {
      read.skipped.push(line);
      return [];
    }
    return [{ document, sample: { ...line, key: document.key } }];
  });
}

/** A page with its lines, as a description has them or as they are found. */
async function openedPage(document: DocumentToRead, reading: Reading): Promise<OpenedPage | Skipped> {
  const { finder, detection, signal } = reading;
  if (document.kind !== 'unsegmented' || !finder) {
    const opened = await openPage(document.path);
    return 'reason' in opened ? opened : { ...opened, isImageApart: false };
  }
  const image = await imageOf(document, reading);
  if ('reason' in image) return image;
  const segmented = await segmentImage(finder, image.imagePath, { ...detection, signal });
  return 'reason' in segmented ? segmented : { ...image, page: segmented.page, skipped: [] };
}

interface OpenedPage extends Pick<DescribedDocument, 'page' | 'imagePath' | 'isImageApart'> {
  readonly skipped: readonly Skipped[];
}

/** The file of a page's image, which is made where there is none. */
async function imageOf(
  document: UnsegmentedDocument,
  { images, imageFolder, signal }: Reading,
): Promise<Pick<OpenedPage, 'imagePath' | 'isImageApart'> | Skipped> {
  const { path, key, place } = document;
  if (place.kind === 'image') return { imagePath: place.path, isImageApart: false };
  if (place.kind !== 'iiif' && imageFolder === undefined) {
    return { name: path, reason: 'its image has no file of its own, and no folder was given to make one in' };
  }
  const image = await openedImage(document, images, signal);
  if ('reason' in image) return image;
  if (place.kind === 'iiif' || imageFolder === undefined) return { imagePath: place.path, isImageApart: false };
  const imagePath = joinPath(imageFolder, `${key}.jpg`);
  await new ResultImage({ imagePath, image }).write(imagePath);
  return { imagePath, isImageApart: true };
}

function linesOfPage(
  document: DocumentToRead,
  opened: OpenedPage | Skipped,
  read: ReadDocuments,
): readonly LinePlace[] {
  if ('reason' in opened) {
    read.skipped.push(opened);
    return [];
  }
  const { page, imagePath, isImageApart, skipped } = opened;
  read.pages.push({ document, page, imagePath, isImageApart });
  read.skipped.push(...skipped);
  const lines = linesOf(page);
  return samplesOfPage(page, imagePath, document.path, document.key).flatMap((sample, index): readonly LinePlace[] => {
    const described = known(lines[index], 'the description of a line');
    if ('image' in sample) return [{ document, id: described.id || String(index + 1), described, sample }];
    read.skipped.push(sample);
    return [];
  });
}

async function readLines(
  { recognizer, edition, loader, signal }: Reading,
  places: readonly LinePlace[],
  read: ReadDocuments,
): Promise<void> {
  const lines = new Map<Sample, LineToAlign>();
  const samples = places.map(({ sample }) => sample);
  for await (const batch of readSamples(recognizer, samples, loader, { signal })) {
    for (const [sample, line] of batch.read) lines.set(sample, lineToAlign(line, edition));
    read.skipped.push(...batch.skipped);
  }
  for (const place of places) {
    const line = lines.get(place.sample);
    if (line) read.lines.push({ place, line });
  }
}
