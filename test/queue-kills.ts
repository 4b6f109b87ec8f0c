/**
 * npm run queue-kills [-- --server redis,postgres --workers 8 --worker-kills 5 --server-kills 10 --lines 600 --pages 20 --slow]: workers
 * and the server of a queue are killed at seeded moments while lines and pages are read; at the end each stands in the results once, as
 * a single process reads it. --slow gives each worker a network of its own, of 10 Mbit/s and 50 ms more, whose connections are cut
 * now and then. It must be built (npx tsdown).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openReadingQueue, type QueueStatus } from '../src/jobs/index.js';
import { Random } from '../src/random/index.js';
import { encodePng } from '../src/runtime/index.js';
import { drawPage } from './drawn-page.js';
import { drawLines, temporaryFolder } from './lines.js';
import { missing, type QueueServer, type ServerName, startServer } from './queue-servers.js';
import { writingModel } from './service.js';
import { type FarMachine, missingNetwork, openSlowNetwork, type SlowNetwork } from './slow-network.js';

export interface Kills {
  readonly server: ServerName;
  /** That work at once. */
  readonly workers: number;
  readonly workerKills: number;
  readonly serverKills: number;
  /** Workers that are stopped until others have their jobs, and go on. */
  readonly stops: number;
  /** Images of lines. */
  readonly lines: number;
  readonly pages: number;
  /** Whether each worker has a slow network of its own. Default: it has this machine's. */
  readonly slow?: boolean;
  readonly seed: number;
  /** Milliseconds between kills, at most. */
  readonly within: number;
  readonly log?: (text: string) => void;
}

export interface KillsReport {
  readonly status: QueueStatus;
  /** What single processes write of the same, by name. */
  readonly expected: number;
  /** Where the queue's results differ from it: files that are missing, more, or other. */
  readonly differences: readonly string[];
  /** Of lines and pages that are done. */
  readonly records: number;
  /** How often a worker's connections were cut. */
  readonly cuts: number;
  /** Processes that were killed while jobs were left. */
  readonly kills: number;
}

const bin = fileURLToPath(new URL('../bin/ductus.js', import.meta.url));

