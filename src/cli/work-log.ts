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
  const logger = pino({ base: null }, pino.destination({ fd: 2, sync: true }));
  return {
    info: (about, message) => logger.info(about, message),
    warn: (about, message) => logger.warn(about, message),
  };
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

/** What is said of each kind of event; what others than `info` are for, somebody should look at. */
const messages: Readonly<Record<QueueEvent['kind'], readonly ['info' | 'warn', string]>> = {
  taken: ['info', 'taken'],
  'given-back': ['info', 'given back'],
  done: ['info', 'done'],
  failed: ['warn', 'failed'],
  divided: ['warn', 'who read it died: it comes again in parts'],
  'set-aside': ['warn', 'set aside: who read it died too often'],
  lost: ['warn', 'lost: others took it while this worker gave no sign of life'],
  trouble: ['warn', 'the queue is in trouble'],
};

export function logEvent(log: WorkLog, event: QueueEvent): void {
  const [level, message] = messages[event.kind];
  log[level](factsOf(event), message);
}

function factsOf(event: QueueEvent): object {
  if (event.kind === 'trouble') return { reason: event.reason };
  const { job } = event;
  const about = { trace: job?.trace, pages: job?.documents.length, first: job?.documents[0]?.key };
  if (event.kind === 'done') return { ...about, seconds: Number(event.outcome.seconds.toFixed(3)) };
  if (event.kind === 'failed') return { ...about, reason: event.reason };
  return event.kind === 'divided' ? { ...about, parts: event.parts } : about;
}
