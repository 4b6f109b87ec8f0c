import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetMetadataAsync } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawLines, temporaryFolder } from '../../test/lines.js';
import { augmentationOf, plainInput } from '../image/index.js';
import { ImageReader, imageName, Loader, planEpoch, planReading, type Sample, type SampleImage } from './index.js';
import { openDataset, packSamples } from './node.js';
import { planningWindows } from './planning-windows.js';

let folder: string;
let lines: string;
let packed: string;
let samples: readonly Sample[];

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = await drawLines(join(folder, 'lines'), 25);
  packed = join(folder, 'lines.parquet');
  ({ samples } = await openDataset([lines]));
  expect((await packSamples(samples, packed)).skipped).toEqual([]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const pathOf = (sample: Sample | undefined) => (sample ? imageName(sample.image) : '');
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a packed data set', () => {
  it('has the same lines as the files: texts, sizes, documents, and images to the last byte', async () => {
    const { samples: read, skipped } = await openDataset([packed]);
    expect(skipped).toEqual([]);
    const facts = ({ key, text, width, height }: Sample) => ({ key, text, width, height });
    expect(read.map(facts)).toEqual(samples.map(facts));
    expect(new Set(read.map(({ document }) => document)).size).toBe(3);
    const images = new ImageReader();
    for (const [i, sample] of read.entries()) {
      expect(hash(await images.read(sample.image))).toBe(hash(await readFile(pathOf(samples[i]))));
    }
  });

  it('that is in several parts has the documents of one', async () => {
    const parts = ['train-00000-of-00002-6f3b2c1d.parquet', 'train-00001-of-00002-6f3b2c1d.parquet'].map((name) =>
      join(folder, name),
    );
    for (const [n, part] of parts.entries())
      await packSamples(
        samples.filter((_, i) => i % 2 === n),
        part,
      );
    const { samples: read } = await openDataset(parts);
    expect(new Set(read.map(({ name }) => name)).size).toBe(25);
    expect(new Set(read.map(({ document }) => document)).size).toBe(3);
  });

  it('gives the batches of the files, pixel by pixel', async () => {
    const { samples: read } = await openDataset([packed]);
    const loader = new Loader(1);
    const options = { input: plainInput(24), pixels: 1e6, seed: 3, augmentation: augmentationOf(1) };
    const pixels = async (given: readonly Sample[]) => {
      const images = new Map<string, string>();
      for await (const { shards, skipped } of loader.load(planEpoch(given, 0, options), plainInput(24), 1)) {
        expect(skipped).toEqual([]);
        for (const { lines: own, image, width } of shards) {
          const size = width * 24;
          own.forEach(({ sample }, n) => {
            const row = image.subarray(n * size, (n + 1) * size);
            images.set(sample.key, hash(new Uint8Array(row.slice().buffer)));
          });
        }
      }
      return images;
    };
    expect(await pixels(read)).toEqual(await pixels(samples));
    await loader.dispose();
  });

  it("is in the layout of Hugging Face's datasets", async () => {
    const bytes = await readFile(packed);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const metadata = await parquetMetadataAsync({
      byteLength: file.byteLength,
      slice: async (start, end) => file.slice(start, end),
    });
    expect(metadata.schema.map(({ name }) => name).slice(1, 5)).toEqual(['image', 'bytes', 'path', 'text']);
    const info = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value ?? '';
    expect(JSON.parse(info).info.features.image).toEqual({ _type: 'Image' });
  });
});

