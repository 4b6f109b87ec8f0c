/** The text that a PDF has itself, with its places: of print, or what another program read in a scan. */
import { boxAround, type Point } from '../page/index.js';
import { type Pdfium, viewOf, withMemory } from './pdfium.js';
import type { PlacedText } from './place.js';

/** Characters of one piece; what is longer is cut. */
const mostCharacters = 10_000;
/** Pieces of a page; a page that has more is no page of a text. */
const mostPieces = 20_000;

/**
 * Pieces that stand beside each other on a line and look alike, in the order of the file. Where the page's image does not
 * fill the page to its edges, places are off by as much.
 * @param size of the page's image, whose pixels places are in
 */
export function textsOfPage(
  library: Pdfium,
  page: number,
  size: { readonly width: number; readonly height: number },
): readonly PlacedText[] {
  const text = library._FPDFText_LoadPage(page);
  if (text === 0) return [];
  try {
    const count = Math.min(mostPieces, library._FPDFText_CountRects(text, 0, -1));
    return withMemory(library, 40 + 2 * (mostCharacters + 1), (at) =>
      Array.from({ length: Math.max(0, count) }, (_, index) => pieceAt(library, page, text, index, at, size)).flat(),
    );
  } finally {
    library._FPDFText_ClosePage(text);
  }
}

function pieceAt(
  library: Pdfium,
  page: number,
  text: number,
  index: number,
  at: number,
  { width, height }: { readonly width: number; readonly height: number },
): readonly PlacedText[] {
  if (!library._FPDFText_GetRect(text, index, at, at + 8, at + 16, at + 24)) return [];
  const view = viewOf(library);
  const number = (offset: number) => view.getFloat64(at + offset, true);
  const [left, top, right, bottom] = [number(0), number(8), number(16), number(24)];
  const buffer = at + 40;
  const length = library._FPDFText_GetBoundedText(text, left, top, right, bottom, buffer, mostCharacters);
  const written = new TextDecoder('utf-16le').decode(library.HEAPU8.slice(buffer, buffer + 2 * length));
  const content = written.replace(/\0.*$/s, '').trim();
  if (content === '') return [];
  const pixel = (x: number, y: number): Point => {
    library._FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, at + 32, at + 36);
    const seen = viewOf(library);
    return [seen.getInt32(at + 32, true), seen.getInt32(at + 36, true)];
  };
  const box = boxAround([pixel(left, top), pixel(right, bottom)]);
  return box ? [{ text: content, box }] : [];
}
