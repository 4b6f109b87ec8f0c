/** PDFs in the app without a network, before any was ever opened, with what archives pack their scans by. */
import { PDFDocument, PDFName } from '@cantoo/pdf-lib';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from './app-browser.js';
import { hasChromium, openBrowser } from './browser-page.js';

/** Pixels: a dark square at the upper left of a light one of twice its side. */
const side = 64;

/** By Pillow 12.3 (OpenJPEG 2.5.4): Image.new('L', (64, 64), 250), its quarter filled with 20, saved as JP2 without loss. */
const jpeg2000 = Buffer.from(
  [
    'AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAAQAAAAEAAAQcHAAAAAAAPY29scgEAAAAAABEAAAGlanAyY/9P/1EAKQAA',
    'AAAAQAAAAEAAAAAAAAAAAAAAAEAAAABAAAAAAAAAAAAAAQcBAf9SAAwAAAABAAEEBAAB/1wAB0BASEhQ/2QAJQABQ3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9u',
    'IDIuNS40/5AACgAAAAABMAAB/5Pfhdhe+sRo9SlRmtRonux/75DvKRdDKGAGEUN2nk2CVwDCQlXDsAESNH1O5IeOBAEcTvKuEbwM1mbUR9dswAAMJCNUKGEhIQGg',
    'GEhHuGDCQkIDQDCQj3DBhISEBoBhIS/946LaAAEFKABhIRRA4wkIxBORzIR7hgwkIxBORzIR7jsZ6A9RtskcrWkfU4jeBmszNTox5AKgAAAADCQhJAjCQkdjwDCQ',
    'izCBhISOx4BhIRZhAwkJGC6AwkIySU3gZrMzNqI78IAAAAAwkISQIogGPHQAYAFFcAAv/ns1wjeBmsy4ueiZe6hG8DNZmanRj8/ASn4CcH1AoMgx9+GUyGsj2LSu',
    'wBYvLIF+R8gx8CQXB9Bi4gxmrtIcuDEBb+/IMfr4P//Z',
  ].join(''),
  'base64',
);

/** A generic region (ISO 14492, 7.4.6) of what fax machines send, as TIFFs have it too. */
async function jbig2(): Promise<Uint8Array> {
  // Ink is white here: a fax has ones for it.
  const isInk = (at: number) => at % side < side / 2 && at < (side * side) / 2;
  const pixels = Uint8Array.from({ length: side * side }, (_, at) => (isInk(at) ? 255 : 0));
  const raw = { width: side, height: side, channels: 1 } as const;
  const image = sharp(pixels, { raw }).toColourspace('b-w');
  const tiff = await image.tiff({ compression: 'ccittfax4', bitdepth: 1 }).toBuffer();
  const [at = 0, length = 0] = [273, 279].map((tag) => tagOf(tiff, tag));
  const fax = tiff.subarray(at, at + length);
  const size = [...int32(side), ...int32(side)];
  const page = [...size, ...int32(0), ...int32(0), 0, 0, 0];
  const region = [...size, ...int32(0), ...int32(0), 0, 1, ...fax];
  return Uint8Array.from([...segment(0, 48, page), ...segment(1, 38, region)]);
}

const int32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const segment = (number: number, kind: number, data: readonly number[]) => [
  ...int32(number),
  kind,
  0,
  1,
  ...int32(data.length),
  ...data,
];

/** Of the first directory of a TIFF whose bytes go upwards. */
function tagOf(tiff: Buffer, tag: number): number {
  const directory = tiff.readUInt32LE(4);
  const entries = Array.from({ length: tiff.readUInt16LE(directory) }, (_, n) => directory + 2 + 12 * n);
  const entry = entries.find((at) => tiff.readUInt16LE(at) === tag);
  if (entry === undefined) throw new Error(`the TIFF must have the tag ${tag}`);
  return tiff.readUInt32LE(entry + 8);
}

/** A PDF with each image over a page of its own. */
async function pdfWith(
  images: readonly (readonly [filter: string, bits: number, bytes: Uint8Array])[],
): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (const [Filter, BitsPerComponent, bytes] of images) {
    const page = pdf.addPage([side, side]);
    const shape = { Type: 'XObject', Subtype: 'Image', Width: side, Height: side, ColorSpace: 'DeviceGray' };
    const image = pdf.context.register(pdf.context.stream(bytes, { ...shape, BitsPerComponent, Filter }));
    page.node.setXObject(PDFName.of('Scan'), image);
    const drawing = pdf.context.stream(`q ${side} 0 0 ${side} 0 0 cm /Scan Do Q`);
    page.node.set(PDFName.of('Contents'), pdf.context.register(drawing));
  }
  return pdf.save({ useObjectStreams: false });
}

/** Of each page's image the mean light of its quarters, 0 to 255: above left and right, below left and right. */
const quarters = `(async () => {
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open('ductus-app');
    opening.onsuccess = () => resolve(opening.result);
  });
  const all = (store) => new Promise((resolve) => {
    const asking = database.transaction(store).objectStore(store).getAll();
    asking.onsuccess = () => resolve(asking.result);
  });
  const [document] = await all('documents');
  const images = new Map((await all('pages')).map(({ id }, at) => [id, at]));
  const files = await all('images');
  database.close();
  return Promise.all(document.pages.map(async ({ id }) => {
    const context = new OffscreenCanvas(2, 2).getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(await createImageBitmap(files[images.get(id)]), 0, 0, 2, 2);
    const { data } = context.getImageData(0, 0, 2, 2);
    return [0, 4, 8, 12].map((at) => data[at]);
  }));
})()`;

describe.skipIf(!hasChromium)('a PDF in the app, offline before any was opened', () => {
  let browser: Browser;
  let app: App;

  beforeAll(async () => {
    browser = await openBrowser();
    app = await openApp(browser);
  });

  afterAll(async () => {
    await app?.close();
    await browser?.close();
  });

  it('finds what it needs kept, once all else was', async () => {
    const needed = /^\/assets\/pdf|^\/pdfjs\/(?:wasm\/(?:openjpeg|jbig2)\.wasm|standard_fonts\/Foxit|cmaps\/UniJIS)/;
    await app.kept();
    const kept = async () => (await app.keptPaths()).filter((path) => needed.test(path));
    // The largest comes last.
    await expect.poll(kept, { timeout: 300_000 }).toContainEqual(expect.stringMatching(/^\/assets\/pdf\.worker/));
    expect((await kept()).filter((path) => path.endsWith('.wasm'))).toHaveLength(2);
  });

  it('has its pages in JPEG 2000 and JBIG2 shown', async () => {
    const pdf = await pdfWith([
      ['JPXDecode', 8, jpeg2000],
      ['JBIG2Decode', 1, await jbig2()],
    ]);
    await app.disconnect();
    await app.drop([{ name: 'scans.pdf', bytes: pdf }]);
    await app.tab.waitForURL(/#\/page\//, { timeout: 300_000 });
    const seen = await app.evaluate<number[][]>(quarters);
    expect(seen).toHaveLength(2);
    for (const [dark = 255, ...light] of seen) {
      expect(dark).toBeLessThan(40);
      for (const level of light) expect(level).toBeGreaterThan(220);
    }
    expect(app.complaints).toEqual([]);
  });
});
