/**
 * What the simulation goes by, measured here: seconds and bytes of pages with the models that come with ductus, and what jobs
 * without pages cost a Redis that nobody uses meanwhile. Costs of the server and of who adds are seconds of their
 * processors, which another load changes little; seconds of a page are only right where nothing else runs.
 */
import { setMaxListeners } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as passed } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Redis } from 'ioredis';
import { joinPath, readBytes, sha256 } from '../../src/files/index.js';
import {
  JobReader,
  languageHashOf,
  openReadingQueue,
  putModel,
  type ReadingJob,
  type WorkOptions,
} from '../../src/jobs/index.js';
import { known } from '../../src/known.js';
import { shippedLayoutModel } from '../../src/layout/node.js';
import { openStore } from '../../src/objects/index.js';
import {
  type DocumentToRead,
  findDocuments,
  languageBeside,
  modelPath,
  readModelFile,
  smallStarterName,
} from '../../src/recognition/node.js';
import type { Costs } from './costs.js';

const pagesPerJob = 50;
/** Jobs without pages. */
const jobs = 400;
/** Workers that are watched, for how long, while they wait, or hold jobs whose locks are renewed twice a second. */
const workersAtOnce = 10;
const watchedSeconds = 8;
const lockSeconds = 1;

/** @param paths of pages, read with a thread each @param address of a Redis that is empty; all that it has is forgotten */
export async function measureCosts(paths: readonly string[], address: string): Promise<Costs> {
  const { documents, seconds: documentSeconds } = await finding(paths);
  const page = await reading(documents);
  const { Redis: Client } = await import('ioredis');
  const redis = new Client(address);
  try {
    const { jobSeconds, ...queue } = await queueing(redis, address);
    const adding = { documentSeconds, jobSeconds, documentBytes: bytesOfDocuments() };
    return { sources: sourcesOf(page.count, await versionOf(redis)), ...page.costs, queue, adding };
  } finally {
    redis.disconnect();
  }
}

function sourcesOf(pages: number, redis: string): Costs['sources'] {
  const here = `npm run scale -- measure, ${pages} pages, Node ${process.version}`;
  return { page: here, startSeconds: here, queue: `${here}, ${redis}`, adding: here };
}

async function finding(paths: readonly string[]) {
  const began = process.cpuUsage();
  const { documents } = await findDocuments(paths, { pages: true });
  return { documents, seconds: cpuSince(began) / documents.length };
}

/** Each page is a job, in one process. */
async function reading(documents: readonly DocumentToRead[]) {
  const folder = await mkdtemp(joinPath(tmpdir(), 'ductus-scale-'));
  const reader = new JobReader({ models: joinPath(folder, 'models'), threads: 1 });
  try {
    const job = await jobOf(joinPath(folder, 'read'));
    const seconds: number[] = [];
    const [first] = documents;
    for (const document of first ? [first, ...documents] : []) {
      const key = `${seconds.length}`;
      const read = await reader.read({ ...job, documents: [{ ...document, key }] }, new AbortController().signal);
      if (read.unread.length + read.left.length > 0) throw new Error(`${document.path}: it can't be read`);
      seconds.push(read.seconds);
    }
    return { count: documents.length, costs: await costsOf(documents, seconds, joinPath(folder, 'read')) };
  } finally {
    reader.dispose();
    await rm(folder, { recursive: true });
  }
}

/** The first page comes twice: before all others, when the models are loaded. */
async function costsOf(
  documents: readonly DocumentToRead[],
  [cold = 0, ...warm]: readonly number[],
  out: string,
): Promise<Pick<Costs, 'page' | 'startSeconds'>> {
  const written = await openStore(out);
  let bytesOut = 0;
  let files = 0;
  for await (const { key, size } of written.list()) {
    if (key.startsWith('models/')) continue;
    bytesOut += size;
    files++;
  }
  const bytesIn = await Promise.all(documents.map(async ({ path }) => (await stat(path)).size));
  const seconds = mean(warm);
  const logs = warm.map(Math.log);
  const spread = Math.sqrt(mean(logs.map((log) => (log - mean(logs)) ** 2)));
  const reads = 2;
  const each = files / (documents.length + 1);
  const page = { seconds, spread, bytesIn: mean(bytesIn), bytesOut: bytesOut / (documents.length + 1), reads };
  return { page: { ...page, writes: each }, startSeconds: Math.max(0, cold - known(warm[0], 'a page')) };
}

