import { describe, expect, it } from 'vitest';
import { hash32, Random } from './index.js';

describe('Random', () => {
  it('is a function of its key and of nothing else', () => {
    const draw = (...key: (string | number)[]) => {
      const random = new Random(...key);
      return Array.from({ length: 5 }, () => random.uint32());
    };
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    for (const other of [draw(2, 'a'), draw(1, 'b'), draw('a', 1), draw(1, 'a', 0)])
      expect(other).not.toEqual(draw(1, 'a'));
  });

  it('is uniform: mean, variance, and each bit of the word', () => {
    const random = new Random('uniform');
    const words = Array.from({ length: 40_000 }, () => random.uint32());
    const mean = words.reduce((a, b) => a + b / 2 ** 32, 0) / words.length;
    const variance = words.reduce((a, b) => a + (b / 2 ** 32 - mean) ** 2, 0) / words.length;
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    for (let bit = 0; bit < 32; bit++) {
      const ones = words.filter((w) => (w >>> bit) & 1).length / words.length;
      expect(Math.abs(ones - 0.5)).toBeLessThan(0.012);
    }
  });

  it('follows one another without correlation, in a stream and from key to key', () => {
    const random = new Random('serial');
    const a = Array.from({ length: 20_000 }, () => random.uniform() - 0.5);
    const b = Array.from({ length: 20_000 }, (_, i) => new Random('keys', i).uniform() - 0.5);
    for (const values of [a, b]) {
      const correlation = values.slice(1).reduce((sum, v, i) => sum + v * (values[i] as number), 0) / values.length;
      expect(Math.abs(correlation)).toBeLessThan(0.003);
    }
  });

  it('draws a normal curve', () => {
    const random = new Random('normal');
    const values = Array.from({ length: 20_000 }, () => random.normal());
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(values.reduce((a, b) => a + b * b, 0) / values.length).toBeCloseTo(1, 1);
  });

  it('shuffles to a permutation, each place equally likely', () => {
    const counts = new Array<number>(5).fill(0);
    for (let i = 0; i < 5000; i++) {
      const order = new Random('shuffle', i).shuffle([0, 1, 2, 3, 4]);
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
      counts[order.indexOf(0)] = (counts[order.indexOf(0)] as number) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

it('hash32 tells numbers beyond 32 bits and empty strings apart', () => {
  expect(hash32(1)).not.toBe(hash32(1 + 2 ** 32));
  expect(hash32('')).not.toBe(hash32());
  expect(hash32('ab', 'c')).not.toBe(hash32('a', 'bc'));
});
