import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { encodePng } from '../runtime/index.js';
import { openPages } from './described-pages.js';

let folder: string;
const baseline = '<Baseline points="2,20 30,20"/>';

async function page(path: string, lines: string): Promise<void> {
  const name = path.split('/').at(-1);
  await writeFile(
    join(folder, `${path}.xml`),
    `<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page imageFilename="${name}.png" imageWidth="80" imageHeight="60"><TextRegion id="r"><Coords points="0,0 40,0 40,40"/>${lines}</TextRegion><UnknownRegion id="u"><Coords points="0,50 8,50 8,58"/></UnknownRegion></Page></PcGts>`,
  );
  const raster = { width: 40, height: 30, data: new Uint8Array(1200).fill(255) };
  await writeFile(join(folder, `${path}.png`), await encodePng(raster));
}

beforeAll(async () => {
  folder = await temporaryFolder();
  for (const part of ['one', 'two']) await mkdir(join(folder, part));
  await page('one/letter_001', `<TextLine id="a">${baseline}</TextLine>`);
  await page('one/letter_002', '<TextLine id="a"><Coords points="0,0 9,0 9,9"/></TextLine>');
  await page('two/letter_001', `<TextLine id="a">${baseline}</TextLine>`);
  await writeFile(join(folder, 'two', 'alone.xml'), '<PcGts><Page imageFilename="none.png"/></PcGts>');
});

afterAll(() => rm(folder, { recursive: true }));

it('pages are read in pixels of their images, with their zones, keys and documents', async () => {
  const { pages } = await openPages([join(folder, 'one'), join(folder, 'two')]);
  expect(pages.map(({ key, document }) => [key, document])).toEqual([
    ['letter_001', join(folder, 'one', 'letter')],
    ['2/letter_001', join(folder, 'two', 'letter')],
  ]);
  const [first] = pages;
  expect(first?.image).toEqual({ kind: 'file', path: join(folder, 'one', 'letter_001.png') });
  expect(first?.page.regions[0]?.lines[0]?.baseline).toEqual([
    [1, 10],
    [15, 10],
  ]);
  expect(first?.zones.unknown).toEqual([
    [
      [0, 25],
      [4, 25],
      [4, 29],
    ],
  ]);
});

it('a page without baselines, and one without an image, are named with the reason', async () => {
  const { skipped } = await openPages([folder]);
  expect(skipped.map(({ name, reason }) => [name.slice(folder.length + 1), reason])).toEqual([
    [join('one', 'letter_002.xml'), 'the page description has no baselines'],
    [join('two', 'alone.xml'), "the page's image is missing"],
  ]);
});

it('a description of the image as the camera stored it is not stretched onto the turned one', async () => {
  const lines = `<TextLine id="a">${baseline}</TextLine>`;
  await mkdir(join(folder, 'camera'));
  await page('camera/turned_001', lines);
  const stored = { width: 30, height: 40, data: new Uint8Array(1200).fill(255) };
  await writeFile(join(folder, 'camera', 'turned_001.png'), await encodePng(stored));
  await page('camera/upright_001', lines);
  const { pages, skipped } = await openPages([join(folder, 'camera')]);
  expect(pages.map(({ key }) => key)).toEqual(['upright_001']);
  expect(skipped[0]).toMatchObject({
    reason: 'the description is of another shape than its image',
    detail: expect.stringContaining('80 × 60, and the image has 30 × 40 pixels; the image is read turned'),
  });
});

it('an image that is named stands for its description, and a pattern tells documents', async () => {
  const { pages } = await openPages([join(folder, 'one', 'letter_001.png')], { groupBy: /([^/]+)\/letter/ });
  expect(pages.map(({ document }) => document)).toEqual(['one']);
  await expect(openPages([folder], { groupBy: /nothing/ })).rejects.toThrow("no page's path matches it");
});
