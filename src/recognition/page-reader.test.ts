import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPage } from '../../test/drawn-page.js';
import { temporaryFolder, tinySpec } from '../../test/lines.js';
import { Loader } from '../dataset/index.js';
import { readPageFile, writePageXml } from '../formats/index.js';
import { plainPreprocessing } from '../image/index.js';
import { detectLines, scoreBaselines } from '../layout/index.js';
import { writeModel } from '../model/index.js';
import { Network } from '../network/index.js';
import { type Line, linesOf, type Page } from '../page/index.js';
import { encodePng } from '../runtime/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { readLinesOf } from './page-lines.js';
import { PageReader } from './page-reader.js';
import { readPage } from './pages.js';
import { Recognizer } from './recognizer.js';

const { light, baselines } = drawPage(6, { width: 700, height: 500 });
let folder: string;
let model: Uint8Array;

function modelOf(characters: string): Uint8Array {
  const alphabet = Alphabet.of([characters]);
  const network = new Network(tinySpec, alphabet.classes);
  const weights = network.initialWeights(3);
  // It has learnt nothing, but it shall write something.
  weights.get('output.bias')?.fill(-2, 0, 1);
  const rest = { text: usualRules, preprocessing: plainPreprocessing, provenance: {}, metrics: {} };
  return writeModel({ network, alphabet, weights, ...rest });
}

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, 'page.png'), await encodePng(light));
  model = modelOf('abcde ');
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

