import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pdfOf, scan } from '../../test/documents.js';
import { temporaryFolder } from '../../test/lines.js';
import { readPageFile, readTsv } from '../formats/index.js';
import type { Page } from '../page/index.js';
import { encodePng, imageSize } from '../runtime/index.js';
import type { DocumentToRead, ReadDocument } from './document.js';
import { findDocuments } from './inputs.js';
import { ResultFolder, type ResultOptions } from './results.js';

let folder: string;
let documents: readonly DocumentToRead[];
const reading = { model: 'a', language: null };

beforeAll(async () => {
  folder = await temporaryFolder();
  for (const name of ['a', 'b', 'c']) await writeFile(join(folder, `${name}.png`), await encodePng(scan(200, 40)));
  documents = (await findDocuments(['a', 'b', 'c'].map((name) => join(folder, `${name}.png`)))).documents;
});

afterAll(() => rm(folder, { recursive: true }));

function pageOf(document: DocumentToRead, text = `text of ${document.key}`): Page {
  return { image: document.path, width: 200, height: 40, regions: [{ id: 'r', lines: [{ id: 'l', text }] }] };
}

function readAs(document: DocumentToRead, text?: string): ReadDocument {
  return { document, page: pageOf(document, text), imagePath: document.path, skipped: [] };
}

const open = (out: string, options: ResultOptions = {}) =>
  ResultFolder.open(join(folder, out), documents, { reading, ...options });
const keysLeft = (results: ResultFolder) => results.left.map(({ key }) => key);

async function written(out: string, upTo = documents.length): Promise<ResultFolder> {
  const results = await open(out);
  for (const document of results.left.slice(0, upTo)) await results.write(readAs(document));
  return results;
}

it('goes on where it was ended, and its table has what was read before', async () => {
  await written('going', 2);
  const results = await open('going');
  expect(keysLeft(results)).toEqual(['c']);
  expect(results.isEmpty).toBe(false);
  for (const document of results.left) await results.write(readAs(document));
  expect(await results.writeTable()).toBe(3);
  const table = readTsv(await readFile(results.table, 'utf8'));
  expect(table.map(({ regions }) => regions[0]?.lines[0]?.text)).toEqual(
    ['a', 'b', 'c'].map((key) => `text of ${key}`),
  );
  expect(keysLeft(await open('going'))).toEqual([]);
});

it('a document whose files can not be made is unread, and a full disk ends the work', async () => {
  const results = await open('unwritable');
  const [first, second] = results.left;
  if (!first || !second) throw new Error('two documents');
  const tooLong = { ...first, key: `${'x'.repeat(300)}` };
  expect(await results.keep(readAs(tooLong))).toMatchObject({
    problem: { reason: "what was read can't be written", detail: expect.stringContaining('the name is too long') },
  });
  expect(await results.keep(readAs(second))).toHaveProperty('page');
  await rm(join(folder, 'unwritable'), { recursive: true });
  await writeFile(join(folder, 'unwritable'), 'a file in its place');
  await expect(results.keep(readAs(first))).rejects.toMatchObject({ code: expect.stringMatching(/ENOTDIR|EEXIST/) });
});

it.each<[string, ResultOptions]>([
  ['another model', { reading: { ...reading, model: 'b' } }],
  ['another language', { reading: { ...reading, language: 'x' } }],
  ['nothing that is said of either', { reading: undefined }],
])('refuses results that were read with %s, before anything is read', async (_, options) => {
  const out = `other-${JSON.stringify(options).length}`;
  await written(out);
  const place = join(folder, out, 'a.txt');
  await expect(open(out, options)).rejects.toMatchObject({ code: 'data/output-there', details: { path: place } });
  expect(keysLeft(await open(out, { ...options, overwrite: true }))).toEqual(['a', 'b', 'c']);
});

