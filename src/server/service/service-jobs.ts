/** Jobs of the service: documents that are read page by page, whoever waits for them. */
import { HeldDocument } from '../../documents/node.js';
import { DuctusError } from '../../error.js';
import { hasEnded, type Job, type JobFiles, type JobQueue, type PageOutcome, type PageTask } from '../../jobs/index.js';
import { Turns } from '../../runtime/index.js';
import { withoutFolders } from '../without-folders.js';
import type { ServiceLimits } from './limits.js';
import type { ReadingService } from './reading-service.js';
import type { RequestParts } from './request-body.js';
import { ServiceError } from './service-error.js';

export interface ServiceJobsOptions {
  readonly queue: JobQueue;
  readonly files: JobFiles;
  readonly reading: ReadingService;
  readonly limits: ServiceLimits;
  /** Hours that a job is kept after its end. Default: 24. */
  readonly keepHours?: number | undefined;
}

const usualKeepHours = 24;
/** Between looks for what is to be forgotten. */
const tidyMs = 600_000;

export class ServiceJobs {
  /** The document that a page was taken of last: of a PDF it is costly to open it for each page. */
  private open: { readonly key: string; readonly document: Promise<HeldDocument>; users: number } | undefined;
  /** Keeping and dropping of documents, since two jobs may have the same. */
  private readonly documents = new Turns(1);
  /** Jobs that are not in the queue yet. */
  private accepting = 0;
  private readonly tidying: ReturnType<typeof setInterval>;

  constructor(private readonly options: ServiceJobsOptions) {
    this.tidying = setInterval(() => void this.tidy(), tidyMs);
    this.tidying.unref();
  }

  /** Begins to work on what there is. */
  async begin(): Promise<void> {
    await this.tidy();
    const { queue, files, reading } = this.options;
    const jobs = await queue.jobs();
    const unfinished = jobs.filter((job) => !hasEnded(job));
    const results = new Set(jobs.flatMap((job) => [...job.results.values()]));
    await files.dropOthers(new Set(unfinished.map(({ document }) => document)), results);
    for (const job of jobs) if (!hasEnded(job)) void this.dropAfter(job);
    queue.work((task, signal) => this.readPage(task, signal), reading.threads);
  }

  /**
   * @param owner the name of its token; others don't see it
   * @throws DuctusError for a document that can't be read; ServiceError when there are too many jobs or pages
   */
  async accept({ document: bytes, name }: RequestParts, owner: string, options: Job['options']): Promise<Job> {
    const { limits } = this.options;
    const unfinished = await this.unfinished();
    if (this.accepting + unfinished >= limits.jobs) {
      throw new ServiceError('service/busy', `there are ${limits.jobs} jobs under way, and no more are taken now`);
    }
    this.accepting++;
    try {
      return await this.added(bytes, name, owner, options);
    } finally {
      this.accepting--;
    }
  }

  private async added(bytes: Uint8Array, name: string, owner: string, options: Job['options']): Promise<Job> {
    const { queue, files, limits } = this.options;
    const document = await HeldDocument.open(name, bytes);
    const { pageCount: pages } = document;
    document.dispose();
    if (pages > limits.jobPages) {
      throw new ServiceError(
        'service/too-large',
        `the document has ${pages} pages, and a job has ${limits.jobPages} at most`,
      );
    }
    // The document is there before the job is, so that no job is without one.
    const job = await this.documents.take(async () => {
      const key = await files.keepDocument(bytes);
      return queue.add({ name, owner, document: key, pages, options });
    });
    void this.dropAfter(job);
    return job;
  }

  /** @throws ServiceError where there is none of that id, or it is somebody else's */
  async job(id: string, owner: string): Promise<Job> {
    const job = await this.options.queue.job(id);
    if (!job || job.owner !== owner) throw new ServiceError('service/not-found', 'there is no such job, or no more');
    return job;
  }

  async jobs(owner: string): Promise<readonly Job[]> {
    return (await this.options.queue.jobs()).filter((job) => job.owner === owner);
  }

