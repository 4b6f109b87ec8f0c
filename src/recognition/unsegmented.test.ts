/** Pages without known lines, from files to texts, with a detector that knows the pages. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pdfOf, scan, serving, tiffOf } from '../../test/documents.js';
import { temporaryFolder, untrainedModel } from '../../test/lines.js';
import { cases } from '../../test/thorough.js';
import type { FoundLine, LineFinder } from '../layout/index.js';
import { linesOf } from '../page/index.js';
import { encodePng } from '../runtime/index.js';
import { collectGarbage } from '../runtime/node.js';
import type { ReadDocument, UnreadDocument } from './document.js';
import { readDocuments } from './documents.js';
import { type FindOptions, findDocuments } from './inputs.js';
import { Recognizer } from './recognizer.js';
import { ResultFolder } from './results.js';

let folder: string;
let recognizer: Recognizer;

beforeAll(async () => {
  folder = await temporaryFolder();
  recognizer = await Recognizer.load(untrainedModel());
});

afterAll(async () => {
  await recognizer.dispose();
  await rm(folder, { recursive: true });
});

async function put(name: string, contents: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, contents);
  return path;
}

/** Two lines, in the upper and the lower half. */
const halves: LineFinder = {
  method: 'classical',
  async findLines({ width, height }) {
    const line = (y: number): FoundLine => ({
      baseline: [
        [0, y],
        [width - 1, y],
      ],
      ascender: 0.3 * height,
      descender: 0.1 * height,
    });
    return { lines: [line(0.35 * height), line(0.85 * height)], skew: 0, warnings: [] };
  },
  dispose: () => Promise.resolve(),
};

async function readAll(paths: readonly string[], find: FindOptions = {}) {
  const { documents } = await findDocuments(paths, find);
  const read: (ReadDocument | UnreadDocument)[] = [];
  for await (const document of readDocuments(recognizer, documents, { finder: halves, threads: 1 }))
    read.push(document);
  return read;
}

function textsOf(read: readonly (ReadDocument | UnreadDocument)[]) {
  return read.map((one) => ('problem' in one ? one.problem.reason : linesOf(one.page).map(({ text }) => text)));
}

/** Keys of what was read, with the numbers of lines, and what was not with the reasons. */
function account(read: readonly (ReadDocument | UnreadDocument)[]) {
  return read.map((one) => ('problem' in one ? one.problem.reason : [one.document.key, linesOf(one.page).length]));
}

describe('what is read page by page', () => {
  it('a PDF, of which a broken page is named', async () => {
    const pdf = await pdfOf([1, 2, 3].map((n) => ({ width: 60, height: 80, image: scan(120, 160, n) })));
    const path = await put('book.pdf', pdf);
    const read = await readAll([path]);
    expect(account(read)).toEqual([1, 2, 3].map((n) => [`book_000${n}`, 2]));
    expect(read.map(({ document }) => document.path)).toEqual([1, 2, 3].map((n) => `${path}#${n}`));
    const locked = await put('locked.pdf', await pdfOf([{ width: 60, height: 80 }], 'x'));
    expect(account(await readAll([locked, path]))).toEqual([
      expect.stringContaining('wants a password'),
      ...[1, 2, 3].map((n) => [`book_000${n}`, 2]),
    ]);
  });

  it('a TIFF of several images, of which a broken one is named', async () => {
    const path = await put('roll.tif', tiffOf([scan(60, 80), scan(60, 80), scan(60, 80), scan(60, 80)], [2]));
    const [, , third, fourth] = account(await readAll([path]));
    expect(third).toContain("can't be decoded");
    expect(fourth).toEqual(['roll_0004', 2]);
  });

  it('a manifest', async () => {
    const picture = await encodePng(scan(60, 80));
    const server = await serving((request, response) => {
      if (request.url === '/m/manifest') {
        const items = [1, 2].map((n) => ({ items: [{ items: [{ body: { id: `${server.url}/${n}.png` } }] }] }));
        response.end(JSON.stringify({ type: 'Manifest', items }));
      } else if (request.url === '/1.png') response.end(picture);
      else response.writeHead(404).end();
    });
    try {
      const read = await readAll([`${server.url}/m/manifest`], { cache: join(folder, 'cache') });
      expect(account(read)).toEqual([['m_0001', 2], expect.stringContaining('answers 404')]);
    } finally {
      await server.close();
    }
  });
});

