/** The images that results are of: where a description that is written finds them, or a copy beside it. */
import {
  copyFileAtomic,
  fileName,
  fullPath,
  joinPath,
  parentFolder,
  pathSeenFrom,
  writeFileAtomic,
} from '../files/index.js';
import type { OutputFormat, PageImage } from '../formats/index.js';
import { encodeJpeg } from '../runtime/index.js';
import { pageImage } from '../runtime/node.js';
import type { DocumentToRead, ReadDocument } from './document.js';

/** Of pages that have no file of their own: nothing of the writing is lost, at a third of the size of PNG. */
const jpegQuality = 90;
const usualDpi = 300;

/** Formats whose files name their image, for other programs to show it. */
const namingFormats: readonly OutputFormat[] = ['page', 'alto', 'hocr'];

/** The file of a document's image alone, or `undefined` where it has none. */
export function imageFileOf(document: DocumentToRead): string | undefined {
  if (document.kind !== 'unsegmented') return document.kind === 'line' ? document.path : document.imagePath;
  const { place } = document;
  return place.kind === 'image' || place.kind === 'iiif' ? place.path : undefined;
}

/**
 * Where a document's image is written to, or `undefined` where it stays where it is: a page of a PDF or of a TIFF has no file
 * that could be named.
 * @param stem the path of its results without an ending
 */
export function imagePlace(
  document: DocumentToRead,
  stem: string,
  formats: ReadonlySet<OutputFormat>,
  copies: boolean,
): string | undefined {
  const file = imageFileOf(document);
  if (file === undefined && document.kind === 'unsegmented') {
    return copies || namingFormats.some((format) => formats.has(format)) ? `${stem}.jpg` : undefined;
  }
  if (!copies || file === undefined) return undefined;
  const place = `${stem}${/\.[^./\\]+$/.exec(file)?.[0] ?? ''}`;
  return fullPath(place) === fullPath(file) ? undefined : place;
}

/** A document's image, for what is written of it. */
export class ResultImage {
  private encoded: Promise<Uint8Array> | undefined;

  constructor(private readonly read: Pick<ReadDocument, 'imagePath' | 'image'>) {}

  /** For a PDF. */
  async picture(): Promise<PageImage> {
    const { image, imagePath } = this.read;
    if (!image) return pageImage(imagePath);
    return { bytes: await this.jpeg(image), type: 'jpeg', orientation: 1, dpi: image.dpi ?? usualDpi };
  }

  /** Writes or copies it. */
  async write(place: string): Promise<void> {
    const { image, imagePath } = this.read;
    if (image) await writeFileAtomic(place, await this.jpeg(image));
    else await copyFileAtomic(imagePath, place);
  }

  /** How a file names it. @param place where it was written to, if it was */
  nameFrom(file: string, place: string | undefined): string {
    return place === undefined ? pathSeenFrom(parentFolder(file), this.read.imagePath) : fileName(place);
  }

  private jpeg({ raster }: NonNullable<ReadDocument['image']>): Promise<Uint8Array> {
    this.encoded ??= encodeJpeg(raster, jpegQuality);
    return this.encoded;
  }
}

/** The path of results of a document without their endings. */
export function stemOf(folder: string, { key }: DocumentToRead): string {
  return joinPath(folder, key);
}
