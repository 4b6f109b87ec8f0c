import { expect, it } from 'vitest';
import { inOrder, mapInTurns } from './concurrency.js';

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

it('who takes no more waits for what is worked on', async () => {
  const { open, work } = gated();
  const done: number[] = [];
  const results = inOrder([1, 2, 3, 4], 2, async (n) => done[done.push(await work(n)) - 1]);
  const first = results.next();
  await Promise.resolve();
  open.get(1)?.();
  await first;
  let hasEnded = false;
  const end = results.return(undefined).then(() => (hasEnded = true));
  open.get(2)?.();
  await Promise.resolve();
  expect(hasEnded).toBe(false);
  open.get(3)?.();
  await end;
  expect([done, [...open.keys()]]).toEqual([
    [10, 20, 30],
    [1, 2, 3],
  ]);
});

it('between two items what waits has its turn', async () => {
  const seen: string[] = [];
  setImmediate(() => seen.push('waited'));
  expect(await mapInTurns([1, 2], (n) => seen.push(`${n}`))).toEqual([1, 3]);
  expect(seen).toEqual(['1', 'waited', '2']);
});
