import { expect, it } from 'vitest';
import { fromFloat16, toFloat16 } from './float16.js';

const all = Uint16Array.from({ length: 0x10000 }, (_, pattern) => pattern);

it('every number of 16 bits comes back as it was', () => {
  const back = toFloat16(fromFloat16(all));
  // What is no number is one that is none, whichever.
  const isKept = (pattern: number, seen = 0) =>
    (pattern & 0x7fff) <= 0x7c00 ? seen === pattern : (seen & 0x7fff) > 0x7c00;
  expect([...all].filter((pattern) => !isKept(pattern, back[pattern]))).toEqual([]);
});

it('has the values of the standard', () => {
  const patterns = [0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555, 0x7c00];
  const values = [1, -2, 65504, 2 ** -14, 2 ** -24, 0.333251953125, Number.POSITIVE_INFINITY];
  expect([...fromFloat16(Uint16Array.from(patterns))]).toEqual(values);
});

it('gives the nearest, and the even one of two that are as near', () => {
  const numbers = fromFloat16(all.subarray(0, 0x7c00));
  for (let n = 0; n + 1 < numbers.length; n += 7) {
    const [below, above] = [numbers[n] ?? 0, numbers[n + 1] ?? 0];
    const middle = (below + above) / 2;
    const step = (above - below) / 8;
    const rounded = toFloat16(Float32Array.of(middle - step, middle, middle + step));
    expect([...rounded]).toEqual([n, n % 2 === 0 ? n : n + 1, n + 1]);
  }
});

it('is infinite beyond the largest, and nothing below half of the smallest', () => {
  const values = Float32Array.of(65519, 65520, -1e9, 2 ** -25, -(2 ** -26), -0);
  expect([...toFloat16(values)]).toEqual([0x7bff, 0x7c00, 0xfc00, 0, 0x8000, 0x8000]);
});
