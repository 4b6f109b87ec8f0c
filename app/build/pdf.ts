/** What pdf.js fetches by name: decoders of JPEG 2000 and JBIG2, tables of characters, fonts that PDFs need not bring. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';

/** @param folder of the app */
export async function addPdfFiles(folder: string): Promise<void> {
  for (const name of ['wasm', 'cmaps', 'standard_fonts']) {
    await cp(join('node_modules/pdfjs-dist', name), join(folder, 'pdfjs', name), { recursive: true });
  }
}
