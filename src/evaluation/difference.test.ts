import { expect, it } from 'vitest';
import { differenceOf } from './index.js';

it('readings that differ alike everywhere have an interval of no width', () => {
  const units = Array.from({ length: 8 }, () => ({ before: 10, after: 6, length: 100 }));
  const { difference, interval } = differenceOf(units);
  expect(difference).toBeCloseTo(-0.04, 12);
  expect(interval.low).toBeCloseTo(-0.04, 12);
  expect(interval.high).toBeCloseTo(-0.04, 12);
});

it('the interval is that of the normal distribution where there are many units', () => {
  // Differences of ±10 on 100 characters: a standard deviation of 0.1 a unit, 0.005 of the mean of 400.
  const units = Array.from({ length: 400 }, (_, n) => ({ before: 20, after: n % 2 ? 30 : 10, length: 100 }));
  const { difference, interval } = differenceOf(units);
  expect(difference).toBe(0);
  expect(interval.low).toBeCloseTo(-1.96 * 0.005, 2);
  expect(interval.high).toBeCloseTo(1.96 * 0.005, 2);
});

it('pairs: what is hard for both readings widens nothing', () => {
  const units = Array.from({ length: 50 }, (_, n) => ({ before: n, after: n + 1, length: 100 }));
  expect(differenceOf(units).interval.low).toBeCloseTo(0.01, 12);
});
