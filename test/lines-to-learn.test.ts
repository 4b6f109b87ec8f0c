/** Lines that a browser cuts out of a page to learn from are those that Node cuts. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ImageReader } from '../src/dataset/index.js';
import { openDataset } from '../src/dataset/node.js';
import { readPageFile, writePageXml } from '../src/formats/index.js';
import { detectLines } from '../src/layout/index.js';
import { linesOf, type Page } from '../src/page/index.js';
import { encodePng } from '../src/runtime/index.js';
import { linesToLearn } from '../src/web/lines-to-learn.js';
import { drawPage } from './drawn-page.js';
import { temporaryFolder } from './lines.js';

const { light } = drawPage(4, { width: 700, height: 400 });
let folder: string;
let page: Page;

beforeAll(async () => {
  folder = await temporaryFolder();
  const regions = detectLines(light).regions.map((region) => ({
    ...region,
    lines: region.lines.map(({ untranscribed: _, ...line }) => ({ ...line, text: `this is ${line.id}` })),
  }));
  const xml = writePageXml(
    { image: 'letter_7.png', width: 700, height: 400, regions },
    { created: '2026-01-01T00:00:00', creator: 'test' },
  );
  await writeFile(join(folder, 'letter_7.xml'), xml);
  await writeFile(join(folder, 'letter_7.png'), await encodePng(light));
  ({ page } = await readPageFile(new TextEncoder().encode(xml)));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('cuts, names and groups lines as Node does with the same page', async () => {
  const { samples } = await openDataset([folder]);
  const images = new ImageReader();
  const expected = [];
  for (const { key, text, image } of samples) expected.push({ name: key, text, image: await images.read(image) });
  expect(expected).toHaveLength(4);
  const lines = await linesToLearn(light, page);
  expect(lines.map(({ document: _, ...line }) => line)).toEqual(expected);
  expect(lines.map(({ document }) => document)).toEqual(lines.map(() => 'letter_7'));
});

it('cuts the lines that are named, and tells of those without a text or an extent', async () => {
  const [first, second, third] = linesOf(page);
  if (!first || !second || !third) throw new Error('the page must have three lines');
  const [region] = page.regions;
  const lines = [{ ...first, text: ' ' }, { id: second.id, text: 'nowhere' }, third];
  const edited: Page = { ...page, regions: [{ ...region, id: 'r1', lines }] };
  const skipped: string[] = [];
  const only = [third.id, first.id, second.id];
  const learnt = await linesToLearn(light, edited, {
    only,
    skipped: ({ reason }, { id }) => skipped.push(id + reason),
  });
  expect(learnt.map(({ name, text }) => [name, text])).toEqual([['letter_7_003', third.text]]);
  expect(skipped).toEqual([`${first.id}the line has no text`, `${second.id}the line can't be cut out`]);
  expect(await linesToLearn(light, edited, { only: [third.id] })).toEqual(learnt);
  await expect(linesToLearn(light, edited, { only: ['r9'] })).rejects.toThrow('linesToLearn: `only` must have ids');
});
