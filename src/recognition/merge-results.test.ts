import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scan } from '../../test/documents.js';
import { temporaryFolder } from '../../test/lines.js';
import { encodePng } from '../runtime/index.js';
import type { DocumentToRead } from './document.js';
import { findDocuments } from './inputs.js';
import { mergeResults } from './merge-results.js';
import { ResultFolder, type ResultOptions } from './results.js';
import { type Shard, shardOf, shardOfName } from './shards.js';

let folder: string;
let documents: readonly DocumentToRead[];
const keys = Array.from({ length: 12 }, (_, n) => `scan${n}`);
const count = 3;
const shards: readonly Shard[] = [1, 2, 3].map((index) => ({ index, count }));
const [first = { index: 1, count }, second = first, third = first] = shards;

beforeAll(async () => {
  folder = await temporaryFolder();
  const image = await encodePng(scan(200, 40));
  for (const key of keys) await writeFile(join(folder, `${key}.png`), image);
  documents = (await findDocuments([join(folder, '*.png')])).documents;
});

afterAll(() => rm(folder, { recursive: true }));

interface Reading extends ResultOptions {
  readonly all?: readonly DocumentToRead[];
  /** Documents that are read, of those that are left. */
  readonly upTo?: number;
  readonly text?: string;
}

async function readInto(out: string, { all = documents, upTo = all.length, text = 'text', ...options }: Reading = {}) {
  const results = await ResultFolder.open(join(folder, out), all, { reading: 'model', ...options });
  for (const document of results.left.slice(0, upTo)) await results.write(readAs(document, text));
  if (!results.isEmpty) await results.writeTable();
  return results;
}

function readAs(document: DocumentToRead, text: string) {
  const lines = [{ id: 'l', text: `${text} of ${document.key}` }];
  const page = { image: document.path, width: 200, height: 40, regions: [{ id: 'r', lines }] };
  return { document, page, imagePath: document.path, skipped: [] };
}

const merge = (...folders: readonly string[]) => {
  const [out = ''] = folders;
  return mergeResults(
    folders.map((name) => join(folder, name)),
    join(folder, out),
  );
};
const tableIn = (out: string, name = 'recognized.tsv') => readFile(join(folder, out, name), 'utf8');
const complete = { missingShards: [], behind: [], unread: [], differing: [] };

