import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Soon } from './soon.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits for a pause, but not longer than it may', () => {
  const times: number[] = [];
  const begin = performance.now();
  const soon = new Soon(() => times.push(performance.now() - begin), 400, 2000);
  soon.wish();
  vi.advanceTimersByTime(300);
  soon.wish();
  vi.advanceTimersByTime(1000);
  expect(times).toEqual([700]);
  // From here on somebody types without a pause.
  for (let at = 1300; at < 4300; at += 100) {
    soon.wish();
    vi.advanceTimersByTime(100);
  }
  expect(times).toEqual([700, 3300]);
});

it('does nothing once it is cancelled, and waits anew for what is wished then', () => {
  let times = 0;
  const soon = new Soon(() => times++, 400, 2000);
  soon.wish();
  vi.advanceTimersByTime(399);
  soon.cancel();
  vi.advanceTimersByTime(5000);
  expect(times).toBe(0);
  soon.wish();
  vi.advanceTimersByTime(399);
  expect(times).toBe(0);
  vi.advanceTimersByTime(1);
  expect(times).toBe(1);
});
