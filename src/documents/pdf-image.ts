/**
 * A page that is one image, as scanners make them: its pixels are taken as they are, which is sharper and faster than drawing
 * the page. Not where anything visible is drawn over it, nor where it is drawn through a mask: layered scans keep the
 * ink in one image and the paper in another.
 */
import type { Raster } from '../image/index.js';
import { greyLevels } from '../runtime/node.js';
import { type Pdfium, viewOf, withMemory } from './pdfium.js';

/** An image that covers its page. */
export interface CoveringImage {
  readonly object: number;
  /** Of its own pixels. */
  readonly width: number;
  readonly height: number;
  readonly dpi: number;
  /** Whether its own pixels, turned, are what the page shows. */
  readonly isPlain: boolean;
  readonly turn: Turn;
}

/** How rows and columns of an image come to lie on the page. */
interface Turn {
  /** Its rows are columns on the page. */
  readonly isTransposed: boolean;
  /** From right to left, as the page shows it. */
  readonly flipX: boolean;
  readonly flipY: boolean;
}

const objectTypes = { text: 1, path: 2, image: 3 } as const;
const invisible = 3;
/** What an image must cover of its page, and the page of the image. */
const leastCover = 0.9;
/** Edges that slope more than this are no edges of a page that lies straight. */
const mostSlope = 0.01;
/** Of a pixel's height and width: faxes have twice as many columns as rows. */
const mostStretch = 1.1;
const pointsPerInch = 72;
/** Places are asked for in whole numbers; these are hundredths of a point. */
const steps = 100;

/** The one image that covers a page, or `undefined` where there is none or several. */
export function coveringImage(library: Pdfium, page: number): CoveringImage | undefined {
  const objects = Array.from({ length: library._FPDFPage_CountObjects(page) }, (_, index) =>
    library._FPDFPage_GetObject(page, index),
  );
  const typeOf = (object: number) => library._FPDFPageObj_GetType(object);
  const images = objects.filter((object) => typeOf(object) === objectTypes.image);
  const [object] = images;
  if (object === undefined || images.length > 1) return undefined;
  const size = pixelSize(library, object);
  const corners = cornersOf(library, page, object);
  if (!size || !corners || !covers(library, page, corners)) return undefined;
  const isShown = (above: number) =>
    typeOf(above) !== objectTypes.text || library._FPDFTextObj_GetTextRenderMode(above) !== invisible;
  const isCovered = objects.slice(objects.indexOf(object) + 1).some(isShown);
  return { object, ...size, ...placed(library, page, object, size, corners, isCovered) };
}

