/** PDFs, TIFFs and manifests that tests make for themselves. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import type { Raster } from '../src/image/index.js';
import { encodePng } from '../src/runtime/index.js';

/** A page with no two parts alike: dark at its upper left, and with a ramp. */
export function scan(width: number, height: number, seed = 0): Raster {
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x < width / 4 && y < height / 5 ? 10 : 100 + ((3 * x + 5 * y + seed) % 150);
  });
  return { width, height, data };
}

export interface PdfPage {
  /** Points. */
  readonly width: number;
  readonly height: number;
  /** Drawn over the whole page. */
  readonly image?: Raster;
  /** How much of the page's width and height the image has. Default: 1 */
  readonly share?: number;
  readonly text?: string;
  /** Degrees that the page is turned by. */
  readonly turned?: 0 | 90 | 180 | 270;
}

export async function pdfOf(pages: readonly PdfPage[], password?: string): Promise<Uint8Array> {
  const { degrees } = await import('@cantoo/pdf-lib');
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const { width, height, image, share = 1, text, turned } of pages) {
    const page = document.addPage([width, height]);
    if (image) {
      const embedded = await document.embedPng(await encodePng(image));
      page.drawImage(embedded, { x: 0, y: 0, width: width * share, height: height * share });
    }
    if (text !== undefined) page.drawText(text, { x: 72, y: height - 100, size: 20, font });
    if (turned) page.setRotation(degrees(turned));
  }
  if (password !== undefined) document.encrypt({ userPassword: password, ownerPassword: password });
  return document.save({ useObjectStreams: false });
}

/** Entries of a TIFF's directory: grey, one strip, its bytes as they are (TIFF 6.0). */
function directory({ width, height }: Raster, strip: number, bytes: number, compression: number) {
  return [
    [256, width],
    [257, height],
    [258, 8],
    [259, compression],
    [262, 1],
    [273, strip],
    [277, 1],
    [278, height],
    [279, bytes],
  ] as const;
}

/** @param broken indices of images whose pixels can't be decoded */
export function tiffOf(images: readonly Raster[], broken: readonly number[] = []): Uint8Array {
  const entryCount = 9;
  const directoryBytes = 2 + 12 * entryCount + 4;
  const total = 8 + images.reduce((sum, { data }) => sum + data.length + (data.length % 2) + directoryBytes, 0);
  const file = new Uint8Array(total);
  const view = new DataView(file.buffer);
  file.set([0x49, 0x49, 42, 0]);
  let [at, link] = [8, 4];
  for (const [index, image] of images.entries()) {
    const strip = at;
    const isBroken = broken.includes(index);
    // LZW has no such codes at its beginning.
    file.set(isBroken ? image.data.map(() => 0xff) : image.data, strip);
    at += image.data.length + (image.data.length % 2);
    view.setUint32(link, at, true);
    view.setUint16(at, entryCount, true);
    for (const [n, [tag, value]] of directory(image, strip, image.data.length, isBroken ? 5 : 1).entries()) {
      const entry = at + 2 + 12 * n;
      view.setUint16(entry, tag, true);
      view.setUint16(entry + 2, 4, true);
      view.setUint32(entry + 4, 1, true);
      view.setUint32(entry + 8, value, true);
    }
    link = at + 2 + 12 * entryCount;
    at += directoryBytes;
  }
  return file;
}

/** A server on this machine, until it is closed. */
export async function serving(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
