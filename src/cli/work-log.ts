/** What a worker says while it works: for people, or as JSON for programs. Each line of a document has its trace. */
import type { DocumentOutcome, QueueEvent, ReadingJob } from '../jobs/index.js';
import { withServicePackages } from '../server/node.js';
import { printError } from './screen.js';

/** Of pino, what is used. */
export interface WorkLog {
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
}

/** To standard error. @throws DocumentError where JSON is wanted and pino is not there */
export async function openWorkLog(json: boolean): Promise<WorkLog> {
  if (!json) return { info: printed, warn: printed };
  const { pino } = await withServicePackages(() => import('pino'));
  return pino({ base: null }, pino.destination({ fd: 2, sync: true }));
}

function printed(about: object, message: string): void {
  const facts = Object.entries(about).map(([name, value]) => ` ${name}=${value}`);
  printError(`${message}${facts.join('')}`);
}

export function logOutcome(log: WorkLog, { trace }: ReadingJob, outcome: DocumentOutcome): void {
  const { key } = outcome;
  if ('reason' in outcome) log.warn({ trace, key, reason: outcome.reason }, 'not read');
  else if (outcome.isNew) log.info({ trace, key, lines: outcome.record.lines }, 'read');
  else log.info({ trace, key }, 'read before');
}

export function logEvent(log: WorkLog, event: QueueEvent): void {
  if (event.kind === 'trouble') return log.warn({ reason: event.reason }, 'the queue is in trouble');
  const { job, kind } = event;
  const about = { trace: job?.trace, pages: job?.documents.length, first: job?.documents[0]?.key };
  switch (kind) {
    case 'taken':
    case 'given-back':
      return log.info(about, kind === 'taken' ? 'taken' : 'given back');
    case 'done':
      return log.info({ ...about, seconds: Number(event.outcome.seconds.toFixed(3)) }, 'done');
    case 'failed':
      return log.warn({ ...about, reason: event.reason }, 'failed');
    case 'divided':
      return log.warn({ ...about, parts: event.parts }, 'who read it died: it comes again in parts');
    case 'set-aside':
      return log.warn(about, 'set aside: who read it died too often');
    case 'lost':
      return log.warn(about, 'lost: others took it while this worker gave no sign of life');
  }
}