/** @param prefix what starts it, on another machine */
export function ductus(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  prefix: readonly string[] = [],
): ChildProcess {
  const [command = '', ...words] = [...prefix, process.execPath, bin, ...args];
  return spawn(command, words, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What a command prints, and how it ends. */
export async function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly text: string }> {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

/** Reads lines and pages with a queue whose workers and server die, and without one. */
export async function readUnderKills(kills: Kills): Promise<KillsReport> {
  const folder = await temporaryFolder();
  const { log = () => undefined } = kills;
  await mkdir(join(folder, 'server'));
  const server = await startServer(kills.server, join(folder, 'server'));
  const network = kills.slow === true ? await slowNetworkOf(server.address, kills) : undefined;
  const workers = new Map<ChildProcess, string>();
  const formats = ['--format', 'txt', '--format', 'page'];
  try {
    const model = join(folder, 'model.onnx');
    await writeFile(model, writingModel());
    const inputs = await drawInputs(folder, kills);
    for (const input of inputs) {
      const add = [...input, '--language', 'none', '--model', model, '--to', join(folder, 'read'), ...formats];
      await whole(ductus(['queue', 'add', ...add, '--pages-per-job', '5', '--queue', server.address]));
    }
    const work = () => startWorker(server, join(folder, 'models'), workers, network);
    for (let n = 0; n < kills.workers; n++) work();
    const killed = await killing(kills, server, workers, work, log);
    await untilRead(server.address, kills, work, workers);
    const queue = await openReadingQueue(server.address);
    const status = await queue.status().finally(() => queue.close());
    for (const [n, input] of inputs.entries()) {
      const out = ['--out', join(folder, `alone${n}`), ...formats];
      await whole(ductus(['recognize', model, ...input, '--language', 'none', '--threads', '1', ...out]));
    }
    const alone = Object.assign({}, ...(await Promise.all(inputs.map((_, n) => filesIn(join(folder, `alone${n}`))))));
    // A worker that is killed while it writes one leaves a temporary file, which counts for nothing.
    const records = (await readdir(join(folder, 'read', 'records'))).filter((name) => name.endsWith('.json')).length;
    const differences = differencesOf(await filesIn(join(folder, 'read')), alone);
    const expected = Object.keys(alone).length;
    return { status, expected, differences, records, cuts: network?.cuts() ?? 0, kills: killed };
  } finally {
    for (const worker of workers.keys()) worker.kill('SIGKILL');
    await network?.close();
    await server.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @returns of each kind what a command is told to read */
async function drawInputs(folder: string, { lines, pages, seed }: Kills): Promise<readonly (readonly string[])[]> {
  const inputs: string[][] = [];
  if (lines > 0) inputs.push([await drawLines(join(folder, 'lines'), lines, seed), '--lines']);
  if (pages === 0) return inputs;
  await mkdir(join(folder, 'pages'));
  for (let n = 0; n < pages; n++) {
    const { light } = drawPage(3, { width: 500, height: 320, seed: seed + n });
    await writeFile(join(folder, 'pages', `page${n}.png`), await encodePng(light));
  }
  return [...inputs, [join(folder, 'pages'), '--pages']];
}

/** Seconds between cuts of a worker's connections, at most. */
const betweenCuts = 8;

function slowNetworkOf(address: string, { workers, seed }: Kills): Promise<SlowNetwork> {
  const random = new Random(seed, 'cuts');
  return openSlowNetwork(workers, { server: Number(new URL(address).port), between: betweenCuts, random });
}

/** A process whose clock is an hour ahead. */
const ahead = {
  NODE_OPTIONS: '--import=data:text/javascript,const{now}=Date;Date.now=()=>now()+36e5',
};
const lockSeconds = 3;
/** Characters that are kept of what a worker says. */
const mostLog = 3000;
let started = 0;

/** Every second one has another clock, and each of those that run another machine, where there are some. */
function startWorker(
  server: QueueServer,
  models: string,
  workers: Map<ChildProcess, string>,
  network: SlowNetwork | undefined,
): void {
  const flags = [
    '--until-empty',
    '--lock-seconds',
    String(lockSeconds),
    '--models',
    models,
    '--threads',
    '1',
    '--log',
    'json',
  ];
  const number = started++;
  const env = number % 2 === 1 ? ahead : {};
  const machine = network?.machines[number % network.machines.length];
  const worker = ductus(['work', '--queue', addressFrom(server.address, machine), ...flags], env, machine?.prefix);
  workers.set(worker, '');
  // What nobody reads would stop it.
  worker.stdout?.resume();
  worker.stderr?.on('data', (chunk) => {
    if (workers.has(worker)) workers.set(worker, `${workers.get(worker)}${chunk}`.slice(-mostLog));
  });
  worker.once('exit', () => workers.delete(worker));
}

function addressFrom(address: string, machine: FarMachine | undefined): string {
  if (machine === undefined) return address;
  return Object.assign(new URL(address), { hostname: machine.host, port: String(machine.port) }).href;
}

/** @returns how many processes were killed while jobs were left */
async function killing(
  { workerKills, serverKills, stops, seed, within }: Kills,
  server: QueueServer,
  workers: ReadonlyMap<ChildProcess, string>,
  work: () => void,
  log: (text: string) => void,
): Promise<number> {
  let kills = 0;
  const random = new Random(seed, 'kills');
  const victims = random.shuffle([
    ...Array.from({ length: workerKills }, () => 'worker' as const),
    ...Array.from({ length: serverKills }, () => 'server' as const),
    ...Array.from({ length: stops }, () => 'sleeper' as const),
  ]);
  for (const [n, victim] of victims.entries()) {
    await passed(random.below(within));
    const queue = await openReadingQueue(server.address);
    const { waiting, working } = await queue.status().finally(() => queue.close());
    if (waiting + working === 0) {
      log(`all is read after ${kills} kills`);
      break;
    }
    if (victim === 'server') {
      await server.kill();
      kills++;
      await passed(random.below(1000));
      await server.start();
    } else {
      // Those that found the server away may all have ended.
      if (workers.size === 0) work();
      const [worker] = random.shuffle([...workers.keys()]);
      const isThere = worker?.kill(victim === 'worker' ? 'SIGKILL' : 'SIGSTOP') === true;
      if (victim === 'worker') {
        work();
        if (isThere) kills++;
      } else if (isThere) setTimeout(() => worker.kill('SIGCONT'), 2500 * lockSeconds);
      if (!isThere) {
        log(`${n + 1}: no worker was there`);
        continue;
      }
    }
    log(
      `${n + 1}: ${victim === 'sleeper' ? 'stopped a worker' : `killed a ${victim}`}, ${waiting + working} jobs left`,
    );
  }
  return kills;
}

/**
 * Workers that found the server away may have ended.
 * @throws with what the workers said last, where nothing becomes of what is left
 */
async function untilRead(
  address: string,
  { lines, pages }: Kills,
  work: () => void,
  workers: ReadonlyMap<ChildProcess, string>,
): Promise<void> {
  const most = 60_000 + secondsOfItem * 1000 * (lines + pages);
  for (const start = performance.now(); ; ) {
    const queue = await openReadingQueue(address);
    const status = await queue.status().finally(() => queue.close());
    if (status.waiting + status.working === 0) return;
    if (performance.now() - start > most) {
      const said = Array.from(workers, ([{ pid }, text]) => `worker ${pid}:\n${text}`);
      throw new Error([`after ${most / 1000} s: ${JSON.stringify(status)}`, ...said].join('\n'));
    }
    if (workers.size === 0) work();
    await passed(500);
  }
}

/** Far more than one takes. */
const secondsOfItem = 2;

/** Milliseconds, far more than a command takes here. */
const mostOfCommand = 180_000;

async function whole(child: ChildProcess): Promise<void> {
  const limit = setTimeout(() => child.kill('SIGKILL'), mostOfCommand);
  const { code, text } = await ended(child).finally(() => clearTimeout(limit));
  if (code !== 0) throw new Error(`${child.spawnargs.slice(2, 4).join(' ')} ended with ${code}: ${text}`);
}

/** Texts and PAGE, without what says when they were written. */
async function filesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).filter((name) => /\.(?:txt|xml)$/.test(name)).sort();
  const contents = names.map(async (name) => {
    const text = await readFile(join(folder, name), 'utf8');
    return [name, text.replace(/<(Created|LastChange)>[^<]*/g, '<$1>')] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}

/** What else is in a batch changes the last digits of confidences. */
const closeConfidence = 0.001;

function differencesOf(
  read: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
): readonly string[] {
  const confidence = /conf="([\d.]+)"/g;
  const confidencesOf = (text: string) => [...text.matchAll(confidence)].map(([, value]) => Number(value));
  return [...new Set([...Object.keys(read), ...Object.keys(expected)])].flatMap((name) => {
    const [is, should] = [read[name], expected[name]];
    if (is === undefined || should === undefined) return [`${name} is ${is === undefined ? 'missing' : 'too much'}`];
    if (is.replace(confidence, 'conf') !== should.replace(confidence, 'conf')) return [`${name} is another`];
    const right = confidencesOf(should);
    const isFar = confidencesOf(is).some((value, n) => Math.abs(value - (right[n] ?? 0)) > closeConfidence);
    return isFar ? [`${name} has other confidences`] : [];
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      server: { type: 'string', default: 'redis,postgres' },
      workers: { type: 'string', default: '8' },
      'worker-kills': { type: 'string', default: '5' },
      'server-kills': { type: 'string', default: '10' },
      stops: { type: 'string', default: '3' },
      lines: { type: 'string', default: '600' },
      pages: { type: 'string', default: '20' },
      slow: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
    },
  });
  let all = 0;
  const noNetwork = values.slow ? missingNetwork() : undefined;
  if (noNetwork !== undefined) throw new Error(noNetwork);
  for (const server of values.server.split(',')) {
    if (server !== 'redis' && server !== 'postgres') throw new Error(`--server is redis or postgres, got ${server}`);
    const problem = missing(server);
    if (problem !== undefined) throw new Error(problem);
    const { status, differences, expected, records, cuts, kills } = await readUnderKills({
      server,
      workers: Number(values.workers),
      workerKills: Number(values['worker-kills']),
      serverKills: Number(values['server-kills']),
      stops: Number(values.stops),
      lines: Number(values.lines),
      pages: Number(values.pages),
      seed: Number(values.seed),
      slow: values.slow,
      within: 4000,
      log: (text) => console.log(`${server} ${text}`),
    });
    const count = Number(values.lines) + Number(values.pages);
    const isSame = differences.length === 0 && records === count && expected === 2 * count;
    const facts = `${records} of ${count} lines and pages in the results, ${isSame ? 'all files as' : 'NOT as'} single processes write them`;
    const counts = `${status.finished} jobs finished, ${status.failed} failed, ${status.quarantine.length} set aside, connections cut ${cuts} times`;
    console.log(
      [`${server}: ${facts}; ${counts}`, JSON.stringify(status.failures), ...differences.slice(0, 20)].join('\n  '),
    );
    all += kills;
    if (!isSame) process.exitCode = 1;
  }
  const wanted = values.server.split(',').length * (Number(values['worker-kills']) + Number(values['server-kills']));
  console.log(`${all} of ${wanted} kills while jobs were left`);
  if (all >= wanted) return;
  console.error('too few: give more --lines');
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
