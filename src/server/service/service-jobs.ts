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
  /** Keeping and dropping of documents and results, since two jobs may have the same. */
  private readonly turns = new Turns(1);
  /** Jobs that are not in the queue yet. */
  private accepting = 0;
  private readonly tidying: ReturnType<typeof setInterval>;

  constructor(private readonly options: ServiceJobsOptions) {
    this.tidying = setInterval(() => void this.tidy().catch(() => undefined), tidyMs);
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
    for (const job of jobs) if (!hasEnded(job)) this.dropAfter(job);
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
    const job = await this.turns.take(async () => {
      const key = await files.keepDocument(bytes);
      return queue.add({ name, owner, document: key, pages, options });
    });
    this.dropAfter(job);
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
  async remove({ id }: Job): Promise<void> {
    const { queue, files } = this.options;
    // What comes of a page after that is not the job's.
    await queue.cancel(id);
    const job = await queue.job(id);
    if (!job) return;
    await queue.remove(id);
    await this.turns.take(async () => {
      const rest = await queue.jobs();
      // A job that is not done may be about to take over what this one left.
      const awaiting = rest.filter((left) => left.document === job.document && !hasEnded(left));
      const used = new Set([
        ...rest.flatMap(({ results }) => [...results.values()]),
        ...awaiting.flatMap((left) => this.keysOf(left)),
      ]);
      const keys = new Set([...job.results.values(), ...this.keysOf(job)]);
      for (const key of keys) if (!used.has(key)) await files.dropResult(key);
    });
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
    const { files, limits } = this.options;
    const key = this.keyOf(job, page);
    if ((await files.result(key)) === undefined) {
      const text = await this.textOf({ job, page }, limits.pixels, signal);
      if (typeof text !== 'string') return text;
      // Not once its job was removed: nobody would drop it.
      await this.turns.take(() => files.keepResult(key, text), signal);
    }
    return { result: key };
  }

  /** Of what comes of a page: jobs that ask the same of the same document share it. */
  private keyOf({ document, options, name }: Job, page: number): string {
    const { files, reading } = this.options;
    return files.resultKey(document, page, JSON.stringify([reading.identity, options, name]));
  }

  /** Of all its pages, read or not. */
  private keysOf(job: Job): readonly string[] {
    return Array.from({ length: job.pages }, (_, index) => this.keyOf(job, index + 1));
  }

  /** @returns the result of a page, or why there is none */
  private async textOf(
    { job, page }: PageTask,
    mostPixels: number,
    signal: AbortSignal,
  ): Promise<string | { readonly reason: string }> {
    const { reading } = this.options;
    const { options, pages } = job;
    const name = pages > 1 ? `${job.name}#${page}` : job.name;
    try {
      const isLine = pages === 1 && (await this.withDocument(job, async (document) => document.isLine));
      const image = () => this.withDocument(job, (document) => document.page(page, mostPixels));
      const result = await reading.read(name, image, {
        isLine,
        upright: options.upright === 'true',
        rightToLeft: options['right-to-left'] === 'true',
        signal,
      });
      return JSON.stringify({ number: page, ...result });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof DuctusError) return { reason: withoutFolders(error.message) };
      throw error;
    }
  }

  private async withDocument<T>(job: Job, work: (document: HeldDocument) => Promise<T>): Promise<T> {
    const held = await this.taken(job);
    try {
      return await work(await held.document);
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
    const document = await held.document.catch(() => undefined);
    // Whoever is next opens it anew.
    if (this.open === held && (!document || document.isBroken)) this.open = undefined;
    held.users--;
    if (held.users === 0 && this.open !== held) document?.dispose();
  }

  /** Uploads are gone once nobody needs them; what fails here, tidying does. */
  private dropAfter({ id, document }: Job): void {
    const ended = async () => {
      for await (const job of this.options.queue.changes(id)) if (hasEnded(job)) await this.dropDocument(document);
    };
    ended().catch(() => undefined);
  }

  private async dropDocument(key: string): Promise<void> {
    const { queue, files } = this.options;
    await this.turns.take(async () => {
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
