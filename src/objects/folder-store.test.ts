import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { type ObjectStore, openStore } from './index.js';

let folder: string;
let store: ObjectStore;
const bytes = (text: string) => new TextEncoder().encode(text);
const keysOf = async (prefix?: string) => {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
};

beforeAll(async () => {
  folder = await temporaryFolder();
  store = await openStore(join(folder, 'store'));
});

afterAll(() => rm(folder, { recursive: true }));

it('a store that nothing was written to has nothing', async () => {
  expect(await keysOf()).toEqual([]);
  expect(await store.head('a')).toBeUndefined();
  await expect(store.read('a')).rejects.toMatchObject({ code: 'object/not-found' });
  await store.remove('a');
});

it('gives what was written, whole and piece by piece, and the newest of it', async () => {
  expect(await store.write('deep/er/a.txt', bytes('first'))).toBe('written');
  expect(await store.write('deep/er/a.txt', bytes('second'))).toBe('written');
  expect(new TextDecoder().decode(await store.read('deep/er/a.txt'))).toBe('second');
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.readStream('deep/er/a.txt')) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('second');
  expect(await store.head('deep/er/a.txt')).toEqual({ key: 'deep/er/a.txt', size: 6 });
  await store.remove('deep/er/a.txt');
  await expect(store.read('deep/er/a.txt')).rejects.toThrow('no such object');
});

it('lists by the beginnings of keys, in their order, and nothing that is half written', async () => {
  for (const key of ['p/b/1', 'p/b.x', 'p/a', 'p/bc', 'q']) await store.write(key, bytes(key));
  await writeFile(join(folder, 'store', 'p', '.a.0123abcd.tmp'), 'half');
  expect(await keysOf('p/')).toEqual(['p/a', 'p/b.x', 'p/b/1', 'p/bc']);
  expect(await keysOf('p/b')).toEqual(['p/b.x', 'p/b/1', 'p/bc']);
  expect(await keysOf('p/b/')).toEqual(['p/b/1']);
  expect(await keysOf('none/')).toEqual([]);
  expect((await keysOf()).at(-1)).toBe('q');
});

it('of many that write if nothing is there, one does, and its object stays', async () => {
  const writes = Array.from({ length: 20 }, (_, n) => store.write('once', bytes(`by ${n}`), { ifAbsent: true }));
  const answers = await Promise.all(writes);
  expect(answers.filter((answer) => answer === 'written')).toHaveLength(1);
  const winner = answers.indexOf('written');
  expect(new TextDecoder().decode(await store.read('once'))).toBe(`by ${winner}`);
  expect(await store.write('once', bytes('late'), { ifAbsent: true })).toBe('there already');
  expect((await readdir(join(folder, 'store'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

describe('is no key', () => {
  it.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', './a', 'a\\b', 'a\0b', 'ä'.repeat(600)])('%j', async (key) => {
    await expect(store.read(key)).rejects.toMatchObject({ code: 'object/key' });
    await expect(store.write(key, bytes('x'))).rejects.toMatchObject({ code: 'object/key' });
  });
});

it('a folder is no object, and its address may be that of a file', async () => {
  await mkdir(join(folder, 'store', 'folder'), { recursive: true });
  expect(await store.head('folder')).toBeUndefined();
  const same = await openStore(pathToFileURL(join(folder, 'store')).href);
  expect(same.address).toBe(store.address);
});

it('an address of another kind is refused', async () => {
  await expect(openStore('ftp://example.org/x')).rejects.toMatchObject({ code: 'object/address' });
});
