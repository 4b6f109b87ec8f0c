/** DiLoCo's parts against numbers worked out by hand. */
import { describe, expect, it } from 'vitest';
import { fromFloat16, toFloat16 } from '../graph/index.js';
import { codeChange, meanChange } from './coded-change.js';
import { averageKeep, outerStep } from './outer.js';

const floats = (...values: readonly number[]) => Float32Array.from(values);
const halves = (...values: readonly number[]) => toFloat16(floats(...values));

describe('the outer step', () => {
  it('goes along the mean change with Nesterov momentum', () => {
    const weights = floats(1, -2);
    const velocity = floats(0, 0);
    const options = { learningRate: 0.5, momentum: 0.5 };
    // v = d = 0.5; w = 1 + 0.5 · (0.5 + 0.5 · 0.5) = 1.375. And −1: w = −2 − 0.5 · (1 + 0.5) = −2.75.
    outerStep({ trainable: 2 }, weights, velocity, floats(0.5, -1), options);
    expect([...weights, ...velocity]).toEqual([1.375, -2.75, 0.5, -1]);
    // v = 0.25 + 0.25 = 0.5; w = 1.375 + 0.5 · (0.25 + 0.25) = 1.625. And v = −0.5; w = −2.75 + 0.5 · (−0.25) = −2.875.
    outerStep({ trainable: 2 }, weights, velocity, floats(0.25, 0), options);
    expect([...weights, ...velocity]).toEqual([1.625, -2.875, 0.5, -0.5]);
  });

  it('is the mean of the weights with learning rate 1 and no momentum', () => {
    const start = floats(1, 2, 3);
    const ends = [floats(1.5, 1, 3), floats(2.5, 2, 1)];
    const changes = ends.map((end) => codeChange(start, end, floats(0, 0, 0)).halves);
    const weights = start.slice();
    outerStep({ trainable: 3 }, weights, floats(0, 0, 0), meanChange(changes), { learningRate: 1, momentum: 0 });
    expect([...weights]).toEqual([2, 1.5, 2]);
  });

  it('averages what no gradient changes, whatever the momentum is', () => {
    const weights = floats(1, 4);
    const velocity = floats(0);
    outerStep({ trainable: 1 }, weights, velocity, floats(1, -3), { learningRate: 0.7, momentum: 0.9 });
    expect(weights[0]).toBeCloseTo(1 + 0.7 * 1.9, 6);
    expect(weights[1]).toBe(1);
  });
});

describe('a change in 16 bits', () => {
  it('keeps what the rounding leaves for the next one', () => {
    // Between 1 and 2 binary16 has steps of 2^-10: 2^-12 is lost at first, and four of them are a step.
    const lost = 2 ** -12;
    let residual: Float32Array = floats(0);
    const sent: number[] = [];
    for (let n = 0; n < 4; n++) {
      const coded = codeChange(floats(0), floats(1 + lost), residual);
      residual = coded.residual;
      sent.push(...fromFloat16(coded.halves));
    }
    expect(sent.reduce((sum, value) => sum + value, 0) + (residual[0] ?? Number.NaN)).toBe(4 * (1 + lost));
    expect(new Set(sent)).toEqual(new Set([1, 1 + 4 * lost]));
  });

  it('never becomes infinite: what is too large comes later', () => {
    const { halves: first, residual } = codeChange(floats(0), floats(70_000), floats(0));
    expect([...fromFloat16(first), ...residual]).toEqual([65_504, 4496]);
  });

  it('is averaged over the trainers', () => {
    expect([...meanChange([halves(1, -2), halves(2, 2), halves(3, 6)])].map((x) => Number(x.toFixed(5)))).toEqual([
      2, 2,
    ]);
  });
});

it('the average of the weights keeps over a round what it keeps over its steps', () => {
  expect(averageKeep(0, 2, 0.998)).toBeCloseTo((2 / 11) * (3 / 12), 12);
  expect(averageKeep(100_000, 100_150, 0.998)).toBeCloseTo(0.998 ** 150, 12);
  expect(averageKeep(5, 9, 0)).toBe(0);
});
