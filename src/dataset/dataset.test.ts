import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawLines, temporaryFolder } from '../../test/lines.js';
import { pairLines } from '../formats/index.js';
import { augmentationOf, plainInput, scaledWidth } from '../image/index.js';
import { encodePng } from '../runtime/index.js';
import {
  bucketWidth,
  DataError,
  dealByWidth,
  imageName,
  loadBatch,
  planEpoch,
  planReading,
  type Sample,
  shownText,
  splitSamples,
} from './index.js';
import { openDataset } from './node.js';

function samples(count: number, perDocument = 10): Sample[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `d${Math.floor(i / perDocument)}_${i}`,
    key: `d${Math.floor(i / perDocument)}_${i}`,
    image: { kind: 'file', path: `d${i}.png` },
    text: 'abc',
    document: `d${Math.floor(i / perDocument)}`,
    width: 100 + ((i * 97) % 900),
    height: 64,
  }));
}

describe('pairLines', () => {
  it('pairs images with texts in the naming of kraken, Calamari and tesstrain, and names what is alone', () => {
    const { lines, skipped } = pairLines([
      'a/1.png',
      'a/1.gt.txt',
      'a/2.bin.png',
      'a/2.gt.txt',
      'a/page.1.jpg',
      'a/page.1.gt.txt',
      'a/3.tif',
      'a/4.gt.txt',
      'a/1.jpg',
      'a/x.md',
    ]);
    expect(lines.map(({ name, imagePath }) => [name, imagePath])).toEqual([
      ['a/1', 'a/1.png'],
      ['a/2', 'a/2.bin.png'],
      ['a/page.1', 'a/page.1.jpg'],
    ]);
    expect(skipped).toEqual([
      { name: 'a/3.tif', reason: 'no .gt.txt beside the image' },
      { name: 'a/1.jpg', reason: 'another image is used for the same text', detail: 'a/1.png' },
      { name: 'a/4.gt.txt', reason: 'no image beside the text' },
    ]);
  });

  it('the document is the name without its last number', () => {
    const { lines } = pairLines(['w_0024_002.png', 'w_0024_002.gt.txt']);
    expect(lines[0]?.document).toBe('w_0024');
  });
});

describe('openDataset', () => {
  it('finds folders, single images and patterns, reads texts, and groups by an expression', async () => {
    const folder = await temporaryFolder();
    await drawLines(join(folder, 'sub'), 12);
    const all = await openDataset([folder]);
    expect(all.samples).toHaveLength(12);
    expect(all.skipped).toEqual([]);
    expect(all.samples[0]).toMatchObject({ document: join(folder, 'sub', 'doc0'), width: expect.any(Number) });
    expect((await openDataset([join(folder, 'sub', 'doc0_003.png')])).samples).toHaveLength(1);
    expect((await openDataset([`${folder}/sub/doc1_*.png`])).samples).toHaveLength(2);
    const grouped = await openDataset([folder], { groupBy: /doc\d_00(\d)/ });
    expect(new Set(grouped.samples.map(({ document }) => document)).size).toBe(10);
    await rm(folder, { recursive: true });
  });

  it('an argument that names nothing is an error with the next step', async () => {
    await expect(openDataset(['nowhere'])).rejects.toThrow(DataError);
    await expect(openDataset(['nowhere'])).rejects.toThrow('Give a folder of line images');
  });

  it('an image that is a bomb is skipped by its header', async () => {
    const folder = await temporaryFolder();
    await mkdir(folder, { recursive: true });
    // A PNG header that claims 60,000 × 60,000 pixels and holds none.
    const header = Buffer.from('89504e470d0a1a0a0000000d494844520000ea600000ea600800000000', 'hex');
    const { crc32 } = await import('node:zlib');
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(header.subarray(12)));
    await writeFile(join(folder, 'bomb.png'), Buffer.concat([header, crc, Buffer.alloc(12)]));
    await writeFile(join(folder, 'bomb.gt.txt'), 'boom');
    const { samples: found, skipped } = await openDataset([folder]);
    expect(found).toEqual([]);
    expect(skipped[0]?.reason).toMatch(/million pixels|damaged|decoded/);
    await rm(folder, { recursive: true });
  });
});

