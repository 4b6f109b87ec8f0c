import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scan, tiffOf } from '../../test/documents.js';
import { temporaryFolder } from '../../test/lines.js';
import { encodePng, imageSize } from '../runtime/index.js';
import { PageImages, pagesOfTiff } from './node.js';

let folder: string;
const images = new PageImages();
const pictures = [scan(60, 80, 1), scan(70, 90, 2), scan(50, 70, 3)];

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(async () => {
  await images.dispose();
  await rm(folder, { recursive: true });
});

async function put(name: string, contents: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, contents);
  return path;
}

it('each image of a TIFF is a page with its own size', async () => {
  const places = (await pagesOfTiff(await put('pages.tif', tiffOf(pictures)))) ?? [];
  expect(places).toHaveLength(3);
  for (const [index, place] of places.entries()) expect((await images.open(place)).raster).toEqual(pictures[index]);
});

it('a broken image is named, and the others are read', async () => {
  const path = await put('broken.tif', tiffOf([...pictures, scan(40, 40)], [2]));
  const places = (await pagesOfTiff(path)) ?? [];
  expect(places).toHaveLength(4);
  await expect(images.open({ kind: 'tiff', path, page: 3 })).rejects.toMatchObject({
    document: `${path}#3`,
    rule: expect.stringContaining("can't be decoded"),
  });
  expect((await images.open({ kind: 'tiff', path, page: 4 })).raster).toEqual(scan(40, 40));
});

it('a single image, a smaller copy of it included, is no document of pages', async () => {
  expect(await pagesOfTiff(await put('one.tif', tiffOf([scan(60, 80)])))).toBeUndefined();
  expect(
    await pagesOfTiff(await put('pyramid.tif', tiffOf([scan(61, 80), scan(31, 40), scan(15, 20)]))),
  ).toBeUndefined();
  expect(await pagesOfTiff(await put('preview.tif', tiffOf([scan(61, 80), scan(15, 20)])))).toBeUndefined();
  expect(await pagesOfTiff(await put('stamp.tif', tiffOf([scan(61, 80), scan(20, 15)])))).toHaveLength(2);
  expect(await imageSize(join(folder, 'pyramid.tif'))).toEqual({ width: 61, height: 80 });
  await expect(imageSize(join(folder, 'stamp.tif'))).rejects.toThrow('got 2 pages in one file');
  expect(await pagesOfTiff(await put('no.tif', await encodePng(scan(9, 9))))).toBeUndefined();
});
