import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage, encodePng, imageSize } from './images.js';

const width = 7;
const height = 3;
const levels = Uint8Array.from({ length: width * height }, (_, i) => (i * 37) % 256);
const grey = () => sharp(levels, { raw: { width, height, channels: 1 } }).toColourspace('b-w');

describe('decodeImage', () => {
  it('gives back the levels of a grey PNG', async () => {
    const png = await encodePng({ width, height, data: levels });
    expect((await sharp(png).metadata()).channels).toBe(1);
    expect(await decodeImage(png)).toEqual({ width, height, data: levels });
  });

  it.each([
    ['colour', () => grey().toColourspace('srgb').png()],
    ['a palette', () => grey().png({ palette: true })],
    ['16 bits', () => grey().toColourspace('grey16').png()],
    ['an alpha channel', () => grey().ensureAlpha().png()],
    ['interlacing', () => grey().png({ progressive: true })],
    ['TIFF', () => grey().tiff({ compression: 'lzw' })],
    ['WebP', () => grey().webp({ lossless: true })],
  ])('gives the same levels from %s', async (_, image) => {
    const { data, ...size } = await decodeImage(await image().toBuffer());
    expect(size).toEqual({ width, height });
    data.forEach((level, i) => expect(Math.abs(level - (levels[i] as number))).toBeLessThanOrEqual(1));
  });

  it.each(['png', 'jpeg', 'tiff'] as const)('turns a %s as its camera says', async (format) => {
    const turned = await grey().withMetadata({ orientation: 6 }).toFormat(format).toBuffer();
    expect(await imageSize(turned)).toMatchObject({ width: height, height: width });
    const { data, ...size } = await decodeImage(turned);
    expect(size).toEqual({ width: height, height: width });
    // A quarter turn clockwise: what was the lower left corner comes first.
    if (format === 'png') expect(data[0]).toBe(levels[(height - 1) * width]);
  });

  it('shows transparent parts as white', async () => {
    const clear = await sharp({
      create: { width: 2, height: 2, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect([...(await decodeImage(clear)).data]).toEqual([255, 255, 255, 255]);
    // A grey level that a PNG declares to be transparent.
    const chunk = Buffer.from([0, 0, 0, 2, 0x74, 0x52, 0x4e, 0x53, 0, 0, 0, 0, 0, 0]);
    chunk.writeUInt16BE(levels[0] as number, 8);
    chunk.writeUInt32BE(crc(chunk.subarray(4, 10)), 10);
    const png = Buffer.from(await encodePng({ width, height, data: levels }));
    const declared = Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
    expect((await decodeImage(declared)).data[0]).toBe(255);
  });

  it('refuses what is damaged', async () => {
    const png = await encodePng({ width, height, data: levels });
    await expect(decodeImage(png.slice(0, 50))).rejects.toThrow();
    await expect(decodeImage(png.slice(0, 60))).rejects.toThrow();
    await expect(decodeImage(new Uint8Array())).rejects.toThrow();
    await expect(decodeImage('nowhere.png')).rejects.toThrow('ENOENT');
  });
});

/** The checksum of a PNG's chunk. */
function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}
