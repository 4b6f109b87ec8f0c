/** Queues on servers: what is added once, what kills its reader, what is stopped, and what a server refuses. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BatchOutcome,
  openReadingQueue,
  type QueueEvent,
  type ReadingJob,
  type ReadingQueue,
  type ReadJob,
} from '../src/jobs/index.js';
import { connectServer } from '../src/jobs/queue/server-connection.js';
import { temporaryFolder } from './lines.js';
import { ductus, ended } from './queue-kills.js';
import { missing, type QueueServer, type ServerName, startServer } from './queue-servers.js';
import { writingModel } from './service.js';

const hash = '0'.repeat(64);

function job(names: readonly string[]): ReadingJob {
  const documents = names.map((name) => ({ kind: 'line' as const, path: `/${name}.png`, key: name }));
  const models = { model: hash, layout: null, language: 'none' as const, tuned: null, languageHash: hash };
  const reading = { out: '/read', ...models, formats: ['txt' as const], upright: false, rightToLeft: null };
  return { trace: 'a trace', reading, documents, deaths: 0, round: 0 };
}

const names = (count: number, prefix = 'p') => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

/** Reads all but what kills its reader. */
function reading(done: string[], killers: ReadonlySet<string> = new Set()): ReadJob {
  return async ({ documents }): Promise<BatchOutcome> => {
    const first = documents.findIndex(({ key }) => killers.has(key));
    const read = first < 0 ? documents : documents.slice(0, first);
    done.push(...read.map(({ key }) => key));
    return { pages: read.length, seconds: 0.01, unread: [], left: first < 0 ? [] : documents.slice(first) };
  };
}

const never = new AbortController().signal;
const empty = { untilEmpty: true, lockSeconds: 2, signal: never } as const;

async function setVersion(address: string, kind: ServerName): Promise<void> {
  const { library, name, connection, backend } = await connectServer(address, kind);
  const queue = new library.Queue(name, { connection }, backend);
  await queue.backend.setQueueMeta({ ductus: 99 });
  await queue.close();
}

function tests(open: () => Promise<ReadingQueue>): void {
  it('has what was added once, however often it was', async () => {
    const queue = await open();
    const jobs = [job(names(5, 'once')), job(names(5, 'twice'))];
    expect(await queue.add(jobs)).toBe(2);
    expect(await queue.add(jobs)).toBe(0);
    const done: string[] = [];
    await queue.work(reading(done), empty);
    expect(done.sort()).toEqual([...names(5, 'once'), ...names(5, 'twice')].sort());
    expect(await queue.add(jobs)).toBe(0);
    expect(await queue.status()).toMatchObject({ waiting: 0, working: 0, failed: 0 });
    await queue.cancel();
    await queue.close();
  });

  it('sets a page aside at which its reader dies, by name, and reads all others; retry tries it again', async () => {
    const queue = await open();
    await queue.add([job(names(50, 'k'))]);
    const done: string[] = [];
    await queue.work(reading(done, new Set(['k17'])), empty);
    expect(new Set(done)).toEqual(new Set(names(50, 'k').filter((name) => name !== 'k17')));
    const { quarantine, failures } = await queue.status();
    expect([quarantine, failures]).toEqual([['/k17.png'], { 'queue/page-kills': 1 }]);
    expect(await queue.retry()).toBe(1);
    const again: string[] = [];
    await queue.work(reading(again), empty);
    expect([again, (await queue.status()).quarantine]).toEqual([['k17'], []]);
    await queue.cancel();
    await queue.close();
  });

  it('keeps what could not be read, with the reasons, and tries just that again', async () => {
    const queue = await open();
    await queue.add([job(names(4, 'u'))]);
    const reason = 'the disk does not answer';
    const failing: ReadJob = async ({ documents }) => {
      const unread = documents.flatMap(({ key }) => (key === 'u1' || key === 'u3' ? [{ key, reason }] : []));
      return { pages: documents.length - unread.length, seconds: 0.01, unread, left: [] };
    };
    await queue.work(failing, empty);
    const { unread, failures, failed } = await queue.status();
    expect([...unread].sort((a, b) => a.path.localeCompare(b.path))).toEqual([
      { path: '/u1.png', reason },
      { path: '/u3.png', reason },
    ]);
    expect([failures, failed]).toEqual([{ [reason]: 2 }, 1]);
    expect(await queue.retry()).toBe(1);
    const done: string[] = [];
    await queue.work(reading(done), empty);
    expect(done.sort()).toEqual(['u1', 'u3']);
    expect(await queue.status()).toMatchObject({ unread: [], failures: {}, failed: 0 });
    await queue.cancel();
    await queue.close();
  });

  it('gives back what is worked on when it is to stop', async () => {
    const queue = await open();
    await queue.add([job(names(3, 'g'))]);
    const controller = new AbortController();
    const events: string[] = [];
    const told = ({ kind }: QueueEvent) => events.push(kind);
    const read: ReadJob = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        controller.abort(new Error('stop'));
      });
    await queue.work(read, { lockSeconds: 2, signal: controller.signal, told });
    const done: string[] = [];
    await queue.work(reading(done), empty);
    expect(done).toEqual(names(3, 'g'));
    await queue.cancel();
    await queue.close();
  });

  it('forgets what waits when it is drained', async () => {
    const queue = await open();
    await queue.add([job(names(3, 'd')), job(names(3, 'e'))]);
    expect(await queue.drain()).toBe(2);
    expect((await queue.status()).waiting).toBe(0);
    await queue.close();
  });
}

