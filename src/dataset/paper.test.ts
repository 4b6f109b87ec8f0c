import { expect, it } from 'vitest';
import { ImageReader } from '#variant/dataset/image-reader';
import { decodeImage } from '../runtime/index.js';
import { paperLines, paperRaster } from './paper.js';

it('are their share of all lines, others in each epoch, the same for a seed', () => {
  const strips = paperLines(98, 0.02, 1, 0);
  expect(strips).toHaveLength(2);
  expect(paperLines(98, 0.02, 1, 0)).toEqual(strips);
  const later = paperLines(98, 0.02, 1, 3);
  expect(new Set([...strips, ...later].map(({ key }) => key)).size).toBe(4);
  expect(paperLines(98, 0, 1, 0)).toEqual([]);
});

it('have no text, and the sizes of their images', async () => {
  for (const { text, image, width, height } of paperLines(400, 0.02, 5, 1)) {
    expect(text).toBe('');
    if (image.kind !== 'paper') throw new Error('a strip must be of paper');
    const raster = paperRaster(image);
    expect([raster.width, raster.height]).toEqual([width, height]);
    expect(await decodeImage(await new ImageReader().read(image))).toEqual(raster);
  }
});
