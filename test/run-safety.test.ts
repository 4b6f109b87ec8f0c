/** What a run must not lose, and must not take from others: files that are there, its folder, its checkpoint. */
import { cp, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { resume, type TrainingEvent, type TrainOptions, train } from '../src/index.js';
import { readModel } from '../src/model/index.js';
import { ductus, startDuctus } from './cli-runner.js';
import { drawLines, temporaryFolder, tinySpec } from './lines.js';
import { cases } from './thorough.js';

let folder: string;
let lines: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = await drawLines(join(folder, 'lines'), 30);
  await eventsOf(train(optionsFor('template', 2)));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const quick = { spec: tinySpec, threads: 1, batchPixels: 15_000, patience: 0 } as const;
const optionsFor = (name: string, steps: number): TrainOptions => ({
  ...quick,
  data: [lines],
  out: join(folder, `${name}.onnx`),
  run: join(folder, name),
  steps,
});
const argsFor = (name: string, ...more: string[]) => [
  ...['train', lines, '--out', join(folder, `${name}.onnx`), '--run', join(folder, name), '--spec', tinySpec],
  ...['--threads', '1', '--batch-pixels', '15000', '--patience', '0', ...more],
];

/** All events, and what may be done at each. */
async function eventsOf(
  events: AsyncIterable<TrainingEvent>,
  at: (event: TrainingEvent) => unknown = () => undefined,
): Promise<readonly TrainingEvent[]> {
  const seen: TrainingEvent[] = [];
  for await (const event of events) {
    seen.push(event);
    await at(event);
  }
  return seen;
}

const endOf = (events: readonly TrainingEvent[]) => {
  const last = events.at(-1);
  return last?.kind === 'end' ? last : undefined;
};

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((done) => setTimeout(done, 10));
}

/** A run of two steps that is over, in a folder of its own. */
async function finished(name: string): Promise<string> {
  const run = join(folder, name);
  await cp(join(folder, 'template'), run, { recursive: true });
  const config = join(run, 'config.json');
  await writeFile(config, (await readFile(config, 'utf8')).replace('template.onnx', `${name}.onnx`));
  return run;
}

describe('a file at --out', () => {
  it('is not replaced but with --overwrite, nor is the one in 8 bits, and the exit code is 2', async () => {
    for (const name of ['there.onnx', 'there.int8.onnx']) {
      const path = join(folder, name);
      await writeFile(path, 'an evening of work');
      const refused = await ductus(argsFor('there', '--steps', '1', '--quantize'));
      expect(refused.err).toContain(`${path} is there already. Give another place, or replace it by --overwrite`);
      expect(refused.code).toBe(2);
      expect(await readFile(path, 'utf8')).toBe('an evening of work');
      if (name === 'there.onnx') await rm(path);
    }
    const done = await eventsOf(train({ ...optionsFor('there', 2), quantize: true, overwrite: true }));
    expect(endOf(done)?.out).toBe(join(folder, 'there.onnx'));
    expect((await stat(join(folder, 'there.int8.onnx'))).size).toBeGreaterThan(1000);
    expect(await readFile(join(folder, 'there.onnx'))).toEqual(await readFile(join(folder, 'there', 'best.onnx')));
  });

  it('stays when it came while the run went on; the model is in the folder of the run then', async () => {
    const options = optionsFor('came', 3);
    const events = await eventsOf(train(options), async ({ kind }) => {
      if (kind === 'start') await writeFile(options.out, "somebody else's");
    });
    expect(await readFile(options.out, 'utf8')).toBe("somebody else's");
    expect(
      events
        .filter(({ kind }) => kind === 'warning')
        .map((event) => JSON.stringify(event))
        .join(),
    ).toContain("a file is there that this run didn't write");
    expect(endOf(events)?.out).toBe(join(folder, 'came', 'best.onnx'));
  });

  it('that --overwrite gave up is not replaced by weights that nobody validated', async () => {
    const options = optionsFor('unvalidated', 50);
    await writeFile(options.out, 'the model of before');
    const stop = new AbortController();
    const events = await eventsOf(train({ ...options, overwrite: true, signal: stop.signal }), ({ kind }) => {
      if (kind === 'step') stop.abort();
    });
    expect(await readFile(options.out, 'utf8')).toBe('the model of before');
    expect(endOf(events)?.out).toBe(join(folder, 'unvalidated', 'last.onnx'));
  });
});

it('two interrupts within a step end with a checkpoint and exit code 130', async () => {
  const child = startDuctus(argsFor('twice', '--steps', '100000', '--checkpoint-seconds', '100000'));
  const closed = new Promise<number | null>((done) => child.on('close', done));
  let err = '';
  child.stderr.on('data', (chunk) => (err += chunk));
  const log = () => readFile(join(folder, 'twice', 'log.jsonl'), 'utf8').catch(() => '');
  await until(async () => (await log()).includes('"kind":"step","step":3,'));
  child.kill('SIGINT');
  await until(async () => err.includes('stopping after this step'));
  child.kill('SIGINT');
  child.kill('SIGTERM');
  expect(await closed).toBe(130);
  expect(err).not.toContain('terminate');
  expect(await readdir(join(folder, 'twice'))).toEqual(
    expect.arrayContaining(['checkpoint.safetensors', 'config.json', 'last.onnx', 'log.jsonl']),
  );
  expect(await readdir(join(folder, 'twice'))).not.toContain('lock.json');
});