async function jobOf(out: string): Promise<Omit<ReadingJob, 'documents'>> {
  const store = await openStore(out);
  const beside = known(await languageBeside(modelPath(smallStarterName)), 'the language of the starter');
  const tuned = new TextDecoder().decode(await readBytes(beside));
  const layout = known(await shippedLayoutModel(), 'the layout model');
  const reading = {
    ...{ out: store.address, model: await putModel(store, await readModelFile(smallStarterName)) },
    ...{ layout: await putModel(store, await readModelFile(layout)), language: null, tuned },
    ...{ languageHash: await languageHashOf({ language: null, tuned }), upright: false, rightToLeft: null },
  };
  return { trace: 'scale', deaths: 0, round: 0, reading: { ...reading, formats: ['page', 'txt'] } };
}

/** A job as it stands in a queue, of pages that are not there. */
export function emptyJob(number: number): ReadingJob {
  const hash = sha256('none');
  const documents = Array.from({ length: pagesPerJob }, (_, n) => documentAt(pagesPerJob * number + n));
  const reading = { out: '/mnt/archive/read', model: hash, layout: hash, language: null, tuned: null };
  const rest = { languageHash: hash, upright: false, rightToLeft: null };
  return {
    ...{ trace: 'scale', deaths: 0, round: 0, documents },
    reading: { ...reading, ...rest, formats: ['page', 'txt'] },
  };
}

function documentAt(number: number): DocumentToRead {
  const key = `fonds-12/register-${Math.floor(number / 400)}/page-${number % 400}`;
  const path = `/mnt/archive/scans/${key}.jpg`;
  return { kind: 'unsegmented', path, key, place: { kind: 'image', path } };
}

async function queueing(redis: Redis, address: string) {
  await redis.flushall();
  const queue = await openReadingQueue(address);
  const read = async ({ documents }: ReadingJob) => ({ pages: documents.length, seconds: 1, unread: [], left: [] });
  try {
    const nothing = await watched(redis, async () => undefined);
    const before = await serverOf(redis, nothing);
    const began = process.cpuUsage();
    await queue.add(Array.from({ length: jobs }, (_, n) => emptyJob(n)));
    const jobSeconds = cpuSince(began) / jobs;
    const added = await serverOf(redis, nothing);
    await queue.work(read, { untilEmpty: true, signal: new AbortController().signal });
    const ended = await serverOf(redis, nothing);
    await queue.cancel();
    const idle = await watched(redis, (signal) => together((options) => queue.work(read, options), { signal }));
    await queue.add(Array.from({ length: workersAtOnce }, (_, n) => emptyJob(n)));
    const held = (_: ReadingJob, signal: AbortSignal) =>
      passed(60_000, undefined, { signal }).then(() => read(emptyJob(0)));
    const holding = await watched(redis, (signal) =>
      together((options) => queue.work(held, options), { signal, lockSeconds }),
    );
    return {
      ...{ job: (ended.seconds - before.seconds) / jobs, add: (added.seconds - before.seconds) / jobs },
      ...{ idle: (idle - nothing) / workersAtOnce, renewal: ((holding - nothing) / workersAtOnce) * (lockSeconds / 2) },
      ...{ commands: (ended.commands - before.commands) / jobs, bytes: (added.bytes - before.bytes) / jobs },
      jobSeconds,
    };
  } finally {
    await queue.close();
  }
}

async function together(work: (options: WorkOptions) => Promise<void>, options: WorkOptions): Promise<void> {
  await Promise.all(Array.from({ length: workersAtOnce }, () => work(options)));
}

/** Seconds of the server's processor each second, while workers wait, or hold jobs. */
async function watched(redis: Redis, work: (signal: AbortSignal) => Promise<void>): Promise<number> {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const working = work(controller.signal);
  // To open its connections is no part of it.
  await passed(1000);
  const before = await serverOf(redis);
  await passed(1000 * watchedSeconds);
  const after = await serverOf(redis);
  controller.abort(new Error('it was watched long enough'));
  await working;
  return (after.seconds - before.seconds) / (after.time - before.time);
}

/** @param nothing what it takes each second where nobody asks anything; that is not counted */
async function serverOf(redis: Redis, nothing = 0) {
  const text = await redis.info();
  const number = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1]);
  const time = performance.now() / 1000;
  const all = number('used_cpu_user_main_thread') + number('used_cpu_sys_main_thread');
  return {
    time,
    seconds: all - nothing * time,
    commands: number('total_commands_processed'),
    bytes: number('used_memory'),
  };
}

async function versionOf(redis: Redis): Promise<string> {
  return `Redis ${/^redis_version:(\S+)/m.exec(await redis.info('server'))?.[1]}`;
}

/** Of the heap, of a document that waits to be added. */
function bytesOfDocuments(): number {
  const count = 100_000;
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const documents = Array.from({ length: count }, (_, n) => documentAt(n));
  // What their names are made of counts once they are written out.
  const length = documents.reduce((sum, document) => sum + JSON.stringify(document).length, 0);
  collect();
  const after = process.memoryUsage().heapUsed;
  if (length === 0 || documents.length !== count) throw new Error('documents must be made');
  return (after - before) / count;
}

function cpuSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
