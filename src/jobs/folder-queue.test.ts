import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { FolderQueue } from './folder-queue.js';
import { hasEnded, type Job, type JobQueue, type NewJob, type PageWorker } from './job.js';

let root: string;
let count = 0;

beforeAll(async () => {
  root = await temporaryFolder();
});

afterAll(() => rm(root, { recursive: true }));

afterEach(() => {
  vi.useRealTimers();
});

const fresh = () => join(root, String(++count));
const book = (name: string, pages: number): NewJob => ({ name, owner: '', document: name, pages, options: {} });
const reads: PageWorker = async ({ job, page }) => ({ result: `${job.name}#${page}` });
const never: PageWorker = (_, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

async function ended(queue: JobQueue, id: string): Promise<Job> {
  let last: Job | undefined;
  for await (const job of queue.changes(id)) last = job;
  if (!last || !hasEnded(last)) throw new Error(`the job ${id} has not ended`);
  return last;
}

/** As a process that was killed leaves it: the journal and nothing else. */
async function leftOver(folder: string, bytes?: number): Promise<string> {
  const journal = await readFile(join(folder, 'journal.jsonl'));
  const other = fresh();
  await mkdir(other);
  await writeFile(join(other, 'journal.jsonl'), journal.subarray(0, bytes));
  return other;
}

describe('a queue in a folder', () => {
  it('works on all pages of all jobs, once each', async () => {
    const queue = await FolderQueue.open(fresh());
    const worked: string[] = [];
    queue.work(async (task, signal) => {
      worked.push(`${task.job.name}#${task.page}`);
      return reads(task, signal);
    }, 3);
    const jobs = await Promise.all([queue.add(book('a', 4)), queue.add(book('b', 2))]);
    const done = await Promise.all(jobs.map(({ id }) => ended(queue, id)));
    expect(done.map(({ state, results }) => [state, [...results.values()].sort()])).toEqual([
      ['finished', ['a#1', 'a#2', 'a#3', 'a#4']],
      ['finished', ['b#1', 'b#2']],
    ]);
    expect(worked.sort()).toEqual(['a#1', 'a#2', 'a#3', 'a#4', 'b#1', 'b#2']);
    await queue.close();
  });

  it('is worked on by one process', async () => {
    const folder = fresh();
    const queue = await FolderQueue.open(folder);
    await expect(FolderQueue.open(folder)).rejects.toMatchObject({ code: 'service/jobs' });
    await queue.close();
    await (await FolderQueue.open(folder)).close();
  });

  it('says why a page has no result, and goes on', async () => {
    const queue = await FolderQueue.open(fresh());
    queue.work(async (task, signal) => {
      if (task.page === 1) return { reason: 'it is damaged' };
      if (task.page === 2) throw new Error('no memory');
      return reads(task, signal);
    }, 1);
    const { id } = await queue.add(book('a', 3));
    const { state, results, unread } = await ended(queue, id);
    expect([state, [...results], [...unread]]).toEqual([
      'finished',
      [[3, 'a#3']],
      [
        [1, 'it is damaged'],
        [2, 'it failed: no memory'],
      ],
    ]);
    await queue.close();
  });

  it('tries a page again at which the system refused something, later and later, and says what', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const queue = await FolderQueue.open(fresh());
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    let tries = 0;
    queue.work(async (task, signal) => {
      if (task.page === 2 && ++tries < 4) throw full;
      if (task.page === 3) throw full;
      return reads(task, signal);
    }, 1);
    const { id } = await queue.add(book('a', 4));
    let last: Job | undefined;
    for await (const job of queue.changes(id)) {
      if (job.trouble)
        expect([hasEnded(job), job.trouble]).toEqual([false, 'it failed: ENOSPC: no space left on device, write']);
      vi.advanceTimersByTime(600_000);
      last = job;
    }
    expect([...(last?.results.keys() ?? [])].sort()).toEqual([1, 2, 4]);
    // Not for ever.
    expect([...(last?.unread ?? [])]).toEqual([[3, expect.stringContaining('ENOSPC')]]);
    expect(last?.trouble).toBeUndefined();
    await queue.close();
  });

  it('waits before it tries again, and works on others meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const queue = await FolderQueue.open(fresh());
    const tried: number[] = [];
    queue.work(async (task, signal) => {
      tried.push(task.page);
      if (task.page === 1) throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
      return reads(task, signal);
    }, 1);
    const { id } = await queue.add(book('a', 3));
    for await (const job of queue.changes(id)) if (job.results.size === 2) break;
    expect(tried).toEqual([1, 2, 3]);
    vi.advanceTimersByTime(1000);
    for await (const job of queue.changes(id)) if (tried.length === 4 && job.trouble) break;
    vi.advanceTimersByTime(3999);
    expect([tried, (await queue.job(id))?.state]).toEqual([[1, 2, 3, 1], 'working']);
    await queue.close();
  });

  it('writes nothing once another process has taken its folder, and ends', async () => {
    const folder = fresh();
    const queue = await FolderQueue.open(folder);
    const { id } = await queue.add(book('a', 1));
    const before = await readFile(join(folder, 'journal.jsonl'), 'utf8');
    let ended = 0;
    const working = new Promise<void>((resolve) => {
      queue.work((task, signal) => {
        resolve();
        return never(task, signal).finally(() => ended++);
      }, 1);
    });
    await working;
    const began = await readFile(join(folder, 'journal.jsonl'), 'utf8');
    await writeFile(join(folder, 'lock.json'), 'another');
    const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 400_000);
    await expect(queue.add(book('b', 1))).rejects.toMatchObject({ code: 'service/jobs' });
    now.mockRestore();
    await expect(queue.jobs()).rejects.toThrow('another process works on these jobs by now');
    await expect(queue.cancel(id)).rejects.toMatchObject({ code: 'service/jobs' });
    await queue.close();
    expect([ended, began.startsWith(before)]).toEqual([1, true]);
    expect(await readFile(join(folder, 'journal.jsonl'), 'utf8')).toBe(began);
    expect(await readFile(join(folder, 'lock.json'), 'utf8')).toBe('another');
  });

  it('gives up what is cancelled, and forgets what is removed', async () => {
    const folder = fresh();
    const queue = await FolderQueue.open(folder);
    queue.work(never, 2);
    const { id } = await queue.add(book('a', 3));
    const removed = await queue.add(book('b', 1));
    await queue.cancel(id);
    expect(await ended(queue, id)).toMatchObject({ state: 'cancelled' });
    await queue.remove(removed.id);
    expect(await queue.job(removed.id)).toBeUndefined();
    await queue.close();
    const again = await FolderQueue.open(folder);
    expect((await again.jobs()).map(({ name, state }) => [name, state])).toEqual([['a', 'cancelled']]);
    await again.close();
  });

  it('lets all jobs come forward, however long the first is', async () => {
    const queue = await FolderQueue.open(fresh());
    const [long, short] = [await queue.add(book('long', 50)), await queue.add(book('short', 2))];
    const order: string[] = [];
    queue.work(async (task, signal) => {
      order.push(task.job.name);
      return reads(task, signal);
    }, 1);
    await ended(queue, short.id);
    expect(order.length).toBeLessThan(10);
    await ended(queue, long.id);
    await queue.close();
  });
});