describe('a run that another process works on', () => {
  it('is not gone on with: the error names the process, its machine, and since when', async () => {
    const child = startDuctus(argsFor('held', '--steps', '100000'));
    const closed = new Promise((done) => child.on('close', done));
    const lock = join(folder, 'held', 'lock.json');
    await until(async () => (await stat(join(folder, 'held', 'log.jsonl')).catch(() => undefined)) !== undefined);
    const { since } = JSON.parse(await readFile(lock, 'utf8'));
    await expect(resume(join(folder, 'held')).next()).rejects.toThrow(
      `process ${child.pid} of ${hostname()} works on it since ${since}`,
    );
    child.kill('SIGKILL');
    await closed;
    // The process is gone, so the lock is nobody's.
    const events = resume(join(folder, 'held'), { steps: 1 });
    expect((await events.next()).value?.kind).toBe('start');
    expect(JSON.parse(await readFile(lock, 'utf8')).process).toBe(process.pid);
    await expect(resume(join(folder, 'held')).next()).rejects.toThrow(`process ${process.pid} of`);
    await events.return(undefined);
    await expect(stat(lock)).rejects.toThrow('ENOENT');
  });

  it('on another machine is nobody’s after five minutes without a sign of life', async () => {
    const run = await finished('elsewhere');
    const lock = join(run, 'lock.json');
    const holder = { host: 'elsewhere.example', process: process.pid, since: '2026-01-01T00:00:00.000Z', token: 'x' };
    await writeFile(lock, JSON.stringify(holder));
    const ago = (seconds: number) => new Date(Date.now() - 1000 * seconds);
    await utimes(lock, ago(240), ago(240));
    await expect(resume(run, { steps: 3 }).next()).rejects.toThrow(`process ${process.pid} of elsewhere.example`);
    await utimes(lock, ago(310), ago(310));
    expect(endOf(await eventsOf(resume(run, { steps: 3 })))?.step).toBe(3);
  });

  it.runIf(process.platform === 'linux')('is told from a later process of the same number', async () => {
    const run = await finished('reused');
    const since = '2026-01-01T00:00:00.000Z';
    const holder = { host: hostname(), process: process.pid, began: '1', since, token: 'x' };
    const lock = join(run, 'lock.json');
    await writeFile(lock, JSON.stringify(holder));
    // It may be one of a container of the same name, as long as it gives signs of life.
    await expect(resume(run, { steps: 3 }).next()).rejects.toThrow(`process ${process.pid} of`);
    await utimes(lock, new Date(0), new Date(0));
    expect(endOf(await eventsOf(resume(run, { steps: 3 })))?.step).toBe(3);
  });
});

describe('a damaged file of a run', () => {
  it('is named at --resume, wherever a bit of its checkpoint flipped, with what to do', async () => {
    const run = await finished('damaged');
    const path = join(run, 'checkpoint.safetensors');
    const whole = await readFile(path);
    const flips = cases(16, 60);
    for (let n = 0; n < flips; n++) {
      const damaged = Buffer.from(whole);
      const at = Math.floor((n / flips) * whole.length);
      damaged[at] = (damaged[at] as number) ^ (1 << (n % 8));
      await writeFile(path, damaged);
      await expect(resume(run, { steps: 3 }).next()).rejects.toThrow(`${path} is damaged`);
    }
    await expect(resume(run, { steps: 3 }).next()).rejects.toThrow(`\`from\` ${join(run, 'best.onnx')}`);
    await writeFile(path, whole);
    expect(endOf(await eventsOf(resume(run, { steps: 3 })))?.step).toBe(3);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, 100)],
    ['of another network', (text: string) => text.replace('Lbx12', 'Qbx12')],
    ['of too many threads', (text: string) => text.replace(/^ {2}"threads": 1/m, '  "threads": 1000000000')],
  ])('is named when it is the configuration: %s', async (name, change) => {
    const run = join(folder, `config ${name}`);
    await mkdir(run);
    const text = await readFile(join(folder, 'template', 'config.json'), 'utf8');
    await writeFile(join(run, 'config.json'), change(text));
    await expect(resume(run).next()).rejects.toThrow(`${join(run, 'config.json')} is damaged: `);
  });
});

it('a checkpoint of before, without a checksum, is gone on with', async () => {
  const run = await finished('old');
  const path = join(run, 'checkpoint.safetensors');
  const file = await readFile(path);
  const length = Number(file.readBigUInt64LE(0));
  const header = file.subarray(8, 8 + length).toString('utf8');
  const old = header.replace(/,"sha256":"[0-9a-f]{64}"/, '');
  expect(old).not.toBe(header);
  await writeFile(
    path,
    Buffer.concat([file.subarray(0, 8), Buffer.from(old.padEnd(length)), file.subarray(8 + length)]),
  );
  expect(endOf(await eventsOf(resume(run, { steps: 3 })))?.step).toBe(3);
});

