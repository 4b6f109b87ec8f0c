/** The pages of a PDF or a TIFF, each rendered when it is asked for: none waits in memory. */
import type { Paper } from './paper.js';
import type { BookKind, Refused, RenderedPage } from './paper-messages.js';

/** The file itself is refused, or one of its pages, or a page is there. */
export type BookPage =
  | { readonly number?: undefined; readonly refused: Refused }
  | { readonly number: number; readonly pages: number; readonly refused: Refused; readonly rendered?: undefined }
  | { readonly number: number; readonly pages: number; readonly refused?: undefined; readonly rendered: RenderedPage };

/** Ends early where the signal says so. */
export async function* pagesOfBook(
  paper: Paper,
  kind: BookKind,
  file: Blob,
  signal: AbortSignal | undefined,
): AsyncGenerator<BookPage> {
  const assets = new URL('pdfjs/', document.baseURI).href;
  const opened = await paper.ask('openBook', { kind, file, assets });
  if ('reason' in opened) return yield { refused: opened };
  const { pages } = opened;
  try {
    for (let number = 1; number <= pages && !signal?.aborted; number++) {
      const rendered = await paper.ask('bookPage', number);
      yield 'reason' in rendered ? { number, pages, refused: rendered } : { number, pages, rendered };
    }
  } finally {
    await paper.ask('closeBook', undefined);
  }
}
