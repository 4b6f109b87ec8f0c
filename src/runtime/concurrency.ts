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
 * Results of work on items, in the order of the items; some are worked on before they are asked for.
 * @param items may be without end
 * @param ahead how many are worked on, or wait to be taken
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
  while (pending.length < ahead && begin());
  for (let next = pending.shift(); next; next = pending.shift()) {
    const result = await next;
    begin();
    yield result;
  }
}

/**
 * The same of work that can be given up: once one fails, none is begun, what is finished nevertheless is given, and the error is
 * thrown at the end. Who takes no more of them leaves nothing running.
 * @param ahead how many are worked on while what is made of a result is done with it
 * @param work is told to give up by its signal, also where the caller's does
 */
export async function* inOrderUntil<T, R>(
  signal: AbortSignal | undefined,
  items: Iterable<T>,
  ahead: number,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): AsyncGenerator<R> {
  const ending = new AbortController();
  // Not AbortSignal.any: Node 20 keeps what it makes for as long as the caller's signal is there.
  const giveUp = () => ending.abort(signal?.reason);
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  const pending: Promise<Outcome<R>>[] = [];
  const iterator = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const begin = (): boolean => {
    const { value, done } = iterator.next();
    if (done) return false;
    pending.push(
      work(value, ending.signal).then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      ),
    );
    return true;
  };
  try {
    while (pending.length < ahead && begin());
    for (let next = pending.shift(); next; next = pending.shift()) {
      const outcome = await next;
      if ('error' in outcome) {
        failure ??= outcome;
        ending.abort(outcome.error);
        continue;
      }
      if (!failure) begin();
      yield outcome.result;
    }
    if (failure) throw failure.error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
    ending.abort(new Error('nobody waits for the result'));
    await Promise.all(pending);
  }
}

type Outcome<R> = { readonly result: R } | { readonly error: unknown };

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
