/** Working on the jobs of a server's queue: the lock of each is held here, while another process reads. */
import { setTimeout as passed } from 'node:timers/promises';
import type { Job, PostgresQueueBackend } from 'bullmq';
import { backingOff } from './back-off.js';
import { failureText, pageKills, QueueError } from './queue-error.js';
import { afterDeath, parseReadingJob, type ReadingJob, readingJobData } from './reading-job.js';
import type { BatchOutcome, QueueEvent, ReadJob, WorkOptions } from './reading-queue.js';
import { refusal, type ServerConnection, type ServerWorker } from './server-connection.js';
import { queryOf, StaleJobs } from './stale-jobs.js';

/** Puts parts of a job into the queue. */
type Divide = (id: string, parts: readonly ReadingJob[], priority: number) => Promise<void>;

const usualLockSeconds = 30;
/** Between looks at whether anything is left. */
const lookMs = 500;
/** Seconds that a worker waits for a job before it asks again. */
const mostWaitSeconds = 2;
/** A lost lock is no fault of the job: it is divided, and counted there. */
const anyNumber = 1_000_000;
/** What giving back may take, where the server is away; then the lock's end gives it back. */
const giveBackMs = 5000;

/** What a finished job says. */
export interface FinishedJob {
  readonly pages: number;
  readonly seconds: number;
}

export class ServerWork {
  private readonly controllers = new Map<string, AbortController>();
  private readonly worker: ServerWorker;
  private readonly lockMs: number;
  private readonly told: (event: QueueEvent) => void;

