import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { type S3Server, s3Environment, s3Server } from '../../test/s3-server.js';
import { type ObjectStore, openStore } from './index.js';

let folder: string;
let server: S3Server;
const stores = new Map<string, ObjectStore>();
const before = { ...process.env };
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (contents: Uint8Array) => new TextDecoder().decode(contents);

async function keysOf(store: ObjectStore, prefix?: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

beforeAll(async () => {
  Object.assign(process.env, s3Environment);
  folder = await temporaryFolder();
  server = await s3Server();
  stores.set('a folder', await openStore(join(folder, 'store')));
  stores.set('S3', await openStore(server.address));
});

afterEach(() => {
  server.faults.length = 0;
});

afterAll(async () => {
  for (const store of stores.values()) store.dispose();
  for (const name of Object.keys(s3Environment)) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  await server.close();
  await rm(folder, { recursive: true });
});

describe.each(['a folder', 'S3'])('%s', (kind) => {
  let store: ObjectStore;
  beforeAll(() => {
    store = stores.get(kind) as ObjectStore;
  });

  it('that nothing was written to has nothing', async () => {
    expect(await keysOf(store)).toEqual([]);
    expect(await store.head('a')).toBeUndefined();
    await expect(store.read('a')).rejects.toMatchObject({ code: 'object/not-found' });
    await store.remove('a');
  });

  it('gives what was written, whole and piece by piece, and the newest of it', async () => {
    expect(await store.write('deep/er/ä & <b>.txt', bytes('first'))).toBe('written');
    expect(await store.write('deep/er/ä & <b>.txt', bytes('second'))).toBe('written');
    expect(text(await store.read('deep/er/ä & <b>.txt'))).toBe('second');
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.readStream('deep/er/ä & <b>.txt')) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('second');
    expect(await store.head('deep/er/ä & <b>.txt')).toMatchObject({ key: 'deep/er/ä & <b>.txt', size: 6 });
    expect(await keysOf(store)).toEqual(['deep/er/ä & <b>.txt']);
    await store.remove('deep/er/ä & <b>.txt');
    await expect(store.read('deep/er/ä & <b>.txt')).rejects.toThrow('no such object');
  });

  it('takes names as long as a disk does, written if absent too', async () => {
    const key = `${'ä'.repeat(120)}.json`;
    expect(await store.write(key, bytes('x'), { ifAbsent: true })).toBe('written');
    await store.remove(key);
  });

  it('lists by the beginnings of keys, in their order', async () => {
    for (const key of ['p/b/1', 'p/b.x', 'p/a', 'p/bc', 'q']) await store.write(key, bytes(key));
    expect(await keysOf(store, 'p/')).toEqual(['p/a', 'p/b.x', 'p/b/1', 'p/bc']);
    expect(await keysOf(store, 'p/b')).toEqual(['p/b.x', 'p/b/1', 'p/bc']);
    expect(await keysOf(store, 'p/b/')).toEqual(['p/b/1']);
    expect(await keysOf(store, 'none/')).toEqual([]);
    expect((await keysOf(store)).at(-1)).toBe('q');
  });

  it('has of many that write if nothing is there the object of one, who is told so', async () => {
    const writes = Array.from({ length: 12 }, (_, n) => store.write('once', bytes(`by ${n}`), { ifAbsent: true }));
    const answers = await Promise.all(writes);
    expect(answers.filter((answer) => answer === 'written')).toHaveLength(1);
    expect(text(await store.read('once'))).toBe(`by ${answers.indexOf('written')}`);
    expect(await store.write('once', bytes('late'), { ifAbsent: true })).toBe('there already');
  });

  it.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', './a', 'a\\b', 'a\0b', 'ä'.repeat(600)])(
    'takes no key %j',
    async (key) => {
      await expect(store.read(key)).rejects.toMatchObject({ code: 'object/key' });
      await expect(store.write(key, bytes('x'))).rejects.toMatchObject({ code: 'object/key' });
    },
  );

  it('is found again by its address', async () => {
    await store.write('kept', bytes('x'));
    const same = await openStore(store.address);
    expect([same.address, text(await same.read('kept'))]).toEqual([store.address, 'x']);
    same.dispose();
  });
});

describe('a folder', () => {
  it('shows nothing that is half written, and leaves nothing of it', async () => {
    const store = await openStore(join(folder, 'half'));
    await store.write('a', bytes('x'), { ifAbsent: true });
    await store.write('a', bytes('y'), { ifAbsent: true });
    expect(await readdir(join(folder, 'half'))).toEqual(['a']);
    await writeFile(join(folder, 'half', '.a.0123abcd.tmp'), 'half');
    expect(await keysOf(store)).toEqual(['a']);
  });

  it.skipIf(process.platform === 'win32')('lists what is called as no object can be', async () => {
    await mkdir(join(folder, 'odd'));
    await writeFile(join(folder, 'odd', 'a\\b'), 'x');
    expect(await keysOf(await openStore(join(folder, 'odd')))).toEqual(['a\\b']);
  });

  it('has no object where a folder is, and may be named as an address', async () => {
    await mkdir(join(folder, 'half', 'inner'), { recursive: true });
    const store = await openStore(pathToFileURL(join(folder, 'half')).href);
    expect(store.address).toBe(join(folder, 'half'));
    expect(await store.head('inner')).toBeUndefined();
  });
});

describe('S3', () => {
  const s3 = () => stores.get('S3') as ObjectStore;

  it('is asked again where it was too busy', async () => {
    await s3().write('busy', bytes('x'));
    server.faults.push('before');
    expect(text(await s3().read('busy'))).toBe('x');
  });

  it('has written if absent where only the answer was lost', async () => {
    server.faults.push('after');
    expect(await s3().write('lost', bytes('x'), { ifAbsent: true })).toBe('written');
    expect(server.faults).toEqual([]);
  });

  it('asks by the path of the bucket and below the prefix, with names and passwords from the environment', async () => {
    await s3().write('here', bytes('x'));
    expect(server.asked.at(-1)).toMatch(/^PUT \/archive\/pages\/here/);
    expect(server.objects.has('pages/here')).toBe(true);
  });

  it('says what the store refuses, without anything secret', async () => {
    const other = await openStore(`s3://elsewhere/x?endpoint=${server.url}`);
    const failure = await other.write('a', bytes('x')).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'object/unreachable' });
    expect(`${failure} ${JSON.stringify(failure)}`).toContain('NoSuchBucket');
    expect(`${failure} ${JSON.stringify(failure)}`).not.toMatch(/tester|not-a-secret/);
    other.dispose();
  });
});

describe('an address is refused', () => {
  it.each([
    ['ftp://example.org/x', 'not at ftp://'],
    ['s3:///x', 'it must be s3://BUCKET/PREFIX'],
    ['s3://b/x?endpont=http://h', 'endpont is not known'],
    ['s3://b/x?endpoint=here', 'endpoint is no address'],
  ])('%s', async (address, message) => {
    const failure = await openStore(address).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'object/address', message: expect.stringContaining(message) });
  });

  it.each(['s3://name:password@b/x', 's3://b/x?endpoint=https://name:password@h'])(
    '%s, and not repeated',
    async (address) => {
      const failure = await openStore(address).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'object/address' });
      expect(String(failure)).not.toContain('password@');
    },
  );
});
