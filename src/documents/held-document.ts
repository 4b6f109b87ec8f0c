/** A document that is in memory and in no file, as a server gets it: an image, a TIFF of several, a PDF. */
import { looksLikePage } from '../page/index.js';
import { ImageFormatError, imageProblem, largestImagePixels } from '../runtime/index.js';
import { countImages, decodeImagePage, type ImageHead, imageHead } from '../runtime/node.js';
import { DocumentError } from './document-error.js';
import { PdfFile } from './pdf-file.js';
import type { PageImage } from './place.js';

/** What the bytes themselves say; what somebody says of them doesn't count. */
export type DocumentKind = 'image' | 'tiff' | 'pdf';

const pdfSign = '%PDF-';

export class HeldDocument {
  private constructor(
    /** What messages call it. */
    readonly name: string,
    readonly kind: DocumentKind,
    readonly pageCount: number,
    private readonly source: Uint8Array | PdfFile,
    /** Of its first image. */
    private readonly head: ImageHead | undefined,
  ) {}

  /**
   * Looks at the head of it only.
   * @throws ImageFormatError for a format that is not read; DocumentError when it is damaged or encrypted
   */
  static async open(name: string, bytes: Uint8Array): Promise<HeldDocument> {
    if (String.fromCharCode(...bytes.subarray(0, pdfSign.length)) === pdfSign) {
      const pdf = await PdfFile.of(name, bytes);
      return new HeldDocument(name, 'pdf', pdf.pageCount, pdf, undefined);
    }
    try {
      const head = await imageHead(bytes);
      const count = await countImages(bytes, head);
      return new HeldDocument(name, count > 1 ? 'tiff' : 'image', count, bytes, head);
    } catch (error) {
      throw error instanceof ImageFormatError ? error : unreadable(name, imageProblem(error), error);
    }
  }

  /** Whether it is the image of one line of text, by its shape. */
  get isLine(): boolean {
    return this.kind === 'image' && this.head !== undefined && !looksLikePage(this.head);
  }

  /** Whether PDFium failed inside at one of its pages: it must be opened anew for the others. */
  get isBroken(): boolean {
    return this.source instanceof PdfFile && this.source.isBroken;
  }

  /**
   * The image of a page. Nothing of it is kept.
   * @param number from 1
   * @param mostPixels of a larger one nothing is decoded
   * @throws DocumentError when it can't be had, or is larger
   */
  async page(number: number, mostPixels = largestImagePixels): Promise<PageImage> {
    const { source, name } = this;
    if (source instanceof PdfFile) return source.page(number, mostPixels);
    try {
      const { dpi, ...raster } = await decodeImagePage(
        source,
        number - 1,
        mostPixels,
        number === 1 ? this.head : undefined,
      );
      return { raster, dpi, texts: [] };
    } catch (error) {
      const place = this.pageCount > 1 ? `${name}#${number}` : name;
      const rule =
        error instanceof RangeError
          ? `the image has more than ${mostPixels / 1e6} million pixels`
          : imageProblem(error);
      throw unreadable(place, rule, error);
    }
  }

  dispose(): void {
    if (this.source instanceof PdfFile) this.source.dispose();
  }
}

function unreadable(name: string, rule: string, cause: unknown): DocumentError {
  return new DocumentError(name, rule, { code: 'image/format', cause });
}