describe('splitSamples', () => {
  it('keeps whole documents on one side, and is a function of the seed', () => {
    const all = samples(200);
    const { training, validation, by } = splitSamples(all, 0.1, 3);
    expect(by).toBe('document');
    expect(training.length + validation.length).toBe(200);
    expect(validation).toHaveLength(20);
    const documents = new Set(validation.map(({ document }) => document));
    expect(training.some(({ document }) => documents.has(document))).toBe(false);
    expect(splitSamples(all, 0.1, 3)).toEqual(splitSamples(all, 0.1, 3));
    expect(splitSamples(all, 0.1, 4).validation).not.toEqual(validation);
  });

  it('falls back to lines with one document, and never takes everything', () => {
    const { training, validation, by } = splitSamples(samples(8, 100), 0.1, 1);
    expect([training.length, validation.length, by]).toEqual([7, 1, 'line']);
    expect(splitSamples(samples(1), 0.5, 1).training).toHaveLength(1);
    expect(splitSamples(samples(50, 1), 0.1, 1).by).toBe('line');
  });

  it('never gives a large document to validation', () => {
    const all = samples(2000).map((s, i) => ({ ...s, document: i < 1900 ? 'large' : 'small' }));
    for (let seed = 0; seed < 8; seed++) expect(splitSamples(all, 0.1, seed).validation).toHaveLength(100);
  });
});

describe('splitSamples of what has large parts only', () => {
  const of = (...names: readonly string[]) =>
    names.map((name) => ({ name, document: name.slice(0, 1) }) satisfies Pick<Sample, 'name' | 'document'>);

  it.each([1, 2, 3, 4])('takes some lines of two documents of like size, or a line of two, seed %d', (seed) => {
    const documents = splitSamples(of('a1', 'b1', 'a2', 'b2', 'a3', 'b3', 'a4', 'a5', 'b4'), 0.2, seed);
    expect([documents.by, documents.documents]).toEqual(['line', 2]);
    expect([documents.training.length, documents.validation.length]).toEqual([7, 2]);
    for (const lines of [of('a1', 'a2'), of('a1', 'b1')]) {
      const { training, validation } = splitSamples(lines, 0.1, seed);
      expect([training.length, validation.length]).toEqual([1, 1]);
    }
  });

  it('takes a line of those that have one name', () => {
    const { training, validation } = splitSamples(of('a', 'a', 'a'), 0.1, 1);
    expect([training.length, validation.length]).toEqual([2, 1]);
  });

  it('leaves a line that is alone to training', () => {
    expect(splitSamples(of('a'), 0.1, 1)).toMatchObject({ training: of('a'), validation: [] });
  });
});

describe('batches', () => {
  const options = { input: plainInput(48), pixels: 400_000, seed: 1, augmentation: augmentationOf(1) };

  it('hold every line once, within the budget, each as wide as its bucket', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 50 }), (count, epoch) => {
        const all = samples(count);
        const plans = planEpoch(all, epoch, options);
        expect(plans.flatMap(({ lines }) => lines.map(({ sample }) => sample.name)).sort()).toEqual(
          all.map(({ name }) => name).sort(),
        );
        for (const { lines, width } of plans) {
          for (const line of lines) expect(line.width).toBeLessThanOrEqual(width);
          expect(lines.length === 1 || lines.length * width * 48 <= options.pixels).toBe(true);
        }
      }),
    );
  });

  it('have lines that go evenly to the sessions, where that costs none of them a line more', () => {
    for (const parts of [2, 4]) {
      const plans = planEpoch(samples(120), 0, { ...options, parts });
      expect(plans.filter(({ lines }) => lines.length % parts !== 0).length).toBeLessThanOrEqual(1);
      for (const { lines, width } of plans) {
        const allowed = Math.max(1, Math.floor(options.pixels / (width * 48)));
        expect(Math.ceil(lines.length / parts)).toBeLessThanOrEqual(Math.ceil(allowed / parts));
      }
    }
  });

  it('are a function of seed and epoch', () => {
    const all = samples(50);
    const drawn = (epoch: number, seed = 1) =>
      planEpoch(all, epoch, { ...options, seed }).map(({ lines, width }) => ({
        width,
        lines: lines.map(({ sample, distort }) => [sample.name, distort?.()]),
      }));
    expect(drawn(2)).toEqual(drawn(2));
    expect(drawn(3)).not.toEqual(drawn(2));
    expect(drawn(2, 2)).not.toEqual(drawn(2));
  });

  it('leave a line undistorted where the distortion would leave too few frames', () => {
    const plans = planEpoch(samples(40), 0, { ...options, fits: () => false });
    expect(plans.flatMap(({ lines }) => lines).every(({ distort }) => distort === undefined)).toBe(true);
  });

  it('join lines where they are told to, never to wider ones than there are', () => {
    const all = samples(40);
    const augmentation = augmentationOf({ concatenate: 1, aspect: 0 });
    const widest = Math.max(...all.map(({ width, height }) => scaledWidth(width, height, 48)));
    const lines = planEpoch(all, 0, { ...options, augmentation }).flatMap((plan) => plan.lines);
    const joined = lines.filter(({ next }) => next);
    expect(joined.length).toBeGreaterThan(5);
    for (const line of joined) {
      expect(line.width).toBeLessThanOrEqual(widest);
      expect(shownText(line, 'auto')).toBe(`${line.sample.text} ${line.next?.text}`);
    }
    expect(lines).toHaveLength(40);
  });

  it('use few widths: rungs at most an eighth or 32 pixels apart', () => {
    for (let width = 1; width < 5000; width += 7) {
      const rung = bucketWidth(width);
      expect(rung).toBeGreaterThanOrEqual(width);
      expect(rung - width).toBeLessThan(Math.max(32, width / 7.9));
      expect(bucketWidth(rung)).toBe(rung);
    }
  });

  it('of a set that is only read are narrow lines first', () => {
    const widths = planReading(samples(60), plainInput(48), 400_000).map(({ width }) => width);
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
  });
});