describe('packed data sets of others', () => {
  it('need only image and text; rows that lack one are named', async () => {
    const bytes = new Uint8Array(await readFile(pathOf(samples[0])));
    const row = (image: Uint8Array | undefined, path: string | undefined) => ({ bytes: image, path });
    const file = parquetWriteBuffer({
      columnData: [
        {
          name: 'image',
          data: [
            row(bytes, 'a/1.png'),
            row(bytes, undefined),
            row(undefined, 'a/3.png'),
            row(Uint8Array.of(1, 2), 'a/4.png'),
            row(bytes, 'a/5.png'),
          ],
        },
        { name: 'transcription', data: ['one', 'two', 'three', 'four', ' '] },
      ],
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'image', num_children: 2, repetition_type: 'OPTIONAL' },
        { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
        { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'transcription', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      ],
      rowGroupSize: 2,
    });
    const path = join(folder, 'others.parquet');
    await writeFile(path, new Uint8Array(file));
    const { samples: read, skipped } = await openDataset([path]);
    expect(read.map(({ key, text }) => [key, text])).toEqual([
      ['a/1', 'one'],
      ['row 1', 'two'],
    ]);
    expect(skipped.map(({ name, reason }) => [name.slice(folder.length + 1), reason])).toEqual([
      ['others.parquet/a/3.png', 'the row has no image'],
      ['others.parquet/a/4.png', 'the image is empty, damaged, or in a format that is not supported'],
      ['others.parquet/a/5.png', 'the text is empty'],
    ]);
  });

  it.each([
    ['no Parquet file', () => Buffer.from('PAR1 no'), 'not a Parquet file, or damaged'],
    [
      'other columns',
      () => Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'label', data: ['a'], type: 'STRING' }] })),
      'has the columns image and text, this file has label',
    ],
  ])('%s is said with the name of the file', async (_, bytes, message) => {
    const path = join(folder, 'bad.parquet');
    await writeFile(path, bytes());
    await expect(openDataset([path])).rejects.toThrow(`${path}: `);
    await expect(openDataset([path])).rejects.toThrow(message);
  });

  it('a group that is damaged costs its lines only', async () => {
    const { samples: read } = await openDataset([packed]);
    const gone = read.map((sample) => ({
      ...sample,
      image: { ...sample.image, file: `${packed}.gone` } as SampleImage,
    }));
    const mixed = [...gone.slice(0, 3), ...samples.slice(3, 5)];
    const loader = new Loader(1);
    const seen: string[] = [];
    const skipped: string[] = [];
    for await (const batch of loader.load(planReading(mixed, plainInput(24), 1e6), plainInput(24), 1)) {
      seen.push(...batch.shards.flatMap((shard) => shard.lines.map(({ sample }) => sample.key)));
      skipped.push(...batch.skipped.map(({ reason }) => reason));
    }
    expect(seen).toHaveLength(2);
    expect(skipped).toHaveLength(3);
    expect(skipped[0]).toContain('ENOENT');
    await loader.dispose();
  });
});

it('planning takes as many row groups at a time as fit into memory, each in one window', () => {
  const megabyte = 2 ** 20;
  const many = Array.from({ length: 100 }, (_, i): Sample => {
    const group = Math.floor(i / 10);
    return {
      ...(samples[0] as Sample),
      key: `${i}`,
      image: { kind: 'packed', name: `${i}`, file: 'a.parquet', group, row: i % 10, groupBytes: 20 * megabyte },
    };
  });
  const windows = planningWindows(many);
  expect(windows.map((window) => window.length)).toEqual([30, 30, 30, 10]);
  const groupsOf = (window: readonly Sample[]) =>
    new Set(window.map(({ image }) => ('group' in image ? image.group : -1)));
  expect(windows.flatMap((window) => [...groupsOf(window)])).toHaveLength(10);
  // A group larger than the room has a window of its own.
  const large = many.map((s) => ({
    ...s,
    image: { ...s.image, groupBytes: 500 * megabyte } as SampleImage,
  }));
  expect(planningWindows(large)).toHaveLength(10);
  const epoch = (n: number) =>
    planEpoch(many, n, { input: plainInput(24), pixels: 20_000, seed: 1, augmentation: augmentationOf(0) });
  const order = (n: number) => epoch(n).flatMap(({ lines: own }) => own.map(({ sample }) => sample.key));
  expect(order(0)).toHaveLength(100);
  expect(order(0)).toEqual(order(0));
  expect(order(0)).not.toEqual(order(1));
});
