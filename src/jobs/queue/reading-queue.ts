/**
 * The one interface of queues of reading jobs: a folder on one machine, or a server for any number of them. It is another than
 * `JobQueue`, whose jobs belong to people who wait for them, and which gives out single pages; here a job is what a worker
 * takes at a time, and nobody looks at it again.
 */
import type { ReadingJob } from './reading-job.js';

/** What became of a job that a worker took. */
export interface BatchOutcome {
  /** Documents that are written, now or before. */
  readonly pages: number;
  /** Seconds that were worked on them. */
  readonly seconds: number;
  /** Documents that could not be read, with the reasons. */
  readonly unread: readonly UnreadPage[];
  /** Where the reader died: the documents that were not done. */
  readonly left: ReadingJob['documents'];
}

export interface UnreadPage {
  readonly key: string;
  readonly reason: string;
}

/**
 * Reads what a job has.
 * @throws DuctusError for what is no document's fault; the signal's reason
 */
export type ReadJob = (job: ReadingJob, signal: AbortSignal) => Promise<BatchOutcome>;

export type QueueEvent =
  | { readonly kind: 'taken' | 'given-back' | 'lost'; readonly job: ReadingJob }
  | { readonly kind: 'done'; readonly job: ReadingJob; readonly outcome: BatchOutcome }
  /** Its reader died: it comes again in parts. */
  | { readonly kind: 'divided'; readonly job: ReadingJob; readonly parts: number }
  | { readonly kind: 'set-aside'; readonly job: ReadingJob }
  | { readonly kind: 'failed'; readonly job: ReadingJob | undefined; readonly reason: string }
  /** Of the queue itself, which is tried again. */
  | { readonly kind: 'trouble'; readonly reason: string };

export interface WorkOptions {
  /** Jobs at once. Default: 1. */
  readonly concurrency?: number | undefined;
  /** Ends when there is nothing more to do, for others neither. Default: it waits for more. */
  readonly untilEmpty?: boolean | undefined;
  /** Seconds without a sign of life after which a worker's job goes to another one. Default: 30. */
  readonly lockSeconds?: number | undefined;
  /** Gives back what is worked on, and ends. */
  readonly signal: AbortSignal;
  readonly told?: ((event: QueueEvent) => void) | undefined;
}

export interface QueueStatus {
  /** Jobs. */
  readonly waiting: number;
  readonly working: number;
  readonly finished: number;
  readonly failed: number;
  /** Processes that work on it, whether they have a job now or wait for one; `null` where the server doesn't tell. */
  readonly workers: number | null;
  /** Of the last jobs; `null` before there is one. No clock of another machine is asked for it. */
  readonly pagesPerSecond: number | null;
  /** How many pages of the last jobs, by reason, and how many jobs, by code. */
  readonly failures: Readonly<Record<string, number>>;
  /** Documents of the last jobs that could not be read. Their jobs count as failed, and are tried again by `retry`. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
  /** Documents that were set aside, since who read them died. */
  readonly quarantine: readonly string[];
}

export interface ReadingQueue {
  /** Without passwords. */
  readonly address: string;
  /**
   * Once it returns, the jobs survive whatever becomes of the process. What is there already stays.
   * @param priority lower ones come first; 0 before all. A folder has none
   * @returns how many were new
   */
  add(jobs: readonly ReadingJob[], priority?: number): Promise<number>;
  status(): Promise<QueueStatus>;
  /** What failed, was set aside or could not be read is tried again. @returns how many jobs */
  retry(): Promise<number>;
  /** Forgets all jobs, those too that are worked on, which is given up. */
  cancel(): Promise<void>;
  /** Forgets what waits; what is worked on is finished. @returns how many jobs */
  drain(): Promise<number>;
  /** Works until the signal says so, or nothing is left. */
  work(read: ReadJob, options: WorkOptions): Promise<void>;
  close(): Promise<void>;
}