describe("the system's clock", () => {
  const here = process.cwd();

  afterEach(() => {
    vi.useRealTimers();
    process.chdir(here);
  });

  it('gives two trainings that begin in one second with one seed folders of their own', async () => {
    const cwd = join(folder, 'beside');
    await mkdir(cwd);
    process.chdir(cwd);
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-27T12:00:00.500Z') });
    for (const out of ['a.onnx', 'b.onnx']) await eventsOf(train({ ...quick, data: [lines], out, steps: 1 }));
    expect((await readdir('runs')).sort()).toEqual(['2026-11-27-120000-1', '2026-11-27-120000-1-2']);
  });

  it('may be set back: timed checkpoints are made all the same', async () => {
    const path = join(folder, 'set-back', 'checkpoint.safetensors');
    const made = new Map<number, number>();
    await eventsOf(train({ ...optionsFor('set-back', 5), checkpointSeconds: 0 }), async (event) => {
      if (event.kind === 'start') vi.useFakeTimers({ toFake: ['Date'], now: new Date('2020-01-01') });
      if (event.kind === 'step') made.set(event.step, (await stat(path).catch(() => undefined))?.mtimeMs ?? 0);
    });
    // After its step, so that the next one finds it.
    expect(made.get(2)).toBeGreaterThan(0);
    expect(made.get(5)).toBeGreaterThan(made.get(2) ?? 0);
  });
});

it.runIf(process.platform === 'linux')('a disk that is full is said with the name of the file', async () => {
  await mkdir(join(folder, 'full'));
  await symlink('/dev/full', join(folder, 'full', 'log.jsonl'));
  const { code, err } = await ductus(argsFor('full', '--steps', '1'));
  expect(err).toContain(`${join(folder, 'full', 'log.jsonl')}: can't be written, the disk is full`);
  expect(code).toBe(1);
});

it('an alphabet to keep without a model to keep it from is an error, also in a program', async () => {
  const events = train({ ...optionsFor('kept', 1), alphabet: 'keep' });
  await expect(events.next()).rejects.toThrow('give `from` too');
});

describe('a run that goes on from a model', () => {
  it('validates it first, and says when training bought something, with the interval', async () => {
    const from = join(folder, 'template.onnx');
    const { code, out } = await ductus(argsFor('grown', '--steps', '200', '--from', from, '--learning-rate', '0.01'));
    expect(code).toBe(0);
    expect(out).toContain('step 0, the model that it goes on from: training CER');
    expect(out).toMatch(/Training bought something: CER [\d.]+% before, [\d.]+% at step \d+, a change of −/);
  });

  it('keeps its weights where nothing is better', async () => {
    const from = join(folder, 'grown.onnx');
    const options = { ...optionsFor('worse', 3), from, learningRate: 1, warmupSteps: 0 };
    const events = await eventsOf(train(options));
    const [first] = events.filter(({ kind }) => kind !== 'warning' && kind !== 'start');
    expect(first).toMatchObject({ kind: 'validation', step: 0, improved: true });
    const end = endOf(events);
    expect(end?.bestStep).toBe(0);
    expect(end?.gain).toMatchObject({ step: 3, verdict: 'worse' });
    expect(end?.gain?.remark).toContain('Training bought nothing: CER');
    const [kept, before] = await Promise.all([options.out, from].map(async (path) => readModel(await readFile(path))));
    expect(kept?.weights).toEqual(before?.weights);
  });

  it('computes what it would compute without that validation', async () => {
    const from = join(folder, 'template.onnx');
    const lossesOf = (events: readonly TrainingEvent[]) =>
      events.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
    const whole = await eventsOf(train({ ...optionsFor('whole', 6), from }));
    const stop = new AbortController();
    const parts = await eventsOf(train({ ...optionsFor('parts', 6), from, signal: stop.signal }), (event) => {
      if (event.kind === 'step' && event.step === 3) stop.abort();
    });
    const rest = await eventsOf(resume(join(folder, 'parts')));
    expect([...lossesOf(parts), ...lossesOf(rest)]).toEqual(lossesOf(whole));
    expect(rest.some((event) => event.kind === 'validation' && event.step === 0)).toBe(false);
  });
});

it('few validation lines are said to be too few to tell', async () => {
  const events = await eventsOf(train(optionsFor('few', 1)));
  const said = events.flatMap((event) => (event.kind === 'warning' ? [event.message] : []));
  expect(said.join('\n')).toContain('too few to tell models apart');
});

it.each([
  ['average', ['a.onnx', './b.onnx', '--val', 'lines', '--out', 'b.onnx']],
  ['quantize', ['a.onnx', 'lines', '--out', './a.onnx']],
])('%s does not write over a model that it reads', async (command, args) => {
  const { code, err } = await ductus([command, ...args], folder);
  expect(err).toContain('is a model that it is made from; give another place');
  expect(code).toBe(2);
});
