/** The embedded queue: a journal in a folder that one process works on, and finds again whatever ended it. */
import { randomUUID } from 'node:crypto';
import { EventEmitter, once, setMaxListeners } from 'node:events';
import { FileLock, joinPath, makeFolder } from '../files/index.js';
import { systemProblem } from '../runtime/index.js';
import { hasEnded, type Job, type JobQueue, type NewJob, type PageTask, type PageWorker } from './job.js';
import { JobBook } from './job-book.js';
import { JobsError } from './jobs-error.js';
import { Journal, type JournalEntry } from './journal.js';

/** Of the file that says which process works on a folder. */
export const lockName = 'lock.json';
/** How often a process may end at a page. */
export const mostBegun = 3;
/** How often a page is tried at which the system refuses something (a full disk): for more than an hour. */
const mostRefused = 12;
/** Before the next try, after so many. */
const restMs = (times: number) => Math.min(1000 * 4 ** (times - 1), 600_000);

/** A page that is worked on. */
interface PageUnderWay {
  /** Gives it up. */
  readonly controller: AbortController;
  /** Whether the process has ended at it before. */
  readonly isSuspect: boolean;
}

const now = () => new Date().toISOString();

export class FolderQueue implements JobQueue {
  private readonly changed = new EventEmitter().setMaxListeners(0);
  private readonly closing = new AbortController();
  private readonly working = new Map<string, PageUnderWay>();
  private readonly workers = new Set<Promise<void>>();
  /** Pages that failed and are not settled, and how often; those that rest are not handed out. */
  private readonly failed = new Map<string, { readonly times: number; readonly rests: boolean }>();
  /** Pages of each job that were handed out, so that all jobs come forward. */
  private readonly handed = new Map<string, number>();
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly folder: string,
    private readonly lock: FileLock,
    private readonly journal: Journal,
    private readonly book: JobBook,
  ) {
    lock.loss.addEventListener('abort', () => void this.close().catch(() => undefined), { once: true });
  }

  /**
   * @param folder made where it is not there
   * @throws JobsError when another process works on it; the system's error when it can't be used
   */
  static async open(folder: string): Promise<FolderQueue> {
    await makeFolder(folder);
    const taken = await FileLock.take(joinPath(folder, lockName));
    if (!('lock' in taken)) {
      const by = taken.holder ? ` (process ${taken.holder.process} on ${taken.holder.host})` : '';
      throw new JobsError(
        `${folder}: another process works on these jobs${by}; wait until it is done, or give another folder. If it is no more: its lock is nobody's after two minutes without a sign of life where it was in another container of this name, and after five where it was on another machine`,
      );
    }
    try {
      const path = joinPath(folder, 'journal.jsonl');
      const book = new JobBook(await Journal.read(path));
      setAside(book);
      const { lock } = taken;
      const check = async () => {
        if (await lock.hasBeenLost()) throw lost(folder);
      };
      const journal = await Journal.rewrite(path, () => book.entries(), check);
      return new FolderQueue(folder, lock, journal, book);
    } catch (error) {
      await taken.lock.release();
      throw error;
    }
  }

  /** Aborted where another process works on the folder, since this one gave no sign of life for minutes; then it is closed. */
  get loss(): AbortSignal {
    return this.lock.loss;
  }

  /** @throws JobsError where another process works on the folder */
  check(): void {
    if (this.lock.isLost) throw lost(this.folder);
  }

  async add(job: NewJob): Promise<Job> {
    const id = randomUUID();
    await this.record({ kind: 'accepted', id, at: now(), ...job }, true);
    const accepted = this.book.get(id);
    if (!accepted) throw new Error('FolderQueue: a job that was accepted must be there');
    return accepted;
  }

  async job(id: string): Promise<Job | undefined> {
    this.check();
    return this.book.get(id);
  }

  async jobs(): Promise<readonly Job[]> {
    this.check();
    return this.book.jobs;
  }

  async cancel(id: string): Promise<void> {
    const job = this.book.get(id);
    if (!job || hasEnded(job)) return;
    await this.record({ kind: 'cancelled', id, at: now() }, true);
    for (const [task, { controller }] of this.working) if (task.startsWith(`${id}#`)) controller.abort();
    for (const task of this.failed.keys()) if (task.startsWith(`${id}#`)) this.failed.delete(task);
  }

  async remove(id: string): Promise<void> {
    await this.cancel(id);
    if (this.book.get(id)) await this.record({ kind: 'removed', id, at: now() }, true);
    this.handed.delete(id);
  }

  async *changes(id: string, signal?: AbortSignal): AsyncGenerator<Job> {
    const ends = signal ? AbortSignal.any([signal, this.closing.signal]) : this.closing.signal;
    for (let seen: Job | undefined; !ends.aborted; ) {
      const job = this.book.get(id);
      if (!job) return;
      if (job === seen) {
        await once(this.changed, 'change', { signal: ends }).catch(() => undefined);
        continue;
      }
      seen = job;
      yield job;
      if (hasEnded(job)) return;
    }
  }

  work(worker: PageWorker, atOnce: number): void {
    for (let n = 0; n < atOnce; n++) {
      const work = this.workOn(worker);
      this.workers.add(work);
      void work.finally(() => this.workers.delete(work));
    }
  }

  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  private async end(): Promise<void> {
    this.closing.abort();
    for (const { controller } of this.working.values()) controller.abort();
    await Promise.allSettled(this.workers);
    await this.journal.close();
    await this.lock.release();
  }

  private async workOn(worker: PageWorker): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const task = this.next();
      if (task) await this.workOnPage(worker, task);
      else await once(this.changed, 'change', { signal }).catch(() => undefined);
    }
  }

  private async workOnPage(worker: PageWorker, { job: { id }, page }: PageTask): Promise<void> {
    const task = nameOf(id, page);
    const controller = new AbortController();
    // Each line of a page listens to it.
    setMaxListeners(0, controller.signal);
    this.working.set(task, { controller, isSuspect: this.book.begun(id, page) > 0 });
    this.handed.set(id, (this.handed.get(id) ?? 0) + 1);
    try {
      await this.record({ kind: 'began', id, at: now(), page });
      // Given up meanwhile.
      controller.signal.throwIfAborted();
      const job = this.book.get(id);
      if (!job) return;
      const outcome = await worker({ job, page }, controller.signal);
      if ('result' in outcome) await this.record({ kind: 'done', id, at: now(), page, ...outcome }, true);
      else await this.record({ kind: 'unread', id, at: now(), page, ...outcome }, true);
      this.failed.delete(task);
    } catch (error) {
      // Of what can't be written either, the next try says the same.
      await this.giveUp(id, page, error, controller.signal).catch(() => undefined);
    } finally {
      this.working.delete(task);
      this.changed.emit('change');
    }
  }

  private async giveUp(id: string, page: number, error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return this.record({ kind: 'released', id, at: now(), page });
    const task = nameOf(id, page);
    const times = (this.failed.get(task)?.times ?? 0) + 1;
    this.failed.set(task, { times, rests: true });
    setTimeout(() => this.wake(task), restMs(times)).unref();
    const reason = `it failed: ${error instanceof Error ? error.message : error}`;
    if (systemProblem(error) !== undefined && times < mostRefused) {
      return this.record({ kind: 'released', id, at: now(), page, trouble: reason });
    }
    await this.record({ kind: 'unread', id, at: now(), page, reason });
    this.failed.delete(task);
  }

  private wake(task: string): void {
    const failed = this.failed.get(task);
    if (!failed) return;
    this.failed.set(task, { ...failed, rests: false });
    this.changed.emit('change');
  }

  /**
   * The next page of the job that had the fewest. Pages at which the process ended come last and alone, so that the one
   * that ends it takes no other with it, and is known.
   */
  private next(): PageTask | undefined {
    const tasks: { readonly task: PageTask; readonly begun: number; readonly handed: number }[] = [];
    for (const job of this.book.jobs) {
      const task = this.nextOf(job);
      if (task) tasks.push({ task, begun: this.book.begun(job.id, task.page), handed: this.handed.get(job.id) ?? 0 });
    }
    const [first] = tasks.sort((a, b) => a.begun - b.begun || a.handed - b.handed);
    const areAlone = [...this.working.values()].some(({ isSuspect }) => isSuspect);
    if (!first || areAlone || (first.begun > 0 && this.working.size > 0)) return undefined;
    return first.task;
  }

  private nextOf(job: Job): PageTask | undefined {
    if (hasEnded(job)) return undefined;
    let least: { readonly page: number; readonly begun: number } | undefined;
    for (let page = 1; page <= job.pages; page++) {
      if (job.results.has(page) || job.unread.has(page)) continue;
      const task = nameOf(job.id, page);
      if (this.working.has(task) || this.failed.get(task)?.rests) continue;
      const begun = this.book.begun(job.id, page);
      if (begun < (least?.begun ?? Number.POSITIVE_INFINITY)) least = { page, begun };
      if (begun === 0) break;
    }
    return least && { job, page: least.page };
  }

  private async record(entry: JournalEntry, durable = false): Promise<void> {
    await this.journal.append(entry, durable, () => this.book.apply(entry));
    this.changed.emit('change');
  }
}

function lost(folder: string): JobsError {
  return new JobsError(
    `${folder}: another process works on these jobs by now, since this one gave no sign of life for minutes. It does no more of them; end it`,
  );
}

function nameOf(id: string, page: number): string {
  return `${id}#${page}`;
}

/** Pages at which the process ended too often. */
function setAside(book: JobBook): void {
  for (const { id, pages } of book.jobs) {
    for (let page = 1; page <= pages; page++) {
      if (book.begun(id, page) < mostBegun) continue;
      const reason = `the process ended ${mostBegun} times while it was read; it was set aside`;
      book.apply({ kind: 'unread', id, at: now(), page, reason });
    }
  }
}
