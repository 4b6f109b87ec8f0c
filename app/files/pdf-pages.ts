/** The pages of a PDF, each rendered when it is asked for: none waits in memory. */
import type { Paper } from './paper.js';
import type { Refused, RenderedPage } from './paper-messages.js';

/** The PDF itself is refused, or one of its pages, or a page is there. */
export type PdfPage =
  | { readonly number?: undefined; readonly refused: Refused }
  | { readonly number: number; readonly pages: number; readonly refused: Refused; readonly rendered?: undefined }
  | { readonly number: number; readonly pages: number; readonly refused?: undefined; readonly rendered: RenderedPage };

/** Ends early where the signal says so. */
export async function* pagesOfPdf(paper: Paper, pdf: Blob, signal: AbortSignal | undefined): AsyncGenerator<PdfPage> {
  const assets = new URL('pdfjs/', document.baseURI).href;
  const opened = await paper.ask('openPdf', { pdf, assets });
  if ('reason' in opened) return yield { refused: opened };
  const { pages } = opened;
  try {
    for (let number = 1; number <= pages && !signal?.aborted; number++) {
      const rendered = await paper.ask('pdfPage', number);
      yield 'reason' in rendered ? { number, pages, refused: rendered } : { number, pages, rendered };
    }
  } finally {
    await paper.ask('closePdf', undefined);
  }
}
