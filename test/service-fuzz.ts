/**
 * npm run service-fuzz [-- SECONDS [SEED]]: five minutes of wrong requests to a service that is built (npm run build): wrong types,
 * cut and damaged bodies, slow clients, huge headers, several requests in one piece, connections that are dropped. It may refuse them;
 * it may not end, hang, answer with a fault of its own, or keep what they took.
 */
import type { Socket } from 'node:net';
import { setTimeout as passed } from 'node:timers/promises';
import { Random } from '../src/random/index.js';
import { encodePng } from '../src/runtime/index.js';
import { drawPage } from './drawn-page.js';
import { startService } from './service-load.js';
import { answerTo, wrongRequest } from './wrong-requests.js';

/** Clients that send at the same time. */
const clients = 8;
/** Requests that take longer are hung ones; the service gives up after so many seconds of its own, less. */
const patience = 30;

const [seconds = 300, seed = Date.now() % 1e9] = process.argv.slice(2).map(Number);
const page = await encodePng(drawPage(1, { width: 400, height: 130, seed: 1 }).light);
const { child, address } = await startService(['--no-app', '--model', 'starter.int8', '--timeout', '10']);
const port = Number(new URL(address).port);
const counts = new Map<string, number>();
const faults: string[] = [];

const read = async () => {
  const headers = { 'content-type': 'image/png', accept: 'text/plain' };
  const answer = await fetch(`${address}/v1/recognize`, { method: 'POST', headers, body: new Uint8Array(page) });
  return `${answer.status} ${await answer.text()}`;
};
const metric = async (name: string) => {
  const text = await (await fetch(`${address}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
};
const memory = () => metric('process_resident_memory_bytes');

/** In one piece, in several with pauses between, or left before it has ended. */
async function send(random: Random, socket: Socket): Promise<void> {
  const requests = Array.from({ length: 1 + random.below(3) }, () => wrongRequest(random, page));
  const bytes = Buffer.concat(requests);
  const manner = random.uniform();
  if (manner < 0.1) {
    for (let at = 0; at < bytes.length && !socket.destroyed; at += Math.ceil(bytes.length / 5)) {
      socket.write(bytes.subarray(at, at + Math.ceil(bytes.length / 5)));
      await passed(random.below(400));
    }
    socket.end();
  } else if (manner < 0.3) socket.write(bytes, () => socket.destroy());
  else socket.write(bytes, () => socket.end());
}

async function client(number: number, until: number): Promise<void> {
  const random = new Random(seed, `client ${number}`);
  while (performance.now() < until && child.exitCode === null) {
    const started = performance.now();
    const text = await answerTo(port, (socket) => void send(random, socket));
    const took = (performance.now() - started) / 1000;
    const status = /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 'closed';
    counts.set(status, (counts.get(status) ?? 0) + 1);
    if (took > patience) faults.push(`a connection hung for ${took.toFixed(0)} s`);
    if (status === '500') faults.push(`answered: ${text.slice(0, 500)}`);
  }
}

console.log(`${seconds} s of wrong requests, seed ${seed}`);
const expected = await read();
const half = performance.now() + 500 * seconds;
const all = (until: number) => Promise.all(Array.from({ length: clients }, (_, n) => client(n, until)));
// What is made once, of all sizes, is not what is kept of each request.
await all(half);
const before = await memory();
await all(half + 500 * seconds);
const after = await memory();
if (child.exitCode !== null) faults.push(`the service ended with ${child.exitCode}`);
else {
  const answer = await read();
  if (answer !== expected) faults.push(`a line is read as ${answer} instead of ${expected}`);
  if ((await metric('ductus_held_bytes')) !== 0) faults.push('bytes of requests are still held');
  if (after > 1.2 * before + 30e6) faults.push(`memory grew from ${before} to ${after} bytes`);
}
child.kill('SIGTERM');
console.log(
  JSON.stringify({ answered: Object.fromEntries([...counts].sort()), megabytes: [before / 1e6, after / 1e6] }),
);
console.log(
  faults.length === 0 ? 'no fault' : `${faults.length} faults:\n${[...new Set(faults)].slice(0, 20).join('\n')}`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