describe('page or line', () => {
  const kindsOf = async (paths: readonly string[], options: FindOptions = {}) =>
    (await findDocuments(paths, options)).documents.map(({ kind, key }) => [kind, key]);

  it('is found out by the shape, unless it is said', async () => {
    const page = await put('shapes/page.png', await encodePng(scan(400, 600)));
    const line = await put('shapes/line.png', await encodePng(scan(400, 60)));
    expect(await kindsOf([page, line])).toEqual([
      ['line', 'line'],
      ['unsegmented', 'page'],
    ]);
    expect(await kindsOf([page, line], { lines: true })).toEqual([
      ['line', 'page'],
      ['line', 'line'],
    ]);
    expect(await kindsOf([page, line], { pages: true })).toEqual([
      ['unsegmented', 'page'],
      ['unsegmented', 'line'],
    ]);
    await expect(findDocuments([page], { lines: true, pages: true })).rejects.toThrow('say the opposite');
  });

  it('a folder has PDFs too, but for those that are its images once more', async () => {
    await put('both/a.png', await encodePng(scan(400, 60)));
    for (const name of ['a', 'b']) await put(`both/${name}.pdf`, await pdfOf([{ width: 60, height: 80 }]));
    const { documents, passedOver } = await findDocuments([join(folder, 'both')]);
    expect(documents.map(({ key }) => key)).toEqual(['a', 'b_0001']);
    expect(passedOver).toEqual([join(folder, 'both', 'a.pdf')]);
  });

  it('lines are found as ductus finds them where nothing else is given to do it', async () => {
    const white = { width: 600, height: 800, data: new Uint8Array(600 * 800).fill(255) };
    const { documents } = await findDocuments([await put('white.png', await encodePng(white))]);
    for await (const read of readDocuments(recognizer, documents)) {
      expect(read).toMatchObject({ page: { regions: [] }, skipped: [], notes: [expect.stringMatching(/\.$/)] });
    }
  });

  it('a description without lines says only that its image is a page', async () => {
    await put('bare/a.png', await encodePng(scan(400, 60)));
    const size = 'imageFilename="a.png" imageWidth="400" imageHeight="60"';
    const bare = await put('bare/a.xml', `<PcGts><Page ${size}><TextRegion id="r"/></Page></PcGts>`);
    for (const path of [bare, join(folder, 'bare'), join(folder, 'bare', 'a.png')]) {
      const { documents, notes } = await findDocuments([path]);
      expect(documents.map(({ kind, key }) => [kind, key])).toEqual([['unsegmented', 'a']]);
      expect(notes).toEqual([expect.stringContaining('a.xml describes a page without lines')]);
    }
    expect(account(await readAll([bare]))).toEqual([['a', 2]]);
  });

  it('results that lie in the folder that is read are not read again, unless they are named', async () => {
    await put('within/a.png', await encodePng(scan(400, 60)));
    await put('within/read/a.png', await encodePng(scan(400, 60)));
    const [from, out] = [join(folder, 'within'), join(folder, 'within', 'read')];
    const keysOf = async (path: string, options = {}) =>
      (await findDocuments([path], options)).documents.map(({ key }) => key);
    expect(await keysOf(from, { out })).toEqual(['a']);
    expect(await keysOf(from)).toEqual(['a', join('read', 'a')]);
    expect(await keysOf(out, { out })).toEqual(['a']);
  });

  it('of several descriptions of an image one is read: one with lines, else the first', async () => {
    await put('twice/a.png', await encodePng(scan(400, 60)));
    await put('twice/b.png', await encodePng(scan(400, 60)));
    const page = (name: string, inside = '') =>
      `<PcGts><Page imageFilename="../${name}.png" imageWidth="400" imageHeight="60"><TextRegion id="r">${inside}</TextRegion></Page></PcGts>`;
    for (const name of ['a', 'b'])
      for (const part of ['one', 'two']) await put(`twice/${part}/${name}.xml`, page(name));
    await put('twice/two/b.xml', page('b', '<TextLine id="l"><Coords points="0,0 9,0 9,9"/></TextLine>'));
    const { documents, passedOver } = await findDocuments([join(folder, 'twice')]);
    expect(documents.map(({ kind, key }) => [kind, key])).toEqual([
      ['page', join('two', 'b')],
      ['unsegmented', join('one', 'a')],
    ]);
    expect(passedOver).toEqual([join(folder, 'twice', 'one', 'b.xml'), join(folder, 'twice', 'two', 'a.xml')]);
  });
});

