/** Files of pages in the worker: descriptions are read, changed and written, lines cut out. */
import {
  fromPixels,
  linesToLearn,
  type Page,
  PdfBook,
  readPageFile,
  shapeProblem,
  toPixels,
  updatePageBytes,
  version,
  writePage,
} from 'ductus/web';
import type { AnswerOf } from './messages.js';
import { pictureForPdf } from './picture-for-pdf.js';

export const describe: AnswerOf<'describe'> = (bytes) => readPageFile(bytes);

export const inPixels: AnswerOf<'inPixels'> = async ({ described, width, height }) => {
  const problem = shapeProblem(described, { width, height });
  return problem === undefined ? toPixels(described, { width, height }) : { problem };
};

export const write: AnswerOf<'write'> = async ({ format, page, image }) => {
  const options = { created: new Date().toISOString(), creator: `ductus ${version}` };
  const written = await writePage(format, page, options, () => pictureForPdf(image));
  return typeof written === 'string' ? written : new Uint8Array(written);
};

/** PDFs that are being written. */
const books = new Map<string, PdfBook>();

export const writeSheet: AnswerOf<'writeSheet'> = async ({ book: name, title, sheet }) => {
  const book = books.get(name) ?? (await PdfBook.begin(title));
  books.set(name, book);
  if (sheet) return new Uint8Array(await book.add(sheet.page, await pictureForPdf(sheet.image)));
  books.delete(name);
  return new Uint8Array(book.end());
};

export const update: AnswerOf<'update'> = async ({ bytes, before, after }) => {
  const described = await readPageFile(bytes);
  const inUnit = (page: Page) => fromPixels(described, page, before);
  return updatePageBytes(bytes, inUnit(before), inUnit(after), { changed: new Date().toISOString() });
};

export const cut: AnswerOf<'cut'> = async ({ image, page, only, document }) => {
  const lines = await linesToLearn(image, page, { only });
  return lines.map(({ image: png, text, name }) => ({ name, document, text, png: new Uint8Array(png) }));
};
