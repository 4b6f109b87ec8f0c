import type { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { Network } from '../network/index.js';
import { int64, SessionPool, startSession, startSessions, WorkerPool } from './index.js';

const network = new Network('[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Lbx64]', 4);
const model = network.inferenceGraph(network.initialWeights(1));
const threads = () =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker').length;

it('when one of several sessions fails to start, none of the others is left behind', async () => {
  const before = threads();
  const good = { model, threads: 1 };
  await expect(startSessions([good, { ...good, model: Uint8Array.of(1, 2, 3) }, good])).rejects.toThrow();
  expect(threads()).toBe(before);
});

it('a session that is disposed of while it runs ends after the run, and the process goes on', async () => {
  const session = await startSession({ model, threads: 1 });
  const width = 4000;
  const feeds = () => ({
    image: { data: new Float32Array(16 * width), shape: [1, 1, 16, width] },
    widths: int64([width]),
  });
  const runs = [session.run(feeds()), session.run(feeds())];
  const settled = Promise.allSettled(runs);
  await session.dispose();
  const [, waiting] = await settled;
  expect(waiting?.status).toBe('rejected');
});

it('a session beside others that could not start is not asked again: another one is started', async () => {
  const pool = await SessionPool.open(model, 2);
  const feeds = () => ({ image: { data: new Float32Array(16 * 64), shape: [1, 1, 16, 64] }, widths: int64([64]) });
  const { model: bytes } = pool as unknown as { readonly model: Uint8Array };
  bytes.fill(0);
  await expect(pool.run(feeds(), { beside: true })).rejects.toThrow();
  bytes.set(model);
  for (const _ of ['first', 'second']) expect(await pool.run(feeds(), { beside: true })).toHaveProperty('logProbs');
  await pool.dispose();
});

it('a session beside others whose thread died gives its place to another one', async () => {
  const started: Worker[] = [];
  const add = (worker: Worker) => started.push(worker);
  process.on('worker', add);
  const pool = await SessionPool.open(model, 2);
  const feeds = () => ({ image: { data: new Float32Array(16 * 64), shape: [1, 1, 16, 64] }, widths: int64([64]) });
  expect(await pool.run(feeds(), { beside: true })).toHaveProperty('logProbs');
  await started[0]?.terminate();
  await expect(pool.run(feeds(), { beside: true })).rejects.toThrow();
  expect(await pool.run(feeds(), { beside: true })).toHaveProperty('logProbs');
  await pool.dispose();
  process.off('worker', add);
});

it('a thread that died gives its place in the pool to another one, until the pool is disposed of', async () => {
  const started: Worker[] = [];
  const add = (worker: Worker) => started.push(worker);
  process.on('worker', add);
  const pool = new WorkerPool<unknown, object>('loader', 1);
  const request = { lines: [], input: { lineHeight: 16 }, width: 32, shards: 1 };
  expect(await pool.ask(request)).toMatchObject({ failed: [] });
  await started[0]?.terminate();
  expect(await pool.ask(request)).toMatchObject({ failed: [] });
  await pool.dispose();
  await expect(pool.ask(request)).rejects.toThrow('disposed of');
  process.off('worker', add);
  expect(started).toHaveLength(2);
});