describe('a queue in a folder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => rm(folder, { recursive: true }));
  tests(() => openReadingQueue(join(folder, 'queue')));
});

describe.each<ServerName>(['redis', 'postgres'])('a queue on %s', (name) => {
  const problem = missing(name);
  if (problem !== undefined) return it.skip(`is tried (${problem})`, () => undefined);
  let folder: string;
  let server: QueueServer;
  beforeAll(async () => {
    folder = await temporaryFolder();
    await mkdir(join(folder, 'server'));
    server = await startServer(name, join(folder, 'server'));
  });
  afterAll(async () => {
    await server.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  tests(() => openReadingQueue(server.address));

  it('holds the lock of a job however long it takes, and of nobody who is gone', async () => {
    const [queue, other] = [await openReadingQueue(server.address), await openReadingQueue(server.address)];
    await queue.add([job(names(1, 'long'))]);
    const done: string[] = [];
    const slow: ReadJob = async (taken, signal) => {
      await passed(5000, undefined, { signal });
      return reading(done)(taken, signal);
    };
    const short = { untilEmpty: true, lockSeconds: 2, signal: never };
    await Promise.all([queue.work(slow, short), other.work(slow, short)]);
    expect(done).toEqual(['long0']);
    await queue.close();
    await other.close();
  });

  it('gives out what is more urgent first', async () => {
    const queue = await openReadingQueue(server.address);
    await queue.add([job(names(1, 'later'))], 9);
    await queue.add([job(names(1, 'sooner'))], 2);
    await queue.add([job(names(1, 'first'))], 0);
    const done: string[] = [];
    await queue.work(reading(done), empty);
    expect(done).toEqual(['first0', 'sooner0', 'later0']);
    await queue.cancel();
    await queue.close();
  });

  it('is filled no further than is wanted, until workers have made room', async () => {
    await mkdir(join(folder, 'lines'), { recursive: true });
    for (const name of names(6, 'w')) await writeFile(join(folder, 'lines', `${name}.png`), '');
    await writeFile(join(folder, 'model.onnx'), writingModel());
    const add = ['queue', 'add', join(folder, 'lines'), '--lines', '--language', 'none', '--to', join(folder, 'to')];
    const few = ['--pages-per-job', '1', '--most-waiting', '2', '--queue', server.address];
    const adding = ended(ductus([...add, '--model', join(folder, 'model.onnx'), ...few]));
    const queue = await openReadingQueue(server.address);
    const waiting = async () => (await queue.status()).waiting;
    await expect.poll(waiting, { timeout: 60_000 }).toBe(2);
    await passed(1500);
    expect(await waiting()).toBe(2);
    const done: string[] = [];
    const stop = new AbortController();
    const working = queue.work(reading(done), { lockSeconds: 2, signal: stop.signal });
    expect(await adding).toMatchObject({ code: 0, text: expect.stringContaining('6 documents in 6 jobs') });
    await expect.poll(() => done.length, { timeout: 60_000 }).toBe(6);
    stop.abort(new Error('enough'));
    await working;
    await queue.cancel();
    await queue.close();
  });

  it('says that a password is wrong, that no server is there, and at last that a queue is of another version', async () => {
    const wrong = server.address.replace('a-password', 'another');
    await expect(openReadingQueue(wrong)).rejects.toMatchObject({ code: 'queue/refused' });
    await expect(openReadingQueue(wrong)).rejects.not.toThrow('another@');
    const away = server.address.replace(/:\d+(\/|$)/, ':9$1');
    await expect(openReadingQueue(away)).rejects.toMatchObject({ code: 'queue/unreachable' });
    await setVersion(server.address, name);
    await expect(openReadingQueue(server.address)).rejects.toMatchObject({ code: 'queue/version' });
  });
});

it('what is no address of a queue is refused', async () => {
  await expect(openReadingQueue('http://localhost')).rejects.toMatchObject({ code: 'queue/address' });
});
