/** How much is done at once. */
import { nextTurn } from '#variant/runtime/threads';

/** Runs work over items, a few at a time, results in the order of the items. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const waiting = items.entries();
  // All take from one iterator, so that each item is taken once.
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

/**
 * Results of work on items, in the order of the items; some are worked on before they are asked for. Who takes no more of them, or
 * is thrown an error, leaves nothing running.
 * @param items may be without end
 * @param ahead how many are worked on, or wait to be taken, while what is made of a result is done with it
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  ahead: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const pending: Promise<R>[] = [];
  const iterator = items[Symbol.iterator]();
  const begin = (): boolean => {
    const { value, done } = iterator.next();
    if (done) return false;
    const result = work(value);
    // The error is thrown where the result is awaited.
    result.catch(() => undefined);
    pending.push(result);
    return true;
  };
  try {
    while (pending.length < ahead && begin());
    for (let next = pending.shift(); next; next = pending.shift()) {
      const result = await next;
      begin();
      yield result;
    }
  } finally {
    await Promise.allSettled(pending);
  }
}

/** Results of work on items, one after the other; between two of them what else waits for this thread has its turn. */
export async function mapInTurns<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => R,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0) await nextTurn();
    results.push(work(item, index));
  }
  return results;
}
