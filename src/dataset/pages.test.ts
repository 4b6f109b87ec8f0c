import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { cutLine, plainInput } from '../image/index.js';
import { decodeImage, encodePng } from '../runtime/index.js';
import { ImageReader, Loader, planReading } from './index.js';
import { openDataset, packPages } from './node.js';

let folder: string;

const pageOf = (image: string, lines: string) =>
  `<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page imageFilename="${image}" imageWidth="300" imageHeight="200"><TextRegion id="r">${lines}</TextRegion></Page></PcGts>`;
const lineAt = (id: string, y: number, text: string) =>
  `<TextLine id="${id}"><Coords points="20,${y - 30} 280,${y - 30} 280,${y + 10} 20,${y + 10}"/><Baseline points="20,${y} 280,${y}"/><TextEquiv><Unicode>${text}</Unicode></TextEquiv></TextLine>`;

async function writePage(path: string): Promise<void> {
  const data = Uint8Array.from({ length: 300 * 200 }, (_, i) => (Math.floor(i / 300) % 17 === 3 ? 30 : 220));
  await writeFile(path, await encodePng({ width: 300, height: 200, data }));
}

beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder, 'pages'));
  const inside = (name: string) => join(folder, 'pages', name);
  await writePage(inside('one.png'));
  await writeFile(inside('one.xml'), pageOf('one.png', lineAt('a', 60, 'first') + lineAt('b', 120, 'second')));
  // The extension changed, and one line has no text, another no place.
  await writePage(inside('two.png'));
  const broken = '<TextLine id="e"><TextEquiv><Unicode>nowhere</Unicode></TextEquiv></TextLine>';
  await writeFile(inside('two.xml'), pageOf('two.jpg', lineAt('c', 60, 'third') + lineAt('d', 120, ' ') + broken));
  await writeFile(inside('three.xml'), pageOf('three.jpg', lineAt('f', 60, 'lost')));
  await writeFile(inside('mets.xml'), '<mets/>');
  // A line image of the usual kind beside them.
  await writePage(inside('line.png'));
  await writeFile(inside('line.gt.txt'), 'alone\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('finds lines of pages beside line images, and names what is wrong', async () => {
  const { samples, skipped, passedOver } = await openDataset([join(folder, 'pages')]);
  expect(passedOver).toEqual([join(folder, 'pages', 'mets.xml')]);
  expect(samples.map(({ key, text }) => [key, text])).toEqual([
    ['line', 'alone'],
    ['one_001', 'first'],
    ['one_002', 'second'],
    ['two_001', 'third'],
  ]);
  expect(samples[1]).toMatchObject({ width: 261, height: 41, document: join(folder, 'pages', 'one') });
  expect(skipped.map(({ name, reason }) => [name.slice(folder.length + 7), reason])).toEqual([
    ['three.xml', "the page's image is missing"],
    ['two.xml, line d', 'the line has no text'],
    ['two.xml, line e', "the line can't be cut out"],
  ]);
});

it('pages of the same name in two folders keep their own lines when they are packed', async () => {
  const again = join(folder, 'again');
  await cp(join(folder, 'pages'), again, { recursive: true });
  await writeFile(
    join(again, 'one.xml'),
    (await readFile(join(again, 'one.xml'), 'utf8')).replace('first', 'another').replace('second', 'other'),
  );
  const { samples } = await openDataset([join(folder, 'pages'), again]);
  const packed = await packPages(samples, join(folder, 'both.parquet'));
  expect(packed.samples.map(({ text }) => text)).toEqual(samples.map(({ text }) => text));
  expect(packed.samples.map(({ text }) => text)).toEqual(expect.arrayContaining(['first', 'another']));
  const places = packed.samples.flatMap(({ image }) => ('row' in image ? image : []));
  expect(new Set(places.map(({ group, row }) => `${group} ${row}`)).size).toBe(6);
});

it('cuts the same pixels page by page as packed, and a page that can not be decoded costs its lines only', async () => {
  const { samples } = await openDataset([join(folder, 'pages')]);
  const path = join(folder, 'cut.parquet');
  const packed = await packPages(samples, path);
  expect(packed.skipped).toEqual([]);
  expect(packed.samples.map(({ key }) => key)).toEqual(samples.map(({ key }) => key));
  const images = new ImageReader();
  for (const [i, sample] of samples.entries()) {
    const [a, b] = await Promise.all([
      images.read(sample.image),
      images.read((packed.samples[i] as typeof sample).image),
    ]);
    expect(Buffer.from(a).equals(Buffer.from(b))).toBe(true);
  }
  const page = await decodeImage(join(folder, 'pages', 'one.png'));
  const image = samples[1]?.image;
  if (image?.kind !== 'cut') throw new Error('the second line is on a page');
  expect(await decodeImage(await images.read(image))).toEqual(cutLine(page, image.cut, image.cut));

  const whole = await sharp(join(folder, 'pages', 'two.png'))
    .png()
    .toBuffer();
  await writeFile(join(folder, 'pages', 'two.png'), whole.subarray(0, 120));
  const loader = new Loader(1);
  const read: string[] = [];
  const skipped: string[] = [];
  for await (const batch of loader.load(planReading(samples, plainInput(24), 1e6), plainInput(24), 1)) {
    read.push(...batch.shards.flatMap((shard) => shard.lines.map(({ sample }) => sample.key)));
    skipped.push(...batch.skipped.map(({ name }) => name));
  }
  expect(read.sort()).toEqual(['line', 'one_001', 'one_002']);
  expect(skipped).toEqual([join(folder, 'pages', 'two.png')]);
  await loader.dispose();
});
