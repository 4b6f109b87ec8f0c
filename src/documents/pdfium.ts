/**
 * PDFium, compiled to WebAssembly, from @hyzyla/pdfium. Its functions are called as they are (public/fpdf*.h of PDFium):
 * that package's own classes close no page whose image alone is taken, and know no places.
 */
import { DocumentError } from './document-error.js';

/** A pointer, or 0 where there is none. */
type Pointer = number;

/** What of PDFium is called here. A function that is true or false gives 1 or 0. */
export interface Pdfium {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): Pointer;
  _free(pointer: Pointer): void;
  _FPDF_InitLibrary(): void;
  _FPDF_GetLastError(): number;
  _FPDF_LoadMemDocument(bytes: Pointer, length: number, password: Pointer): Pointer;
  _FPDF_CloseDocument(document: Pointer): void;
  _FPDF_GetPageCount(document: Pointer): number;
  _FPDF_LoadPage(document: Pointer, index: number): Pointer;
  _FPDF_ClosePage(page: Pointer): void;
  _FPDF_GetPageWidthF(page: Pointer): number;
  _FPDF_GetPageHeightF(page: Pointer): number;
  _FPDF_PageToDevice(
    page: Pointer,
    left: number,
    top: number,
    width: number,
    height: number,
    rotate: number,
    x: number,
    y: number,
    deviceX: Pointer,
    deviceY: Pointer,
  ): number;
  _FPDF_RenderPageBitmap(
    bitmap: Pointer,
    page: Pointer,
    left: number,
    top: number,
    width: number,
    height: number,
    rotate: number,
    flags: number,
  ): void;
  _FPDFPage_CountObjects(page: Pointer): number;
  _FPDFPage_GetObject(page: Pointer, index: number): Pointer;
  _FPDFPageObj_GetType(object: Pointer): number;
  _FPDFPageObj_GetMatrix(object: Pointer, matrix: Pointer): number;
  _FPDFPageObj_HasTransparency(object: Pointer): number;
  _FPDFTextObj_GetTextRenderMode(object: Pointer): number;
  _FPDFImageObj_GetImagePixelSize(object: Pointer, width: Pointer, height: Pointer): number;
  _FPDFImageObj_GetImageMetadata(object: Pointer, page: Pointer, metadata: Pointer): number;
  _FPDFImageObj_GetBitmap(object: Pointer): Pointer;
  _FPDFBitmap_CreateEx(width: number, height: number, format: number, pixels: Pointer, stride: number): Pointer;
  _FPDFBitmap_FillRect(bitmap: Pointer, left: number, top: number, width: number, height: number, colour: number): void;
  _FPDFBitmap_GetBuffer(bitmap: Pointer): Pointer;
  _FPDFBitmap_GetWidth(bitmap: Pointer): number;
  _FPDFBitmap_GetHeight(bitmap: Pointer): number;
  _FPDFBitmap_GetStride(bitmap: Pointer): number;
  _FPDFBitmap_GetFormat(bitmap: Pointer): number;
  _FPDFBitmap_Destroy(bitmap: Pointer): void;
  _FPDFText_LoadPage(page: Pointer): Pointer;
  _FPDFText_ClosePage(text: Pointer): void;
  _FPDFText_CountRects(text: Pointer, start: number, count: number): number;
  _FPDFText_GetRect(text: Pointer, index: number, left: Pointer, top: Pointer, right: Pointer, bottom: Pointer): number;
  _FPDFText_GetBoundedText(
    text: Pointer,
    left: number,
    top: number,
    right: number,
    bottom: number,
    buffer: Pointer,
    length: number,
  ): number;
}

const packageName = '@hyzyla/pdfium';

/** Its memory grows and never shrinks: past this a new one is loaded for the next file. */
const mostHeapBytes = 500_000_000;

let loaded: Promise<Pdfium> | undefined;

/** @throws DocumentError when the package for it is missing */
export async function pdfium(): Promise<Pdfium> {
  const before = await loaded;
  if (before && before.HEAPU8.length <= mostHeapBytes) return before;
  loaded = load();
  return loaded;
}

/** After a fault inside of it nothing that it says can be relied on. */
export function dropPdfium(): void {
  loaded = undefined;
}

async function load(): Promise<Pdfium> {
  const { PDFiumModule } = await import('@hyzyla/pdfium').catch((cause: unknown) => {
    throw new DocumentError('PDF', `reading it needs the package ${packageName}: npm install ${packageName}`, {
      code: 'package/missing',
      details: { value: packageName },
      cause,
    });
  });
  // What it prints is told by its answers too.
  const quiet: object = { print: () => undefined, printErr: () => undefined };
  // The package describes some of the functions only.
  const library = (await PDFiumModule(quiet)) as unknown as Pdfium;
  library._FPDF_InitLibrary();
  return library;
}

/** Lends memory inside of PDFium. @throws where there is none left */
export function withMemory<T>(library: Pdfium, bytes: number, work: (pointer: Pointer) => T): T {
  const pointer = library._malloc(bytes);
  if (pointer === 0) throw new Error('there is not enough memory for it');
  try {
    return work(pointer);
  } finally {
    library._free(pointer);
  }
}

/** Numbers in PDFium's memory. It moves when it grows, so a view is made for each look. */
export function viewOf(library: Pdfium): DataView {
  return new DataView(library.HEAPU8.buffer);
}
