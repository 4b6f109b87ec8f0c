/** The thread that decodes images, makes their thumbnails and renders PDFs, so that the page stays free. */
import { lookAt } from './picture.js';
import type { PaperAnswer, PaperCall, PaperCalls, PaperRequest } from './paper-messages.js';

type Answering = { readonly [Name in PaperCall]: (input: PaperCalls[Name]['in']) => Promise<PaperCalls[Name]['out']> };

/** Loaded when there is a PDF. */
const pdfs = () => import('./pdf.js');

const answering: Answering = {
  look: lookAt,
  openPdf: async ({ pdf, assets }) => (await pdfs()).openPdf(pdf, assets),
  pdfPage: async (number) => (await pdfs()).renderPage(number),
  closePdf: async () => (await pdfs()).closePdf(),
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