describe('dealByWidth', () => {
  it('deals every line once, sorted, in balanced parts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        (widths, parts) => {
          const dealt = dealByWidth(widths, parts, (width) => width);
          expect(dealt.flat()).toEqual([...widths].sort((a, b) => a - b));
          expect(dealt).toHaveLength(Math.min(parts, widths.length));
          expect(dealt.every((part) => part.length > 0)).toBe(true);
        },
      ),
    );
    expect(dealByWidth([1, 1, 1, 1], 2, (w) => w).map((part) => part.length)).toEqual([2, 2]);
    expect(dealByWidth([10, 10, 10, 10, 100, 100], 2, (w) => w).map((part) => part.length)).toEqual([4, 2]);
  });
});

it('loadBatch lays lines out in shards, names what it can not decode, and distorts repeatably', async () => {
  const folder = await drawLines(join(await temporaryFolder(), 'lines'), 5);
  const { samples: found } = await openDataset([folder]);
  const [plan] = planEpoch(found, 0, { input: plainInput(24), pixels: 1e6, seed: 1, augmentation: augmentationOf(1) });
  const lines = (plan?.lines ?? []).map(({ sample, distort, width }) => ({
    image: imageName(sample.image),
    width,
    ...(distort ? { distortion: distort() } : {}),
  }));
  const request = {
    lines: [...lines, { image: 'missing.png' }],
    input: plainInput(24),
    width: plan?.width ?? 0,
    shards: 2,
  };
  const result = await loadBatch(request);
  expect(result.failed).toEqual([{ index: 5, reason: 'the image file is missing' }]);
  expect(result.shards.flatMap(({ indices }) => indices).sort()).toEqual([0, 1, 2, 3, 4]);
  expect(result.shards.flatMap(({ widths }) => widths)).toEqual(
    result.shards.flatMap(({ indices }) => indices.map((i) => lines[i]?.width)),
  );
  const [shard] = result.shards;
  expect(shard?.image.length).toBe((shard?.indices.length ?? 0) * 24 * (shard?.width ?? 0));
  expect(Math.max(...(shard?.image ?? []))).toBeGreaterThan(0.8);
  expect(Math.min(...(shard?.image ?? []))).toBe(0);
  expect((await loadBatch(request)).shards[0]?.image).toEqual(shard?.image);
  // Two lines joined are the one, paper, and the other.
  const [a, b] = found.map(({ image }) => imageName(image)) as [string, string];
  const one = async (image: string, next?: string) =>
    (await loadBatch({ ...request, lines: [{ image, ...(next ? { next } : {}) }], width: 10_000, shards: 1 }))
      .shards[0];
  const [left, right, both] = [await one(a), await one(b), await one(a, b)];
  const gap = (both?.widths[0] ?? 0) - (left?.widths[0] ?? 0) - (right?.widths[0] ?? 0);
  expect(gap).toBe(Math.round(0.3 * 24));
  const column = (loaded: typeof both, x: number) =>
    Array.from({ length: 24 }, (_, y) => loaded?.image[y * loaded.width + x]);
  for (const x of [0, 10, 20]) {
    expect(column(both, x)).toEqual(column(left, x));
    expect(column(both, (left?.widths[0] ?? 0) + gap + x)).toEqual(column(right, x));
  }
  await rm(folder, { recursive: true });
});

