import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readImageHead } from './image-head.js';

const plain = () => sharp({ create: { width: 41, height: 23, channels: 3, background: '#888' } });

describe('the head of an image', () => {
  it.each(['png', 'jpeg', 'webp', 'gif'] as const)('of %s says how large it is', async (type) => {
    expect(readImageHead(await plain().toFormat(type).toBuffer())).toMatchObject({
      type,
      width: 41,
      height: 23,
      orientation: 1,
    });
  });

  it('of WebP says it in all three of its forms', async () => {
    for (const options of [{ lossless: true }, { lossless: false }]) {
      expect(readImageHead(await plain().webp(options).toBuffer())).toMatchObject({ width: 41, height: 23 });
    }
    const transparent = sharp({ create: { width: 300, height: 7, channels: 4, background: '#8888' } });
    expect(readImageHead(await transparent.webp({ quality: 50 }).toBuffer())).toMatchObject({ width: 300, height: 7 });
  });

  it('of JPEG says how the camera was held and the pixels of an inch', async () => {
    for (const orientation of [1, 3, 6, 8]) {
      const jpeg = await plain().withMetadata({ orientation, density: 240 }).jpeg().toBuffer();
      expect(readImageHead(jpeg)).toMatchObject({ orientation, dpi: 240, width: 41, height: 23 });
    }
    expect(readImageHead(await plain().jpeg({ progressive: true }).toBuffer())).toMatchObject({ width: 41 });
  });

  it('of PNG says the pixels of an inch', async () => {
    expect(readImageHead(await plain().withMetadata({ density: 400 }).png().toBuffer())?.dpi).toBe(400);
  });

  it('of BMP is read whichever way its rows run', () => {
    const bmp = Buffer.alloc(54);
    bmp.write('BM');
    bmp.writeInt32LE(41, 18);
    bmp.writeInt32LE(-23, 22);
    expect(readImageHead(bmp)).toMatchObject({ type: 'bmp', width: 41, height: 23 });
  });

  it('is nothing where it is cut off or of another format', async () => {
    const jpeg = await plain().jpeg().toBuffer();
    for (let length = 0; length < jpeg.length; length++) {
      const head = readImageHead(jpeg.subarray(0, length));
      if (head) expect(head).toMatchObject({ width: 41, height: 23 });
    }
    expect(readImageHead(jpeg.subarray(0, 40))).toBeUndefined();
    expect(readImageHead(new TextEncoder().encode('no image, but a text that is long enough'))).toBeUndefined();
    expect(readImageHead(new Uint8Array())).toBeUndefined();
  });

  it('has its size although its EXIF is damaged', async () => {
    const jpeg = await plain().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const at = jpeg.indexOf('Exif') + 6;
    jpeg.writeUInt32LE(0x7fffffff, at + 4);
    expect(readImageHead(jpeg)).toMatchObject({ width: 41, height: 23, orientation: 1 });
  });
});
