import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawLines, temporaryFolder, tinySpec } from '../../test/lines.js';
import { readModel } from '../model/index.js';
import { Alphabet } from '../text/index.js';
import type { Checkpoint } from '../training/index.js';
import { LineTask } from './line-task.js';
import { MemoryRun } from './memory-run.js';
import { trainingSettingsSchema } from './options.js';
import { prepare } from './prepare.js';
import { trainLines } from './run.js';
import { networkFor } from './run-config.js';
import { startingWeights } from './start.js';

let folder: string;
let lines: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = await drawLines(join(folder, 'lines'), 12);
});

afterAll(() => rm(folder, { recursive: true }));

async function trained(steps: number, checkpoint?: Checkpoint, threads = 1, stopAt = steps): Promise<MemoryRun> {
  const settings = trainingSettingsSchema.parse({ spec: tinySpec, steps, batchPixels: 5_000, schedule: 'constant' });
  const prepared = await prepare({ data: [lines], settings, base: undefined });
  const { alphabet } = prepared;
  const network = networkFor(settings.spec, alphabet);
  const characters = [...alphabet.characters];
  const known = { version: '0', folder, data: [lines], out: '', alphabet: characters, settings };
  const run = new MemoryRun({ ...known, threads, shards: 2 });
  const start = checkpoint ?? startingWeights(network, alphabet, settings.seed);
  const stop = new AbortController();
  for await (const event of trainLines(run, prepared, network, start, { signal: stop.signal })) {
    if (event.kind === 'step' && event.step === stopAt && stopAt < steps) stop.abort();
  }
  return run;
}

it('a run in memory gives a model, and goes on from its checkpoint as if it had never stopped', async () => {
  const whole = await trained(4);
  const half = await trained(2);
  const rest = await trained(4, half.checkpoint());
  expect(whole.events.filter(({ kind }) => kind === 'step')).toHaveLength(4);
  expect(rest.events.filter(({ kind }) => kind === 'step')).toHaveLength(2);
  expect(rest.checkpoint()?.weights).toEqual(whole.checkpoint()?.weights);
  expect(half.checkpoint()?.weights).not.toEqual(whole.checkpoint()?.weights);
  const model = readModel(whole.model ?? new Uint8Array());
  expect(model.metadata.provenance.trainingLines).toBeGreaterThan(0);
});

it('a run that goes on with other threads computes the same: it has as many parts of a batch as it began with', async () => {
  const whole = await trained(4);
  const half = await trained(2, undefined, 3);
  const rest = await trained(4, half.checkpoint(), 2);
  expect(rest.checkpoint()?.weights).toEqual(whole.checkpoint()?.weights);
});

it('a run that ends where it is resumed counts its part of the epoch as a run that was not stopped', async () => {
  const whole = await trained(1);
  const stopped = await trained(2, undefined, 1, 1);
  const ended = await trained(1, stopped.checkpoint());
  const epochOf = ({ events }: MemoryRun) =>
    events.flatMap((event) => (event.kind === 'validation' ? [event.epoch] : []));
  expect(epochOf(stopped)).toEqual([]);
  expect(epochOf(ended)).toEqual(epochOf(whole));
  expect(epochOf(ended)[0]).toBeLessThan(0.6);
});

it('lines of which none is there have no batch, and that is said', async () => {
  const settings = trainingSettingsSchema.parse({ spec: tinySpec });
  const alphabet = Alphabet.of(['ab']);
  const network = networkFor(settings.spec, alphabet);
  const task = new LineTask({
    ...{ network, alphabet, settings },
    threads: 1,
    training: [],
    validation: [],
    provenance: {},
  });
  await expect(task.batches({ epoch: 0, batch: 0 }, 1).next()).rejects.toThrow('epoch 1 has no batch');
  await task.dispose();
});
