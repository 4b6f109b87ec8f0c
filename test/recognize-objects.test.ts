/** recognize from S3 to S3, as a command (it must be built: npx tsdown). */
import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTsv } from '../src/formats/index.js';
import { encodePng } from '../src/runtime/index.js';
import { pdfOf, scan } from './documents.js';
import { temporaryFolder } from './lines.js';
import { type S3Server, s3Environment, s3Server } from './s3-server.js';
import { writingModel } from './service.js';

let folder: string;
let server: S3Server;
const names = ['box1/a', 'box1/b', 'box2/ä & c'];

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await s3Server();
  await writeFile(join(folder, 'model.onnx'), writingModel());
  for (const [n, name] of names.entries()) put(`pages/${name}.png`, await encodePng(scan(160, 24, n)));
  put('pages/readme.md', new Uint8Array(3));
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function put(key: string, bytes: Uint8Array, etag = `"${key}"`): void {
  server.objects.set(key, { bytes: Buffer.from(bytes), etag, writer: undefined });
}

const textOf = (key: string) => server.objects.get(key)?.bytes.toString() ?? '';
const keysIn = (prefix: string) => [...server.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
const downloads = (from: number) => server.asked.slice(from).filter((line) => /^GET [^?]*\.(?:png|pdf)/.test(line));

/** As people do who have a store that is not Amazon's: where it is comes from the environment. */
function recognize(out: string, ...flags: readonly string[]) {
  const args = [
    'recognize',
    'model.onnx',
    's3://archive/pages/',
    '--out',
    `s3://archive/${out}/`,
    '--threads',
    '1',
    ...flags,
  ];
  const child = spawn(process.execPath, [resolve('bin', 'ductus.js'), ...args], {
    cwd: folder,
    env: { ...process.env, ...s3Environment, AWS_ENDPOINT_URL: server.url, NODE_NO_WARNINGS: '1' },
  });
  const result = { code: null as number | null, out: '', err: '' };
  child.stdout.on('data', (chunk) => (result.out += chunk));
  child.stderr.on('data', (chunk) => (result.err += chunk));
  return new Promise<typeof result>((done) => child.on('close', (code) => done({ ...result, code })));
}

it('reads what a prefix has, writes beside it, and names objects by their addresses', async () => {
  const { code, out, err } = await recognize('read', '--format', 'txt', '--format', 'page');
  expect([code, err]).toEqual([0, expect.not.stringContaining('skipped')]);
  expect(out).toContain('3 texts written to s3://archive/read/, all of them in s3://archive/read/recognized.tsv');
  expect(keysIn('read/').filter((key) => !key.includes('ductus-results/'))).toEqual(
    [...names.flatMap((name) => [`read/${name}.txt`, `read/${name}.xml`]), 'read/recognized.tsv'].sort(),
  );
  expect(
    readTsv(textOf('read/recognized.tsv'))
      .map(({ image }) => image)
      .sort(),
  ).toEqual(names.map((name) => `s3://archive/pages/${name}.png`).sort());
  expect(textOf('read/box1/a.xml')).toContain('imageFilename="../../pages/box1/a.png"');
});

it('fetches and reads nothing again but what is new', async () => {
  put('pages/box3/new.png', await encodePng(scan(170, 24, 9)));
  const from = server.asked.length;
  const { code, out } = await recognize('read', '--format', 'txt', '--format', 'page');
  expect([code, out]).toEqual([0, expect.stringContaining('4 texts written')]);
  expect(out).toContain('3 files and pages read before');
  expect(downloads(from)).toEqual([expect.stringContaining('/archive/pages/box3/new.png')]);
  server.objects.delete('pages/box3/new.png');
});

it('what lies beside the pages of an export, changed, is no reason to end', async () => {
  put('pages/metadata.xml', Buffer.from('<trpDocMetadata/>'));
  const first = await recognize('export');
  expect([first.code, first.err]).toEqual([0, '']);
  put('pages/metadata.xml', Buffer.from('<trpDocMetadata/>'), '"another"');
  const { code, err } = await recognize('export');
  server.objects.delete('pages/metadata.xml');
  expect([code, err]).toEqual([0, '']);
});

it('divides objects among machines, and one who comes after has the table of all', async () => {
  for (const n of [1, 2]) expect(await recognize('parts', '--shard', `${n}/2`)).toMatchObject({ code: 0 });
  const tables = [1, 2].flatMap((n) => readTsv(textOf(`parts/recognized.${n}-of-2.tsv`)));
  expect(tables.map(({ image }) => image).sort()).toEqual(names.map((name) => `s3://archive/pages/${name}.png`).sort());
  const from = server.asked.length;
  expect((await recognize('parts')).out).toContain('3 files and pages read before');
  expect(downloads(from)).toEqual([]);
  expect(readTsv(textOf('parts/recognized.tsv'))).toHaveLength(3);
});

it('replaces nothing of somebody else unless told to', async () => {
  put('taken/box1/b.txt', new TextEncoder().encode('mine'));
  const { code, err } = await recognize('taken');
  expect([code, err]).toEqual([1, expect.stringContaining('s3://archive/taken/box1/b.txt: it is there already')]);
  expect(err).toContain('--overwrite');
  expect(keysIn('taken/')).toEqual(['taken/box1/b.txt']);
  expect((await recognize('taken', '--overwrite')).code).toBe(0);
  expect(textOf('taken/box1/b.txt')).not.toBe('mine');
});

it('says what could not be read by its address, and tries it again the next time', async () => {
  put('pages/bad.png', new TextEncoder().encode('no image'));
  put('pages/book.pdf', await pdfOf([1, 2].map((n) => ({ width: 60, height: 80, image: scan(120, 160, n) }))));
  const { code, err } = await recognize('again', '--method', 'classical');
  expect([code, err]).toEqual([1, expect.stringContaining('skipped s3://archive/pages/bad.png')]);
  expect(err).not.toContain('/tmp/');
  expect(keysIn('again/book')).toEqual(['again/book_0001.txt', 'again/book_0002.txt']);
  put('pages/bad.png', await encodePng(scan(150, 24)), 'mended');
  expect(await recognize('again', '--method', 'classical')).toMatchObject({ code: 0 });
  expect(keysIn('again/bad')).toEqual(['again/bad.txt']);
});
