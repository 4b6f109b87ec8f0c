/** A service that is killed, at any moment, loses no job and does none twice (it must be built: npx tsdown). */
import type { ChildProcess } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '../src/random/index.js';
import { pdfOf } from './documents.js';
import { drawPage } from './drawn-page.js';
import { temporaryFolder } from './lines.js';
import { writingModel } from './service.js';
import { startService } from './service-load.js';
import { cases } from './thorough.js';

let folder: string;
let flags: readonly string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, 'model.onnx'), writingModel());
  flags = ['--no-app', '--model', join(folder, 'model.onnx'), '--jobs', join(folder, 'jobs')];
});

afterAll(() => rm(folder, { recursive: true }));

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill(signal);
  return exit;
}

interface ToldJob {
  readonly id: string;
  readonly state: string;
  readonly pages: number;
  readonly unread: readonly object[];
}

async function jobsAt(address: string): Promise<readonly ToldJob[]> {
  return ((await (await fetch(`${address}/v1/jobs`)).json()) as { readonly jobs: readonly ToldJob[] }).jobs;
}

it('jobs survive kill -9 at random moments: none is lost, none is twice in the results', async () => {
  const random = new Random(1, 'kills');
  const pages = 3;
  const sheet = (seed: number) => ({
    width: 300,
    height: 350,
    image: drawPage(2, { width: 400, height: 460, seed }).light,
  });
  const books = await Promise.all(
    Array.from({ length: cases(3, 20) }, (_, n) => pdfOf([sheet(3 * n), sheet(3 * n + 1), sheet(3 * n + 2)])),
  );
  const accepted: string[] = [];
  for (let kill = 0; kill < cases(2, 20); kill++) {
    const { child, address } = await startService(flags);
    for (const book of kill === 0 ? books : []) {
      const answer = await fetch(`${address}/v1/jobs`, {
        method: 'POST',
        body: new Uint8Array(book),
        headers: { 'content-type': 'application/pdf' },
      });
      accepted.push(((await answer.json()) as ToldJob).id);
    }
    await passed(random.below(2000));
    await ended(child, 'SIGKILL');
  }
  const { child, address } = await startService(flags);
  await expect
    .poll(async () => (await jobsAt(address)).every(({ state }) => state === 'finished'), { timeout: 500_000 })
    .toBe(true);
  const jobs = await jobsAt(address);
  expect(jobs.map(({ id }) => id)).toEqual(accepted);
  for (const { id, unread } of jobs) {
    const result = (await (await fetch(`${address}/v1/jobs/${id}/result`)).json()) as { pages: { number: number }[] };
    expect([result.pages.map(({ number }) => number), unread]).toEqual([
      Array.from({ length: pages }, (_, n) => n + 1),
      [],
    ]);
  }
  expect(await ended(child, 'SIGTERM')).toBe(0);
});