  async unfinished(): Promise<number> {
    return (await this.options.queue.jobs()).filter((job) => !hasEnded(job)).length;
  }

  changes({ id }: Job, signal: AbortSignal): AsyncIterable<Job> {
    return this.options.queue.changes(id, signal);
  }

  /** What came of a page, as it is written in JSON. */
  async result(key: string): Promise<string> {
    const text = await this.options.files.result(key);
    if (text === undefined) throw new ServiceError('service/not-found', 'the result of a page is no more there');
    return text;
  }

  /** Ends a job and forgets all of it. */
  async remove(job: Job): Promise<void> {
    const { queue, files } = this.options;
    await queue.remove(job.id);
    const others = await queue.jobs();
    const used = new Set(others.flatMap(({ results }) => [...results.values()]));
    for (const key of job.results.values()) if (!used.has(key)) await files.dropResult(key);
    await this.dropDocument(job.document);
  }

  async close(): Promise<void> {
    clearInterval(this.tidying);
    await this.options.queue.close();
    const last = this.open;
    this.open = undefined;
    if (last && last.users === 0) await dispose(last.document);
  }

  private async readPage({ job, page }: PageTask, signal: AbortSignal): Promise<PageOutcome> {
    const { files, reading, limits } = this.options;
    const asked = JSON.stringify([reading.identity, job.options, job.name]);
    const key = files.resultKey(job.document, page, asked);
    if ((await files.result(key)) === undefined) {
      const text = await this.textOf({ job, page }, limits.pixels, signal);
      if (typeof text !== 'string') return text;
      await files.keepResult(key, text);
    }
    return { result: key };
  }

  /** @returns the result of a page, or why there is none */
  private async textOf(
    { job, page }: PageTask,
    mostPixels: number,
    signal: AbortSignal,
  ): Promise<string | { readonly reason: string }> {
    const { reading } = this.options;
    const { options } = job;
    const held = await this.taken(job);
    try {
      const document = await held.document;
      const name = document.pageCount > 1 ? `${job.name}#${page}` : job.name;
      const result = await reading.read(name, () => document.page(page, mostPixels), {
        isLine: document.isLine,
        upright: options.upright === 'true',
        rightToLeft: options['right-to-left'] === 'true',
        signal,
      });
      return JSON.stringify({ number: page, ...result });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof DuctusError) return { reason: withoutFolders(error.message) };
      throw error;
    } finally {
      await this.left(held);
    }
  }

  private async taken({ document: key, name }: Job): Promise<NonNullable<typeof this.open>> {
    const { files } = this.options;
    const before = this.open;
    if (before?.key === key) {
      before.users++;
      return before;
    }
    const document = files.document(key).then((bytes) => HeldDocument.open(name, bytes));
    const held = { key, document, users: 1 };
    this.open = held;
    if (before && before.users === 0) await dispose(before.document);
    return held;
  }

  private async left(held: NonNullable<typeof this.open>): Promise<void> {
    held.users--;
    if (held.users === 0 && this.open !== held) await dispose(held.document);
  }

  /** Uploads are gone once nobody needs them. */
  private async dropAfter({ id, document }: Job): Promise<void> {
    for await (const job of this.options.queue.changes(id)) if (hasEnded(job)) await this.dropDocument(document);
  }

  private async dropDocument(key: string): Promise<void> {
    const { queue, files } = this.options;
    await this.documents.take(async () => {
      const jobs = await queue.jobs();
      if (!jobs.some((job) => job.document === key && !hasEnded(job))) await files.dropDocument(key);
    });
  }

  /** Drops documents of jobs that have ended, and jobs that ended long ago. */
  private async tidy(): Promise<void> {
    const { queue, keepHours = usualKeepHours } = this.options;
    const oldest = Date.now() - 3_600_000 * keepHours;
    for (const job of await queue.jobs()) {
      if (!hasEnded(job)) continue;
      if (Date.parse(job.changed) < oldest) await this.remove(job);
      else await this.dropDocument(job.document);
    }
  }
}

async function dispose(document: Promise<HeldDocument>): Promise<void> {
  (await document.catch(() => undefined))?.dispose();
}
