/** Training over machines: a coordinator and its trainers as processes, each of them killed once (it must be built: npx tsdown). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TrainOptions, train } from '../src/index.js';
import { type TrainerEvent, workTraining } from '../src/runs/node.js';
import { sharedProcess } from './cli-runner.js';
import { drawLines, temporaryFolder, tinySpec } from './lines.js';
import { s3Environment, s3Server } from './s3-server.js';

let folder: string;
const rounds = 4;

interface Told {
  readonly kind?: string;
  readonly msg?: string;
  readonly loss?: number;
  readonly message?: string;
  readonly parts?: readonly { readonly trainer: string; readonly moments: string }[];
}

const settings = { spec: tinySpec, threads: 1, batchPixels: 15_000, seed: 5, paper: 0 } as const;
const machines = { trainers: 2, roundSteps: 3, lockSeconds: 1.5 } as const;

const flags = (name: string, exchange = join(folder, `${name}-exchange`)) => [
  ...['train', join(folder, 'lines'), '--out', join(folder, `${name}.onnx`), '--run', join(folder, name), '--json'],
  ...['--spec', tinySpec, '--threads', '1', '--batch-pixels', '15000', '--seed', '5', '--paper', '0'],
  ...['--steps', String(rounds * 3), '--exchange', exchange],
  ...['--trainers', '2', '--round-steps', '3', '--lock-seconds', '1.5'],
];

beforeAll(async () => {
  folder = await temporaryFolder();
  await drawLines(join(folder, 'lines'), 40);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A process of the command. @param heard with each line that it says, as JSON */
