/**
 * Searchable PDF of many pages, as a file that grows: the bytes of each page are there as soon as it is added, and its image
 * leaves memory with them. A table of all places (ISO 32000-1 7.5.4) ends the file.
 */
import type { PDFDocument, PDFObject, PDFRef } from '@cantoo/pdf-lib';
import type { Page } from '../page/index.js';
import { addSheet, embedFont, newDocument, type PageImage, pdfLibrary } from './pdf.js';

export class PdfBook {
  /** Where each object begins in the file, by its number. */
  private readonly places = new Map<number, number>();
  /** Of the font that all pages share: it is written at the end, when all characters are known. */
  private readonly codes = new Map<string, number>();
  private readonly font: PDFRef;
  private written = 0;

  private constructor(
    private readonly pdf: Awaited<ReturnType<typeof pdfLibrary>>,
    private readonly document: PDFDocument,
  ) {
    this.font = document.context.nextRef();
  }

  /** @throws PdfError when the package for it is missing */
  static async begin(title: string): Promise<PdfBook> {
    const pdf = await pdfLibrary();
    return new PdfBook(pdf, await newDocument(pdf, title));
  }

  /** Adds a page. @returns the bytes that come next in the file @throws Error when the image is neither JPEG nor PNG */
  async add(page: Page, image: PageImage): Promise<Uint8Array> {
    const { pdf, document } = this;
    await addSheet(pdf, document, page, image, this.codes, () => this.font);
    return this.largeBytes();
  }

  /**
   * Adds a page of another PDF as it is.
   * @param bytes of that PDF
   * @param index of the page, from 0
   * @returns the bytes that come next in the file
   * @throws Error when it is no PDF, or has no such page
   */
  async append(bytes: Uint8Array, index: number): Promise<Uint8Array> {
    const { pdf, document } = this;
    const [page] = await document.copyPages(await pdf.PDFDocument.load(bytes, { updateMetadata: false }), [index]);
    if (page) document.addPage(page);
    return this.largeBytes();
  }

  /** What is large of all that was added leaves memory. */
  private async largeBytes(): Promise<Uint8Array> {
    const { pdf, document } = this;
    // Until then images are only promised.
    await document.flush();
    const large = document.context.enumerateIndirectObjects().filter(([, object]) => object instanceof pdf.PDFStream);
    const bytes = this.bytesOf(large);
    for (const [ref] of large) document.context.delete(ref);
    return bytes;
  }

  /** @returns the end of the file; nothing can be added any more */
  end(): Uint8Array {
    const { context } = this.document;
    embedFont(this.pdf, this.document, this.codes, this.font);
    const objects = this.bytesOf(context.enumerateIndirectObjects());
    const size = context.largestObjectNumber + 1;
    const { Root, Info } = context.trailerInfo;
    const trailer = context.obj({ Size: size, ...(Root ? { Root } : {}), ...(Info ? { Info } : {}) });
    const tail = `${this.table(size)}trailer\n${trailer}\nstartxref\n${this.written}\n%%EOF\n`;
    return joined([objects, latin(tail)]);
  }

  private bytesOf(objects: readonly (readonly [PDFRef, PDFObject])[]): Uint8Array {
    const parts: Uint8Array[] = [];
    const push = (part: Uint8Array) => {
      parts.push(part);
      this.written += part.length;
    };
    // The signs after the head say that the file is not text.
    if (this.written === 0) push(Uint8Array.of(...latin('%PDF-1.7\n%'), 0x81, 0x81, 0x81, 0x81, 0x0a));
    for (const [ref, object] of objects) {
      this.places.set(ref.objectNumber, this.written);
      push(latin(`${ref.objectNumber} ${ref.generationNumber} obj\n`));
      const body = new Uint8Array(object.sizeInBytes());
      object.copyBytesInto(body, 0);
      push(body);
      push(latin('\nendobj\n'));
    }
    return joined(parts);
  }

  private table(size: number): string {
    const rows = Array.from({ length: size }, (_, number) => {
      const place = this.places.get(number);
      return place === undefined ? '0000000000 65535 f \n' : `${String(place).padStart(10, '0')} 00000 n \n`;
    });
    return `xref\n0 ${size}\n${rows.join('')}`;
  }
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
