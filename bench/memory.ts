/**
 * Resident memory of training, the same number of steps on 1,000 and on 50,000 lines: as files, and packed. The lines
 * are few drawn ones under many names; decoding and batching do not know that. Each training is a process of its own.
 */
import { fork } from 'node:child_process';
import { link, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDataset, packSamples } from '../src/dataset/node.js';
import { defaultSpec } from '../src/index.js';
import { known } from '../src/known.js';
import { train } from '../src/runs/node.js';
import { drawLines } from '../test/lines.js';
import { peakMb } from './process-status.js';

/** A small network, so that what grows with the data would show; and the default one, for its peak. */
const smallSpec = '[1,48,0,1 Cr3,3,16 Mp2,2 Cr3,3,32 Mp2,2 S1(1x0)1,3 Lbx64]';
const cases = [
  { name: '1,000 lines', lines: 1000, spec: smallSpec, steps: 300, packed: false },
  { name: '50,000 lines', lines: 50_000, spec: smallSpec, steps: 300, packed: false },
  { name: '1,000 lines, packed', lines: 1000, spec: smallSpec, steps: 300, packed: true },
  { name: '50,000 lines, packed', lines: 50_000, spec: smallSpec, steps: 300, packed: true },
  { name: 'default network, 1,000 lines', lines: 1000, spec: defaultSpec, steps: 100, packed: false },
] as const;

export interface MemoryResult {
  readonly name: string;
  readonly peakMb: number;
  /** After every fiftieth step. */
  readonly residentMb: readonly number[];
  /** Share of the time after the first step in which training waited for data. */
  readonly waiting: number;
}

/** In the child: trains, and sends what it saw. */
async function trainAndReport(data: string, val: string, out: string, spec: string, steps: number): Promise<void> {
  const residentMb: number[] = [];
  let [waited, seconds] = [0, 0];
  const options = { data: [data], val: [val], out, run: `${out}.run`, spec, steps, patience: 0 };
  for await (const event of train(options)) {
    if (event.kind !== 'step') continue;
    if (event.step > 1) {
      waited += event.waitedSeconds;
      seconds += event.lines / event.linesPerSecond;
    }
    if (event.step % 50 === 0) residentMb.push(Math.round(process.memoryUsage().rss / 1e6));
  }
  process.send?.({ peakMb: peakMb(), residentMb, waiting: waited / seconds });
}

export async function memory(): Promise<readonly MemoryResult[]> {
  const base = await mkdtemp(join(tmpdir(), 'ductus-memory-'));
  await drawLines(join(base, 'drawn'), 200);
  await drawLines(join(base, 'val'), 20, 7);
  const names = (await readdir(join(base, 'drawn'))).filter((name) => name.endsWith('.png'));
  const results: MemoryResult[] = [];
  for (const [index, { name, lines, spec, steps, packed }] of cases.entries()) {
    const folder = join(base, String(lines));
    if ((await readdir(folder).catch(() => [])).length === 0) {
      await mkdir(folder, { recursive: true });
      for (let i = 0; i < lines; i++) {
        const drawn = known(names[i % names.length], 'a drawn line').replace('.png', '');
        for (const end of ['.png', '.gt.txt']) {
          await link(join(base, 'drawn', drawn + end), join(folder, `d${Math.floor(i / 20)}_${i}${end}`));
        }
      }
      await packSamples((await openDataset([folder])).samples, `${folder}.parquet`);
    }
    const data = packed ? `${folder}.parquet` : folder;
    const args = [data, join(base, 'val'), join(base, `${index}.onnx`), spec, String(steps)];
    const child = fork(fileURLToPath(import.meta.url), args);
    const result = await new Promise<Omit<MemoryResult, 'name'>>((done, fail) => {
      child.on('message', done);
      child.on('close', (code) => fail(new Error(`bench: the training ended with code ${code}`)));
    });
    results.push({ name, ...result });
  }
  await rm(base, { recursive: true, force: true });
  return results;
}

export function printMemory({ name, peakMb, residentMb, waiting }: MemoryResult): void {
  console.log(
    `    ${name.padEnd(32)} peak ${peakMb} MB, after each 50 steps ${residentMb.join(', ')} MB; waited for data ${(100 * waiting).toFixed(2)}% of the time`,
  );
}

const [, script, data, val, out, spec, steps] = process.argv;
if (script === fileURLToPath(import.meta.url) && data && val && out && spec) {
  await trainAndReport(data, val, out, spec, Number(steps));
}
