/** Reading jobs in processes of their own, as many at once as there are processes. */

import type { ReadingJob } from '../queue/reading-job.js';
import type { BatchOutcome, UnreadPage } from '../queue/reading-queue.js';
import type { DocumentOutcome, DocumentReaderOptions } from './document-reader.js';
import { ReaderProcess } from './reader-process.js';

/** What is told of each document. */
export type DocumentTold = (job: ReadingJob, outcome: DocumentOutcome) => void;

export class JobReader {
  private readonly free: ReaderProcess[] = [];
  private readonly all: ReaderProcess[] = [];

  constructor(
    private readonly options: DocumentReaderOptions,
    private readonly told: DocumentTold = () => undefined,
  ) {}

  /** @throws QueueError for what is no document's fault; the signal's reason */
  async read(job: ReadingJob, signal: AbortSignal): Promise<BatchOutcome> {
    const process = this.free.pop() ?? this.fresh();
    const began = performance.now();
    const done = new Set<string>();
    const unread: UnreadPage[] = [];
    const heard = (outcome: DocumentOutcome) => {
      done.add(outcome.key);
      if ('reason' in outcome) unread.push(outcome);
      this.told(job, outcome);
    };
    const lived = await process.read(job, signal, heard).finally(() => this.free.push(process));
    signal.throwIfAborted();
    const rest = job.documents.filter(({ key }) => !done.has(key));
    const left = lived ? [] : rest;
    if (lived) for (const { key } of rest) heard({ key, reason: 'who read it said nothing of it' });
    const seconds = (performance.now() - began) / 1000;
    return { pages: done.size - unread.length, seconds, unread, left };
  }

  dispose(): void {
    for (const process of this.all) process.dispose();
  }

  private fresh(): ReaderProcess {
    const process = new ReaderProcess(this.options);
    this.all.push(process);
    return process;
  }
}
