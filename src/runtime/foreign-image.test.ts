import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { imageProblem } from './grey-image.js';
import { decodeImage, imageSize } from './images.js';
import { pageImage } from './node.js';

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="3000"><filter id="f"><feTurbulence baseFrequency="0.9" numOctaves="9999"/></filter><rect width="3000" height="3000" filter="url(#f)"/></svg>';
const grey = () => sharp(Buffer.alloc(40 * 20, 90), { raw: { width: 40, height: 20, channels: 1 } });
const box = (size: string, rest: string) => Buffer.from(`\0\0\0${size}${rest}`, 'latin1');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ductus-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['a drawing that takes minutes', async () => Buffer.from(drawing), 'SVG'],
  [
    'a drawing with a declaration',
    async () => Buffer.from(`\uFEFF<?xml version="1.0"?>\n<!-- a -->\n${drawing}`),
    'SVG',
  ],
  ['GIF', () => grey().gif().toBuffer(), 'GIF'],
  ['AVIF', () => grey().avif().toBuffer(), 'AVIF'],
  ['HEIC', async () => box('\x18', 'ftypheic\0\0\0\0mif1heic'), 'HEIC, as phones write it; convert it to JPEG or PNG'],
  ['JPEG 2000', async () => box('\x0c', 'jP  \r\n\x87\n\0\0\0\x14ftypjp2 '), 'JPEG 2000'],
  ['JPEG XL', async () => Buffer.from([0xff, 0x0a, 0, 0]), 'JPEG XL'],
  ['BMP', async () => Buffer.from('BM\x46\0\0\0\0\0\0\0\x36\0\0\0', 'latin1'), 'BMP'],
  ['PDF', async () => Buffer.from('%PDF-1.7\n'), 'a PDF; write its pages as PNG or JPEG'],
  [
    'text',
    async () => Buffer.from('a text that speaks of <svg>'),
    'empty, damaged, or in a format that is not supported',
  ],
])('%s is refused at once by what it is, whatever its name', async (_, bytes, reason) => {
  const path = join(folder, 'image.png');
  await writeFile(path, await bytes());
  const begun = performance.now();
  for (const read of [() => imageSize(path), () => decodeImage(path), () => pageImage(path)]) {
    const error = await read().then(
      () => 'was read',
      (one: unknown) => one,
    );
    expect(imageProblem(error)).toContain(reason);
  }
  // The drawing took over two minutes; this is a limit and no measure of speed.
  expect(performance.now() - begun).toBeLessThan(5000);
});

it.each(['png', 'jpeg', 'tiff', 'webp'] as const)('%s is read, as a file and as bytes', async (format) => {
  const bytes = await grey().toFormat(format).toBuffer();
  const path = join(folder, `image.${format}`);
  await writeFile(path, bytes);
  for (const source of [path, bytes]) {
    expect(await imageSize(source)).toMatchObject({ width: 40, height: 20 });
    expect((await decodeImage(source)).data.length).toBe(800);
  }
});
