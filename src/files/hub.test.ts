import { readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { hubFiles } from './hub.js';

const contents: Readonly<Record<string, Uint8Array>> = {
  'data/train-00000-of-00001.parquet': Uint8Array.from({ length: 100_000 }, (_, i) => i % 251),
  'data/test-00000-of-00001.parquet': Uint8Array.of(1, 2, 3),
  'README.md': Uint8Array.of(35),
};
let server: Server;
let url: string;
let cache: string;
const asked: string[] = [];

beforeAll(async () => {
  cache = await temporaryFolder();
  server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url as string, 'http://localhost').pathname);
    asked.push(path);
    if (path.startsWith('/api/datasets/owner/lines/tree/main')) {
      const files = Object.entries(contents).map(([name, bytes]) => ({
        type: 'file',
        path: name,
        size: bytes.length,
        oid: 'x',
      }));
      response.setHeader('content-type', 'application/json').end(JSON.stringify(files));
      return;
    }
    const bytes = contents[/^\/datasets\/owner\/lines\/(?:resolve|raw)\/main\/(.+)$/.exec(path)?.[1] ?? ''];
    if (!bytes) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Not found"}');
      return;
    }
    const [, from = '0', to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    const end = to ? Math.min(bytes.length - 1, Number(to)) : bytes.length - 1;
    const headers = {
      etag: '"x"',
      'accept-ranges': 'bytes',
      'content-length': String(end + 1 - Number(from)),
      'content-range': `bytes ${from}-${end}/${bytes.length}`,
    };
    response.writeHead(request.headers.range ? 206 : 200, headers);
    response.end(request.method === 'HEAD' ? undefined : bytes.subarray(Number(from), end + 1));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise((done) => server.close(done));
  await rm(cache, { recursive: true });
});

it('fetches the Parquet files of a data set, or of a part of it, once', async () => {
  const [train] = (await hubFiles('hf://owner/lines/train', { url, cache })) as [string];
  expect(train).toBe(join(cache, 'owner', 'lines', 'main', 'data', 'train-00000-of-00001.parquet'));
  expect(new Uint8Array(await readFile(train))).toEqual(contents['data/train-00000-of-00001.parquet']);
  expect(asked.some((path) => path.includes('test-00000'))).toBe(false);
  const all = await hubFiles('hf://owner/lines', { url, cache });
  expect(all.length).toBe(2);
  const before = asked.length;
  expect(await hubFiles('hf://owner/lines', { url: 'http://127.0.0.1:1', cache })).toEqual(all);
  expect(asked.length).toBe(before);
});

it.each([
  ['hf://owner/none', 'there is no such data set, or it is private (then set HF_TOKEN)'],
  ['hf://owner/lines/validation', 'no file is part of validation; there are data/test'],
  ['hf://owner', 'a data set is named hf://OWNER/NAME'],
  ['hf://owner/../x', 'a data set is named hf://OWNER/NAME'],
])('%s is an error: %s', async (name, message) => {
  await expect(hubFiles(name, { url, cache })).rejects.toThrow(message);
});

it('says when the Hub can not be reached', async () => {
  await expect(hubFiles('hf://owner/other', { url: 'http://127.0.0.1:1', cache })).rejects.toThrow(
    "hf://owner/other: it can't be fetched",
  );
});
