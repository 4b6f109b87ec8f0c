import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pdfOf, scan, tiffOf } from '../../../test/documents.js';
import { drawLines, temporaryFolder } from '../../../test/lines.js';
import { s3Environment, s3Server } from '../../../test/s3-server.js';
import { writingModel } from '../../../test/service.js';
import { openStore } from '../../objects/index.js';
import type { DocumentToRead } from '../../recognition/node.js';
import type { Reading } from '../queue/reading-job.js';
import { type DocumentOutcome, DocumentReader } from './document-reader.js';
import { languageHashOf, putModel } from './models-by-hash.js';
import { storedDocuments } from './stored-pages.js';
import { WorkerMetrics } from './worker-metrics.js';

let folder: string;
let reading: Reading;

beforeAll(async () => {
  folder = await temporaryFolder();
  await drawLines(join(folder, 'lines'), 2);
  const store = await openStore(join(folder, 'read'));
  const none = { language: 'none', tuned: null } as const;
  reading = {
    ...{ out: store.address, model: await putModel(store, writingModel()), layout: null, ...none },
    ...{ languageHash: await languageHashOf(none), formats: ['txt', 'page'], upright: false, rightToLeft: null },
  };
});

afterAll(() => rm(folder, { recursive: true }));

const line = (name: string, key = name): DocumentToRead => ({
  kind: 'line',
  path: join(folder, 'lines', `${name}.png`),
  key,
});

async function read(documents: readonly DocumentToRead[], other: Partial<Reading> = {}): Promise<DocumentOutcome[]> {
  const reader = await DocumentReader.open({ ...reading, ...other }, { models: join(folder, 'models'), threads: 1 });
  try {
    const job = { trace: 'a trace', reading, documents, deaths: 0, round: 0 };
    const outcomes: DocumentOutcome[] = [];
    for await (const outcome of reader.read(job, new AbortController().signal)) outcomes.push(outcome);
    return outcomes;
  } finally {
    await reader.dispose();
  }
}

const written = () => readdir(join(folder, 'read'));

it('writes files and a record of each document, once', async () => {
  const documents = [line('doc0_000'), line('doc0_001'), line('nowhere')];
  const metrics = new WorkerMetrics();
  const outcomes = await read(documents);
  for (const outcome of outcomes) metrics.document(outcome);
  expect(outcomes.map(({ key, ...outcome }) => [key, 'isNew' in outcome && outcome.isNew]).sort()).toEqual([
    ['doc0_000', true],
    ['doc0_001', true],
    ['nowhere', false],
  ]);
  expect(await written()).toEqual(expect.arrayContaining(['doc0_000.txt', 'doc0_000.xml', 'doc0_001.txt']));
  const record: unknown = JSON.parse(await readFile(join(folder, 'read', 'records', 'doc0_000.json'), 'utf8'));
  expect(record).toMatchObject({ key: 'doc0_000', model: reading.model, trace: 'a trace', lines: 1 });
  expect(metrics.text(undefined)).toMatch(/^ductus_worker_pages_read_total 2$/m);
  expect(metrics.text(undefined)).toMatch(/^ductus_worker_expected_cer 0?\.?\d+/m);
  const before = await stat(join(folder, 'read', 'doc0_000.txt'));
  const again = await read(documents.slice(0, 2));
  expect(again.map((outcome) => 'isNew' in outcome && outcome.isNew)).toEqual([false, false]);
  expect((await stat(join(folder, 'read', 'doc0_000.txt'))).mtimeMs).toBe(before.mtimeMs);
});

it('reads again what has changed, and leaves the results of another document of the same name', async () => {
  await copyFile(line('doc0_001').path, line('doc0_000').path);
  expect(await read([line('doc0_000')])).toMatchObject([{ isNew: true }]);
  expect(await read([line('doc0_001', 'doc0_000')])).toMatchObject([{ reason: expect.stringContaining('same name') }]);
});

it('of two documents of one name that are read at the same time, writes one', async () => {
  const documents = ['doc0_000', 'doc0_001'].map((name) => line(name, 'twin'));
  const outcomes = (await Promise.all(documents.map((document) => read([document])))).flat();
  const reasons = outcomes.flatMap((outcome) => ('reason' in outcome ? [outcome.reason] : []));
  expect(reasons).toEqual([expect.stringContaining('same name')]);
  const taken = outcomes.findIndex((outcome) => 'record' in outcome);
  const record: unknown = JSON.parse(await readFile(join(folder, 'read', 'records', 'twin.json'), 'utf8'));
  expect(record).toMatchObject({ path: documents[taken]?.path });
});

it('goes on with a name that the same document took before something ended its reader, and writes over no other', async () => {
  await writeFile(join(folder, 'read', 'records', 'begun.json'), JSON.stringify({ path: line('doc0_000').path }));
  expect(await read([line('doc0_001', 'begun')])).toMatchObject([{ reason: expect.stringContaining('same name') }]);
  expect(await read([line('doc0_000', 'begun')])).toMatchObject([{ isNew: true }]);
});