describe('shards', () => {
  it('have each document once, and none changes when a document is added', () => {
    const divided = (all: readonly string[]) =>
      shards.map(({ index }) => all.filter((key) => shardOfName(key, count) === index));
    const before = divided(keys);
    expect(before.flat().sort()).toEqual([...keys].sort());
    expect(before.every((part) => part.length > 0)).toBe(true);
    for (const [n, part] of divided([...keys, 'added', 'also/added']).entries())
      expect(part).toEqual(expect.arrayContaining(before[n] ?? []));
  });

  it('are about as large as each other, and the same for a name in either form of Unicode', () => {
    const sizes = new Map<number, number>();
    for (let n = 0; n < 10_000; n++) {
      const shard = shardOfName(`box ${n % 10}/page ${n}`, 10);
      sizes.set(shard, (sizes.get(shard) ?? 0) + 1);
    }
    expect([...sizes.keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    // Six standard deviations of a binomial.
    expect(Math.max(...[...sizes.values()].map((size) => Math.abs(size - 1000)))).toBeLessThan(180);
    expect(shardOfName('Bücher'.normalize('NFD'), 1000)).toBe(shardOfName('Bücher'.normalize('NFC'), 1000));
  });

  it('keep lines of a document together, and divide its pages', () => {
    const shardsOf = (kind: 'line' | 'page') =>
      new Set(keys.map((_, n) => shardOf({ kind, key: `box/book_${String(n).padStart(3, '0')}` }, 10)));
    expect(shardsOf('line').size).toBe(1);
    expect(shardsOf('page').size).toBeGreaterThan(3);
  });

  it('that are none are refused before anything is written', async () => {
    for (const shard of [
      { index: 0, count: 3 },
      { index: 4, count: 3 },
      { index: 1.5, count: 3 },
    ])
      await expect(readInto('wrong', { shard })).rejects.toMatchObject({ code: 'shard/wrong' });
    await expect(merge('wrong')).rejects.toMatchObject({ code: 'data/not-found' });
  });
});

describe('shards in one folder', () => {
  it('are put together as one process would have read', async () => {
    await readInto('alone');
    const results = await Promise.all(shards.map((shard) => readInto('shared', { shard })));
    expect(results.map(({ documents }) => documents.length).reduce((sum, n) => sum + n)).toBe(documents.length);
    expect(await merge('shared')).toMatchObject({ ...complete, documents: 12, lines: 12 });
    expect(await tableIn('shared')).toBe(await tableIn('alone'));
  });

  it('each have a table of what they read and no more', async () => {
    const tables = await Promise.all(shards.map(({ index }) => tableIn('shared', `recognized.${index}-of-3.tsv`)));
    const rows = tables.flatMap((table) => table.trimEnd().split('\n').slice(1));
    expect(rows.sort()).toEqual((await tableIn('alone')).trimEnd().split('\n').slice(1).sort());
  });

  it('leave nothing to read for all, for others of another number, nor for themselves', async () => {
    for (const shard of [undefined, second, { index: 2, count: 5 }])
      expect((await readInto('shared', { shard })).left).toEqual([]);
    expect(await merge('shared')).toMatchObject(complete);
  });

  it('go on before they are put together, each where it was ended, or as one', async () => {
    for (const shard of shards) await readInto('ended', { shard, upTo: 2 });
    const results = await readInto('ended', { upTo: 0 });
    expect(results.left).toHaveLength(6);
    for (const shard of shards) await readInto('ended', { shard });
    expect(await merge('ended')).toMatchObject(complete);
    expect(await tableIn('ended')).toBe(await tableIn('alone'));
  });

  it('that read again with another model replace what was there, also after they were put together', async () => {
    for (const text of ['old', 'new', 'newest']) {
      for (const shard of shards) await readInto('again', { shard, overwrite: true, reading: text, text });
      expect(await merge('again')).toMatchObject(complete);
      expect(await tableIn('again')).toContain(`${text} of scan0\n`);
      expect((await readInto('again', { reading: text })).left).toEqual([]);
    }
    await expect(readInto('again', { reading: 'old' })).rejects.toMatchObject({ code: 'data/output-there' });
  });
});

describe('what is missing is said:', () => {
  it('a shard that has not begun', async () => {
    for (const shard of [first, third]) await readInto('two', { shard });
    expect(await merge('two')).toMatchObject({ ...complete, missingShards: [second] });
  });

  it('documents that were not read', async () => {
    for (const shard of shards) await readInto('unread', { shard, upTo: shard.index === 2 ? 1 : 99 });
    const left = documents
      .map(({ key }) => key)
      .filter((key) => shardOfName(key, count) === 2)
      .slice(1);
    expect(left.length).toBeGreaterThan(0);
    expect(await merge('unread')).toMatchObject({ ...complete, unread: left });
  });

  it('documents that came after their shard had begun', async () => {
    const all = documents.slice(1);
    const late = shardOfName(documents[0]?.key ?? '', count);
    for (const shard of shards) await readInto('late', { shard, all: shard.index === late ? all : documents });
    const merged = await merge('late');
    expect(merged).toMatchObject({ ...complete, behind: [{ index: late, count }] });
    const [{ listed = 0, known = 0 } = {}] = merged.behind;
    expect(known - listed).toBe(1);
    await readInto('late', { shard: { index: late, count } });
    expect(await merge('late')).toMatchObject({ ...complete, documents: 12 });
  });

  it('documents that were read in different ways, and they are not taken for done', async () => {
    for (const [out, reading] of [
      ['mine', 'a'],
      ['theirs', 'b'],
    ] as const)
      await readInto(out, { shard: first, reading, text: reading });
    for (const shard of [second, third]) await readInto('mine', { shard, reading: 'a' });
    const merged = await merge('mine', 'theirs');
    const firsts = documents.map(({ key }) => key).filter((key) => shardOfName(key, count) === 1);
    expect([...merged.differing].sort()).toEqual([...firsts].sort());
    expect(merged).toMatchObject({ ...complete, differing: merged.differing, documents: 12 });
  });

  it('nothing of shards of another number that were given up', async () => {
    await readInto('other', { shard: { index: 1, count: 5 }, upTo: 1 });
    for (const shard of shards) await readInto('other', { shard });
    expect(await merge('other')).toMatchObject({ ...complete, documents: 12 });
  });
});

describe('folders of their own', () => {
  it('are put together in another, in the order of all', async () => {
    for (const shard of shards) await readInto(`own${shard.index}`, { shard });
    const out = join(folder, 'together');
    const merged = await mergeResults(
      [1, 2, 3].map((n) => join(folder, `own${n}`)),
      out,
    );
    expect(merged).toMatchObject({ ...complete, documents: 12, table: join(out, 'recognized.tsv') });
    expect(await tableIn('together')).toBe(await tableIn('alone'));
  });

  it('are not put together over a table of somebody else, nor without what they were to read', async () => {
    await writeFile(join(folder, 'recognized.tsv'), 'mine');
    await expect(mergeResults([join(folder, 'own1')], folder)).rejects.toMatchObject({ code: 'data/output-there' });
    expect(await readFile(join(folder, 'recognized.tsv'), 'utf8')).toBe('mine');
    await writeFile(join(folder, 'own2', 'ductus-shard.2-of-3.json'), '{}');
    await expect(merge('own2')).rejects.toMatchObject({ code: 'shard/list' });
  });
});
