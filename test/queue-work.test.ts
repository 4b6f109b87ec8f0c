/** `ductus work` as a process, and the processes that read for it (it must be built: npx tsdown). */
import { once } from 'node:events';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobReader, languageHashOf, putModel, type ReadingJob } from '../src/jobs/index.js';
import { openStore } from '../src/objects/index.js';
import { drawLines, temporaryFolder } from './lines.js';
import { ductus, ended } from './queue-kills.js';
import { writingModel } from './service.js';

let folder: string;
const count = 12;

beforeAll(async () => {
  folder = await temporaryFolder();
  await drawLines(join(folder, 'lines'), count);
  await writeFile(join(folder, 'model.onnx'), writingModel());
});

afterAll(() => rm(folder, { recursive: true }));

async function jobOf(): Promise<ReadingJob> {
  const store = await openStore(join(folder, 'by-job'));
  const none = { language: 'none', tuned: null } as const;
  const files = (await readdir(join(folder, 'lines'))).filter((name) => name.endsWith('.png'));
  return {
    ...{ trace: 't', deaths: 0, round: 0 },
    documents: files.map((name) => ({ kind: 'line', path: join(folder, 'lines', name), key: name.slice(0, -4) })),
    reading: {
      ...{ out: store.address, model: await putModel(store, writingModel()), layout: null, ...none },
      ...{ languageHash: await languageHashOf(none), formats: ['txt'], upright: false, rightToLeft: null },
    },
  };
}

/** Processes that this one started. */
async function children(): Promise<readonly number[]> {
  const text = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

describe('a process that reads', () => {
  it.skipIf(process.platform !== 'linux')(
    'that dies leaves what it had not read, and the next one reads it',
    async () => {
      const before = new Set(await children());
      let isKilled = false;
      const reader = new JobReader({ models: join(folder, 'models'), threads: 1 }, async () => {
        if (isKilled) return;
        isKilled = true;
        for (const child of await children()) if (!before.has(child)) process.kill(child, 'SIGKILL');
      });
      const job = await jobOf();
      const controller = new AbortController();
      const died = await reader.read(job, controller.signal);
      expect(died.pages + died.left.length).toBe(count);
      const whole = await reader.read(job, controller.signal);
      expect(whole).toMatchObject({ pages: count, left: [], unread: [] });
      await rm(join(folder, 'by-job', 'models'), { recursive: true });
      const other = { ...job, reading: { ...job.reading, model: 'd'.repeat(64) } };
      await expect(reader.read(other, controller.signal)).rejects.toThrow(/^queue\/model: .* is gone/);
      reader.dispose();
    },
  );
});

describe('ductus work', () => {
  it('gives back what it works on when it is told to end, and another one finishes it', async () => {
    const queue = join(folder, 'queue');
    const out = join(folder, 'read');
    const add = ['queue', 'add', join(folder, 'lines'), '--lines', '--language', 'none', '--to', out, '--queue', queue];
    expect(await ended(ductus([...add, '--model', join(folder, 'model.onnx')]))).toMatchObject({ code: 0 });
    const flags = ['work', '--queue', queue, '--models', join(folder, 'models'), '--threads', '1', '--log', 'json'];
    const first = ductus([...flags, '--metrics', '0']);
    const exit = once(first, 'exit');
    let metrics = '';
    let address = '';
    for await (const line of createInterface({ input: first.stderr ?? process.stdin })) {
      const said = JSON.parse(line) as { readonly msg: string; readonly address?: string; readonly trace?: string };
      address ||= said.address ?? '';
      if (said.msg !== 'read' || metrics !== '') continue;
      expect(said.trace).toMatch(/^[0-9a-f]{32}$/);
      metrics = await (await fetch(address)).text();
      first.kill('SIGTERM');
    }
    expect((await exit)[0]).toBe(0);
    expect(metrics).toMatch(/^ductus_worker_pages_read_total [1-9]/m);
    expect(metrics).toMatch(/^ductus_queue_jobs\{state="working"\} 1$/m);
    expect(await ended(ductus([...flags, '--until-empty']))).toMatchObject({ code: 0 });
    expect((await readdir(join(out, 'records'))).length).toBe(count);
    const { text } = await ended(ductus(['queue', 'status', '--json', '--queue', queue]));
    expect(JSON.parse(text)).toMatchObject({ waiting: 0, working: 0, finished: 1, failed: 0, quarantine: [] });
  });

  it.skipIf(process.platform === 'win32')('reads objects by odd names, and is told which can have none', async () => {
    const odd = join(folder, 'odd');
    await mkdir(odd);
    const [first = ''] = (await readdir(join(folder, 'lines'))).filter((name) => name.endsWith('.png'));
    for (const name of ['what?.png', 'a\\b.png']) await copyFile(join(folder, 'lines', first), join(odd, name));
    const [queue, out] = [join(folder, 'odd-queue'), join(folder, 'odd-read')];
    const add = [
      'queue',
      'add',
      pathToFileURL(odd).href,
      '--lines',
      '--language',
      'none',
      '--to',
      out,
      '--queue',
      queue,
    ];
    expect(await ended(ductus([...add, '--model', join(folder, 'model.onnx')]))).toMatchObject({
      code: 0,
      text: expect.stringMatching(/1 object left out whose names not every store can have, such as "a\\\\b\.png"/),
    });
    const work = ['work', '--queue', queue, '--models', join(folder, 'models'), '--threads', '1', '--until-empty'];
    expect(await ended(ductus(work))).toMatchObject({ code: 0 });
    expect(await readdir(join(out, 'records'))).toEqual(['what?.json']);
  });

  it('ends where it can do no job, and leaves the others to others', async () => {
    const queue = join(folder, 'hopeless');
    const out = join(folder, 'gone');
    const add = ['queue', 'add', join(folder, 'lines'), '--lines', '--language', 'none', '--to', out, '--queue', queue];
    expect(await ended(ductus([...add, '--model', join(folder, 'model.onnx')]))).toMatchObject({ code: 0 });
    await rm(join(out, 'models'), { recursive: true });
    const work = ['work', '--queue', queue, '--models', join(folder, 'none'), '--threads', '1', '--until-empty'];
    expect(await ended(ductus(work))).toMatchObject({
      code: 1,
      text: expect.stringMatching(
        /5 jobs one after the other failed here, the last since .*the model of a job is gone/,
      ),
    });
    const { text } = await ended(ductus(['queue', 'status', '--json', '--queue', queue]));
    expect(JSON.parse(text).unread.length).toBeLessThan(count);
    expect(await ended(ductus([...add, '--model', join(folder, 'model.onnx')]))).toMatchObject({ code: 0 });
    expect(await ended(ductus(['queue', 'retry', '--queue', queue]))).toMatchObject({ code: 0 });
    expect(await ended(ductus(work))).toMatchObject({ code: 0 });
    expect((await readdir(join(out, 'records'))).length).toBe(count);
  });

  it('says what is wrong with a queue, and ends with code 1', async () => {
    const there = ['work', '--until-empty', '--queue'];
    expect(await ended(ductus([...there, 'redis://:secret@127.0.0.1:1']))).toMatchObject({
      code: 1,
      text: expect.stringMatching(/^ductus: redis:\/\/127\.0\.0\.1:1: the server can't be reached/),
    });
    expect(await ended(ductus(['work']))).toMatchObject({ code: 2, text: expect.stringContaining('--queue') });
  });
});