function started(
  args: readonly string[],
  heard: (told: Told, child: ChildProcess) => void,
  env: Readonly<Record<string, string>> = {},
): Promise<number | null> {
  const child = spawn(process.execPath, [resolve('bin', 'ductus.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      if (line.startsWith('{')) heard(JSON.parse(line) as Told, child);
    });
  }
  return once(child, 'exit').then(([code]) => code as number | null);
}

/** A run and its trainers in this process. */
async function trained(name: string, more: Partial<TrainOptions>, trainers = 2) {
  const exchange = join(folder, `${name}-exchange`);
  const controller = new AbortController();
  const work = Array.from({ length: trainers }, (_, n) => {
    const told: TrainerEvent[] = [];
    const options = { name: `t${n}`, threads: 1, signal: controller.signal, folder };
    return workTraining(exchange, { ...options, told: (event) => told.push(event) }).then(() => told);
  });
  const events: Told[] = [];
  const place = { data: [join(folder, 'lines')], out: join(folder, `${name}.onnx`), run: join(folder, name) };
  for await (const event of train({ ...place, ...settings, ...machines, exchange, ...more }))
    events.push(event as Told);
  return { events, told: await Promise.all(work), left: await readdir(exchange, { recursive: true }) };
}

const lossesIn = (events: readonly Told[]) => events.flatMap(({ kind, loss }) => (kind === 'step' ? [loss] : []));

describe('a coordinator and two trainers', () => {
  it('end, whoever is killed: the coordinator goes on exactly, a shard goes on with zero moments', async () => {
    const reference = await trained('reference', { steps: rounds * 3 });
    expect(reference.events.at(-1)).toMatchObject({ kind: 'end', reason: 'steps', step: rounds * 3 });
    expect(new Set(reference.told.map((told) => told.filter(({ kind }) => kind === 'round').length))).toEqual(
      new Set([rounds]),
    );
    expect(reference.left.filter((name) => /run\.json|(weights|changes|results)\//.test(name))).toEqual(['run.json']);

    const events: Told[] = [];
    const exchange = join(folder, 'killed-exchange');
    let done = 0;
    const work = (killAfter: number) =>
      started(['work', '--exchange', exchange, '--threads', '1', '--log', 'json'], ({ msg }, child) => {
        if (msg === 'round done' && ++done >= killAfter) child.kill('SIGKILL');
      });
    // The first is killed as soon as it has done a part of the second round, the second never.
    const first = work(3);
    const second = work(Number.POSITIVE_INFINITY);
    const coordinator = started(flags('killed'), (told, child) => {
      events.push(told);
      if (told.kind === 'round') child.kill('SIGKILL');
    });
    expect(await coordinator).toBe(null);
    const resumed = started(['train', '--resume', join(folder, 'killed'), '--json'], (told) => events.push(told));
    expect(await Promise.all([first, second, resumed])).toEqual([null, 0, 0]);
    const losses = lossesIn(events);
    expect(losses).toHaveLength(rounds);
    expect(losses.slice(0, 2)).toEqual(lossesIn(reference.events).slice(0, 2));
    const zeros = events.flatMap(({ parts = [] }) => parts.filter(({ moments }) => moments === 'zero'));
    expect(zeros).toHaveLength(1);
    expect(events.map(({ message }) => message ?? '').join('\n')).toMatch(
      /gave no sign of life: shard \d is free for others\n[\s\S]*took over shard \d and began it with zero moments/,
    );
    expect((await stat(join(folder, 'killed.onnx'))).size).toBeGreaterThan(1000);
  });

  it('meet in a store as in a folder, and leave it empty', async () => {
    const reference = await trained('folder', { steps: rounds * 3 });
    const server = await s3Server();
    try {
      const env = { ...s3Environment, AWS_ENDPOINT_URL: server.url };
      const place = 's3://archive/exchange';
      const events: Told[] = [];
      const work = Array.from({ length: 2 }, () => {
        return started(['work', '--exchange', place, '--threads', '1', '--log', 'json'], () => undefined, env);
      });
      const coordinator = started(flags('store', place), (told) => events.push(told), env);
      expect(await Promise.all([coordinator, ...work])).toEqual([0, 0, 0]);
      expect(lossesIn(events)).toEqual(lossesIn(reference.events));
      expect([...server.objects.keys()]).toEqual(['exchange/run.json']);
    } finally {
      await server.close();
    }
  });

  it('a trainer that is alone does both shards, and rounds of a step average at each', async () => {
    const outer = { roundSteps: 1, outerLearningRate: 1, outerMomentum: 0, lockSeconds: 0.2 };
    const { events, told } = await trained('alone', { steps: 2, ...outer }, 1);
    expect(events.filter(({ kind }) => kind === 'round')).toMatchObject([
      { round: 1, step: 1, parts: [{ moments: 'first' }, { moments: 'first' }] },
      { round: 2, step: 2, parts: [{ moments: 'kept' }, { moments: 'kept' }] },
    ]);
    expect(told[0]?.at(-1)).toEqual({ kind: 'ended' });
  });
});

describe('what is wrong is said', () => {
  const ductus = sharedProcess();

  it('settings of it without a place, flags of reading for a trainer, a place that has another training', async () => {
    const typed = await ductus(['train', 'lines', '--out', 'm.onnx', '--trainers', '3']);
    expect([typed.code, typed.err]).toEqual([2, expect.stringContaining('give --exchange PLACE too')]);
    const reading = await ductus(['work', '--exchange', 'x', '--until-empty']);
    expect([reading.code, reading.err]).toEqual([2, expect.stringContaining('--until-empty is of reading')]);
    const data = [join(folder, 'lines')];
    const many = { data, out: join(folder, 'm.onnx'), run: join(folder, 'm'), exchange: join(folder, 'many') };
    await expect(train({ ...many, trainers: 31, ...settings }).next()).rejects.toThrow(
      /^`trainers` must be 30 or fewer, .* got 31\./,
    );
    expect(await readdir(folder)).not.toContain('m');
    const exchange = join(folder, 'taken');
    const begun = train({ data, out: join(folder, 'a.onnx'), run: join(folder, 'a'), exchange, ...settings, steps: 1 });
    expect((await begun.next()).value).toMatchObject({ kind: 'start' });
    await expect(train({ data, out: join(folder, 'b.onnx'), exchange, ...settings }).next()).rejects.toThrow(
      /another training that has not ended is there/,
    );
    await begun.return(undefined);
  });
});
