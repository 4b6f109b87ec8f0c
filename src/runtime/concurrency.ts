/** How much is done at once. */
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
