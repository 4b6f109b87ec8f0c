/**
 * Pages of PDFs as images, by pdf.js, in a worker. Its interpreter has a thread of its own; fonts are drawn as paths, since pages
 * of scans need few and a strict policy allows none from memory.
 */
import { getDocument, PDFDataRangeTransport, type PDFDocumentProxy, PDFWorker } from 'pdfjs-dist';
import pdfWorkerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import type { Refused, RenderedPage } from './paper-messages.js';
import { contextOf, thumbnailOf } from './picture.js';

const pointsInInch = 72;
const usualDpi = 300;
/** A4 at 300 dpi has 8.7 million; the reader gains nothing from more. */
const mostPixels = 12_000_000;
const jpegQuality = 0.92;
/** Bytes that are asked for at a time. */
const chunk = 2 ** 18;

let worker: PDFWorker | undefined;
let opened: PDFDocumentProxy | undefined;

/** @param assets the address of the folder with pdf.js' `wasm`, `cmaps` and `standard_fonts`, with `/` at its end */
export async function open(pdf: Blob, assets: string): Promise<{ readonly pages: number } | Refused> {
  await close();
  worker ??= PDFWorker.create({ port: new Worker(pdfWorkerAddress, { type: 'module' }) });
  try {
    opened = await getDocument({
      range: new BlobTransport(pdf),
      rangeChunkSize: chunk,
      disableAutoFetch: true,
      disableStream: true,
      worker,
      isEvalSupported: false,
      disableFontFace: true,
      useSystemFonts: false,
      // The worker fetches itself: nothing else here knows the address of the page.
      useWorkerFetch: true,
      wasmUrl: `${assets}wasm/`,
      cMapUrl: `${assets}cmaps/`,
      standardFontDataUrl: `${assets}standard_fonts/`,
      CanvasFactory: OffscreenCanvases,
      FilterFactory: NoFilters,
    }).promise;
    return { pages: opened.numPages };
  } catch (error) {
    return refusalOf(error);
  }
}

/** @param number from 1 */
export async function renderPage(number: number): Promise<RenderedPage | Refused> {
  if (!opened) throw new Error('no PDF is open');
  try {
    const page = await opened.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    const scale = Math.min(usualDpi / pointsInInch, Math.sqrt(mostPixels / (width * height)));
    const viewport = page.getViewport({ scale });
    const context = contextOf(Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height)));
    // Typed for canvases of a page; one off it has the same methods.
    const canvasContext = context as unknown as CanvasRenderingContext2D;
    await page.render({ canvasContext, canvas: null, viewport, intent: 'print' }).promise;
    page.cleanup();
    const { canvas } = context;
    const image = await canvas.convertToBlob({ type: 'image/jpeg', quality: jpegQuality });
    return { image, width: canvas.width, height: canvas.height, thumbnail: await thumbnailOf(canvas) };
  } catch (error) {
    return refusalOf(error);
  }
}

export async function close(): Promise<undefined> {
  await opened?.loadingTask.destroy();
  opened = undefined;
  return undefined;
}

function refusalOf(error: unknown): Refused {
  if (!(error instanceof Error)) return { reason: 'damagedPdf', detail: String(error) };
  return error.name === 'PasswordException' ? { reason: 'encrypted' } : { reason: 'damagedPdf', detail: error.message };
}

/** Reads what is asked for: a large PDF is never in memory as a whole. */
class BlobTransport extends PDFDataRangeTransport {
  constructor(private readonly pdf: Blob) {
    super(pdf.size, null);
  }

  override requestDataRange(begin: number, end: number): void {
    void this.pdf
      .slice(begin, end)
      .arrayBuffer()
      .then(
        (bytes) => this.onDataRange(begin, new Uint8Array(bytes)),
        // A file that is gone, such as on a stick that was pulled out, reads as an empty one.
        () => this.onDataRange(begin, new Uint8Array(end - begin)),
      );
  }
}

interface CanvasAndContext {
  canvas: OffscreenCanvas | null;
  context: OffscreenCanvasRenderingContext2D | null;
}

/** What pdf.js draws on beside the page, where there is no document. */
class OffscreenCanvases {
  create(width: number, height: number): CanvasAndContext {
    const canvas = new OffscreenCanvas(width, height);
    return { canvas, context: canvas.getContext('2d') };
  }

  reset({ canvas }: CanvasAndContext, width: number, height: number): void {
    if (!canvas) return;
    canvas.width = width;
    canvas.height = height;
  }

  destroy(drawn: CanvasAndContext): void {
    this.reset(drawn, 0, 0);
    drawn.canvas = null;
    drawn.context = null;
  }
}

/** Filters are SVG elements of a document; without one, such as here, colours stay as they are. */
class NoFilters {
  addFilter(): string {
    return 'none';
  }
  addHCMFilter(): string {
    return 'none';
  }
  addAlphaFilter(): string {
    return 'none';
  }
  addLuminosityFilter(): string {
    return 'none';
  }
  addHighlightHCMFilter(): string {
    return 'none';
  }
  destroy(): void {}
}
