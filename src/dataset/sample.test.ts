import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { cutLine, plainInput } from '../image/index.js';
import { decodeImage, encodePng } from '../runtime/index.js';
import { ImageReader, imageFile, imageName, Loader, planReading, type Sample, type SampleImage } from './index.js';
import { imageKey, openDataset, packSamples } from './node.js';

const [width, height] = [60, 20];
let folder: string;
/** One picture in every kind of place that holds any: as a file, as a row, as bytes, and as all of a page. */
let images: { readonly [Kind in Exclude<SampleImage['kind'], 'paper'>]: Extract<SampleImage, { kind: Kind }> };

beforeAll(async () => {
  folder = await temporaryFolder();
  const path = join(folder, 'line.png');
  const data = Uint8Array.from({ length: width * height }, (_, i) => (i * 7) % 256);
  await writeFile(path, await encodePng({ width, height, data }));
  await writeFile(join(folder, 'line.gt.txt'), 'text\n');
  const { samples } = await openDataset([path]);
  await packSamples(samples, join(folder, 'lines.parquet'));
  const [row] = (await openDataset([join(folder, 'lines.parquet')])).samples;
  if (row?.image.kind !== 'packed') throw new Error('a row of a packed file is packed');
  const polygon = [
    [0, 0],
    [width - 1, 0],
    [width - 1, height - 1],
    [0, height - 1],
  ] as const;
  images = {
    file: { kind: 'file', path },
    packed: row.image,
    cut: { kind: 'cut', page: path, cut: { polygon } },
    bytes: { kind: 'bytes', name: 'drawn', bytes: new Uint8Array(await readFile(path)) },
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const sampleOf = (image: SampleImage): Sample => ({
  name: image.kind,
  key: image.kind,
  image,
  text: 'text',
  document: '',
  width,
  height,
});

it('every kind of image is read: whole pictures as their bytes are, lines of pages cut out', async () => {
  const reader = new ImageReader();
  const whole = images.bytes.bytes;
  for (const image of [images.file, images.packed, images.bytes]) {
    expect({ kind: image.kind, same: Buffer.from(await reader.read(image)).equals(whole) }).toEqual({
      kind: image.kind,
      same: true,
    });
  }
  const { cut } = images.cut;
  const line = cutLine(await decodeImage(images.file.path), cut, cut);
  expect(await decodeImage(await reader.read(images.cut))).toEqual(line);
});

it('every kind is loaded, the same picture to the same pixels, or skipped by its name', async () => {
  const loader = new Loader(1);
  const gone: SampleImage[] = [
    { kind: 'file', path: join(folder, 'gone.png') },
    { ...images.packed, name: 'gone row', row: 7 },
    { ...images.cut, page: join(folder, 'gone page.png') },
    { ...images.bytes, name: 'gone bytes', bytes: Uint8Array.of(1, 2, 3) },
  ];
  const hashes = new Map<string, string>();
  const skipped: string[] = [];
  const samples = [...Object.values(images), ...gone].map(sampleOf);
  for await (const batch of loader.load(planReading(samples, plainInput(height), 1), plainInput(height), 1)) {
    for (const { image, lines } of batch.shards) {
      hashes.set(lines.map(({ sample }) => sample.key).join(), createHash('sha256').update(image).digest('hex'));
    }
    skipped.push(...batch.skipped.map(({ name }) => name));
  }
  await loader.dispose();
  expect([...hashes.keys()].sort()).toEqual(['bytes', 'cut', 'file', 'packed']);
  expect(hashes.get('packed')).toBe(hashes.get('file'));
  expect(hashes.get('bytes')).toBe(hashes.get('file'));
  expect(skipped.sort()).toEqual(gone.map(imageName).sort());
});

it('every kind can be packed, and bytes stay as they are', async () => {
  const path = join(folder, 'all.parquet');
  const { moved, skipped } = await packSamples(Object.values(images).map(sampleOf), path);
  expect(skipped).toEqual([]);
  const reader = new ImageReader();
  for (const [before, after] of moved) {
    expect(after.image).toMatchObject({ kind: 'packed', file: path, name: imageName(before.image) });
    expect(Buffer.from(await reader.read(after.image))).toEqual(Buffer.from(await reader.read(before.image)));
  }
});

it('an image is called by its path, its page, or its name, and knows its file', () => {
  const path = images.file.path;
  const packed = join(folder, 'lines.parquet');
  const names = Object.values(images).map((image) => [image.kind, imageName(image), imageFile(image)]);
  expect(names).toEqual([
    ['file', path, path],
    ['packed', `${packed}/line`, packed],
    ['cut', path, path],
    ['bytes', 'drawn', undefined],
  ]);
});

it('the key of an image is the same however its path is written', () => {
  const written = relative('.', images.file.path);
  expect(written).not.toBe(images.file.path);
  expect(imageKey({ kind: 'file', path: written })).toBe(imageKey(images.cut));
  expect(imageKey({ kind: 'file', path: `${written}x` })).not.toBe(imageKey(images.cut));
});
