/** A queue on Redis or PostgreSQL, for any number of machines, by BullMQ. */
import { sha256 } from '../../files/index.js';
import { codeIn, failureText } from './queue-error.js';
import { inBatches, parseReadingJob, type ReadingJob, readingJobData, readingJobId, unreadIn } from './reading-job.js';
import type { QueueStatus, ReadingQueue, ReadJob, WorkOptions } from './reading-queue.js';
import {
  checkVersion,
  connectServer,
  type ServerConnection,
  type ServerKind,
  type ServerQueueHandle,
} from './server-connection.js';
import { type FinishedJob, ServerWork } from './server-work.js';

/** Jobs that are put into it at once. */
const atOnce = 500;
/** Finished jobs that are remembered, so that the same is not done twice; what is older is passed over by its records. */
const mostFinished = 5000;
/** The last jobs, that rates and failures are told of. */
const mostLooked = 200;

export class ServerQueue implements ReadingQueue {
  private constructor(
    private readonly server: ServerConnection,
    private readonly queue: ServerQueueHandle,
  ) {}

  /** @throws QueueError where it can't be used */
  static async open(address: string, kind: ServerKind): Promise<ServerQueue> {
    const server = await connectServer(address, kind);
    const queue: ServerQueueHandle = new server.library.Queue(
      server.name,
      { connection: server.connection },
      server.backend,
    );
    // What fails is told by what was asked for.
    queue.on('error', () => undefined);
    try {
      await queue.waitUntilReady();
      await checkVersion(queue, server.address);
    } catch (error) {
      await queue.close();
      throw error;
    }
    return new ServerQueue(server, queue);
  }

  get address(): string {
    return this.server.address;
  }

  async add(jobs: readonly ReadingJob[], priority = 0): Promise<number> {
    let added = 0;
    for (const some of inBatches(jobs, atOnce)) {
      const entries = some.map((job) => entryOf(job, readingJobId(job), priority));
      const states = await Promise.all(entries.map(({ opts }) => this.queue.getJobState(opts.jobId)));
      const fresh = entries.filter((_, index) => states[index] === 'unknown');
      // What another process adds meanwhile is not there twice: its name is the same.
      if (fresh.length > 0) await this.queue.addBulk(fresh);
      added += fresh.length;
    }
    return added;
  }

  async status(): Promise<QueueStatus> {
    const {
      waiting = 0,
      prioritized = 0,
      active = 0,
    } = await this.queue.getJobCounts('waiting', 'prioritized', 'active');
    const finished = (await this.queue.getCompleted(0, mostLooked - 1)).map(({ returnvalue }) => returnvalue);
    const failed = await this.queue.getFailed(0, mostLooked - 1);
    // All that were ever finished, also those that are forgotten.
    const { meta } = await this.queue.getMetrics('completed');
    return {
      waiting: waiting + prioritized,
      working: active,
      finished: meta.count,
      failed: await this.queue.getFailedCount(),
      workers: await this.workers(),
      pagesPerSecond: rateOf(finished as readonly FinishedJob[], active),
      failures: failuresOf(failed),
      unread: failed.flatMap(({ data }) => unreadOf(data)),
      quarantine: failed
        .filter(({ failedReason }) => codeIn(failedReason) === 'queue/page-kills')
        .flatMap(({ data }) => parseReadingJob(data)?.documents.map(({ path }) => path) ?? []),
    };
  }

  async retry(): Promise<number> {
    let again = 0;
    for (const job of await this.queue.getFailed()) {
      const parsed = parseReadingJob(job.data);
      if (!parsed) continue;
      // The new one is there before the old one goes.
      const fresh = { ...parsed, deaths: 0, round: parsed.round + 1 };
      await this.queue.addBulk([entryOf(fresh, readingJobId(fresh), job.opts.priority ?? 0)]);
      await job.remove();
      again++;
    }
    return again;
  }

  async cancel(): Promise<void> {
    await this.queue.obliterate({ force: true });
    await checkVersion(this.queue, this.address);
    await this.queue.resume();
  }

  async drain(): Promise<number> {
    const before = await this.queue.getJobCountByTypes('waiting', 'prioritized');
    await this.queue.drain();
    return before - (await this.queue.getJobCountByTypes('waiting', 'prioritized'));
  }

  async work(read: ReadJob, options: WorkOptions): Promise<void> {
    const divide = (id: string, jobs: readonly ReadingJob[], priority: number) =>
      this.queue
        // By the job that they come of: what has the same documents otherwise is another job.
        .addBulk(jobs.map((job) => entryOf(job, sha256(`${id} ${readingJobId(job)}`), priority)))
        .then(() => undefined);
    const work = new ServerWork(this.server, read, divide, mostFinished, options);
    await work.run(options.untilEmpty ? async () => (await this.unfinished()) === 0 : undefined);
  }

  async close(): Promise<void> {
    await this.queue.close();
  }

  /** By the names of their connections, which some servers that are rented out don't tell. */
  private async workers(): Promise<number | null> {
    const workers = await this.queue.getWorkers().catch(() => undefined);
    return workers?.every(({ rawname }) => rawname !== undefined) ? workers.length : null;
  }

  private unfinished(): Promise<number> {
    return this.queue.getJobCountByTypes('waiting', 'prioritized', 'active', 'delayed');
  }
}

function entryOf(job: ReadingJob, jobId: string, priority: number) {
  return { name: 'read', data: readingJobData(job), opts: { jobId, priority } };
}

/** Of each worker as fast as the last ones were. */
function rateOf(finished: readonly FinishedJob[], active: number): number | null {
  const pages = finished.reduce((sum, job) => sum + job.pages, 0);
  const seconds = finished.reduce((sum, job) => sum + job.seconds, 0);
  return seconds > 0 ? (active * pages) / seconds : null;
}

/** What is kept of a failed job. */
interface FailedJob {
  readonly data: unknown;
  readonly failedReason: string;
}

function failuresOf(failed: readonly FailedJob[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { data, failedReason } of failed) {
    const reasons = unreadIn(data).map(({ reason }) => reason);
    for (const name of reasons.length > 0 ? reasons : [codeIn(failedReason || failureText(''))]) {
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}

function unreadOf(data: unknown): QueueStatus['unread'] {
  const paths = new Map(parseReadingJob(data)?.documents.map(({ key, path }) => [key, path]));
  return unreadIn(data).map(({ key, reason }) => ({ path: paths.get(key) ?? key, reason }));
}
