/**
 * npm run bench:memory: resident memory of training on 1,000 and on 50,000 lines, the same number of steps.
 * The lines are few drawn ones under many names; decoding and batching do not know that.
 */
import { fork } from 'node:child_process';
import { link, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { train } from '../src/training/index.js';
import { drawLines } from '../test/lines.js';

const steps = 400;
const sizes = [1000, 50_000];

/** In the child: trains and sends the memory every so many steps. */
async function trainAndReport(folder: string): Promise<void> {
  const lines = join(folder, 'lines');
  const val = join(folder, 'val');
  const spec = '[1,48,0,1 Cr3,3,16 Mp2,2 Cr3,3,32 Mp2,2 S1(1x0)1,3 Lbx64]';
  const options = { data: [lines], val: [val], out: join(folder, 'm.onnx'), run: join(folder, 'run'), spec };
  for await (const event of train({ ...options, steps, batchPixels: 300_000, patience: 0 })) {
    if (event.kind === 'step' && event.step % 50 === 0) {
      console.log(`  step ${event.step}: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
    }
  }
}

async function main(): Promise<void> {
  const base = await mkdtemp(join(tmpdir(), 'ductus-memory-'));
  await drawLines(join(base, 'drawn'), 200);
  const names = (await readdir(join(base, 'drawn'))).filter((name) => name.endsWith('.png'));
  for (const size of sizes) {
    const folder = join(base, String(size));
    await mkdir(join(folder, 'lines'), { recursive: true });
    await drawLines(join(folder, 'val'), 20, 7);
    for (let i = 0; i < size; i++) {
      const name = (names[i % names.length] as string).replace('.png', '');
      for (const end of ['.png', '.gt.txt']) {
        await link(join(base, 'drawn', name + end), join(folder, 'lines', `d${Math.floor(i / 20)}_${i}${end}`));
      }
    }
    console.log(`${size} lines`);
    await new Promise((done) => fork(process.argv[1] as string, [folder]).on('close', done));
  }
  await rm(base, { recursive: true, force: true });
}

const [, , folder] = process.argv;
await (folder === undefined ? main() : trainAndReport(folder));