describe('whatever ends the process', () => {
  it('a job that was accepted is found and finished, with each page once in its results, wherever the journal ends', async () => {
    const folder = fresh();
    const queue = await FolderQueue.open(folder);
    const first = await queue.add(book('a', 3));
    const accepted = (await readFile(join(folder, 'journal.jsonl'))).length;
    queue.work(reads, 2);
    await queue.add(book('b', 2));
    await ended(queue, first.id);
    await queue.close();
    const all = (await readFile(join(folder, 'journal.jsonl'))).length;
    for (let n = 0; n < 20; n++) {
      const left = await leftOver(folder, accepted + Math.round((n / 19) * (all - accepted)));
      const again = await FolderQueue.open(left);
      again.work(reads, 2);
      for (const { id } of await again.jobs()) {
        const { state, results, pages, name } = await ended(again, id);
        expect([state, results.size]).toEqual(['finished', pages]);
        expect([...results].every(([page, result]) => result === `${name}#${page}`)).toBe(true);
      }
      expect((await again.jobs()).length).toBeGreaterThan(0);
      await again.close();
    }
  });

  it('a page at which it ended three times is set aside by name, and no other with it', async () => {
    let folder = fresh();
    const beside: number[] = [];
    for (let death = 1; death <= 3; death++) {
      const queue = await FolderQueue.open(folder);
      if (death === 1) await queue.add(book('a', 4));
      const under = new Set<number>();
      const killing = new Promise<void>((killed) => {
        queue.work(async (task, signal) => {
          under.add(task.page);
          if (task.page !== 2) return reads(task, signal).finally(() => under.delete(task.page));
          beside.push(under.size - 1);
          // The others have the time to end.
          setTimeout(killed, 50);
          return never(task, signal);
        }, 2);
      });
      await killing;
      const left = await leftOver(folder);
      await queue.close();
      folder = left;
    }
    const queue = await FolderQueue.open(folder);
    queue.work(reads, 2);
    const [job] = await queue.jobs();
    const { results, unread, state } = await ended(queue, job?.id ?? '');
    expect(state).toBe('finished');
    expect([...results.keys()].sort()).toEqual([1, 3, 4]);
    expect([...unread]).toEqual([[2, expect.stringContaining('ended 3 times')]]);
    // After the first time it is worked on alone.
    expect(beside.slice(1)).toEqual([0, 0]);
    await queue.close();
  });

  it('an end in order makes no page a suspect', async () => {
    const folder = fresh();
    for (let n = 0; n < 4; n++) {
      const queue = await FolderQueue.open(folder);
      if (n === 0) await queue.add(book('a', 1));
      const begun = new Promise<void>((resolve) => {
        queue.work((task, signal) => {
          resolve();
          return never(task, signal);
        }, 1);
      });
      await begun;
      await queue.close();
    }
    const queue = await FolderQueue.open(folder);
    queue.work(reads, 1);
    const [job] = await queue.jobs();
    expect(await ended(queue, job?.id ?? '')).toMatchObject({ state: 'finished', unread: new Map() });
    await queue.close();
  });

  it('half a line, and lines that are none, say nothing', async () => {
    const folder = fresh();
    const queue = await FolderQueue.open(folder);
    await queue.add(book('a', 1));
    await queue.close();
    await appendFile(join(folder, 'journal.jsonl'), 'null\n{"kind":"removed"}\n{"kind":"remo');
    const again = await FolderQueue.open(folder);
    expect((await again.jobs()).map(({ name }) => name)).toEqual(['a']);
    await again.close();
  });
});
