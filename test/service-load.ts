/**
 * npm run service-load [-- --seconds 300 --clients 64 --model starter.int8 IMAGE…]: many clients ask a service that is built
 * (npm run build) at once; what they were answered, how fast beside `ductus recognize` on the same lines, and what became of its
 * memory.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';

export interface Load {
  readonly seconds: number;
  readonly clients: number;
  readonly images: readonly Uint8Array[];
  /** Flags of `ductus serve`. */
  readonly flags?: readonly string[];
}

export interface LoadReport {
  readonly answered: number;
  /** By status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Connections that broke, and answers that did not come. */
  readonly errors: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Of one client alone, before the others came. */
  readonly alone: number;
  /** Megabytes of the process: when it was warm, and at the end. */
  readonly memory: readonly [number, number];
}

/** A service in a process of its own, at any port. */
export async function startService(
  flags: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const bin = fileURLToPath(new URL('../bin/ductus.js', import.meta.url));
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ductus serve ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /"address":"[^"]+:(\d+)\/"/.exec(line)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
  });
  return { child, address };
}

export async function loadService({ seconds, clients, images, flags = [] }: Load): Promise<LoadReport> {
  const { child, address } = await startService(['--no-app', ...flags]);
  try {
    // The first ones start threads.
    await Promise.all(images.map((image) => read(address, image)));
    const alone = await fired(address, images, 1, Math.min(5, seconds / 4));
    // Half of the time makes it warm: sizes that it has not seen yet take memory once.
    const warm = await fired(address, images, clients, seconds / 2);
    const before = await memoryOf(address);
    const run = await fired(address, images, clients, seconds / 2);
    const after = await memoryOf(address);
    const statuses: Record<string, number> = {};
    for (const { statusCodeStats } of [alone, warm, run]) {
      for (const [status, { count = 0 }] of Object.entries(statusCodeStats ?? {}))
        statuses[status] = (statuses[status] ?? 0) + count;
    }
    const { p50, p99 } = run.latency;
    return {
      answered: run.requests.total,
      statuses,
      errors: alone.errors + warm.errors + run.errors,
      perSecond: run.requests.average,
      ...{ p50, p99, alone: alone.latency.p50, memory: [before, after] },
    };
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
}

const headers = { 'content-type': 'application/octet-stream', accept: 'text/plain' };

async function read(address: string, image: Uint8Array): Promise<void> {
  const answer = await fetch(`${address}/v1/recognize`, { method: 'POST', headers, body: new Uint8Array(image) });
  if (!answer.ok) throw new Error(`the service answers ${answer.status}: ${await answer.text()}`);
}

function fired(
  url: string,
  images: readonly Uint8Array[],
  connections: number,
  duration: number,
): Promise<autocannon.Result> {
  const requests = images.map((image) => {
    return { method: 'POST' as const, path: '/v1/recognize', headers, body: Buffer.from(image) };
  });
  return autocannon({ url, connections, duration, requests, timeout: 120 });
}

async function memoryOf(address: string): Promise<number> {
  const metrics = await (await fetch(`${address}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)$/m.exec(metrics)?.[1]) / 1e6;
}

const commandLines = 400;

/** Lines a second of `ductus recognize` on the same images, each many times, without what it takes to start. */
async function commandRate(model: string, images: readonly Uint8Array[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'ductus-load-'));
  try {
    // Each a document of its own, as it is to the service.
    const paths = Array.from({ length: commandLines }, (_, n) => join(folder, String(n), 'line.png'));
    for (const [n, path] of paths.entries()) {
      await mkdir(join(folder, String(n)));
      await writeFile(path, images[n % images.length] ?? '');
    }
    const bin = fileURLToPath(new URL('../bin/ductus.js', import.meta.url));
    const secondsFor = async (files: readonly string[]) => {
      const start = performance.now();
      const child = spawn(process.execPath, [bin, 'recognize', model, '--lines', ...files], { stdio: 'ignore' });
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Error(`ductus recognize ended with ${code}`);
      return (performance.now() - start) / 1000;
    };
    const few = await secondsFor(paths.slice(0, images.length));
    return (commandLines - images.length) / ((await secondsFor(paths)) - few);
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = {
    seconds: { type: 'string', default: '300' },
    clients: { type: 'string', default: '64' },
    model: { type: 'string', default: 'starter.int8' },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length === 0)
    throw new Error('service-load needs images of lines: npm run service-load -- lines/*.png');
  const images = await Promise.all(positionals.map((path) => readFile(path)));
  const flags = ['--model', values.model];
  const commandBefore = await commandRate(values.model, images);
  const report = await loadService({ seconds: Number(values.seconds), clients: Number(values.clients), images, flags });
  const command = (commandBefore + (await commandRate(values.model, images))) / 2;
  console.log(JSON.stringify({ ...report, command, ofCommand: report.perSecond / command }, null, 2));
}
