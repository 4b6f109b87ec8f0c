/**
 * npm run queue-work -- IMAGE… [--server redis,postgres --lines 3000 --memory-lines 10000]: what workers of one core read a second,
 * one and two of them, beside what matrix products of one thread compute alone and side by side; what jobs without pages cost; and
 * the memory of a worker that reads many lines. Each worker and each product has a core of its own (taskset), since a worker of one
 * thread decodes and spells beside what that thread computes, and alone would have a part of the other core. The machine must have nothing else to do, and two cores; the servers are
 * started here, where they are installed. It must be built (npx tsdown).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openReadingQueue } from '../src/jobs/index.js';
import { missing, type QueueServer, type ServerName, startServer } from '../test/queue-servers.js';
import { onCores } from './cores.js';
import { gemm } from './measure.js';
import { emptyJob } from './scale/measure.js';

const bin = fileURLToPath(new URL('../bin/ductus.js', import.meta.url));
const self = fileURLToPath(import.meta.url);
const productSize = 768;
const productSeconds = 8;
const linesPerJob = 20;
const emptyJobs = 1000;
const megabyte = 1e6;
const rounds = 2;

/** Is told after each job. @param lines that were read by then */
type Watch = (pid: number, lines: number) => void;

/** Of a worker that reads, as its log says: milliseconds. */
interface Work {
  readonly began: number;
  /** When jobs were done, and how many lines they had. */
  readonly done: readonly { readonly at: number; readonly lines: number }[];
}

async function products(count: number): Promise<number> {
  const run = async (core: number) => {
    const child = spawn(...onCores(String(core), ['--import', 'tsx', self, '--product']), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    await once(child, 'close');
    return Number(text);
  };
  const rates = await Promise.all(Array.from({ length: count }, (_, core) => run(core)));
  return rates.reduce((sum, rate) => sum + rate, 0);
}

/** Products a second, of one thread. */
async function product(): Promise<number> {
  const candidate = await gemm(productSize, 1);
  await candidate.run();
  let count = 0;
  const start = performance.now();
  for (; performance.now() - start < 1000 * productSeconds; count++) await candidate.run();
  const rate = count / ((performance.now() - start) / 1000);
  await candidate.dispose?.();
  return rate;
}

async function added(server: QueueServer, inputs: string, out: string): Promise<void> {
  const more = ['--lines', '--pages-per-job', String(linesPerJob), '--to', out, '--format', 'txt'];
  const args = ['queue', 'add', inputs, ...more, '--queue', server.address];
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`ductus queue add ended with ${code}`);
}