  constructor(
    private readonly server: ServerConnection,
    private readonly read: ReadJob,
    private readonly divide: Divide,
    mostFinished: number,
    private readonly options: WorkOptions,
  ) {
    const { concurrency = 1, lockSeconds = usualLockSeconds, told = () => undefined } = options;
    this.told = told;
    this.lockMs = 1000 * lockSeconds;
    this.worker = new server.library.Worker(
      server.name,
      (job: Job<unknown, unknown>, token?: string) => this.take(job, token),
      {
        connection: server.connection,
        autorun: false,
        concurrency,
        lockDuration: this.lockMs,
        stalledInterval: this.lockMs / 2,
        maxStalledCount: anyNumber,
        skipStalledCheck: server.kind === 'postgres',
        runRetryDelay: 1000,
        drainDelay: mostWaitSeconds,
        removeOnComplete: { count: mostFinished },
        metrics: { maxDataPoints: 60 },
      },
      server.backend,
    ) as unknown as ServerWorker;
    if (server.kind === 'postgres') askAgainSoon(this.worker);
    this.worker.on('error', (error) => this.told({ kind: 'trouble', reason: error.message }));
    this.worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) this.controllers.get(id)?.abort(lockLost);
    });
  }

  /**
   * @param isEmpty whether to end
   * @throws QueueError where the server goes away before the first job: BullMQ would ask again and again without a pause, with an
   * answer that it remembers, and nothing else would run in the process, not even what a signal asks for
   */
  async run(isEmpty: (() => Promise<boolean>) | undefined): Promise<void> {
    const { signal } = this.options;
    try {
      await this.worker.waitUntilReady();
    } catch (error) {
      await this.worker.close(true).catch(() => undefined);
      throw refusal(this.server.address, error);
    }
    const running = this.worker.run();
    const ended = new AbortController();
    const looking = this.lookForStale(ended.signal);
    const stop = () => {
      for (const controller of this.controllers.values()) controller.abort(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    // Who has a job need not ask: a thousand workers would ask the server more than all their jobs do.
    const isDone = async () => this.controllers.size === 0 && (await isEmpty?.().catch(() => false));
    while (!signal.aborted && !(await isDone())) {
      await passed(lookMs, undefined, { signal }).catch(() => undefined);
    }
    await Promise.race([this.worker.close(), passed(2 * giveBackMs, undefined, { ref: false })]);
    ended.abort();
    await Promise.allSettled([running, looking]);
    signal.removeEventListener('abort', stop);
  }

  private async lookForStale(signal: AbortSignal): Promise<void> {
    if (this.server.kind !== 'postgres') return;
    const backend = this.worker.backend as unknown as PostgresQueueBackend;
    const stale = new StaleJobs(queryOf(backend), this.server.name, this.lockMs);
    while (!signal.aborted) {
      await stale.look().catch((error: unknown) => this.told({ kind: 'trouble', reason: failureText(error) }));
      await passed(this.lockMs / 4, undefined, { signal }).catch(() => undefined);
    }
  }

  private async take(job: Job<unknown, unknown>, token: string | undefined): Promise<FinishedJob> {
    const { UnrecoverableError } = this.server.library;
    const parsed = parseReadingJob(job.data);
    if (!parsed) {
      const reason = failureText(
        new QueueError('what stands in the queue is no job of this version', { code: 'queue/job' }),
      );
      this.told({ kind: 'failed', job: undefined, reason });
      throw new UnrecoverableError(reason);
    }
    const controller = new AbortController();
    const { signal } = controller;
    const id = job.id ?? '';
    this.controllers.set(id, controller);
    if (this.options.signal.aborted) controller.abort(this.options.signal.reason);
    try {
      // Who had it before is no more.
      if (job.stalledCounter > 0) return await this.divided(job, parsed, signal);
      this.told({ kind: 'taken', job: parsed });
      const outcome = await backingOff(() => this.read(parsed, signal), signal);
      if (outcome.left.length > 0) return await this.divided(job, { ...parsed, documents: outcome.left }, signal);
      this.told({ kind: 'done', job: parsed, outcome });
      if (outcome.unread.length > 0) return await this.withUnread(job, parsed, outcome.unread, signal);
      return { pages: outcome.pages, seconds: outcome.seconds };
    } catch (error) {
      if (signal.aborted) return await this.given(job, parsed, token, signal.reason);
      if (!(error instanceof QueueError)) throw error;
      this.told({ kind: 'failed', job: parsed, reason: error.message });
      throw new UnrecoverableError(error.message);
    } finally {
      this.controllers.delete(id);
    }
  }

  /** The job is kept with those documents that were not read, and the reasons: to be looked at, and to be tried again. */
  private async withUnread(
    job: Job,
    parsed: ReadingJob,
    unread: BatchOutcome['unread'],
    signal: AbortSignal,
  ): Promise<never> {
    const keys = new Set(unread.map(({ key }) => key));
    const documents = parsed.documents.filter(({ key }) => keys.has(key));
    await this.untilThere(() => job.updateData({ ...readingJobData({ ...parsed, documents }), unread }), signal);
    const about = `${unread.length} of ${parsed.documents.length} documents could not be read: ${unread[0]?.reason}`;
    throw new this.server.library.UnrecoverableError(failureText(new QueueError(about, { code: 'queue/unread' })));
  }

  private async given(job: Job, parsed: ReadingJob, token: string | undefined, reason: unknown): Promise<never> {
    if (reason === lockLost) {
      this.told({ kind: 'lost', job: parsed });
      throw reason;
    }
    await Promise.race([
      job.moveToWait(token).then(
        () => this.told({ kind: 'given-back', job: parsed }),
        () => undefined,
      ),
      passed(giveBackMs),
    ]);
    throw new this.server.library.WaitingError();
  }

  private async divided(job: Job, parsed: ReadingJob, signal: AbortSignal): Promise<FinishedJob> {
    const parts = afterDeath(parsed);
    if (parts.length === 0) {
      this.told({ kind: 'set-aside', job: parsed });
      throw new this.server.library.UnrecoverableError(failureText(pageKills(parsed.documents.at(0)?.path ?? '')));
    }
    await this.untilThere(() => this.divide(job.id ?? '', parts, job.opts.priority ?? 0), signal);
    this.told({ kind: 'divided', job: parsed, parts: parts.length });
    return { pages: 0, seconds: 0 };
  }

  /** A server that is away for a moment is no fault of the job, which would be counted as failed. @throws the signal's reason */
  private async untilThere(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        signal.throwIfAborted();
        this.told({ kind: 'trouble', reason: failureText(error) });
      }
      await passed(awayMs, undefined, { signal }).catch(() => undefined);
      signal.throwIfAborted();
    }
  }
}

/** After a server was away BullMQ would wait an hour for the next notice, and one that was missed keeps nobody else from waiting. */
function askAgainSoon({ backend }: ServerWorker): void {
  Object.defineProperty(backend, 'maximumBlockTimeout', { value: mostWaitSeconds });
}

/** Between tries of what a server that is away keeps from being done. */
const awayMs = 1000;

/** Another worker may have the job by now. */
const lockLost = new Error('the lock of the job was lost');
