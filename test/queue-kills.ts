/**
 * npm run queue-kills [-- --server redis,postgres --workers 4 --worker-kills 5 --server-kills 10 --pages 400]: workers and the server of a queue
 * are killed at seeded moments while pages are read; at the end each page stands in the results once, with the text that a single
 * process reads. It must be built (npx tsdown).
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
import { drawLines, temporaryFolder } from './lines.js';
import { missing, type QueueServer, type ServerName, startServer } from './queue-servers.js';
import { writingModel } from './service.js';

export interface Kills {
  readonly server: ServerName;
  /** That work at once. */
  readonly workers: number;
  readonly workerKills: number;
  readonly serverKills: number;
  /** Workers that are stopped until others have their jobs, and go on. */
  readonly stops: number;
  readonly pages: number;
  readonly seed: number;
  /** Milliseconds between kills, at most. */
  readonly within: number;
  readonly log?: (text: string) => void;
}

export interface KillsReport {
  readonly status: QueueStatus;
  /** By key. */
  readonly texts: Readonly<Record<string, string>>;
  readonly expected: Readonly<Record<string, string>>;
  readonly records: readonly string[];
}

const bin = fileURLToPath(new URL('../bin/ductus.js', import.meta.url));

export function ductus(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [bin, ...args], {
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

/** Reads pages with a queue whose workers and server die, and without one. */
export async function readUnderKills(kills: Kills): Promise<KillsReport> {
  const folder = await temporaryFolder();
  const { log = () => undefined } = kills;
  await mkdir(join(folder, 'server'));
  const server = await startServer(kills.server, join(folder, 'server'));
  const workers = new Set<ChildProcess>();
  try {
    const lines = await drawLines(join(folder, 'lines'), kills.pages, kills.seed);
    const model = join(folder, 'model.onnx');
    await writeFile(model, writingModel());
    const reading = [lines, '--lines', '--language', 'none', '--model', model];
    const add = [...reading, '--to', join(folder, 'read'), '--pages-per-job', '5', '--queue', server.address];
    await whole(ductus(['queue', 'add', ...add]));
    const work = () => startWorker(server, join(folder, 'models'), workers);
    for (let n = 0; n < kills.workers; n++) work();
    await killing(kills, server, workers, work, log);
    await untilRead(server.address, work, workers);
    const queue = await openReadingQueue(server.address);
    const status = await queue.status().finally(() => queue.close());
    const alone = ['recognize', model, lines, '--lines', '--language', 'none', '--threads', '1'];
    await whole(ductus([...alone, '--out', join(folder, 'alone')]));
    const records = await readdir(join(folder, 'read', 'records'));
    const texts = await textsIn(join(folder, 'read'));
    return { status, texts, expected: await textsIn(join(folder, 'alone')), records };
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    await server.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A process whose clock is an hour ahead. */
const ahead = {
  NODE_OPTIONS: '--import=data:text/javascript,const{now}=Date;Date.now=()=>now()+36e5',
};
const lockSeconds = 3;
let started = 0;

/** Every second one has another clock. */
function startWorker(server: QueueServer, models: string, workers: Set<ChildProcess>): void {
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
  const worker = ductus(['work', '--queue', server.address, ...flags], started++ % 2 === 1 ? ahead : {});
  // What nobody reads would stop it.
  worker.stdout?.resume();
  worker.stderr?.resume();
  workers.add(worker);
  worker.once('exit', () => workers.delete(worker));
}

async function killing(
  { workerKills, serverKills, stops, seed, within }: Kills,
  server: QueueServer,
  workers: ReadonlySet<ChildProcess>,
  work: () => void,
  log: (text: string) => void,
): Promise<void> {
  const random = new Random(seed, 'kills');
  const victims = random.shuffle([
    ...Array.from({ length: workerKills }, () => 'worker' as const),
    ...Array.from({ length: serverKills }, () => 'server' as const),
    ...Array.from({ length: stops }, () => 'sleeper' as const),
  ]);
  for (const [n, victim] of victims.entries()) {
    await passed(random.below(within));
    if (victim === 'server') {
      await server.kill();
      await passed(random.below(1000));
      await server.start();
    } else {
      const [worker] = random.shuffle([...workers]);
      worker?.kill(victim === 'worker' ? 'SIGKILL' : 'SIGSTOP');
      if (victim === 'worker') work();
      else setTimeout(() => worker?.kill('SIGCONT'), 2500 * lockSeconds);
    }
    log(`${n + 1}: ${victim === 'sleeper' ? 'stopped a worker' : `killed a ${victim}`}`);
  }
}

/** Workers that found the server away may have ended. */
async function untilRead(address: string, work: () => void, workers: ReadonlySet<ChildProcess>): Promise<void> {
  for (;;) {
    const queue = await openReadingQueue(address);
    const { waiting, working } = await queue.status().finally(() => queue.close());
    if (waiting + working === 0) return;
    if (workers.size === 0) work();
    await passed(500);
  }
}

async function whole(child: ChildProcess): Promise<void> {
  const { code, text } = await ended(child);
  if (code !== 0) throw new Error(`${child.spawnargs.slice(2, 4).join(' ')} ended with ${code}: ${text}`);
}

async function textsIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.txt')).sort();
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')]));
  return Object.fromEntries(texts) as Readonly<Record<string, string>>;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      server: { type: 'string', default: 'redis,postgres' },
      workers: { type: 'string', default: '4' },
      'worker-kills': { type: 'string', default: '5' },
      'server-kills': { type: 'string', default: '10' },
      stops: { type: 'string', default: '3' },
      pages: { type: 'string', default: '400' },
      seed: { type: 'string', default: '1' },
    },
  });
  for (const server of values.server.split(',')) {
    if (server !== 'redis' && server !== 'postgres') throw new Error(`--server is redis or postgres, got ${server}`);
    const problem = missing(server);
    if (problem !== undefined) throw new Error(problem);
    const { status, texts, expected, records } = await readUnderKills({
      server,
      workers: Number(values.workers),
      workerKills: Number(values['worker-kills']),
      serverKills: Number(values['server-kills']),
      stops: Number(values.stops),
      pages: Number(values.pages),
      seed: Number(values.seed),
      within: 4000,
      log: (text) => console.log(`${server} ${text}`),
    });
    const isSame = JSON.stringify(texts) === JSON.stringify(expected) && records.length === Number(values.pages);
    const facts = `${records.length} of ${values.pages} pages in the results, ${isSame ? 'all as' : 'NOT as'} a single process reads them`;
    console.log(`${server}: ${facts}; ${status.finished} jobs finished, ${status.quarantine.length} pages set aside`);
    if (!isSame) process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
