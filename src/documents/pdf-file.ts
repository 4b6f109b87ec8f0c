/** A PDF as pages. The whole file lies in memory while it is open, and one of its pages at a time. */
import { FileError, readBytes } from '../files/index.js';
import { largestImagePixels } from '../runtime/index.js';
import { DocumentError } from './document-error.js';
import { coveringImage, ownPixels } from './pdf-image.js';
import { renderPage } from './pdf-render.js';
import { textsOfPage } from './pdf-texts.js';
import { dropPdfium, type Pdfium, pdfium } from './pdfium.js';
import type { PageImage } from './place.js';

/** PDFium's memory has 2 GB, for pages too. */
const mostBytes = 1_500_000_000;

/** By FPDF_GetLastError. */
const encrypted: Readonly<Record<number, string>> = {
  4: 'it is encrypted and wants a password; save a copy without one first',
  5: 'it is encrypted in a way that is not known; save a copy without protection first',
};

export class PdfFile {
  private broken = false;

  private constructor(
    readonly path: string,
    private readonly library: Pdfium,
    private readonly bytes: number,
    private readonly document: number,
  ) {}

  /** @throws DocumentError when it is damaged, encrypted or too large; the system's error when it can't be opened */
  static async open(path: string): Promise<PdfFile> {
    const contents = await readBytes(path, mostBytes).catch((error: unknown) => {
      throw error instanceof FileError ? unreadable(path, error.rule, error) : error;
    });
    return PdfFile.of(path, contents);
  }

  /**
   * Of a file that is in memory.
   * @param path what messages call it
   * @throws DocumentError when it is damaged or encrypted
   */
  static async of(path: string, contents: Uint8Array): Promise<PdfFile> {
    const library = await pdfium();
    const bytes = library._malloc(Math.max(1, contents.length));
    if (bytes === 0) {
      // The next file finds a new one.
      dropPdfium();
      throw unreadable(path, 'there is not enough memory for it');
    }
    library.HEAPU8.set(contents, bytes);
    const document = library._FPDF_LoadMemDocument(bytes, contents.length, 0);
    if (document !== 0) return new PdfFile(path, library, bytes, document);
    const why = encrypted[library._FPDF_GetLastError()];
    library._free(bytes);
    if (why !== undefined) throw new DocumentError(path, why, { code: 'pdf/encrypted' });
    throw unreadable(path, 'it is no PDF, or is damaged');
  }

  /** Whether PDFium failed inside at one of its pages: the file must be opened anew for the others. */
  get isBroken(): boolean {
    return this.broken;
  }

  get pageCount(): number {
    return this.library._FPDF_GetPageCount(this.document);
  }

  /**
   * A page upright, as it is shown: the pixels of the one image that covers it, or drawn.
   * @param number from 1
   * @param mostPixels of its image; of a larger one nothing is decoded
   * @throws DocumentError when that page can't be read
   */
  async page(number: number, mostPixels = largestImagePixels): Promise<PageImage> {
    const name = `${this.path}#${number}`;
    try {
      const page = this.library._FPDF_LoadPage(this.document, number - 1);
      if (page === 0) throw new Error('the page is damaged');
      return await this.imageOf(page, mostPixels).finally(() => this.close(page));
    } catch (error) {
      // A fault inside of PDFium, and not an answer of it.
      if (error instanceof Error && error.name === 'RuntimeError') {
        this.broken = true;
        dropPdfium();
      }
      throw unreadable(name, `the page can't be read: ${error instanceof Error ? error.message : error}`, error);
    }
  }

  /** After a fault inside of it PDFium can't close a page either: the fault is what counts. */
  private close(page: number): void {
    try {
      this.library._FPDF_ClosePage(page);
    } catch {
      this.broken = true;
    }
  }

  private async imageOf(page: number, mostPixels: number): Promise<PageImage> {
    const { library } = this;
    const image = coveringImage(library, page);
    if (image && image.width * image.height > mostPixels) {
      throw new RangeError(`its image has more than ${mostPixels / 1e6} million pixels`);
    }
    const embedded = image?.isPlain ? await ownPixels(library, image) : undefined;
    const { raster, dpi } = embedded ?? (await renderPage(library, page, image?.dpi));
    return { raster, dpi, texts: textsOfPage(library, page, raster) };
  }

  dispose(): void {
    if (this.broken) return;
    this.library._FPDF_CloseDocument(this.document);
    this.library._free(this.bytes);
  }
}

function unreadable(name: string, rule: string, cause?: unknown): DocumentError {
  return new DocumentError(name, rule, { code: 'pdf/unreadable', cause });
}
