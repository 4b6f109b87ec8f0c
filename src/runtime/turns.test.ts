import { expect, it } from 'vitest';
import { Turns } from './turns.js';

it('64 calls at once: no more than the bound run, all are done in their order', async () => {
  const turns = new Turns(3);
  let [running, most] = [0, 0];
  const done: number[] = [];
  const call = (n: number) =>
    turns.take(async () => {
      running++;
      most = Math.max(most, running);
      await Promise.resolve();
      running--;
      done.push(n);
    });
  await Promise.all(Array.from({ length: 64 }, (_, n) => call(n)));
  expect(most).toBe(3);
  expect(done).toEqual(Array.from({ length: 64 }, (_, n) => n));
});

it('what waits is given up with the reason, what runs is done first, and turns go on', async () => {
  const turns = new Turns(1);
  const controller = new AbortController();
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const order: string[] = [];
  const first = turns.take(() => promise.then(() => order.push('ran')), controller.signal);
  const second = turns.take(async () => order.push('never'), controller.signal);
  const told = [first, second].map((call, n) => call.catch((error) => order.push(`${n} ${error}`)));
  controller.abort('enough');
  await told[1];
  expect(order).toEqual(['1 enough']);
  resolve();
  await told[0];
  expect(order).toEqual(['1 enough', 'ran', '0 enough']);
  expect(await turns.take(async () => 'goes on')).toBe('goes on');
  await expect(turns.take(async () => 'never', controller.signal)).rejects.toBe('enough');
});
