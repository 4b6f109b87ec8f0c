/** Jobs of the service where something is in their way: a disk, PDFium, each other. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { pdfOf } from '../../../test/documents.js';
import { drawPage } from '../../../test/drawn-page.js';
import { temporaryFolder } from '../../../test/lines.js';
import { type TestService, testService } from '../../../test/service.js';
import { pdfium } from '../../documents/pdfium.js';
import { FolderQueue, type Job, JobFiles } from '../../jobs/index.js';
import { usualLimits } from './limits.js';
import { ServiceJobs } from './service-jobs.js';

const pages = 3;
let root: string;
let service: TestService;
let document: Uint8Array;
let count = 0;

beforeAll(async () => {
  root = await temporaryFolder();
  service = await testService();
  const sheet = { width: 300, height: 190, image: drawPage(2, { width: 420, height: 260 }).light };
  document = await pdfOf(Array.from({ length: pages }, () => sheet));
});

afterAll(async () => {
  await service.dispose();
  await rm(root, { recursive: true });
});

afterEach(() => {
  vi.useRealTimers();
});

async function opened(folder: string, files = new JobFiles(folder)): Promise<ServiceJobs> {
  const queue = await FolderQueue.open(folder);
  const jobs = new ServiceJobs({ queue, files, reading: service.reading, limits: usualLimits });
  await jobs.begin();
  return jobs;
}

const fresh = () => join(root, String(++count));
const accepted = (jobs: ServiceJobs) => jobs.accept({ document, name: 'book.pdf', texts: {} }, '', {});

async function ended(jobs: ServiceJobs, job: Job, each: (job: Job) => void = () => undefined): Promise<Job> {
  let last = job;
  for await (const change of jobs.changes(job, new AbortController().signal)) {
    each(change);
    last = change;
  }
  return last;
}

const refused = (code: string) => Object.assign(new Error(`${code}: refused`), { code, syscall: 'read' });

it('a disk that fails or is full keeps no page from being read once it is well again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'], shouldAdvanceTime: true });
  /** Fails at the first documents and results. */
  class FailingFiles extends JobFiles {
    private unread = 2;
    private unkept = 2;

    override async document(key: string): Promise<Uint8Array> {
      if (this.unread-- > 0) throw refused('EIO');
      return super.document(key);
    }

    override async keepResult(key: string, text: string): Promise<void> {
      if (this.unkept-- > 0) throw refused('ENOSPC');
      return super.keepResult(key, text);
    }
  }
  const folder = fresh();
  const jobs = await opened(folder, new FailingFiles(folder));
  const troubles: string[] = [];
  const last = await ended(jobs, await accepted(jobs), ({ trouble }) => {
    if (trouble === undefined) return;
    troubles.push(trouble);
    vi.advanceTimersByTime(600_000);
  });
  expect([last.state, last.results.size, last.unread.size]).toEqual(['finished', pages, 0]);
  expect(troubles.join()).toMatch(/EIO.*ENOSPC/);
  await jobs.close();
});

it('a page at which PDFium faults takes no other with it', async () => {
  const library = await pdfium();
  const load = library._FPDF_LoadPage;
  let isDead = false;
  library._FPDF_LoadPage = (document, index) => {
    isDead ||= index === 0;
    if (isDead) throw Object.assign(new Error('memory access out of bounds'), { name: 'RuntimeError' });
    return load(document, index);
  };
  const jobs = await opened(fresh());
  const { results, unread } = await ended(jobs, await accepted(jobs));
  expect([[...results.keys()].sort(), [...unread.keys()]]).toEqual([[2, 3], [1]]);
  await jobs.close();
});

it('a job that is removed leaves what another of the same document is just taking over, and no more', async () => {
  let proceed = () => {};
  let taking = () => {};
  const proceeds = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  const takes = new Promise<void>((resolve) => {
    taking = resolve;
  });
  /** Waits between the look at a result that is there and what follows. */
  class SlowFiles extends JobFiles {
    override async result(key: string): Promise<string | undefined> {
      const text = await super.result(key);
      if (text === undefined) return text;
      taking();
      await proceeds;
      return text;
    }
  }
  const folder = fresh();
  const jobs = await opened(folder, new SlowFiles(folder));
  const first = await accepted(jobs);
  await ended(jobs, first);
  const second = await accepted(jobs);
  await takes;
  // As it was before anything was read of it.
  await jobs.remove(first);
  proceed();
  const last = await ended(jobs, second);
  expect([...last.results.keys()].sort()).toEqual([1, 2, 3]);
  for (const key of last.results.values()) expect(await jobs.result(key)).toContain('"page"');
  await jobs.remove(last);
  expect(await readdir(join(folder, 'results'))).toEqual([]);
  await jobs.close();
});
