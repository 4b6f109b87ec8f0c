/** The queue that needs no server: reading jobs of one machine, in a folder, by the journal that the service has for its jobs. */
import { FileLock, fileSize, joinPath } from '../../files/index.js';
import { FolderQueue, lockName } from '../folder-queue.js';
import { hasEnded, type Job, type PageOutcome, type PageTask } from '../job.js';
import { JobBook } from '../job-book.js';
import { JobFiles } from '../job-files.js';
import { Journal, pagesPerSecond } from '../journal.js';
import { backingOff } from './back-off.js';
import { codeIn, failureText, pageKills, QueueError } from './queue-error.js';
import { mostDeaths, parseReadingJob, type ReadingJob, readingJobData, readingJobId } from './reading-job.js';
import type { QueueEvent, QueueStatus, ReadingQueue, ReadJob, WorkOptions } from './reading-queue.js';

const journalName = 'journal.jsonl';

export class FolderReadingQueue implements ReadingQueue {
  private readonly files: JobFiles;

  /** @param address of the folder */
  constructor(readonly address: string) {
    this.files = new JobFiles(address);
  }

  /** @throws JobsError while another process works on it */
  add(jobs: readonly ReadingJob[]): Promise<number> {
    return this.changing(async (queue) => {
      const present = new Set((await queue.jobs()).map(({ options }) => options.id));
      const fresh = jobs.filter((job) => !present.has(readingJobId(job)));
      for (const job of fresh) await this.put(queue, job);
      return fresh.length;
    });
  }

  /** Also while another process works on it. */
  async status(): Promise<QueueStatus> {
    const entries = await Journal.read(joinPath(this.address, journalName));
    const { jobs } = new JobBook(entries);
    const ended = jobs.filter(({ state }) => state === 'finished');
    const isWorkedOn = await FileLock.isTaken(joinPath(this.address, lockName));
    const working = isWorkedOn ? jobs.filter(({ state }) => state === 'working').length : 0;
    const reasons = jobs.flatMap(({ unread }) => [...unread.values()]);
    const failures: Record<string, number> = {};
    for (const reason of reasons.map(codeOf)) failures[reason] = (failures[reason] ?? 0) + 1;
    const named = (await Promise.all(jobs.map((job) => this.unreadOf(job)))).flat();
    return {
      // What nobody works on waits, also where somebody did.
      waiting: jobs.length - ended.length - working,
      working,
      finished: ended.filter(({ unread }) => unread.size === 0).length,
      failed: ended.filter(({ unread }) => unread.size > 0).length,
      workers: isWorkedOn ? 1 : 0,
      pagesPerSecond: isWorkedOn ? pagesPerSecond(entries) : null,
      failures,
      unread: named.filter(({ reason }) => codeOf(reason) !== 'queue/page-kills'),
      quarantine: named.flatMap(({ path, reason }) => (codeOf(reason) === 'queue/page-kills' ? [path] : [])),
    };
  }

  retry(): Promise<number> {
    return this.changing(async (queue) => {
      let again = 0;
      for (const job of await queue.jobs()) {
        if (job.unread.size === 0) continue;
        const batch = await this.batch(job);
        // Also those that nobody has come to yet.
        const documents = batch.documents.filter((_, index) => !job.results.has(index + 1));
        await this.put(queue, { ...batch, documents, deaths: 0, round: batch.round + 1 });
        await queue.remove(job.id);
        again++;
      }
      return again;
    });
  }

  async cancel(): Promise<void> {
    await this.changing(async (queue) => {
      for (const { id } of await queue.jobs()) await queue.remove(id);
    });
  }

  drain(): Promise<number> {
    return this.changing(async (queue) => {
      const waiting = (await queue.jobs()).filter((job) => !hasEnded(job));
      for (const { id } of waiting) await queue.remove(id);
      return waiting.length;
    });
  }

  async work(read: ReadJob, { concurrency = 1, untilEmpty = false, signal, told }: WorkOptions): Promise<void> {
    const queue = await FolderQueue.open(this.address);
    try {
      // Closing the queue gives back what is worked on; a page must not fail for it.
      queue.work(async (task, cancelled) => {
        try {
          return await this.readPage(task, read, cancelled, told);
        } catch (error) {
          if (!cancelled.aborted) told?.({ kind: 'trouble', reason: failureText(error) });
          throw error;
        }
      }, concurrency);
      const ended = new Promise<void>((resolve) => {
        for (const end of [signal, queue.loss]) end.addEventListener('abort', () => resolve(), { once: true });
      });
      const empty = async () => {
        for (const { id } of await queue.jobs()) for await (const _ of queue.changes(id, signal));
      };
      await (untilEmpty ? Promise.race([empty(), ended]) : ended);
      queue.check();
    } finally {
      await queue.close();
    }
  }

  async close(): Promise<void> {
    // It is open only while something is done.
  }

  private async readPage(
    { job, page }: PageTask,
    read: ReadJob,
    signal: AbortSignal,
    told: (event: QueueEvent) => void = () => undefined,
  ): Promise<PageOutcome> {
    const batch = await this.batch(job);
    const documents = batch.documents.slice(page - 1, page);
    const reading = { ...batch, documents };
    told({ kind: 'taken', job: reading });
    try {
      // It dies alone: this process counts, and if it dies too, the journal does.
      for (let death = 0; death < mostDeaths; death++) {
        const outcome = await backingOff(() => read(reading, signal), signal);
        if (outcome.left.length > 0) continue;
        told({ kind: 'done', job: reading, outcome });
        const [unread] = outcome.unread;
        return unread ? { reason: unread.reason } : { result: documents[0]?.key ?? '' };
      }
      told({ kind: 'set-aside', job: reading });
      return { reason: failureText(pageKills(documents.at(0)?.path ?? '')) };
    } catch (error) {
      if (signal.aborted || !(error instanceof QueueError)) throw error;
      told({ kind: 'failed', job: reading, reason: error.message });
      return { reason: error.message };
    }
  }

  private async put(queue: FolderQueue, job: ReadingJob): Promise<void> {
    const text = new TextEncoder().encode(JSON.stringify(readingJobData(job)));
    const document = await this.files.keepDocument(text);
    const options = { id: readingJobId(job) };
    await queue.add({ name: job.reading.out, owner: '', document, pages: job.documents.length, options });
  }

  private async batch({ document }: Pick<Job, 'document'>): Promise<ReadingJob> {
    const job = parseReadingJob(JSON.parse(new TextDecoder().decode(await this.files.document(document))));
    if (job) return job;
    throw new QueueError(`${this.address}: the queue is of another version of ductus; give another folder`, {
      code: 'queue/version',
    });
  }

  private async unreadOf(job: Job): Promise<QueueStatus['unread']> {
    if (job.unread.size === 0) return [];
    const { documents } = await this.batch(job);
    return Array.from(job.unread, ([page, reason]) => ({ path: documents[page - 1]?.path ?? '', reason }));
  }

  private async changing<T>(change: (queue: FolderQueue) => Promise<T>): Promise<T> {
    if ((await fileSize(this.address)) !== undefined) {
      throw new QueueError(`${this.address}: is a file; give a folder, or redis://… or postgres://…`, {
        code: 'queue/address',
      });
    }
    const queue = await FolderQueue.open(this.address);
    try {
      return await change(queue);
    } finally {
      await queue.close();
    }
  }
}

/** The journal has words of its own for a page at which the process ended. */
function codeOf(reason: string): string {
  return reason.startsWith('the process ended')
    ? 'queue/page-kills'
    : codeIn(reason) === 'failed'
      ? reason
      : codeIn(reason);
}