function pixelSize(library: Pdfium, object: number) {
  return withMemory(library, 8, (at) => {
    if (!library._FPDFImageObj_GetImagePixelSize(object, at, at + 4)) return undefined;
    const view = viewOf(library);
    return { width: view.getUint32(at, true), height: view.getUint32(at + 4, true) };
  });
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where the upper left, upper right and lower left pixel of an image lie, in hundredths of a point from the page's corner. */
interface Corners {
  readonly first: Place;
  readonly right: Place;
  readonly below: Place;
}

function pageSize(library: Pdfium, page: number) {
  return {
    width: Math.round(steps * library._FPDF_GetPageWidthF(page)),
    height: Math.round(steps * library._FPDF_GetPageHeightF(page)),
  };
}

function cornersOf(library: Pdfium, page: number, object: number): Corners | undefined {
  return withMemory(library, 32, (at) => {
    if (!library._FPDFPageObj_GetMatrix(object, at)) return undefined;
    const view = viewOf(library);
    const number = (index: number) => view.getFloat32(at + 4 * index, true);
    const [a, b, c, d, e, f] = [number(0), number(1), number(2), number(3), number(4), number(5)];
    const { width, height } = pageSize(library, page);
    // Images are drawn into the unit square, their upper left corner at (0, 1).
    const place = (x: number, y: number): Place => {
      const [pageX, pageY] = [a * x + c * y + e, b * x + d * y + f];
      library._FPDF_PageToDevice(page, 0, 0, width, height, 0, pageX, pageY, at + 24, at + 28);
      const seen = viewOf(library);
      return { x: seen.getInt32(at + 24, true), y: seen.getInt32(at + 28, true) };
    };
    return { first: place(0, 1), right: place(1, 1), below: place(0, 0) };
  });
}

/** By boxes, which are right for what lies straight; what doesn't is drawn anyway. */
function covers(library: Pdfium, page: number, { first, right, below }: Corners): boolean {
  const { width, height } = pageSize(library, page);
  const far = { x: right.x + below.x - first.x, y: right.y + below.y - first.y };
  const [xs, ys] = [
    [first.x, right.x, below.x, far.x],
    [first.y, right.y, below.y, far.y],
  ];
  const [left, top, end, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const shared =
    Math.max(0, Math.min(width, end) - Math.max(0, left)) * Math.max(0, Math.min(height, bottom) - Math.max(0, top));
  return shared >= leastCover * width * height && shared >= leastCover * (end - left) * (bottom - top);
}

function placed(
  library: Pdfium,
  page: number,
  object: number,
  { width, height }: { readonly width: number; readonly height: number },
  { first, right, below }: Corners,
  isCovered: boolean,
): Pick<CoveringImage, 'dpi' | 'isPlain' | 'turn'> {
  const [across, down] = [
    { x: right.x - first.x, y: right.y - first.y },
    { x: below.x - first.x, y: below.y - first.y },
  ];
  const isTransposed = Math.abs(across.y) > Math.abs(across.x);
  const [along, aside] = isTransposed ? [across.y, across.x] : [across.x, across.y];
  const [downAlong, downAside] = isTransposed ? [down.x, down.y] : [down.y, down.x];
  const isStraight =
    Math.abs(aside) <= mostSlope * Math.abs(along) && Math.abs(downAside) <= mostSlope * Math.abs(downAlong);
  const stretch = Math.abs(along) / width / (Math.abs(downAlong) / height);
  const isSquare = stretch <= mostStretch && stretch >= 1 / mostStretch;
  const turn = isTransposed
    ? { isTransposed, flipX: across.y < 0, flipY: down.x < 0 }
    : { isTransposed, flipX: across.x < 0, flipY: down.y < 0 };
  return {
    dpi: (width * pointsPerInch * steps) / Math.max(1, Math.abs(along)),
    isPlain: isStraight && isSquare && !isCovered && !isMasked(library, page, object),
    turn,
  };
}

/** Stencils have no colours of their own, and of soft masks the pixels say nothing. */
function isMasked(library: Pdfium, page: number, object: number): boolean {
  if (library._FPDFPageObj_HasTransparency(object)) return true;
  return withMemory(library, 28, (at) => {
    if (!library._FPDFImageObj_GetImageMetadata(object, page, at)) return true;
    const view = viewOf(library);
    const [bits, colours] = [view.getUint32(at + 16, true), view.getInt32(at + 20, true)];
    return bits === 1 && colours === 0;
  });
}

/** FPDFBitmap_*: bytes of a pixel, blue first where there are colours. */
const pixelBytes: Readonly<Record<number, number>> = { 1: 1, 2: 3, 3: 4, 4: 4 };

/** @returns `undefined` where PDFium can't give its pixels so */
export async function ownPixels(
  library: Pdfium,
  { object, dpi, turn }: CoveringImage,
): Promise<{ readonly raster: Raster; readonly dpi: number } | undefined> {
  const bitmap = library._FPDFImageObj_GetBitmap(object);
  if (bitmap === 0) return undefined;
  const pixels = pixelsOf(library, bitmap);
  library._FPDFBitmap_Destroy(bitmap);
  if (!pixels) return undefined;
  const { width, height, bytes, isGrey } = pixels;
  const raster = isGrey ? { width, height, data: bytes } : await greyLevels(bytes, width, height);
  return { raster: turned(raster, turn), dpi };
}

/** Light levels, or red, green and blue, without gaps between rows. */
function pixelsOf(library: Pdfium, bitmap: number) {
  const [width, height] = [library._FPDFBitmap_GetWidth(bitmap), library._FPDFBitmap_GetHeight(bitmap)];
  const [stride, from] = [library._FPDFBitmap_GetStride(bitmap), library._FPDFBitmap_GetBuffer(bitmap)];
  const each = pixelBytes[library._FPDFBitmap_GetFormat(bitmap)];
  if (each === undefined || from === 0) return undefined;
  const heap = library.HEAPU8;
  const isGrey = each === 1;
  const bytes = new Uint8Array(width * height * (isGrey ? 1 : 3));
  for (let y = 0; y < height; y++) {
    const row = heap.subarray(from + y * stride, from + y * stride + width * each);
    if (isGrey) bytes.set(row, y * width);
    else copyColours(row, each, bytes, 3 * y * width);
  }
  return { width, height, bytes, isGrey };
}

function copyColours(row: Uint8Array, each: number, target: Uint8Array, at: number): void {
  for (let from = 0, to = at; from < row.length; from += each, to += 3) {
    target[to] = row[from + 2] ?? 0;
    target[to + 1] = row[from + 1] ?? 0;
    target[to + 2] = row[from] ?? 0;
  }
}

/** An image as it lies on its page. */
export function turned(raster: Raster, { isTransposed, flipX, flipY }: Turn): Raster {
  if (!isTransposed && !flipX && !flipY) return raster;
  const { width, height, data } = raster;
  const [shownWidth, shownHeight] = isTransposed ? [height, width] : [width, height];
  const shown = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const toY = flipY ? height - 1 - y : y;
    for (let x = 0; x < width; x++) {
      const toX = flipX ? width - 1 - x : x;
      shown[isTransposed ? toX * shownWidth + toY : toY * shownWidth + toX] = data[y * width + x] ?? 0;
    }
  }
  return { width: shownWidth, height: shownHeight, data: shown };
}
