import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../../test/lines.js';
import { FolderReadingQueue } from './folder-reading-queue.js';
import type { ReadingJob } from './reading-job.js';

let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(() => rm(folder, { recursive: true }));

afterEach(() => {
  vi.restoreAllMocks();
});

const hash = '0'.repeat(64);
const job: ReadingJob = {
  ...{ trace: 'a trace', deaths: 0, round: 0 },
  documents: [{ kind: 'line', path: '/a.png', key: 'a' }],
  reading: {
    ...{ out: '/read', model: hash, layout: null, language: 'none', tuned: null, languageHash: hash },
    ...{ formats: ['txt'], upright: false, rightToLeft: null },
  },
};

it.each([true, false])(
  'a worker whose folder another has taken says so and ends (until it is empty: %s)',
  async (untilEmpty) => {
    const path = join(folder, String(untilEmpty));
    const queue = new FolderReadingQueue(path);
    await queue.add([job]);
    const read = async () => {
      await writeFile(join(path, 'lock.json'), 'another');
      vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 400_000);
      return { pages: 1, seconds: 1, unread: [], left: [] };
    };
    const working = queue.work(read, { untilEmpty, signal: new AbortController().signal });
    await expect(working).rejects.toThrow('another process works on these jobs by now');
    expect((await queue.status()).finished).toBe(0);
  },
);

it('says what the system refused', async () => {
  const queue = new FolderReadingQueue(join(folder, 'refused'));
  await queue.add([job]);
  const controller = new AbortController();
  const reasons: string[] = [];
  const refused = async () => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'mkdtemp' });
  };
  await queue.work(refused, {
    untilEmpty: true,
    signal: controller.signal,
    told: (event) => {
      if (event.kind !== 'trouble') return;
      reasons.push(event.reason);
      controller.abort(new Error('enough'));
    },
  });
  expect(reasons).toEqual(['failed: ENOSPC: no space left on device']);
  expect(await queue.status()).toMatchObject({ waiting: 1, failed: 0 });
});