async function work(server: QueueServer, models: string, core: number, watch?: Watch): Promise<Work> {
  const flags = ['--threads', '1', '--until-empty', '--log', 'json', '--models', models];
  const child = spawn(...onCores(String(core), [bin, 'work', '--queue', server.address, ...flags]), {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const done: { at: number; lines: number }[] = [];
  let began = Number.NaN;
  let lines = 0;
  createInterface({ input: child.stderr }).on('line', (line) => {
    const event = JSON.parse(line) as { readonly msg: string; readonly pages: number };
    if (event.msg === 'taken' && Number.isNaN(began)) began = performance.now();
    if (event.msg !== 'done') return;
    done.push({ at: performance.now(), lines: event.pages });
    lines += event.pages;
    watch?.(child.pid ?? 0, lines);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`ductus work ended with ${code}`);
  return { began, done };
}

/** Lines a second while all workers have work: from when the last had read its first job until the first had its last. */
function rateOf(workers: readonly Work[]): number {
  const from = Math.max(...workers.map(({ done }) => done.at(0)?.at ?? Number.NaN));
  const to = Math.min(...workers.map(({ done }) => done.at(-1)?.at ?? Number.NaN));
  let lines = 0;
  for (const { done } of workers) {
    for (const [n, { at, lines: count }] of done.entries()) {
      const before = done[n - 1]?.at ?? at;
      const inside = Math.max(0, Math.min(at, to) - Math.max(before, from));
      lines += at > before ? (count * inside) / (at - before) : 0;
    }
  }
  return (1000 * lines) / (to - from);
}

async function copied(folder: string, images: readonly string[], count: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (let n = 0; n < count; n++) {
    const image = images[n % images.length] ?? '';
    await copyFile(image, join(folder, `${String(n).padStart(6, '0')}${extname(image)}`));
  }
  return folder;
}

/** Seconds of a job of which nothing is read, in one worker, from hand to hand. */
async function emptyJobSeconds(server: QueueServer): Promise<number> {
  const queue = await openReadingQueue(server.address);
  try {
    await queue.add(Array.from({ length: emptyJobs }, (_, n) => emptyJob(n)));
    const start = performance.now();
    const outcome = { pages: 0, seconds: 0, unread: [], left: [] };
    await queue.work(async () => outcome, { signal: new AbortController().signal, untilEmpty: true });
    return (performance.now() - start) / 1000 / emptyJobs;
  } finally {
    await queue.close();
  }
}

/** Megabytes that a process and those that it started hold. */
async function memoryOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  let sum = 0;
  for (const each of [String(pid), ...children.trim().split(' ').filter(Boolean)]) {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${each}/status`, 'utf8'))?.[1];
    sum += (Number(kilobytes) * 1024) / megabyte;
  }
  return sum;
}

/** What comes of one server. */
async function measured(
  name: ServerName,
  images: readonly string[],
  lines: number,
  memoryLines: number,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ductus-queue-work-'));
  await mkdir(join(folder, 'server'));
  const server = await startServer(name, join(folder, 'server'));
  const models = join(folder, 'models');
  let runs = 0;
  const read = async (count: number, workers: number, watch?: Watch) => {
    const inputs = await copied(join(folder, `lines${runs}`), images, count);
    await added(server, inputs, join(folder, `read${runs++}`));
    return Promise.all(Array.from({ length: workers }, (_, core) => work(server, models, core, watch)));
  };
  try {
    const empty = await emptyJobSeconds(server);
    const rates: number[][] = [[], []];
    // In turn, so that what else the machine does meets both.
    for (let round = 0; round < rounds; round++) {
      for (const workers of [1, 2]) rates[workers - 1]?.push(rateOf(await read(lines * workers, workers)));
    }
    const [one, two] = rates.map((some) => some.reduce((sum, rate) => sum + rate, 0) / some.length) as [number, number];
    console.log(`${name}: ${one.toFixed(1)} lines/s, two workers ${two.toFixed(1)}: ${(two / one).toFixed(3)} times`);
    const perLine = empty / linesPerJob;
    console.log(
      `${name}: a job without pages takes ${(1000 * empty).toFixed(2)} ms, ${(100 * perLine * one).toFixed(2)}% of a line with ${linesPerJob} lines a job`,
    );
    const samples: Promise<string>[] = [];
    const sample = async (pid: number, count: number) => `${count}: ${(await memoryOf(pid)).toFixed(0)}`;
    await read(memoryLines, 1, (pid, count) => {
      if (count % (memoryLines / 10) === 0) samples.push(sample(pid, count));
    });
    console.log(`${name}: megabytes after lines, ${(await Promise.all(samples)).join(', ')}`);
  } finally {
    await server.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    product: { type: 'boolean', default: false },
    server: { type: 'string', default: 'redis,postgres' },
    lines: { type: 'string', default: '3000' },
    'memory-lines': { type: 'string', default: '10000' },
  },
});
if (values.product) console.log(await product());
else {
  if (positionals.length === 0) throw new Error('npm run queue-work -- IMAGE… [--server redis,postgres]');
  const alone: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round < rounds; round++) {
    alone.push(await products(1));
    beside.push(await products(2));
  }
  const sum = (some: readonly number[]) => some.reduce((all, each) => all + each, 0);
  console.log(
    `matrix products of one thread, two beside each other: ${(sum(beside) / sum(alone)).toFixed(3)} times one`,
  );
  for (const name of values.server.split(',') as ServerName[]) {
    const problem = missing(name);
    if (problem !== undefined) throw new Error(problem);
    await measured(name, positionals, Number(values.lines), Number(values['memory-lines']));
  }
}
