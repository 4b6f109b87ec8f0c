import { describe, expect, it, vi } from 'vitest';
import { cases } from '../../../test/thorough.js';
import { logSpace } from '../test/reference.js';
import { ForwardBackward } from './forward-backward.js';
import { fastForwardBackward } from './kernel.js';

const item = (frames: number, classes: number, labels: readonly number[]) => ({
  index: 0,
  offset: 0,
  stride: classes,
  frames,
  classes,
  blank: 0,
  labels: Int32Array.from(labels),
  merge: true,
});

describe('the kernel in WebAssembly', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 63, 64, 65])('takes any number of classes and labels: %i classes', (classes) => {
    for (const length of [0, 1, 2, 3, 6, 7].filter((n) => n === 0 || classes > 1)) {
      const labels = Array.from({ length }, (_, i) => 1 + ((i * 5) % Math.max(1, classes - 1)));
      const frames = 2 * length + 3;
      const logits = Float32Array.from({ length: frames * classes }, (_, i) => Math.sin(i * 2.3) * 4);
      const gradient = new Float32Array(logits.length);
      const expected = logSpace(Float64Array.from(logits), classes, labels, 0);
      expect(fastForwardBackward(item(frames, classes, labels), logits, gradient)).toBeCloseTo(expected.loss, 10);
      gradient.forEach((g, i) => {
        expect(Math.abs(g - (expected.gradient[i] as number))).toBeLessThan(1e-7);
      });
    }
  });

  it('has exponentials within 4e-16 of their size', () => {
    // One frame, two classes, the label empty: P(blank) = e^x / (1 + e^x), so an error of e^x is one of the loss.
    for (let x = -40; x <= 0; x += 1 / 64) {
      const one = { ...item(1, 2, []), blank: 1 };
      const loss = fastForwardBackward(one, Float32Array.of(0, x), undefined) as number;
      const expected = Math.log1p(Math.exp(x)) - x;
      expect(Math.abs(loss - expected)).toBeLessThanOrEqual(4e-16 * (1 + expected));
    }
  });

  it('leaves to the exact algorithm what is beyond its range, and computes the loss alone when nothing was lost', () => {
    const [frames, classes] = [60, 4];
    // At first blanks are far likelier, later labels are impossible: the way that stays blank leads nowhere.
    const wrong = Float32Array.from({ length: frames * classes }, (_, i) => {
      if (i % classes === 0) return 200;
      return i < 30 * classes ? 0 : Number.NEGATIVE_INFINITY;
    });
    const one = item(frames, classes, [1, 2, 1, 2, 1, 2]);
    expect(fastForwardBackward(one, wrong, undefined)).toBeUndefined();
    expect(new ForwardBackward(classes).run(one, wrong)).toBeGreaterThan(1180);
    expect(fastForwardBackward(one, new Float32Array(wrong.length), undefined)).toBeGreaterThan(0);
    expect(fastForwardBackward(item(2, 4, [1, 1]), new Float32Array(8), undefined)).toBeUndefined();
  });
});

describe('a very long line', () => {
  it.runIf(cases(0, 1) === 1)(
    'T = 100,000, L = 1,000, K = 100 stays within 256 MB besides input and gradient',
    { timeout: 120_000 },
    () => {
      // A fifth of it tells as much of the working memory, which grows no faster than T.
      const share = process.env.DUCTUS_TESTS === 'thorough' ? 1 : 0.2;
      const [frames, classes] = [100_000 * share, 100];
      const labels = Array.from({ length: 1000 }, (_, i) => 1 + (i % 99));
      const logits = new Float32Array(frames * classes);
      for (let i = 0; i < logits.length; i++) logits[i] = (i * 7919) % 13 === 0 ? 3 : 0;
      const gradient = new Float32Array(logits.length);
      const before = process.memoryUsage();
      const loss = new ForwardBackward(classes).run(item(frames, classes, labels), logits, { gradient });
      const after = process.memoryUsage();
      // Working memory is typed arrays, counted until they are collected.
      const used = after.arrayBuffers - before.arrayBuffers + Math.max(0, after.heapUsed - before.heapUsed);
      expect(used).toBeLessThan(256 * 2 ** 20 * share);
      expect(Number.isFinite(loss)).toBe(true);
      // Whatever the alignment is, a frame's gradient sums to 0 and no probability leaves [−1, 1].
      for (let t = 0; t < frames; t += 997) {
        const frame = gradient.subarray(t * classes, (t + 1) * classes);
        expect(Math.abs(frame.reduce((a, b) => a + b, 0))).toBeLessThan(1e-5);
        expect(frame.every((g) => g >= -1.000001 && g <= 1.000001)).toBe(true);
      }
    },
  );
});

it('where WebAssembly is refused the exact algorithm gives the loss', async () => {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', undefined);
  try {
    const logits = Float32Array.from({ length: 12 * 5 }, (_, i) => Math.sin(i * 2.3) * 4);
    const refused = await import('./kernel.js');
    expect(refused.fastForwardBackward(item(12, 5, [1, 2, 3]), logits, undefined)).toBeUndefined();
    const { ctcLoss } = await import('./loss.js');
    const expected = logSpace(Float64Array.from(logits), 5, [1, 2, 3], 0);
    expect(ctcLoss({ logits, shape: [1, 12, 5], labels: [[1, 2, 3]] }).loss[0]).toBeCloseTo(expected.loss, 10);
  } finally {
    vi.unstubAllGlobals();
    vi.resetModules();
  }
});
