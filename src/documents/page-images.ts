/** Opens the images of pages, wherever they are, one after the other: of a PDF the file stays open from page to page. */
import { imageProblem } from '../runtime/index.js';
import { decodeImagePage } from '../runtime/node.js';
import { DocumentError } from './document-error.js';
import { IiifImages } from './iiif.js';
import { PdfFile } from './pdf-file.js';
import { type PageImage, type PagePlace, placeName } from './place.js';

export class PageImages {
  private readonly onServers: IiifImages;
  /** The one that a page was taken of last. */
  private pdf: PdfFile | undefined;

  /** @param signal ends what is being fetched */
  constructor(signal?: AbortSignal) {
    this.onServers = new IiifImages(signal);
  }

  /**
   * The image of a page. Nothing of it is kept: whoever has it holds all of its memory.
   * @throws DuctusError, or the system's error, when it can't be had; only that page is concerned. The signal's reason
   */
  async open(place: PagePlace): Promise<PageImage> {
    if (place.kind === 'pdf') return (await this.opened(place.path)).page(place.page);
    if (place.kind === 'iiif') await this.onServers.path(place);
    return decoded(place);
  }

  /** What will be opened next, in this order: images on servers are fetched meanwhile. */
  ahead(places: readonly PagePlace[]): void {
    for (const place of places) if (place.kind === 'iiif') this.onServers.ahead(place);
  }

  private async opened(path: string): Promise<PdfFile> {
    if (this.pdf?.path === path && !this.pdf.isBroken) return this.pdf;
    this.closePdf();
    this.pdf = await PdfFile.open(path);
    return this.pdf;
  }

  private closePdf(): void {
    this.pdf?.dispose();
    this.pdf = undefined;
  }

  async dispose(): Promise<void> {
    this.closePdf();
    await this.onServers.dispose();
  }
}

async function decoded(place: PagePlace): Promise<PageImage> {
  try {
    const { dpi, ...raster } = await decodeImagePage(place.path, place.kind === 'tiff' ? place.page - 1 : 0);
    return { raster, dpi, texts: [] };
  } catch (error) {
    throw new DocumentError(placeName(place), imageProblem(error), { code: 'image/format', cause: error });
  }
}