it('reads lists: images beside them or beside their folder, documents as IAM names them', async () => {
  const folder = await temporaryFolder();
  await drawLines(join(folder, 'drawn'), 3);
  const image = await readFile(join(folder, 'drawn', 'doc0_000.png'));
  await mkdir(join(folder, 'lines', 'a01', 'a01-000u'), { recursive: true });
  await mkdir(join(folder, 'ascii'));
  await writeFile(join(folder, 'lines', 'a01', 'a01-000u', 'a01-000u-00.png'), image);
  const iam = join(folder, 'ascii', 'lines.txt');
  await writeFile(
    iam,
    '# IAM\na01-000u-00 ok 154 19 408 746 1661 89 A|MOVE\na01-000u-01 ok 154 19 408 746 1661 89 B\n',
  );
  const tabbed = join(folder, 'list.tsv');
  await writeFile(tabbed, 'drawn/doc0_001.png\tone\ndrawn/doc0_002.png\t \n');
  const { samples: found, skipped } = await openDataset([iam, tabbed]);
  expect(found.map(({ key, text }) => [key, text])).toEqual([
    ['lines/a01/a01-000u/a01-000u-00', 'A MOVE'],
    ['drawn/doc0_001', 'one'],
  ]);
  expect(found[0]?.document.endsWith('a01-000u')).toBe(true);
  expect(skipped.map(({ reason }) => reason)).toEqual(['the image file is missing', 'the text is empty']);
  await writeFile(tabbed, 'words without a tab\n');
  await expect(openDataset([tabbed])).rejects.toThrow(`${tabbed}: no list that is known`);
  await rm(folder, { recursive: true });
});

it("takes the lines of IAM's lines.txt that a split names", async () => {
  const folder = await temporaryFolder();
  const image = await encodePng({ width: 40, height: 20, data: new Uint8Array(800).fill(200) });
  const rows: string[] = [];
  for (const id of ['a01-000u-00', 'a01-000u-01', 'a01-003-00', 'b02-001x-00']) {
    const form = id.replace(/-\d\d$/, '');
    const path = join(folder, 'lines', id.slice(0, 3), form);
    await mkdir(path, { recursive: true });
    await writeFile(join(path, `${id}.png`), image);
    rows.push(`${id} ok 154 19 408 746 1661 89 text|of|${id}`);
  }
  await mkdir(join(folder, 'ascii'));
  await mkdir(join(folder, 'splits'));
  await writeFile(join(folder, 'ascii', 'lines.txt'), `# IAM\n${rows.join('\n')}\n`);
  await writeFile(join(folder, 'splits', 'train.uttlist'), 'a01-000u\nb02-001x\nz99-999\n');
  await writeFile(join(folder, 'splits', 'trainset.txt'), 'a01-000u-01\n');
  const train = await openDataset([join(folder, 'splits', 'train.uttlist')]);
  expect(train.samples.map(({ text }) => text)).toEqual([
    'text of a01-000u-00',
    'text of a01-000u-01',
    'text of b02-001x-00',
  ]);
  expect(new Set(train.samples.map(({ document }) => document)).size).toBe(2);
  expect(train.skipped).toMatchObject([{ name: 'z99-999', reason: expect.stringContaining('no line of') }]);
  const lines = await openDataset([join(folder, 'splits', 'trainset.txt')]);
  expect(lines.samples.map(({ text }) => text)).toEqual(['text of a01-000u-01']);
  await rm(folder, { recursive: true });
});

it('finds the images of PyLaia and docTR, which lie in images/ beside the list', async () => {
  const place = await temporaryFolder();
  await mkdir(join(place, 'images', 'train'), { recursive: true });
  const pixels = await encodePng({ width: 100, height: 20, data: new Uint8Array(2000).fill(200) });
  for (const name of ['train/im01', 'im02']) await writeFile(join(place, 'images', `${name}.png`), pixels);
  await writeFile(join(place, 'train.txt'), 'train/im01 f o r\n');
  await writeFile(join(place, 'labels.json'), JSON.stringify({ 'im02.png': 'det' }));
  const { samples, skipped } = await openDataset([join(place, 'train.txt'), join(place, 'labels.json')]);
  expect([samples.map(({ text }) => text), skipped]).toEqual([['for', 'det'], []]);
  await rm(place, { recursive: true });
});
