import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { greedyDecode } from './greedy.js';
import { type CtcLossOptions, ctcLoss } from './loss.js';

/** Σ over all K^T paths that collapse to the label. */
function bruteForce(
  logits: Float64Array,
  time: number,
  classes: number,
  label: readonly number[],
  blank: number,
): number {
  const rows = Array.from({ length: time }, (_, t) =>
    Array.from(logits.slice(t * classes, (t + 1) * classes), Math.exp),
  );
  const probabilities = rows.map((row) => row.map((v) => v / row.reduce((a, b) => a + b, 0)));
  let total = 0;
  for (let n = 0; n < classes ** time; n++) {
    const path = Array.from({ length: time }, (_, t) => Math.floor(n / classes ** t) % classes);
    const collapsed = path.filter((k, t) => k !== blank && (t === 0 || k !== path[t - 1]));
    if (collapsed.join() !== label.join()) continue;
    total += path.reduce((p, k, t) => p * (probabilities[t]?.[k] as number), 1);
  }
  return -Math.log(total);
}

const problem = fc
  .record({ time: fc.integer({ min: 1, max: 5 }), classes: fc.integer({ min: 2, max: 3 }) })
  .chain(({ time, classes }) =>
    fc.record({
      time: fc.constant(time),
      classes: fc.constant(classes),
      blank: fc.integer({ min: 0, max: classes - 1 }),
      raw: fc.array(fc.integer({ min: 0, max: classes - 2 }), { maxLength: time }),
      logits: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
        minLength: time * classes,
        maxLength: time * classes,
      }),
    }),
  )
  .map(({ raw, blank, logits, ...rest }) => ({
    ...rest,
    blank,
    label: raw.map((k) => (k >= blank ? k + 1 : k)),
    logits: Float64Array.from(logits),
  }));

describe('ctcLoss', () => {
  it('equals brute force over all paths', () => {
    fc.assert(
      fc.property(problem, ({ time, classes, blank, label, logits }) => {
        const { loss } = ctcLoss({ logits, shape: [1, time, classes], labels: [label], blankIndex: blank });
        const expected = bruteForce(logits, time, classes, label, blank);
        if (Number.isFinite(expected)) expect(loss[0]).toBeCloseTo(expected, 8);
        else expect(loss[0]).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });

  it('has the gradient of central differences, each frame summing to 0', () => {
    fc.assert(
      fc.property(problem, ({ time, classes, blank, label, logits }) => {
        const at = (values: Float64Array) =>
          ctcLoss({ logits: values, shape: [1, time, classes], labels: [label], blankIndex: blank, gradient: true });
        const { loss, gradient } = at(logits);
        if (!Number.isFinite(loss[0] as number)) {
          expect(gradient?.every((g) => g === 0)).toBe(true);
          return;
        }
        for (let i = 0; i < logits.length; i++) {
          const moved = (by: number) => at(logits.map((v, j) => (i === j ? v + by : v))).loss[0] as number;
          expect(gradient?.[i]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 5);
        }
        for (let t = 0; t < time; t++) {
          const sum = gradient?.slice(t * classes, (t + 1) * classes).reduce((a, b) => a + b, 0);
          expect(sum).toBeCloseTo(0, 10);
        }
      }),
      { numRuns: 60 },
    );
  });

  // Values of torch 2.13 and TensorFlow 2.21, which agree.
  it('is ln of the blank path for an empty label, and 0 without frames', () => {
    const logits = new Float64Array(6);
    expect(ctcLoss({ logits, shape: [1, 3, 2], labels: [[]] }).loss[0]).toBeCloseTo(3 * Math.LN2, 12);
    expect(ctcLoss({ logits, shape: [1, 3, 2], labels: [[]], logitLength: [0] }).loss[0]).toBe(0);
    expect(ctcLoss({ logits, shape: [1, 3, 2], labels: [[1]], logitLength: [0] }).loss[0]).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  it('reads [T, B, K] when told, and both layouts agree', () => {
    const batchMajor = Float64Array.from({ length: 2 * 3 * 2 }, (_, i) => Math.sin(i));
    const timeMajor = Float64Array.from({ length: 12 }, (_, i) => {
      const [t, b, k] = [Math.floor(i / 4), Math.floor(i / 2) % 2, i % 2];
      return batchMajor[(b * 3 + t) * 2 + k] as number;
    });
    const labels = [[1], [1, 1]];
    const a = ctcLoss({ logits: batchMajor, shape: [2, 3, 2], labels });
    const b = ctcLoss({ logits: timeMajor, shape: [3, 2, 2], labels, logitsTimeMajor: true });
    expect([...b.loss]).toEqual([...a.loss]);
  });

  it('a negative blank counts from the end', () => {
    const logits = Float64Array.from([1, 2, 3, 0, 1, 0]);
    const options = { logits, shape: [1, 2, 3], labels: [[0]] } as const;
    expect(ctcLoss({ ...options, blankIndex: -1 }).loss).toEqual(ctcLoss({ ...options, blankIndex: 2 }).loss);
  });

  const wrong: readonly (readonly [string, Partial<CtcLossOptions>, string])[] = [
    ['a label that is the blank', { labels: [[0]] }, 'label 0 of item 0 must not be the blank, got 0'],
    ['a label out of range', { labels: [[3]] }, 'label 0 of item 0 must be 0 to 2, got 3'],
    ['a blank out of range', { blankIndex: 3 }, 'blankIndex must be in [-3, 3), got 3'],
    ['too many frames', { logitLength: [9] }, 'logitLength of item 0 must be 0 to 2, got 9'],
    ['too long a label', { labelLength: [9] }, 'labelLength of item 0 must be 0 to 1, got 9'],
    ['the other layout', { logitsTimeMajor: true }, 'read as [T, B, K]'],
    ['NaN in a valid frame', { logits: Float64Array.from([0, 0, 0, 0, Number.NaN, 0]) }, 'NaN at frame 1, class 1'],
  ];

  it.each(wrong)('%s is an error that says so', (_, change, message) => {
    const options = { logits: new Float64Array(6), shape: [1, 2, 3] as const, labels: [[1]], ...change };
    expect(() => ctcLoss(options)).toThrow(message);
  });
});

describe('greedyDecode', () => {
  const frames = (path: readonly number[], classes = 4) =>
    Float64Array.from(
      path.flatMap((best) => Array.from({ length: classes }, (_, k) => Math.log(k === best ? 0.7 : 0.1))),
    );

  it('merges repeats, keeps true doubles, and gives frames and confidence', () => {
    const { symbols, logProbability } = greedyDecode({ logProbs: frames([2, 2, 0, 3, 3, 3, 0, 3]), classes: 4 });
    expect(symbols.map(({ label, start, end }) => [label, start, end])).toEqual([
      [2, 0, 2],
      [3, 3, 6],
      [3, 7, 8],
    ]);
    expect(symbols[0]?.confidence).toBeCloseTo(0.7, 10);
    expect(logProbability).toBeCloseTo(8 * Math.log(0.7), 10);
  });

  it('ties go to the lowest class; no frames give nothing', () => {
    expect(greedyDecode({ logProbs: new Float64Array(4), classes: 4, blankIndex: 3 }).symbols[0]?.label).toBe(0);
    expect(greedyDecode({ logProbs: new Float64Array(0), classes: 4 })).toEqual({ symbols: [], logProbability: 0 });
  });
});
