/**
 * What the first bytes of an image file say: how large it is, so that nothing is decoded that would not fit, how the camera
 * was held, and how many pixels an inch has. PNG, JPEG (JFIF, EXIF), WebP, GIF and BMP.
 */

export interface ImageHead {
  readonly type: 'png' | 'jpeg' | 'webp' | 'gif' | 'bmp';
  /** Pixels, as the file has them. */
  readonly width: number;
  readonly height: number;
  /** EXIF's, 1 to 8; 1 where it is not said. */
  readonly orientation: number;
  readonly dpi?: number | undefined;
}

/** So much has the size of nearly every JPEG in it, behind its EXIF, colour profile and preview. */
export const headLength = 2 ** 19;

/** @returns `undefined` for other formats and for what is cut off before its size */
export function readImageHead(bytes: Uint8Array): ImageHead | undefined {
  return inside(() => readHead(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
}

/** What is read, or nothing: a view refuses to read past its end. */
function inside<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readHead(view: DataView): ImageHead | undefined {
  if (view.getUint32(0) === 0x89504e47) return pngHead(view);
  if (view.getUint16(0) === 0xffd8) return jpegHead(view);
  const start = latin(view, 0, 4);
  if (start === 'RIFF' && latin(view, 8, 4) === 'WEBP') return webpHead(view);
  if (start === 'GIF8') {
    return { type: 'gif', width: view.getUint16(6, true), height: view.getUint16(8, true), orientation: 1 };
  }
  // Rows of a BMP run downwards where its height is negative.
  if (start.startsWith('BM')) {
    return { type: 'bmp', width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)), orientation: 1 };
  }
  return undefined;
}

function latin(view: DataView, at: number, length: number): string {
  return String.fromCharCode(...Array.from({ length }, (_, i) => view.getUint8(at + i)));
}

const metresInInch = 0.0254;

function pngHead(view: DataView): ImageHead {
  const size = { type: 'png', width: view.getUint32(16), height: view.getUint32(20), orientation: 1 } as const;
  for (let at = 8; at + 21 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const chunk = latin(view, at + 4, 4);
    if (chunk === 'IDAT') break;
    if (chunk === 'pHYs' && view.getUint8(at + 16) === 1) {
      return { ...size, dpi: Math.round(view.getUint32(at + 8) * metresInInch) };
    }
  }
  return size;
}

function webpHead(view: DataView): ImageHead | undefined {
  const kind = latin(view, 12, 4);
  const sized = (width: number, height: number): ImageHead => ({ type: 'webp', width, height, orientation: 1 });
  if (kind === 'VP8 ') return sized(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return sized((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
  }
  const three = (at: number) => view.getUint16(at, true) + 0x10000 * view.getUint8(at + 2) + 1;
  return kind === 'VP8X' ? sized(three(24), three(27)) : undefined;
}

function jpegHead(view: DataView): ImageHead | undefined {
  let about: { orientation: number; dpi?: number | undefined } = { orientation: 1 };
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at) !== 0xff) return undefined;
    // Bytes that only fill up.
    while (view.getUint8(at + 1) === 0xff) at++;
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) {
      return { type: 'jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7), ...about };
    }
    if (marker === 0xe0 && latin(view, at + 4, 4) === 'JFIF') about = { ...about, ...jfifDensity(view, at + 4) };
    if (marker === 0xe1 && latin(view, at + 4, 4) === 'Exif') about = { ...about, ...inside(() => exifOf(view, at + 10)) };
  }
}

/** SOF0 to SOF15 without the tables that lie between. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function jfifDensity(view: DataView, at: number): { dpi?: number } {
  const [unit, density] = [view.getUint8(at + 7), view.getUint16(at + 8)];
  if (unit === 1) return { dpi: density };
  return unit === 2 ? { dpi: Math.round(density * 2.54) } : {};
}

/** Of the first directory of a TIFF structure. */
function exifOf(view: DataView, start: number): { orientation?: number; dpi?: number } {
  const little = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  const tags = new Map<number, number>();
  for (let i = 0; i < view.getUint16(directory, little); i++) {
    const at = directory + 2 + 12 * i;
    tags.set(view.getUint16(at, little), at + 8);
  }
  const short = (tag: number) => (tags.has(tag) ? view.getUint16(tags.get(tag) ?? 0, little) : undefined);
  const orientation = short(0x0112) ?? 1;
  const resolution = tags.get(0x011a);
  const ratio = resolution === undefined ? undefined : start + view.getUint32(resolution, little);
  const density = ratio === undefined ? 0 : view.getUint32(ratio, little) / view.getUint32(ratio + 4, little);
  const dpi = Math.round((short(0x0128) ?? 2) === 3 ? density * 2.54 : density);
  return {
    ...(orientation >= 1 && orientation <= 8 ? { orientation } : {}),
    ...(Number.isFinite(dpi) && dpi > 0 ? { dpi } : {}),
  };
}
