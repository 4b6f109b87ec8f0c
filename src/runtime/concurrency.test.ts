import { expect, it } from 'vitest';
import { inOrder, inOrderUntil, mapInTurns } from './concurrency.js';

/** Work whose results come when they are let go. */
function gated() {
  const open = new Map<number, () => void>();
  const work = (n: number) => new Promise<number>((resolve) => open.set(n, () => resolve(10 * n)));
  return { open, work };
}

it('results come in the order of the items, so many worked on ahead', async () => {
  const { open, work } = gated();
  const results = inOrder([1, 2, 3, 4], 2, work);
  const first = results.next();
  await Promise.resolve();
  expect([...open.keys()]).toEqual([1, 2]);
  open.get(2)?.();
  open.get(1)?.();
  expect((await first).value).toBe(10);
  expect([...open.keys()]).toEqual([1, 2, 3]);
  expect((await results.next()).value).toBe(20);
  for (const item of [3, 4]) open.get(item)?.();
  expect([(await results.next()).value, (await results.next()).value]).toEqual([30, 40]);
  expect((await results.next()).done).toBe(true);
});

it('an error is thrown where its result is due, and items may be without end', async () => {
  function* numbers() {
    for (let n = 0; ; n++) yield n;
  }
  const results = inOrder(numbers(), 3, async (n) => {
    if (n === 2) throw new Error('two');
    return n;
  });
  expect([(await results.next()).value, (await results.next()).value]).toEqual([0, 1]);
  await expect(results.next()).rejects.toThrow('two');
});

it('who takes no more has what is worked on given up, and waits for it', async () => {
  const ended: number[] = [];
  const results = inOrderUntil(undefined, [1, 2, 3, 4], 2, async (n, signal) => {
    if (n > 1) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    ended.push(n);
    return n;
  });
  expect((await results.next()).value).toBe(1);
  await results.return(undefined);
  expect(ended.sort()).toEqual([1, 2, 3]);
});

it('of work that fails beside others what is finished is given first, and nothing more begun', async () => {
  const controller = new AbortController();
  const begun: number[] = [];
  const results = inOrderUntil(controller.signal, [1, 2, 3, 4], 3, async (n, signal) => {
    begun.push(n);
    if (n === 1) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    if (n === 1) signal.throwIfAborted();
    return n;
  });
  const first = results.next();
  controller.abort(new Error('enough'));
  expect([(await first).value, (await results.next()).value]).toEqual([2, 3]);
  await expect(results.next()).rejects.toThrow('enough');
  expect(begun).toEqual([1, 2, 3]);
});

it('between two items what waits has its turn', async () => {
  const seen: string[] = [];
  setImmediate(() => seen.push('waited'));
  expect(await mapInTurns([1, 2], (n) => seen.push(`${n}`))).toEqual([1, 3]);
  expect(seen).toEqual(['1', 'waited', '2']);
});