it('nothing is kept of pages that were read and written', async () => {
  const count = cases(100, 300);
  const pages = Array.from({ length: count }, (_, n) => scan(40, 60, n));
  const path = await put('many.tif', tiffOf(pages));
  const { documents } = await findDocuments([path]);
  const results = await ResultFolder.open(join(folder, 'many'), documents, { formats: ['txt', 'page'], reading: 'x' });
  const seen: WeakRef<object>[] = [];
  const watched: LineFinder = {
    ...halves,
    findLines(raster, options) {
      seen.push(new WeakRef(raster));
      return halves.findLines(raster, options);
    },
  };
  const alive = async () => {
    // What the last turn of the loop held is let go of first.
    await new Promise((done) => setTimeout(done, 0));
    collectGarbage();
    return seen.filter((reference) => reference.deref() !== undefined).length;
  };
  let most = 0;
  let done = 0;
  for await (const document of readDocuments(recognizer, documents, { finder: watched, threads: 1 })) {
    if ('problem' in document) throw new Error(document.problem.reason);
    seen.push(new WeakRef(document.page));
    await results.write(document);
    if (++done % 50 === 0) most = Math.max(most, await alive());
  }
  expect(done).toBe(count);
  // The raster and the page of the last two at most.
  expect(most).toBeLessThanOrEqual(4);
  expect(await results.writeTable()).toBe(2 * count);
});

it('with threads, pages are worked on beside each other, and come in their order as one by one', async () => {
  const path = await put('beside.pdf', await pdfOf([scan(40, 60), scan(42, 60), scan(44, 60), scan(46, 60)]));
  const { documents } = await findDocuments([path]);
  await using beside = await Recognizer.load(untrainedModel(), { threads: 2 });
  let begun: (isBeside: boolean) => void = () => undefined;
  let isBeside = false;
  const second = new Promise<boolean>((resolve) => (begun = resolve));
  const seen: (boolean | undefined)[] = [];
  const finder: LineFinder = {
    ...halves,
    async findLines(light, options) {
      // The first page waits for the second one, if not for ever.
      if (seen.push(options?.beside) === 1) isBeside = await Promise.race([second, passed(5000, false)]);
      else begun(true);
      return halves.findLines(light, options);
    },
  };
  const read: (ReadDocument | UnreadDocument)[] = [];
  for await (const document of readDocuments(beside, documents, { finder })) read.push(document);
  expect([isBeside, ...seen]).toEqual([true, true, true, true, true]);
  expect(textsOf(read)).toEqual(textsOf(await readAll([path])));
});

it('a signal ends it after the page that is read', async () => {
  const path = await put('ended.tif', tiffOf([scan(40, 60), scan(41, 60), scan(42, 60)]));
  const { documents } = await findDocuments([path]);
  const controller = new AbortController();
  const keys: string[] = [];
  const reading = async () => {
    const options = { finder: halves, threads: 1, signal: controller.signal };
    for await (const { document } of readDocuments(recognizer, documents, options)) {
      keys.push(document.key);
      controller.abort(new Error('enough'));
    }
  };
  await expect(reading()).rejects.toThrow('enough');
  expect(keys).toEqual(['ended_0001']);
});
