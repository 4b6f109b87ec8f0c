/** The thread that decodes images, makes their thumbnails and renders PDFs and TIFFs, so that the page stays free. */

import type {
  BookKind,
  PaperAnswer,
  PaperCall,
  PaperCalls,
  PaperRequest,
  Refused,
  RenderedPage,
} from './paper-messages.js';
import { lookAt } from './picture.js';

type Answering = { readonly [Name in PaperCall]: (input: PaperCalls[Name]['in']) => Promise<PaperCalls[Name]['out']> };

interface Book {
  open(file: Blob, assets: string): Promise<{ readonly pages: number } | Refused>;
  renderPage(number: number): Promise<RenderedPage | Refused>;
  close(): Promise<undefined>;
}

/** Loaded when there is one. */
const books: Readonly<Record<BookKind, () => Promise<Book>>> = {
  pdf: () => import('./pdf.js'),
  tiff: () => import('./tiff.js'),
};

let book: Book | undefined;

const answering: Answering = {
  look: lookAt,
  openBook: async ({ kind, file, assets }) => {
    await book?.close();
    book = await books[kind]();
    return book.open(file, assets);
  },
  bookPage: async (number) => {
    if (!book) throw new Error('no book is open');
    return book.renderPage(number);
  },
  closeBook: async () => book?.close(),
};

self.onmessage = ({ data }: MessageEvent<PaperRequest>) => void answer(data);

async function answer({ id, name, in: input }: PaperRequest): Promise<void> {
  const send = (message: PaperAnswer) => self.postMessage(message);
  try {
    send({ id, out: await call(name, input) });
  } catch (error) {
    send({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

function call<Name extends PaperCall>(name: Name, input: unknown): Promise<PaperCalls[Name]['out']> {
  return answering[name](input as PaperCalls[Name]['in']);
}
