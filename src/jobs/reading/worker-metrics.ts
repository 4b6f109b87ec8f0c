/** What a worker counts of its work, for Prometheus. */

import { codeIn } from '../queue/queue-error.js';
import type { QueueEvent, QueueStatus } from '../queue/reading-queue.js';
import type { DocumentOutcome } from './document-reader.js';
import { family, single } from './exposition.js';
import type { PageRecord } from './page-record.js';

export class WorkerMetrics {
  private readonly began = performance.now();
  private readonly failures = new Map<string, number>();
  private readonly jobs = new Map<string, number>();
  private pages = 0;
  private passedOver = 0;
  private lines = 0;
  private characters = 0;
  private expectedErrors = 0;

  document(outcome: DocumentOutcome): void {
    if ('reason' in outcome) this.failed('page', outcome.reason);
    else if (outcome.isNew) this.read(outcome.record);
    else this.passedOver++;
  }

  event(event: QueueEvent): void {
    if (event.kind === 'failed') this.failed('job', codeIn(event.reason));
    if (event.kind === 'set-aside') this.failed('page', 'queue/page-kills');
    const name = `event="${event.kind}"`;
    this.jobs.set(name, (this.jobs.get(name) ?? 0) + 1);
  }

  /** @param status of the queue, where it can be asked */
  text(status: QueueStatus | undefined): string {
    const seconds = (performance.now() - this.began) / 1000;
    const expected = this.characters > 0 ? this.expectedErrors / this.characters : 0;
    return [
      ...single('ductus_worker_pages_read_total', 'counter', 'Documents that were read and written.', this.pages),
      ...single(
        'ductus_worker_pages_passed_over_total',
        'counter',
        'Documents whose results were there.',
        this.passedOver,
      ),
      ...single(
        'ductus_worker_pages_per_second',
        'gauge',
        'Documents read in a second, since the start.',
        this.pages / seconds,
      ),
      ...single('ductus_worker_lines_read_total', 'counter', 'Lines that were read.', this.lines),
      ...single('ductus_worker_characters_read_total', 'counter', 'Characters that were read.', this.characters),
      ...single(
        'ductus_worker_expected_character_errors_total',
        'counter',
        'Wrong characters among them, as the confidences make one expect.',
        this.expectedErrors,
      ),
      ...single('ductus_worker_expected_cer', 'gauge', 'The same as a rate, since the start.', expected),
      ...family(
        'ductus_worker_failures_total',
        'counter',
        'Pages and jobs that failed, by code or reason.',
        this.failures,
      ),
      ...family('ductus_worker_events_total', 'counter', 'What happened to jobs here.', this.jobs),
      ...(status ? depth(status) : []),
      ...single('process_resident_memory_bytes', 'gauge', 'Memory of the process.', process.memoryUsage().rss),
      '',
    ].join('\n');
  }

  private read({ lines, characters, expectedErrors }: PageRecord): void {
    this.pages++;
    this.lines += lines;
    this.characters += characters;
    this.expectedErrors += expectedErrors;
  }

  private failed(what: 'page' | 'job', code: string): void {
    const labels = `what="${what}",code="${code.replace(/[\\"\n]/g, ' ')}"`;
    this.failures.set(labels, (this.failures.get(labels) ?? 0) + 1);
  }
}

function depth({ waiting, working, failed, quarantine }: QueueStatus): readonly string[] {
  const jobs = new Map([
    ['state="waiting"', waiting],
    ['state="working"', working],
    ['state="failed"', failed],
  ]);
  return [
    ...family('ductus_queue_jobs', 'gauge', 'Jobs in the queue, of all workers.', jobs),
    ...single('ductus_queue_quarantine', 'gauge', 'Pages that were set aside.', quarantine.length),
  ];
}
