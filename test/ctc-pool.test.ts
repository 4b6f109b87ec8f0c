/** The pool runs built workers, so this is a test of the built package. */
import { ctcLoss } from '@ductus/ctc';
import { afterAll, describe, expect, it } from 'vitest';
import { CtcPool } from './built-pool.js';

const pool = new CtcPool({ threads: 2 });
afterAll(() => pool.dispose());

const [batch, time, classes] = [5, 12, 6];
const labels = [[1, 2, 3], [], [4, 4], [5], [1, 1, 1, 1, 1, 1, 1]];

describe('CtcPool', () => {
  it.each(['float32', 'float64'])('gives what one thread gives, in both layouts: %s', async (type) => {
    const numbers = Float64Array.from({ length: batch * time * classes }, (_, i) => Math.sin(i * 3) * 4);
    const logits = type === 'float32' ? Float32Array.from(numbers) : numbers;
    for (const logitsTimeMajor of [false, true]) {
      const shape = logitsTimeMajor ? ([time, batch, classes] as const) : ([batch, time, classes] as const);
      const options = { logits, shape, labels, logitsTimeMajor, gradient: true, reduction: 'none' } as const;
      const alone = ctcLoss(options);
      expect(alone.loss[4]).toBe(Number.POSITIVE_INFINITY);
      expect(await pool.loss(options)).toEqual(alone);
    }
  });

  it('several calls at once each get their own results', async () => {
    const calls = [1, 2, 3, 4].map((scale) => ({
      logits: Float32Array.from({ length: batch * time * classes }, (_, i) => Math.cos(i) * scale),
      shape: [batch, time, classes] as const,
      labels,
      gradient: true,
    }));
    const results = await Promise.all(calls.map((options) => pool.loss(options)));
    results.forEach((result, i) => {
      expect(result).toEqual(ctcLoss(calls[i] as (typeof calls)[0]));
    });
  });

  it('errors arrive, and the pool goes on', async () => {
    const options = { logits: Float32Array.of(Number.NaN, 0), shape: [1, 1, 2] as const, labels: [[1]] };
    await expect(pool.loss(options)).rejects.toThrow('got NaN at frame 0, class 0');
    await expect(pool.loss({ ...options, labels: [[2]] })).rejects.toThrow('label 0 of item 0 must be 0 to 1');
    expect((await pool.loss({ ...options, logits: new Float32Array(2) })).loss[0]).toBeCloseTo(Math.LN2, 6);
    expect(() => new CtcPool({ threads: 0 })).toThrow('threads must be a whole number above 0');
  });
});
