/** Resident memory of reading a page: a process of its own loads the models, reads the page some times, and says its peak. */
import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PageReader } from '../src/recognition/index.js';
import { smallStarterName } from '../src/recognition/node.js';
import { peakMb } from './process-status.js';

/** What the garbage collector leaves of one reading is there when the next begins. */
const times = 5;

/** @returns megabytes that a new process holds at most while it reads a page five times */
export function memoryOfReading(path: string, threads: number, layout: string | undefined): Promise<number> {
  const child = fork(fileURLToPath(import.meta.url), [path, String(threads), layout ?? '']);
  return new Promise((done, fail) => {
    child.on('message', (peak) => done(Number(peak)));
    child.on('close', (code) => fail(new Error(`bench: the reading of a page ended with code ${code}`)));
  });
}

/** In the child. */
async function readAndReport(path: string, threads: number, layout: string | undefined): Promise<void> {
  const bytes = await readFile(path);
  await using reader = await PageReader.load({ model: smallStarterName, threads, layout });
  for (let time = 0; time < times; time++) await reader.read(bytes);
  process.send?.(peakMb());
}

const [, script, page, threads, layout] = process.argv;
if (script === fileURLToPath(import.meta.url) && page && threads) {
  await readAndReport(page, Number(threads), layout || undefined);
}
