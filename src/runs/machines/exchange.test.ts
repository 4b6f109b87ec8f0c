import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/lines.js';
import type { Sample } from '../../dataset/index.js';
import { openStore } from '../../objects/index.js';
import { checkSettings } from '../options.js';
import { Exchange } from './exchange.js';
import { ExchangeTrainers } from './exchange-trainers.js';
import { shardLines } from './shard-lines.js';

it('what trainers failed at is to be computed again when the run is gone on with, and what they did is not', async () => {
  const folder = await temporaryFolder();
  const store = await openStore(folder);
  const machines = { place: folder, id: 'run', trainers: 2, roundSteps: 1, outerLearningRate: 1, outerMomentum: 0 };
  const config = {
    ...{ version: '0', folder: '', data: [], out: '', alphabet: [], threads: 1, settings: checkSettings({}) },
    machines: { ...machines, lockSeconds: 1 },
  };
  const exchange = new Exchange(store, machines.id);
  const hash = 'a'.repeat(64);
  const shard = { generation: 0, place: { epoch: 0, batch: 0 }, moments: null };
  const round = { round: 0, step: 0, rates: [0.1], weights: hash, lockSeconds: 1, shards: [shard, shard] };
  const sums = { batches: 1, lossSum: 1, lossUnits: 1, samples: 1, gradientNorm: 1, seconds: 1, bytesRead: 1 };
  const named = { trainer: 'a', after: hash, change: hash, place: shard.place, skipped: [] };
  const done = { ...named, ...sums, moments: 'first' as const };
  await exchange.putRound(round);
  await exchange.putResult(round, 0, done);
  await exchange.putResult(round, 1, { trainer: 'b', failed: 'the image is gone' });
  expect(await exchange.hasResult(round, 1)).toBe(true);
  await ExchangeTrainers.open(store, config, 'identity');
  expect(await exchange.hasResult(round, 1)).toBe(false);
  expect(await exchange.result(round, 0)).toEqual(done);
  store.dispose();
  await rm(folder, { recursive: true });
});

it('lines that are fewer than the trainers are not divided among them', () => {
  const lines = ['a', 'b', 'c'].map((name) => ({ name }) as Sample);
  expect(shardLines(lines, 1, 3).map(({ length }) => length)).toEqual([1, 1, 1]);
  expect(() => shardLines(lines, 1, 4)).toThrow('`trainers` must be 3 or fewer');
});