it('reads columns from the right where most letters of the model run that way, unless it is told otherwise', async () => {
  const both = { width: 2 * light.width, height: light.height, data: new Uint8Array(2 * light.data.length) };
  for (let y = 0; y < light.height; y++) {
    const row = light.data.subarray(y * light.width, (y + 1) * light.width);
    both.data.set(row, 2 * y * light.width);
    both.data.set(row, (2 * y + 1) * light.width);
  }
  const firstSide = async (characters: string, options: { readonly rightToLeft?: boolean } = {}) => {
    await using reader = await PageReader.load({ model: modelOf(characters), layout: false });
    const [first] = linesOf(await reader.read(both, options));
    return (first?.baseline?.[0]?.[0] ?? 0) < light.width ? 'left' : 'right';
  };
  expect(await firstSide('abcde 12')).toBe('left');
  expect(await firstSide('אבגדa 12')).toBe('right');
  expect(await firstSide('אבגדa 12', { rightToLeft: false })).toBe('left');
  expect(await firstSide('abcde 12', { rightToLeft: true })).toBe('right');
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

/** A page without texts, from a reader that was told to tell of it. */
async function locatedPage(reader: PageReader): Promise<{ readonly located: Page; readonly read: Page }> {
  const told: Page[] = [];
  const read = await reader.read(light, { located: (page) => told.push(page) });
  const [located] = told;
  if (!located || told.length > 1) throw new Error(`a page must be told of once, not ${told.length} times`);
  return { located, read };
}

it('tells of the lines before they are read, and of each once it is read', async () => {
  await using reader = await PageReader.load({ model, layout: false });
  const events: string[] = [];
  const lines: Line[] = [];
  const page = await reader.read(light, {
    located: (found) => events.push(`${linesOf(found).filter(({ text }) => text === '').length} lines`),
    lineRead: (line) => {
      events.push('read');
      lines.push(line);
    },
  });
  expect(events).toEqual(['6 lines', ...Array.from({ length: 6 }, () => 'read')]);
  expect(new Set(lines)).toEqual(new Set(linesOf(page)));
  expect(lines.every(({ words = [] }) => words.length > 0 && words.every(({ glyphs = [] }) => glyphs.length > 0))).toBe(
    true,
  );
});

it('reads lines that are known as it reads those that it finds', async () => {
  await using reader = await PageReader.load({ model, layout: false });
  const { located, read } = await locatedPage(reader);
  expect(linesOf(located).every(({ text, words }) => text === '' && words === undefined)).toBe(true);
  expect(await reader.readLines(light, located)).toEqual(read);
  expect(await reader.readLines(await encodePng(light), located)).toEqual(read);
});

it('reads the lines that are named, with nothing left of what they had before, and leaves the others', async () => {
  await using reader = await PageReader.load({ model, layout: false });
  const { read } = await locatedPage(reader);
  const old = {
    ...read,
    regions: read.regions.map((region) => ({
      ...region,
      lines: region.lines.map((line) => ({ ...line, text: 'old', words: [{ text: 'old' }], confidence: 0 })),
    })),
  };
  const ids = linesOf(old).map(({ id }) => id);
  const only = ids.slice(1, 3);
  const told: string[] = [];
  const again = await reader.readLines(light, old, { only, lineRead: ({ id }) => told.push(id) });
  expect(told.sort()).toEqual([...only].sort());
  expect(linesOf(again)).toEqual(linesOf(old).map((line, at) => (only.includes(line.id) ? linesOf(read)[at] : line)));
});

it("tells of a line that can't be cut out, which stays as it is", async () => {
  await using reader = await PageReader.load({ model, layout: false });
  const { read } = await locatedPage(reader);
  const [region] = read.regions;
  if (!region) throw new Error('the page must have a region');
  const point: Line = { id: 'drawn', text: 'as it was', baseline: [[5, 5]] };
  const page = { ...read, image: 'page.png', regions: [{ ...region, lines: [...region.lines, point] }] };
  const skipped: string[] = [];
  const again = await reader.readLines(light, page, {
    skipped: ({ name, reason }, { id }) => skipped.push(`${id}: ${name}: ${reason}`),
  });
  expect(skipped).toEqual(["drawn: page.png, line drawn: the line can't be cut out"]);
  expect(linesOf(again).at(-1)).toEqual(point);
  expect(linesOf(again).slice(0, -1)).toEqual(region.lines);
});

it('refuses ids that no line has, and a page of another size than its image', async () => {
  await using reader = await PageReader.load({ model, layout: false });
  const { located } = await locatedPage(reader);
  await expect(reader.readLines(light, located, { only: ['r9'] })).rejects.toThrow(
    'PageReader.readLines: `only` must have ids of lines of the page, got "r9"',
  );
  await expect(reader.readLines(light, { ...located, width: 1400 })).rejects.toThrow(
    'must be in pixels of its image, 700 × 500, got one of 1400 × 500',
  );
  expect(linesOf(await reader.readLines(light, { ...located, width: 0, height: 0 }))).toHaveLength(6);
});

describe('a language that comes later', () => {
  const language = { lexicon: ['abe', 'dace'], weight: 0, bonus: 0, beam: 8 };
  const textsOf = (page: Page) => linesOf(page).map(({ text }) => text);

  it('is read in as if it had been there from the beginning, and the reader of before stays what it was', async () => {
    await using plain = await PageReader.load({ model, layout: false });
    await using whole = await PageReader.load({ model, layout: false, language });
    await using later = await plain.withLanguage(language);
    const page = await plain.read(light);
    const guided = await whole.read(light);
    expect(textsOf(guided)).not.toEqual(textsOf(page));
    expect(await later.readLines(light, page)).toEqual(guided);
    expect(await plain.readLines(light, guided)).toEqual(page);
    await using greedy = await later.withLanguage(false);
    expect(await greedy.read(light)).toEqual(page);
  });

  it('is read in on the same sessions, which go with the last reader', async () => {
    const plain = await PageReader.load({ model, layout: false });
    const later = await plain.withLanguage(language);
    await plain.dispose();
    await plain.dispose();
    await expect(plain.read(light)).rejects.toThrow('disposed of');
    await expect(plain.withLanguage(false)).rejects.toThrow('disposed of');
    expect(linesOf(await later.read(light))).toHaveLength(6);
    await later.dispose();
    await expect(later.withLanguage(false)).rejects.toThrow('disposed of');
  });

  it("leaves the reader as it is when it can't be read", async () => {
    await using plain = await PageReader.load({ model, layout: false });
    await expect(plain.withLanguage(new TextEncoder().encode('no model'))).rejects.toThrow('language');
    expect(linesOf(await plain.read(light))).toHaveLength(6);
  });
});
