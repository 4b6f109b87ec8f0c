import sharp from 'sharp';
import { expect, it } from 'vitest';
import { scan, tiffOf } from '../../test/documents.js';
import { tiffImages } from './tiff-head.js';

const plain = () => sharp({ create: { width: 41, height: 23, channels: 3, background: '#888' } });

it('says how large an image is, and how the camera was held', async () => {
  for (const orientation of [1, 3, 6, 8]) {
    const tiff = await plain().withMetadata({ orientation }).tiff({ compression: 'lzw' }).toBuffer();
    expect(tiffImages(tiff)).toEqual([{ index: 0, width: 41, height: 23, orientation }]);
  }
});

it('names each image of several', () => {
  const images = tiffImages(tiffOf([scan(60, 80), scan(70, 90)]));
  expect(images?.map(({ index, width, height }) => [index, width, height])).toEqual([
    [0, 60, 80],
    [1, 70, 90],
  ]);
});

it('leaves out the same image at a smaller size', async () => {
  const pyramid = await sharp({ create: { width: 600, height: 500, channels: 3, background: '#888' } })
    .tiff({ pyramid: true, tile: true })
    .toBuffer();
  expect(tiffImages(pyramid)?.map(({ width }) => width)).toEqual([600]);
});

it('knows no image in what is none, is cut off, or goes round in a circle', async () => {
  const tiff = await plain().tiff({ compression: 'none' }).toBuffer();
  expect(tiffImages(await plain().png().toBuffer())).toBeUndefined();
  expect(tiffImages(new TextEncoder().encode('II*'))).toBeUndefined();
  expect(tiffImages(tiff.subarray(0, tiff.length - 60))).toBeUndefined();
  const circle = Buffer.from(tiff);
  const directory = circle.readUInt32LE(4);
  circle.writeUInt32LE(directory, directory + 2 + 12 * circle.readUInt16LE(directory));
  expect(tiffImages(circle)).toBeUndefined();
});
