/** What the app's server gives, and what it refuses. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placesIn } from './places.js';
import { pathOf } from './served-file.js';
import { close, createSite, listen } from './site.js';

let root: string;
let server: Server;
let port: number;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ductus-site-'));
  const files = {
    'dist/app/index.html': '<!doctype html>',
    'dist/app/assets/main-1.js': 'let plain',
    'dist/app/assets/main-1.js.br': 'brotli',
    'dist/app/assets/main-1.js.gz': 'gzip',
    'dist/app/.hidden': 'hidden',
    'models/a.onnx': 'model',
    'dist/web/index.js': 'library',
    'package.json': 'outside',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  }
  server = createSite({ folder: join(root, 'dist/app'), elsewhere: placesIn(root) });
  port = await listen(server, 0);
});

afterAll(async () => {
  await close(server);
  await rm(root, { recursive: true });
});

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(path: string, { method = 'GET', ...headers }: Readonly<Record<string, string>> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const all = { host: `localhost:${port}`, ...headers };
    const asked = request({ host: '127.0.0.1', port, path, method, headers: all }, (response) => {
      let body = '';
      response.on('data', (part) => (body += part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    asked.on('error', reject).end();
  });
}

describe('the server of the app', () => {
  it('gives the page at its address, isolated, with a strict policy, and nothing guessed', async () => {
    const { status, headers, body } = await ask('/');
    expect([status, body]).toEqual([200, '<!doctype html>']);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*; frame-ancestors 'none'$/);
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
    expect(headers['content-security-policy']).not.toContain("'unsafe-eval'");
  });

  it.each([
    ['br, gzip', 'brotli', 'br'],
    ['gzip, deflate', 'gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip', 'gzip'],
    ['identity', 'let plain', undefined],
  ])('gives what is compressed to who takes it: %s', async (accepted, body, encoding) => {
    const reply = await ask('/assets/main-1.js?v=1', { 'accept-encoding': accepted });
    expect([reply.body, reply.headers['content-encoding']]).toEqual([body, encoding]);
    expect(reply.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(reply.headers.vary).toBe('accept-encoding');
    expect(reply.headers['cache-control']).toContain('immutable');
  });

  it('gives nothing again that the browser has, and no body to HEAD', async () => {
    const { headers } = await ask('/index.html');
    expect(await ask('/index.html', { 'if-none-match': `${headers.etag}` })).toMatchObject({ status: 304, body: '' });
    expect(await ask('/index.html', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it('finds models and the library where the package has them', async () => {
    expect(await ask('/models/a.onnx')).toMatchObject({ status: 200, body: 'model' });
    expect(await ask('/library-0123abcd/index.js')).toMatchObject({ status: 200, body: 'library' });
    expect(await ask('/models/b.onnx')).toMatchObject({ status: 404 });
  });

  it.each([
    '/../package.json',
    '/assets/../../../package.json',
    '/%2e%2e/package.json',
    '/..%2f..%2fpackage.json',
    '/models/../package.json',
    '/models/..\\..\\package.json',
    '/.hidden',
    '//package.json',
    '/assets',
    '/assets/',
    '/index.html%00.js',
  ])('leads nowhere out of its folder: %s', async (path) => {
    expect(await ask(path)).toMatchObject({ status: 404 });
  });

  it('answers to the name localhost only, so that no other site can ask it', async () => {
    expect(await ask('/', { host: `evil.example:${port}` })).toMatchObject({ status: 403 });
    expect(await ask('/', { host: 'localhost' })).toMatchObject({ status: 403 });
    const { status, headers } = await ask('/?a', { host: `127.0.0.1:${port}` });
    expect([status, headers.location]).toEqual([308, `http://localhost:${port}/?a`]);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('takes nothing: %s', async (method) => {
    expect(await ask('/', { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('says that a port is taken', async () => {
    const second = createSite({ folder: root });
    await expect(listen(second, port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

it('names of the build are paths', () => {
  expect(pathOf('/')).toBe('index.html');
  expect(pathOf('/assets/main-D_-9.js?x#y')).toBe('assets/main-D_-9.js');
  expect(pathOf('http://elsewhere/')).toBeUndefined();
});
