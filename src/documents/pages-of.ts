/** From a file to its pages: how many there are is looked up, and nothing of them read. */
import { countImages } from '../runtime/node.js';
import { DocumentError } from './document-error.js';
import { PdfFile } from './pdf-file.js';
import type { PagePlace } from './place.js';

export function isPdf(path: string): boolean {
  return path.toLowerCase().endsWith('.pdf');
}

function isTiff(path: string): boolean {
  return /\.tiff?$/i.test(path);
}

/**
 * The pages of a PDF. One that can't be opened has a single page, of which that is said when it is read.
 * @throws DocumentError when the package for PDFs is missing
 */
export async function pagesOfPdf(path: string): Promise<readonly PagePlace[]> {
  try {
    const pdf = await PdfFile.open(path);
    const { pageCount } = pdf;
    pdf.dispose();
    return numbered('pdf', path, Math.max(1, pageCount));
  } catch (error) {
    if (error instanceof DocumentError && error.code === 'package/missing') throw error;
    return numbered('pdf', path, 1);
  }
}

/** The images of a TIFF that has several; `undefined` of every other file. */
export async function pagesOfTiff(path: string): Promise<readonly PagePlace[] | undefined> {
  if (!isTiff(path)) return undefined;
  const count = await countImages(path).catch(() => 1);
  return count > 1 ? numbered('tiff', path, count) : undefined;
}

function numbered(kind: 'pdf' | 'tiff', path: string, count: number): readonly PagePlace[] {
  return Array.from({ length: count }, (_, index) => ({ kind, path, page: index + 1 }));
}
