import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { JobBook } from './job-book.js';
import { Journal, type JournalEntry, pagesPerSecond } from './journal.js';

const at = '2026-01-01T00:00:00.000Z';

it('stays short, and tells the same', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'journal.jsonl');
  const book = new JobBook();
  const journal = await Journal.rewrite(path, () => book.entries(), undefined, 10);
  const add = (entry: JournalEntry) => journal.append(entry, false, () => book.apply(entry));
  const about = { at, name: 'a', owner: '', document: 'd', options: {} };
  await add({ kind: 'accepted', id: 'long', pages: 12, ...about });
  for (let n = 0; n < 40; n++) {
    await add({ kind: 'accepted', id: `${n}`, pages: 1, ...about });
    await add({ kind: 'removed', id: `${n}`, at });
  }
  for (let page = 1; page <= 12; page++) {
    await Promise.all([
      add({ kind: 'began', id: 'long', at, page }),
      add(
        page === 3
          ? { kind: 'unread', id: 'long', at, page, reason: 'torn' }
          : { kind: 'done', id: 'long', at, page, result: `${page}` },
      ),
    ]);
  }
  await journal.close();
  const again = new JobBook(await Journal.read(path));
  expect(again.jobs).toEqual(book.jobs);
  expect(again.get('long')).toMatchObject({ state: 'finished' });
  expect((await readFile(path, 'utf8')).split('\n').length).toBeLessThan(30);
  await rm(folder, { recursive: true });
});

it('tells how fast pages are done, from the beginning of the first to the end of the last', () => {
  const second = (n: number) => new Date(Date.parse(at) + 1000 * n).toISOString();
  const began = (page: number, n: number): JournalEntry => ({ kind: 'began', id: 'a', at: second(n), page });
  const done = (page: number, n: number): JournalEntry => ({ kind: 'done', id: 'a', at: second(n), page, result: 'r' });
  expect(pagesPerSecond([])).toBeNull();
  // What was written anew has no beginning.
  expect(pagesPerSecond([done(9, 500), began(8, 500)])).toBeNull();
  expect(pagesPerSecond([done(9, 500), began(1, 10), began(2, 11), done(2, 13), done(1, 14), began(3, 14)])).toBe(0.5);
});

it('loses no line after one that a full disk cut off', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'journal.jsonl');
  const journal = await Journal.rewrite(path, () => []);
  const entry: JournalEntry = { kind: 'removed', id: 'x', at };
  const full = () => {
    throw new Error('full');
  };
  await expect(journal.append(Object.assign({ toJSON: full }, entry), false, full)).rejects.toThrow('full');
  await appendFile(path, '{"kind":"remo');
  await journal.append(entry, false, () => undefined);
  await journal.close();
  expect(await Journal.read(path)).toEqual([entry]);
  await rm(folder, { recursive: true });
});
