/** The browser app behind the service. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/lines.js';
import { requestOf } from '../../../test/service.js';
import { appFile } from './app-files.js';

let root: string;
let folder: string;

beforeAll(async () => {
  root = await temporaryFolder();
  folder = join(root, 'dist/app');
  const files = {
    'dist/app/index.html': '<!doctype html>',
    'dist/app/assets/main-1.js': 'let plain',
    'dist/app/assets/main-1.js.gz': 'gzip',
    'models/a.onnx': 'model',
    'secret.txt': 'outside',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  }
});

afterAll(() => rm(root, { recursive: true }));

const ask = (path: string, init: RequestInit = {}) => appFile(folder, requestOf(path, init));

it('is given with the headers that it has anywhere', async () => {
  const page = await ask('/');
  expect(await page?.text()).toBe('<!doctype html>');
  expect(page?.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/);
  expect(page?.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  expect(await (await ask('/models/a.onnx'))?.text()).toBe('model');
  // By which the app knows that it is a service that it comes from.
  expect(page?.headers.get('link')).toBe('<openapi.json>; rel="service-desc"');
});

it('is given compressed to who takes it, and not again to who has it', async () => {
  const script = await ask('/assets/main-1.js', { headers: { 'accept-encoding': 'gzip' } });
  expect([script?.headers.get('content-encoding'), await script?.text()]).toEqual(['gzip', 'gzip']);
  const again = await ask('/', {
    headers: { 'if-none-match': `${(await ask('/', { method: 'HEAD' }))?.headers.get('etag')}` },
  });
  expect([again?.status, await again?.text()]).toEqual([304, '']);
});

it.each([
  '/../../secret.txt',
  '/%2e%2e/%2e%2e/secret.txt',
  '/..%2f..%2fsecret.txt',
  '/models/../secret.txt',
  '/nothing.js',
  '/assets',
])('leads nowhere else: %s', async (path) => {
  expect(await ask(path)).toBeUndefined();
});

it('is not there where no folder is named, nor for what is sent', async () => {
  expect(await appFile(undefined, requestOf('/'))).toBeUndefined();
  expect(await ask('/', { method: 'POST' })).toBeUndefined();
});
