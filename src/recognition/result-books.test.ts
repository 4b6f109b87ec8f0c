/** One PDF of all pages of a PDF, whatever ends the work between, and whichever pages can't be read at first. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { pdfOf, scan } from '../../test/documents.js';
import { temporaryFolder } from '../../test/lines.js';
import { boxPolygon } from '../page/index.js';
import type { ReadDocument, UnsegmentedDocument } from './document.js';
import { findDocuments } from './inputs.js';
import { ResultFolder } from './results.js';

let folder: string;
let documents: readonly UnsegmentedDocument[];
let out: string;
let run = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  const pages = [0, 1, 2].map((seed) => ({ width: 300, height: 400, image: scan(300, 400, seed) }));
  await writeFile(join(folder, 'letters.pdf'), await pdfOf(pages));
  const found = await findDocuments([join(folder, 'letters.pdf')]);
  documents = found.documents.flatMap((document) => (document.kind === 'unsegmented' ? [document] : []));
});

beforeEach(() => {
  out = join(folder, `read${run++}`);
});

afterAll(() => rm(folder, { recursive: true }));

function read(document: UnsegmentedDocument): ReadDocument {
  const words = [{ text: document.key, polygon: boxPolygon({ x: 20, y: 50, width: 200, height: 40 }) }];
  const lines = [{ id: 'l1', text: document.key, words }];
  return {
    document,
    page: { image: 'a', width: 300, height: 400, regions: [{ id: 'r1', lines }] },
    imagePath: document.place.path,
    image: { raster: scan(300, 400), dpi: 100 },
    skipped: [],
  };
}

const open = (overwrite = false) =>
  ResultFolder.open(out, documents, { formats: ['pdf', 'txt'], reading: 'a model', overwrite });
const keys = (left: readonly { readonly key: string }[]) => left.map(({ key }) => key);
const pdfs = async () => (await readdir(out)).filter((name) => name.endsWith('.pdf')).sort();

/** The text of each page. */
async function textsOf(name: string): Promise<readonly string[]> {
  const task = getDocument({ data: new Uint8Array(await readFile(join(out, name))), verbosity: 0 });
  const book = await task.promise;
  const texts: string[] = [];
  for (let page = 1; page <= book.numPages; page++) {
    const { items } = await (await book.getPage(page)).getTextContent();
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join(''));
  }
  await task.destroy();
  return texts;
}

const all = ['letters_0001', 'letters_0002', 'letters_0003'];

it('the pages of a PDF are one again, and nothing is left to be done', async () => {
  const results = await open();
  for (const document of results.left) await results.write(read(document as UnsegmentedDocument));
  expect(await results.bindBooks()).toBe(1);
  expect(await pdfs()).toEqual(['letters.pdf']);
  expect(await textsOf('letters.pdf')).toEqual(all);
  const again = await open();
  expect([keys(again.left), await again.bindBooks()]).toEqual([[], 0]);
  const anew = await open(true);
  expect(keys(anew.left)).toEqual(all);
});

it('while pages are to be read there is no book, and what was read is kept', async () => {
  const [first, second, third] = documents.map(read);
  const begun = await open();
  if (first) await begun.write(first);
  expect([await begun.bindBooks(), await pdfs()]).toEqual([0, ['letters_0001.pdf']]);
  const goes = await open();
  expect(keys(goes.left)).toEqual(all.slice(1));
  for (const page of [second, third]) if (page) await goes.write(page);
  expect([await goes.bindBooks(), await textsOf('letters.pdf')]).toEqual([1, all]);
});

it('a page that could not be read is left out, and takes its place once it can', async () => {
  const [first, second, third] = documents.map(read);
  const damaged = await open();
  for (const page of [first, third]) if (page) await damaged.write(page);
  if (second) damaged.miss(second.document);
  expect([await damaged.bindBooks(), await textsOf('letters.pdf')]).toEqual([1, ['letters_0001', 'letters_0003']]);
  const mended = await open();
  expect(keys(mended.left)).toEqual(['letters_0002']);
  if (second) await mended.write(second);
  expect([await mended.bindBooks(), await textsOf('letters.pdf'), await pdfs()]).toEqual([1, all, ['letters.pdf']]);
});

it('a file of somebody else in the place of a book is refused before anything is read', async () => {
  await (await open()).write(read(documents[0] as UnsegmentedDocument));
  await writeFile(join(out, 'letters.pdf'), 'mine');
  await expect(open()).rejects.toMatchObject({
    code: 'data/output-there',
    details: { path: join(out, 'letters.pdf') },
  });
  const beside = ResultFolder.open(folder, documents, { formats: ['pdf'], reading: 'a model' });
  await expect(beside).rejects.toMatchObject({ code: 'data/over-input' });
});

it('where reading it anew was ended, a book keeps the pages that were not reached', async () => {
  const first = await open();
  for (const document of documents) await first.write(read(document));
  await first.bindBooks();
  const anew = await open(true);
  const [page] = documents.map(read);
  if (page) await anew.write(page);
  expect([await anew.bindBooks(), await textsOf('letters.pdf'), await pdfs()]).toEqual([1, all, ['letters.pdf']]);
  expect(keys((await open()).left)).toEqual([]);
});

it('a page that is nowhere is read again, though it was done', async () => {
  const first = await open();
  for (const document of documents) await first.write(read(document));
  await rm(join(out, 'letters_0002.pdf'));
  expect([await first.bindBooks(), await textsOf('letters.pdf')]).toEqual([1, ['letters_0001', 'letters_0003']]);
  expect(keys((await open()).left)).toEqual(['letters_0002']);
});
