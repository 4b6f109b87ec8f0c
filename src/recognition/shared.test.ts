import { expect, it } from 'vitest';
import { Shared } from './shared.js';

it("is disposed of once, by the last of its users, and is nobody's then", async () => {
  let disposals = 0;
  const first = new Shared({
    dispose: async () => {
      disposals++;
    },
  });
  const second = first.share();
  await first.release();
  expect(disposals).toBe(0);
  const third = second.share();
  await second.release();
  await third.release();
  expect(disposals).toBe(1);
  expect(() => third.share()).toThrow('disposed of');
});
