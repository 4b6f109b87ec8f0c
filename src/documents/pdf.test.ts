import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PdfPage, pdfOf, scan } from '../../test/documents.js';
import { temporaryFolder } from '../../test/lines.js';
import type { Raster } from '../image/index.js';
import { PageImages, pagesOfPdf } from './node.js';

let folder: string;
const images = new PageImages();

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(async () => {
  await images.dispose();
  await rm(folder, { recursive: true });
});

async function put(name: string, contents: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, contents);
  return path;
}

/** The first page of a PDF of one. */
async function pageOf(name: string, page: PdfPage) {
  const path = await put(name, await pdfOf([page]));
  return images.open({ kind: 'pdf', path, page: 1 });
}

const at = ({ width, data }: Raster, x: number, y: number) => data[y * width + x] ?? Number.NaN;

const picture = scan(400, 500);
/** As large as the picture at 100 dpi. */
const sheet = { width: 288, height: 360 };

describe('a page that is one image', () => {
  it('has the pixels of that image, and its resolution', async () => {
    const { raster, dpi, texts } = await pageOf('scan.pdf', { ...sheet, image: picture });
    expect(raster).toEqual(picture);
    expect(dpi).toBeCloseTo(100, 0);
    expect(texts).toEqual([]);
  });

  it.each([90, 180, 270] as const)('is upright when the page is turned by %i degrees', async (turned) => {
    const { raster } = await pageOf(`turned-${turned}.pdf`, { ...sheet, image: picture, turned });
    const { width, height } = raster;
    expect([width, height]).toEqual(turned === 180 ? [400, 500] : [500, 400]);
    // The dark corner goes round with the page, clockwise.
    const corners = [
      at(raster, 5, 5),
      at(raster, width - 6, 5),
      at(raster, width - 6, height - 6),
      at(raster, 5, height - 6),
    ];
    expect(corners.map((level) => level === 10)).toEqual([0, 90, 180, 270].map((angle) => angle === turned));
    const [first, last] = [at(picture, 0, 499), at(picture, 399, 499)];
    const places = { 90: [0, 0, 0, 399], 180: [399, 0, 0, 0], 270: [499, 399, 499, 0] }[turned];
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = places;
    expect([at(raster, x1, y1), at(raster, x2, y2)]).toEqual([first, last]);
  });

  it('is drawn where something is written over it, or where it leaves a tenth free', async () => {
    const written = await pageOf('written.pdf', { ...sheet, image: picture, text: 'stamp' });
    expect([written.raster.width, written.raster.height]).toEqual([1200, 1500]);
    const small = await pageOf('small.pdf', { ...sheet, image: picture, share: 0.9 });
    expect([small.raster.width, small.raster.height]).toEqual([1200, 1500]);
    const nearly = await pageOf('nearly.pdf', { ...sheet, image: picture, share: 0.96 });
    expect([nearly.raster.width, nearly.raster.height]).toEqual([400, 500]);
  });
});

describe('a page of print', () => {
  it('is drawn dark on white at 300 dpi, and has its text at its place', async () => {
    const { raster, dpi, texts } = await pageOf('print.pdf', { width: 612, height: 792, text: 'Grand livre' });
    expect([raster.width, raster.height, Math.round(dpi ?? 0)]).toEqual([2550, 3300, 300]);
    expect(at(raster, 10, 10)).toBe(255);
    expect(texts.map(({ text }) => text).join(' ')).toBe('Grand livre');
    const boxes = texts.map(({ box }) => box);
    const left = Math.min(...boxes.map(({ x }) => x));
    const top = Math.min(...boxes.map(({ y }) => y));
    expect(left).toBeGreaterThan(290);
    expect(left).toBeLessThan(310);
    expect(top).toBeGreaterThan(300);
    expect(top).toBeLessThan(420);
    const { x, y, width, height } = boxes[0] ?? { x: 0, y: 0, width: 0, height: 0 };
    let darkest = 255;
    for (let row = y; row < y + height; row++)
      for (let column = x; column < x + width; column++) darkest = Math.min(darkest, at(raster, column, row));
    expect(darkest).toBeLessThan(50);
  });

  it('has at most 25 million pixels', async () => {
    const { raster, dpi } = await pageOf('poster.pdf', { width: 3000, height: 4000, text: 'x' });
    expect(raster.width * raster.height).toBeLessThanOrEqual(25_000_000);
    expect(raster.width * raster.height).toBeGreaterThan(24_500_000);
    expect(dpi).toBeLessThan(120);
  });
});

describe('what is wrong is said of the file or the page', () => {
  const problemOf = (path: string, page = 1) =>
    images.open({ kind: 'pdf', path, page }).then(
      () => 'none',
      (error: unknown) => error,
    );

  it('a file that is damaged, or no PDF', async () => {
    const path = await put('damaged.pdf', 'no PDF at all');
    expect(await problemOf(path)).toMatchObject({
      code: 'pdf/unreadable',
      message: `${path}: it is no PDF, or is damaged`,
    });
    expect(await pagesOfPdf(path)).toHaveLength(1);
    const empty = await put('empty.pdf', '');
    expect(await problemOf(empty)).toMatchObject({ code: 'pdf/unreadable' });
  });

  it('a file that is encrypted', async () => {
    const path = await put('locked.pdf', await pdfOf([{ ...sheet, text: 'secret' }], 'password'));
    expect(await problemOf(path)).toMatchObject({
      code: 'pdf/encrypted',
      rule: expect.stringContaining('wants a password'),
    });
  });

  it('a page that is damaged, while the others are read', async () => {
    const whole = new TextDecoder('latin1').decode(
      await pdfOf([1, 2, 3].map((n) => ({ ...sheet, image: scan(400, 500, n) }))),
    );
    // The second of the pages that are listed is nothing.
    const damaged = whole.replace(/\/Kids \[ (\d+ 0 R) (\d+ 0 R) (\d+ 0 R) \]/, (kids, _, page: string) =>
      kids.replace(page, 'null'.padEnd(page.length)),
    );
    expect(damaged).not.toBe(whole);
    const path = await put('second.pdf', Buffer.from(damaged, 'latin1'));
    expect(await pagesOfPdf(path)).toHaveLength(3);
    expect(await problemOf(path, 2)).toMatchObject({ code: 'pdf/unreadable', document: `${path}#2` });
    for (const page of [1, 3]) {
      expect((await images.open({ kind: 'pdf', path, page })).raster).toEqual(scan(400, 500, page));
    }
  });
});

it('a PDF of 2,000 pages is counted, and its last page opened', async () => {
  const pages = Array.from({ length: 2000 }, (_, n) => ({ width: 60, height: 30, text: n === 1999 ? 'last' : 'x' }));
  const path = await put('long.pdf', await pdfOf(pages));
  const places = await pagesOfPdf(path);
  expect([places.length, places.at(-1)]).toEqual([2000, { kind: 'pdf', path, page: 2000 }]);
  const last = places.at(-1);
  expect(last && (await images.open(last)).raster.width).toBe(250);
});

it('where the package is missing, the message has the line that installs it', async () => {
  vi.resetModules();
  vi.doMock('@hyzyla/pdfium', () => Promise.reject(new Error('Cannot find package')));
  const { pagesOfPdf: count } = await import('./node.js');
  await expect(count(await put('any.pdf', await pdfOf([sheet])))).rejects.toMatchObject({
    code: 'package/missing',
    message: expect.stringContaining('npm install @hyzyla/pdfium'),
  });
  vi.doUnmock('@hyzyla/pdfium');
});