it('reads pages that lie in a store of objects', async () => {
  const { documents } = await storedDocuments(pathToFileURL(join(folder, 'lines')).href, true);
  expect(documents.map(({ key }) => key)).toEqual(['doc0_000', 'doc0_001']);
  const renamed = documents.map((document) => ({ ...document, key: `stored/${document.key}` }));
  expect(await read(renamed)).toMatchObject([{ isNew: true }, { isNew: true }]);
  expect(await readFile(join(folder, 'read', 'stored', 'doc0_000.xml'), 'utf8')).toContain('file:///');
  expect(await read(renamed)).toMatchObject([{ isNew: false }, { isNew: false }]);
});

it('reads each page of the PDFs and TIFFs of a store, and says what it leaves out', async () => {
  const below = join(folder, 'scans');
  await mkdir(join(below, 'inner'), { recursive: true });
  await writeFile(
    join(below, 'book.pdf'),
    await pdfOf([0, 1].map((seed) => ({ width: 300, height: 400, image: scan(300, 400, seed) }))),
  );
  await writeFile(join(below, 'inner', 'plans.tif'), tiffOf([scan(300, 400), scan(320, 400), scan(340, 400)]));
  await writeFile(join(below, 'inner', 'notes.xml'), '<PcGts/>');
  const { documents, passedOver } = await storedDocuments(pathToFileURL(below).href, false);
  const keys = ['book_0001', 'book_0002', 'inner/plans_0001', 'inner/plans_0002', 'inner/plans_0003'];
  expect([documents.map(({ key }) => key).sort(), passedOver]).toEqual([keys, ['inner/notes.xml']]);
  const outcomes = await read(documents);
  expect(outcomes.map((outcome) => [outcome.key, 'isNew' in outcome && outcome.isNew]).sort()).toEqual(
    keys.map((key) => [key, true]),
  );
  const xml = await readFile(join(folder, 'read', 'inner', 'plans_0003.xml'), 'utf8');
  expect(xml).toContain('imageWidth="340"');
});

it('reads objects by odd names, leaves those out that can have none, and of a job that has them reads all others', async () => {
  Object.assign(process.env, s3Environment);
  const server = await s3Server();
  try {
    const bytes = await readFile(line('doc0_000').path);
    const names = ['what?.png', '100% #1.png', 'a//b.png', 'back\\slash.png'];
    for (const name of names) server.objects.set(`pages/${name}`, { bytes, etag: '"x"', writer: undefined });
    const { documents, impossible } = await storedDocuments(server.address, true);
    expect([documents.map(({ key }) => key).sort(), [...impossible].sort()]).toEqual([
      ['100% #1', 'what?'],
      ['a//b.png', 'back\\slash.png'],
    ]);
    const [store, key] = [server.address, 'a//b.png'];
    const odd = { kind: 'line', path: `${store}/${key}`, key: 'a//b', object: { store, key } } as const;
    const away = { kind: 'line', path: 'ftp://example.org/a.png', key: 'away' } as const;
    const outcomes = await read([odd, away, ...documents, line('doc0_001', 'back\\slash')]);
    expect(outcomes.map((outcome) => [outcome.key, 'reason' in outcome ? outcome.reason : outcome.isNew])).toEqual(
      expect.arrayContaining([
        ['a//b', expect.stringContaining('must be parts with /')],
        ['away', expect.stringContaining('not at ftp://')],
        ['back\\slash', expect.stringContaining('must be parts with /')],
        ['what?', true],
        ['100% #1', true],
      ]),
    );
  } finally {
    await server.close();
  }
});

it('says that the place of the results is full, and writes all once there is room', async () => {
  Object.assign(process.env, s3Environment);
  const server = await s3Server();
  try {
    const store = await openStore(server.address);
    await putModel(store, writingModel());
    store.dispose();
    server.isFull = true;
    const documents = [line('doc0_000'), line('doc0_001')];
    const there = { out: server.address };
    await expect(read(documents, there)).rejects.toMatchObject({
      name: 'ObjectError',
      message: expect.stringMatching(/InsufficientStorage|507/),
    });
    const records = () => [...server.objects.keys()].filter((key) => key.includes('records/'));
    expect(records()).toEqual([]);
    server.isFull = false;
    expect(await read(documents, there)).toMatchObject([{ isNew: true }, { isNew: true }]);
    expect(records()).toHaveLength(2);
  } finally {
    await server.close();
  }
});

it('says that a model is gone, or another, and that languages differ', async () => {
  const away = { model: 'b'.repeat(64) };
  await expect(read([], away)).rejects.toMatchObject({ code: 'queue/model' });
  const store = await openStore(join(folder, 'read'));
  await store.write(`models/${away.model}.onnx`, new Uint8Array(3));
  await expect(read([], away)).rejects.toMatchObject({ code: 'queue/model' });
  await expect(read([], { languageHash: 'c'.repeat(64) })).rejects.toMatchObject({ code: 'queue/languages' });
});
