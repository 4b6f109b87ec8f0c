/** ductus work */
import { hostname } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { userCache } from '../files/index.js';
import {
  JobReader,
  QueueError,
  type QueueEvent,
  type QueueStatus,
  type ReadingQueue,
  WorkerMetrics,
} from '../jobs/index.js';
import { coreCount } from '../runtime/index.js';
import { flagOf, UsageError } from './errors.js';
import { number, threadsFlag } from './flags.js';
import { type QueueFlags, queueFlag, withQueue } from './queue-flags.js';
import { logEvent, logOutcome, openWorkLog, type WorkLog } from './work-log.js';
import { addressValue, type MetricsAddress, serveMetrics } from './work-metrics.js';
import { workAsTrainer } from './work-training.js';

interface Flags extends QueueFlags {
  readonly exchange?: string;
  readonly concurrency: number;
  readonly untilEmpty?: boolean;
  readonly lockSeconds: number;
  readonly threads?: number;
  readonly pageMinutes: number;
  readonly models?: string;
  readonly log?: 'json';
  readonly metrics?: MetricsAddress;
}

export function configureWork(command: Command): void {
  queueFlag(
    command.description(
      'Takes jobs from a queue, reads their pages, and writes what comes of them; or computes for a training (--exchange). Run it on any number of machines.',
    ),
  )
    .option(
      '--concurrency <n>',
      'jobs at once, each in a process of its own',
      number({ integer: true, least: 1, most: 256 }),
      1,
    )
    .option('--until-empty', 'end when nothing is left (default: wait for more)')
    .option(
      '--lock-seconds <n>',
      'after so long without a sign of life a worker is taken for dead, and others do its jobs; the same for all workers',
      number({ least: 1 }),
      30,
    )
    .option(
      '--exchange <place>',
      'train instead of reading: compute for the ductus train that has the same place; the data must be seen by the same paths',
    )
    .option(
      '--page-minutes <n>',
      'end who reads after so many minutes without a page that is done; its pages come again in smaller jobs, and one that is alone is set aside after three times',
      number({ least: 0.01 }),
      10,
    )
    .option('--models <dir>', 'keep models here (default: in your cache folder for ductus)')
    .option('--log <form>', 'json: one JSON object a line on standard error (default: lines for people)', logValue)
    .option('--metrics <port>', 'serve numbers for Prometheus at PORT of this computer, or at HOST:PORT', addressValue);
  threadsFlag(command)
    .addHelpText(
      'after',
      `
Examples:
  ductus work --queue redis://localhost
  ductus work --queue postgres://reader@db/archive --concurrency 4 --metrics 9464
  ductus work --queue jobs/ --until-empty
  ductus work --exchange /mnt/shared/exchange --threads 4`,
    )
    .action(async (flags: Flags, command: Command) => {
      if (flags.exchange === undefined) return run(flags);
      refuseOfReading(command);
      return train(flags.exchange, flags);
    });
}

function logValue(form: string): 'json' {
  if (form !== 'json') throw new InvalidArgumentError('It must be json.');
  return form;
}

/** What says how pages are read. */
const ofReading = ['queue', 'concurrency', 'untilEmpty', 'lockSeconds', 'pageMinutes', 'models', 'metrics'] as const;

/** @throws UsageError where a flag has no meaning for a trainer */
function refuseOfReading(command: Command): void {
  const name = ofReading.find((option) => command.getOptionValueSource(option) === 'cli');
  if (name === undefined) return;
  throw new UsageError(
    `${flagOf(name)} is of reading, and --exchange of training: a worker does one of them. Give one, and start another ductus work for the other`,
  );
}

async function train(exchange: string, { log: form, threads = coreCount() }: Flags): Promise<void> {
  const log = await openWorkLog(form === 'json');
  const controller = new AbortController();
  const release = onInterrupt(() => {
    log.info({}, 'stopping after this step: the shard is given back');
    controller.abort(new Error('the trainer is to stop'));
  });
  try {
    await workAsTrainer(exchange, { threads, signal: controller.signal, log });
  } finally {
    release();
  }
}

async function run(flags: Flags): Promise<void> {
  const log = await openWorkLog(flags.log === 'json');
  await withQueue(flags, (queue) => work(queue, log, flags));
}

async function work(queue: ReadingQueue, log: WorkLog, flags: Flags): Promise<void> {
  const { concurrency, untilEmpty, lockSeconds, pageMinutes, models = userCache('models') } = flags;
  const threads = Math.max(1, Math.floor((flags.threads ?? coreCount()) / concurrency));
  const metrics = new WorkerMetrics();
  const reader = new JobReader({ models, threads, pageMinutes }, (job, outcome) => {
    metrics.document(outcome);
    logOutcome(log, job, outcome);
  });
  const site = flags.metrics && (await serveMetrics(flags.metrics, async () => metrics.text(await statusOf(queue))));
  if (site) log.info({ address: site.address }, 'metrics');
  log.info({ queue: queue.address, host: hostname(), process: process.pid, concurrency }, 'working');
  const controller = new AbortController();
  const release = onInterrupt(() => {
    log.info({}, 'stopping: what is worked on is given back');
    controller.abort(new Error('the worker is to stop'));
  });
  const health = new WorkerHealth();
  try {
    await queue.work((job, signal) => reader.read(job, signal), {
      ...{ concurrency, untilEmpty, lockSeconds, signal: controller.signal },
      told: (event) => {
        metrics.event(event);
        logEvent(log, event);
        if (health.isIllAfter(event)) controller.abort(new Error('the worker can do no job'));
      },
    });
    health.check();
    log.info({}, 'ended');
  } finally {
    release();
    reader.dispose();
    site?.close();
  }
}

/** A worker that can do no job must not try all of them: a disk that is not mounted here says nothing of the jobs. */
class WorkerHealth {
  private readonly reasons: string[] = [];

  isIllAfter(event: QueueEvent): boolean {
    if (event.kind === 'failed') this.reasons.push(event.reason);
    else if (event.kind === 'done' || event.kind === 'divided') this.reasons.length = 0;
    return this.reasons.length >= mostFailures;
  }

  /** @throws QueueError where the worker was ended for it */
  check(): void {
    if (this.reasons.length < mostFailures) return;
    throw new QueueError(
      `${mostFailures} jobs one after the other failed here, the last since ${this.reasons.at(-1)}. Mend it on this machine, then: ductus queue retry, and ductus work again`,
      { code: 'queue/worker' },
    );
  }
}

/** Jobs that fail one after the other, for what is no document's fault. */
const mostFailures = 5;

async function statusOf(queue: ReadingQueue): Promise<QueueStatus | undefined> {
  return queue.status().catch(() => undefined);
}

/** The first interrupt; the second ends the process, as the system has it. */
function onInterrupt(stop: () => void): () => void {
  const names = ['SIGINT', 'SIGTERM'] as const;
  const heard = () => {
    release();
    stop();
  };
  const release = () => {
    for (const name of names) process.off(name, heard);
  };
  for (const name of names) process.on(name, heard);
  return release;
}
