/** Pages of a PDF that are drawn: print, or scans in layers. */
import type { Raster } from '../image/index.js';
import { greyLevels } from '../runtime/node.js';
import { type Pdfium, withMemory } from './pdfium.js';

/** Enough for handwriting, as scanners have it. */
const usualDpi = 300;
const mostPixels = 25_000_000;
const pointsPerInch = 72;

const format = { rgb: 2 } as const;
/** FPDF_ANNOT, for notes that are a part of what is seen, and FPDF_REVERSE_BYTE_ORDER, for red first. */
const flags = 0x01 | 0x10;
const white = 0xffffffff;

/**
 * Draws a page on white at 300 dpi, or at the resolution of its image where that is finer, within 25 million pixels.
 * @throws where PDFium can't
 */
export async function renderPage(
  library: Pdfium,
  page: number,
  imageDpi = 0,
): Promise<{ readonly raster: Raster; readonly dpi: number }> {
  const inches = {
    width: library._FPDF_GetPageWidthF(page) / pointsPerInch,
    height: library._FPDF_GetPageHeightF(page) / pointsPerInch,
  };
  const area = inches.width * inches.height;
  if (!(area > 0)) throw new Error('it has no size');
  const dpi = Math.min(Math.max(usualDpi, imageDpi), Math.sqrt(mostPixels / area));
  const pixels = (length: number) => Math.max(1, Math.floor(length * dpi));
  const [width, height] = [pixels(inches.width), pixels(inches.height)];
  const colours = withMemory(library, 3 * width * height, (at) => {
    const bitmap = library._FPDFBitmap_CreateEx(width, height, format.rgb, at, 3 * width);
    if (bitmap === 0) throw new Error('there is not enough memory to draw it');
    library._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white);
    library._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags);
    library._FPDFBitmap_Destroy(bitmap);
    return library.HEAPU8.slice(at, at + 3 * width * height);
  });
  return { raster: await greyLevels(colours, width, height), dpi };
}
