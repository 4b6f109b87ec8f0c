/** Which queue a command means. */
import type { Command } from 'commander';
import { openReadingQueue, type ReadingQueue } from '../jobs/index.js';
import { UsageError } from './errors.js';

export interface QueueFlags {
  readonly queue?: string;
}

export function queueFlag(command: Command): Command {
  return command.option(
    '--queue <address>',
    'the queue: redis://…, postgres://…, or a folder of this machine alone (default: DUCTUS_QUEUE of the environment, where passwords are better kept)',
  );
}

/** @throws UsageError where none is named; QueueError where it can't be used */
export async function openQueue({ queue = process.env.DUCTUS_QUEUE }: QueueFlags): Promise<ReadingQueue> {
  if (queue === undefined || queue === '') {
    throw new UsageError('which queue? Give --queue ADDRESS, or DUCTUS_QUEUE in the environment');
  }
  return openReadingQueue(queue);
}

/** Does something with a queue that is open meanwhile. */
export async function withQueue<T>(flags: QueueFlags, work: (queue: ReadingQueue) => Promise<T>): Promise<T> {
  const queue = await openQueue(flags);
  try {
    return await work(queue);
  } finally {
    await queue.close();
  }
}
