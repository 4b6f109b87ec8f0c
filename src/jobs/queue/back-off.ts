/**
 * Trying again what may be better soon: a store that is away, memory that is short. The wait is the worker's own, with the job's
 * lock held: a time that stands in a queue would be one by the clock of another machine.
 */
import { setTimeout as passed } from 'node:timers/promises';
import { codeIn, QueueError } from './queue-error.js';

/** Milliseconds before each further try. */
const waits = [1000, 4000, 15_000];

/** What no waiting mends. */
const lasting = /^(?:(?:queue|model|language|package|usage)\/|object\/(?:address|key)$)/;

/** @throws what `work` throws at last; the signal's reason */
export async function backingOff<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const wait of waits) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof QueueError) || lasting.test(codeIn(error.message))) throw error;
    }
    await passed(wait, undefined, { signal });
  }
  return work();
}
