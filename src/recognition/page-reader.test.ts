import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawPage } from '../../test/drawn-page.js';
import { temporaryFolder, tinySpec } from '../../test/lines.js';
import { Loader } from '../dataset/index.js';
import { readPageFile, writePageXml } from '../formats/index.js';
import { plainPreprocessing } from '../image/index.js';
import { detectLines, scoreBaselines } from '../layout/index.js';
import { writeModel } from '../model/index.js';
import { Network } from '../network/index.js';
import { linesOf, type Page } from '../page/index.js';
import { encodePng } from '../runtime/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { readLinesOf } from './page-lines.js';
import { PageReader } from './page-reader.js';
import { readPage } from './pages.js';
import { Recognizer } from './recognizer.js';

const { light, baselines } = drawPage(6, { width: 700, height: 500 });
let folder: string;
let model: Uint8Array;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, 'page.png'), await encodePng(light));
  const alphabet = Alphabet.of(['abcde ']);
  const network = new Network(tinySpec, alphabet.classes);
  const weights = network.initialWeights(3);
  // It has learnt nothing, but it shall write something.
  weights.get('output.bias')?.fill(-2, 0, 1);
  const rest = { text: usualRules, preprocessing: plainPreprocessing, provenance: {}, metrics: {} };
  model = writeModel({ network, alphabet, weights, ...rest });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('reads found lines as it reads lines that a file describes', async () => {
  await using recognizer = await Recognizer.load(model);
  const described: Page = { image: 'page.png', width: 700, height: 500, regions: detectLines(light).regions };
  const path = join(folder, 'page.xml');
  await writeFile(path, writePageXml(described, { created: '2026-01-01T00:00:00', creator: 'test' }));
  // Places are whole pixels in the file.
  const { page } = await readPageFile(await readFile(path));
  const read = await readLinesOf(recognizer, light, page, 'page');
  const threads = new Loader(1);
  const fromFile = await readPage(recognizer, path, threads);
  await threads.dispose();
  if ('reason' in fromFile) throw new Error(fromFile.reason);
  expect(read.skipped).toEqual([]);
  expect(linesOf(read.page).length).toBe(6);
  const told = (of: Page) => linesOf(of).map(({ id, text, words }) => ({ id, text, words }));
  expect(told(read.page)).toEqual(told(fromFile.page));
});

it('from an image to texts with places: of a path, of bytes, of a raster', async () => {
  await using reader = await PageReader.load({ model, layout: false });
  expect(reader.method).toBe('classical');
  const page = await reader.read(light);
  const lines = linesOf(page);
  expect(
    scoreBaselines(
      baselines,
      lines.map(({ baseline = [] }) => baseline),
    ).f,
  ).toBeGreaterThan(0.98);
  expect(lines.every(({ text, untranscribed }) => text !== '' && untranscribed === undefined)).toBe(true);
  const path = join(folder, 'page.png');
  expect(await reader.read(path)).toEqual({ ...page, image: 'page.png' });
  expect(await reader.read(await encodePng(light))).toEqual(page);
});

it('gives an empty page with a warning where nothing is written', async () => {
  await using reader = await PageReader.load({ model, layout: false });
  const warned: string[] = [];
  const blank = { width: 300, height: 400, data: new Uint8Array(300 * 400).fill(255) };
  const page = await reader.read(blank, { warned: ({ code }) => warned.push(code) });
  expect([page.regions, warned]).toEqual([[], ['blank']]);
});

it('rejects with the reason of a signal, and for what is no image', async () => {
  await using reader = await PageReader.load({ model, layout: false });
  const controller = new AbortController();
  const reading = reader.read(light, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(reading).rejects.toThrow('enough');
  await expect(reader.read({ width: 2, height: 2, data: new Uint8Array(3) })).rejects.toThrow('PageReader.read');
  await expect(reader.read(new Uint8Array(9))).rejects.toThrow();
});
