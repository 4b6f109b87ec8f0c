/**
 * The one interface of queues of jobs. A job is a document whose pages are worked on each by itself, at least once each:
 * after a crash a page may be worked on again, so what a page gives is named by what it is made of (`JobFiles`), and twice
 * is harmless. Jobs carry keys and no contents. Reading for nobody who waits, on many machines, has an interface of its own
 * (`queue/reading-queue`), since there a worker takes many pages at a time.
 */

/** What is told to whoever works on the pages, as plain texts. */
export type JobOptions = Readonly<Record<string, string>>;

export interface NewJob {
  /** Of the document, for people. */
  readonly name: string;
  /** Whose it is; empty where nobody is told apart. */
  readonly owner: string;
  /** The key of the document. */
  readonly document: string;
  readonly pages: number;
  readonly options: JobOptions;
}

export type JobState = 'waiting' | 'working' | 'finished' | 'cancelled';

/** A job as it stands; it is another object once something changes. */
export interface Job extends NewJob {
  readonly id: string;
  readonly state: JobState;
  /** When it was accepted, ISO 8601. */
  readonly accepted: string;
  /** When something changed last, ISO 8601. */
  readonly changed: string;
  /** Of pages that are done: the keys of their results by page, from 1. */
  readonly results: ReadonlyMap<number, string>;
  /** Pages that could not be read, or were set aside, and why. */
  readonly unread: ReadonlyMap<number, string>;
  /** What failed last that is no page's fault; its page is tried again. */
  readonly trouble?: string;
}

/** A page to work on. */
export interface PageTask {
  readonly job: Job;
  /** From 1. */
  readonly page: number;
}

/** What became of a page: the key of its result, or why there is none. */
export type PageOutcome = { readonly result: string } | { readonly reason: string };

/** @throws what is no page's fault: what the system refused is tried again; the signal's reason when the job was cancelled or the work is to stop */
export type PageWorker = (task: PageTask, signal: AbortSignal) => Promise<PageOutcome>;

export interface JobQueue {
  /** Once it returns, the job survives whatever becomes of the process. */
  add(job: NewJob): Promise<Job>;
  /** @returns `undefined` where there is none of that id */
  job(id: string): Promise<Job | undefined>;
  /** In the order in which they were accepted. */
  jobs(): Promise<readonly Job[]>;
  /** What is worked on of it is given up. Of a job that has ended nothing changes. */
  cancel(id: string): Promise<void>;
  /** Forgets a job, after cancelling it. */
  remove(id: string): Promise<void>;
  /** The job as it stands, and again at each change, until it has ended or is removed; who is slow misses some. */
  changes(id: string, signal?: AbortSignal): AsyncIterable<Job>;
  /**
   * Works on pages until the queue is closed.
   * @param atOnce pages
   */
  work(worker: PageWorker, atOnce: number): void;
  /** Gives up what is worked on, which another process, or this one later, begins anew. */
  close(): Promise<void>;
}

export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return state === 'finished' || state === 'cancelled';
}