it('reads a page again whose image is another one by now, once it may be replaced', async () => {
  await written('changed');
  const path = join(folder, 'b.png');
  const before = await readFile(path);
  await writeFile(path, await encodePng(scan(210, 40)));
  await expect(open('changed')).rejects.toMatchObject({ details: { path: join(folder, 'changed', 'b.txt') } });
  await writeFile(path, before);
  expect(keysLeft(await open('changed'))).toEqual([]);
});

it('writes a page anew that it was writing when the process ended, and leaves a correction alone', async () => {
  const results = await written('killed');
  const record = join(results.path, 'ductus-results.jsonl');
  const lines = (await readFile(record, 'utf8')).trimEnd().split('\n');
  // Of the last page is said that it is being written, and half of what would be said next.
  await writeFile(record, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)?.slice(0, 20)}`);
  await writeFile(join(results.path, 'a.txt'), 'corrected');
  const again = await open('killed');
  expect(keysLeft(again)).toEqual(['c']);
  for (const document of again.left) await again.write(readAs(document, 'again'));
  expect(await readFile(join(results.path, 'c.txt'), 'utf8')).toBe('again\n');
  expect(await readFile(join(results.path, 'a.txt'), 'utf8')).toBe('corrected');
  expect(keysLeft(await open('killed'))).toEqual([]);
});

it('adds a format and leaves what is there', async () => {
  const results = await written('formats');
  await writeFile(join(results.path, 'a.txt'), 'corrected');
  const more = await open('formats', { formats: ['txt', 'json'] });
  expect(keysLeft(more)).toEqual(['a', 'b', 'c']);
  for (const document of more.left) await more.write(readAs(document));
  expect(await readFile(join(results.path, 'a.txt'), 'utf8')).toBe('corrected');
  expect((await readdir(results.path)).filter((name) => name.endsWith('.json'))).toHaveLength(3);
});

it('keeps rows of other documents of the folder in the table', async () => {
  const [first, ...others] = documents;
  const only = await ResultFolder.open(join(folder, 'two'), others, { reading });
  for (const document of only.left) await only.write(readAs(document));
  await only.writeTable();
  const next = await ResultFolder.open(join(folder, 'two'), first ? [first] : [], { reading });
  for (const document of next.left) await next.write(readAs(document));
  expect(await next.writeTable()).toBe(3);
});

it('a description that is written finds its image, where it is or as a copy', async () => {
  const imageIn = async (out: string) => {
    const { page } = await readPageFile(await readFile(join(folder, out, 'a.xml')));
    await access(join(folder, out, page.image));
    return page.image;
  };
  for (const copyImages of [false, true]) {
    const results = await open(`described-${copyImages}`, { formats: ['page'], copyImages });
    for (const document of results.left) await results.write(readAs(document));
  }
  expect([await imageIn('described-false'), await imageIn('described-true')]).toEqual(['../a.png', 'a.png']);
});

it('a page of a PDF has its image beside its description', async () => {
  const path = join(folder, 'file.pdf');
  await writeFile(path, await pdfOf([1, 2].map((n) => ({ width: 100, height: 120, image: scan(200, 240, n) }))));
  const { documents: pages } = await findDocuments([path]);
  expect(pages.map(({ key, path: name }) => [key, name])).toEqual([
    ['file_0001', `${path}#1`],
    ['file_0002', `${path}#2`],
  ]);
  const results = await ResultFolder.open(join(folder, 'pdf'), pages, { formats: ['page', 'pdf'], reading });
  for (const document of results.left) {
    const image = { raster: scan(200, 240), dpi: 144 };
    const page = { ...pageOf(document), height: 240 };
    await results.write({ document, page, imagePath: path, skipped: [], image });
  }
  const { page } = await readPageFile(await readFile(join(folder, 'pdf', 'file_0002.xml')));
  expect(page.image).toBe('file_0002.jpg');
  expect(await imageSize(join(folder, 'pdf', page.image))).toMatchObject({ width: 200, height: 240 });
  const again = await ResultFolder.open(join(folder, 'pdf'), pages, { formats: ['page', 'pdf'], reading });
  expect(again.left).toEqual([]);
});
