import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Problem, problems } from '../test/problems.js';
import { labellings, logSpace } from '../test/reference.js';
import type { Scores } from './forward-backward.js';
import { type CtcLossOptions, ctcLoss } from './loss.js';

const small = problems({ time: 5, classes: 3 });
const large = problems({ time: 40, classes: 7, sure: 8 });

function lossOf({ logits, time, classes, label, blank }: Problem, more: Partial<CtcLossOptions> = {}) {
  return ctcLoss({ logits, shape: [1, time, classes], labels: [label], blankIndex: blank, ...more });
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (actual[i] === expected[i]) continue;
    const error = Math.abs((actual[i] as number) - (expected[i] as number));
    expect(error, `${i}: ${actual[i]}, expected ${expected[i]}`).toBeLessThanOrEqual(tolerance);
  }
}

function typed(type: 'float32' | 'float64', length: number, value: (i: number) => number): Scores {
  const values = Float64Array.from({ length }, (_, i) => value(i));
  return type === 'float32' ? Float32Array.from(values) : values;
}

/** Central differences of a function of the logits. */
function differences(logits: Float64Array, value: (logits: Float64Array) => number): Float64Array {
  return logits.map((_, i) => {
    const moved = (by: number) => value(logits.map((v, j) => (i === j ? v + by : v)));
    return (moved(1e-5) - moved(-1e-5)) / 2e-5;
  });
}

describe('ctcLoss', () => {
  it('equals the sum over all paths', () => {
    fc.assert(
      fc.property(small, fc.boolean(), (problem, mergeRepeated) => {
        const { logits, time, classes, label, blank } = problem;
        const { loss } = lossOf(problem, { mergeRepeated });
        const expected = labellings(logits, time, classes, blank, mergeRepeated).get(label.join());
        if (expected === undefined) expect(loss[0]).toBe(Number.POSITIVE_INFINITY);
        else expect(loss[0]).toBeCloseTo(-Math.log(expected), 10);
      }),
    );
  });

  it('the probabilities of all labels sum to 1', () => {
    fc.assert(
      fc.property(small, (problem) => {
        const { logits, time, classes, blank } = problem;
        let sum = 0;
        for (const key of labellings(logits, time, classes, blank).keys()) {
          const label = key === '' ? [] : key.split(',').map(Number);
          sum += Math.exp(-(lossOf({ ...problem, label }).loss[0] as number));
        }
        expect(sum).toBeCloseTo(1, 10);
      }),
      { numRuns: 30 },
    );
  });

  it('has the gradient of central differences, each frame summing to 0', () => {
    fc.assert(
      fc.property(small, fc.boolean(), (problem, mergeRepeated) => {
        const { loss, gradient } = lossOf(problem, { gradient: true, mergeRepeated });
        if (!Number.isFinite(loss[0] as number)) {
          expect(gradient?.every((g) => g === 0)).toBe(true);
          return;
        }
        const numeric = differences(
          problem.logits,
          (logits) => lossOf({ ...problem, logits }, { mergeRepeated }).loss[0] as number,
        );
        expectClose(gradient as Float64Array, numeric, 1e-5);
        for (let t = 0; t < problem.time; t++) {
          const frame = (gradient as Float64Array).slice(t * problem.classes, (t + 1) * problem.classes);
          expect(frame.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 10);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('equals the recursions in log space, in float64 and in float32', () => {
    fc.assert(
      fc.property(large, (problem) => {
        const expected = logSpace(problem.logits, problem.classes, problem.label, problem.blank);
        for (const logits of [problem.logits, Float32Array.from(problem.logits)]) {
          const { loss, gradient } = lossOf(problem, { logits, gradient: true });
          const alone = lossOf(problem, { logits });
          const tolerance = 1e-10 * Math.max(1, Math.min(expected.loss, 1e6));
          expectClose(loss, [expected.loss], tolerance);
          // In float32 the softmax and the difference are rounded once each, by up to 6e-8 near 1.
          expectClose(gradient as Float64Array, expected.gradient, logits instanceof Float32Array ? 2e-7 : 1e-11);
          expectClose(alone.loss, loss, tolerance);
        }
      }),
      { numRuns: 300 },
    );
  });

  // The kernel gives up where float64 ends; the exact algorithm has to give the same on both sides of the border.
  it.each([1, 10, 30, 100, 1000])('is exact for sure and wrong scores, %i times as large', (factor) => {
    const [time, classes] = [150, 12];
    const logits = Float32Array.from({ length: time * classes }, (_, i) => Math.fround(Math.sin(i * i) * 5 * factor));
    const label = Array.from({ length: 40 }, (_, i) => 1 + ((i * i) % 11));
    const expected = logSpace(Float64Array.from(logits), classes, label, 0);
    for (const given of [logits, Float64Array.from(logits)]) {
      const { loss, gradient } = ctcLoss({ logits: given, shape: [1, time, classes], labels: [label], gradient: true });
      expectClose(loss, [expected.loss], 1e-9 * expected.loss);
      expectClose(gradient as Float32Array, expected.gradient, 1e-7);
    }
  });

  it('is exact at ±10,000', () => {
    // One class is certain in each frame, and it is the wrong one: every path costs 20,000 nats a frame.
    const frames = [2, 2, 2].flatMap((best) => [0, 1, 2].map((k) => (k === best ? 1e4 : -1e4)));
    for (const logits of [Float32Array.from(frames), Float64Array.from(frames)]) {
      const { loss, gradient } = ctcLoss({ logits, shape: [1, 3, 3], labels: [[1]], gradient: true });
      // Six paths spell the label: 100 110 111 010 011 001.
      expect(loss[0]).toBeCloseTo(60_000 - Math.log(6), 6);
      expect(gradient?.[2]).toBeCloseTo(1, 6);
      expect(gradient?.[1]).toBeCloseTo(-0.5, 6);
    }
  });

  it('takes −Infinity on classes that are not needed, and has no path where one is', () => {
    const none = Number.NEGATIVE_INFINITY;
    const logits = Float64Array.from([0, 0, none, 0, 0, none]);
    const { loss, gradient } = ctcLoss({ logits, shape: [1, 2, 3], labels: [[1]], gradient: true });
    expect(loss[0]).toBeCloseTo(-Math.log(0.75), 12);
    expect(gradient?.[2]).toBe(0);
    const needed = ctcLoss({ logits, shape: [1, 2, 3], labels: [[2]], gradient: true });
    expect(needed.loss[0]).toBe(Number.POSITIVE_INFINITY);
    expect(needed.gradient?.every((g) => g === 0)).toBe(true);
    expect(needed.withoutPath).toEqual([{ item: 0, frames: 2, labelLength: 1, repeats: 0 }]);
  });

  it('adding a constant to a frame changes nothing', () => {
    fc.assert(
      fc.property(large, (problem) => {
        const moved = problem.logits.map((v, i) => v + 7 * Math.floor(i / problem.classes));
        const [a, b] = [lossOf(problem), lossOf({ ...problem, logits: moved })];
        if (Number.isFinite(a.loss[0] as number)) expect(b.loss[0]).toBeCloseTo(a.loss[0] as number, 8);
      }),
    );
  });

  it.each(['float32', 'float64'] as const)('padding and the rest of the batch change nothing: %s', (type) => {
    const [time, classes] = [9, 5];
    const labels = [[1, 1, 2], [], [4, 3, 4, 3], [2]];
    const logitLength = [9, 4, 7, 1];
    const logits = typed(type, 4 * time * classes, (i) => Math.sin(i * 1.7) * 3);
    const dirty = logits.map((v, i) => {
      const [b, t] = [Math.floor(i / (time * classes)), Math.floor(i / classes) % time];
      return t < (logitLength[b] as number) ? v : Number.NaN;
    });
    const padded = labels.map((row) => [...row, -1, 99, Number.NaN]);
    const together = ctcLoss({
      logits: dirty,
      shape: [4, time, classes],
      labels: padded,
      labelLength: labels.map((row) => row.length),
      logitLength,
      gradient: true,
    });
    labels.forEach((label, b) => {
      const frames = logitLength[b] as number;
      const from = b * time * classes;
      const alone = ctcLoss({
        logits: logits.slice(from, from + frames * classes),
        shape: [1, frames, classes],
        labels: [label],
        gradient: true,
      });
      expect(together.loss[b]).toBe(alone.loss[0]);
      expect([...(together.gradient?.slice(from, from + frames * classes) ?? [])]).toEqual([...(alone.gradient ?? [])]);
      const rest = together.gradient?.slice(from + frames * classes, from + time * classes);
      expect(rest?.every((g) => g === 0)).toBe(true);
    });
  });

  it.each(['float32', 'float64'] as const)('reads [T, B, K] when told, and both layouts agree: %s', (type) => {
    const batchMajor = typed(type, 2 * 5 * 3, Math.sin);
    const at = (b: number, t: number, k: number) => (b * 5 + t) * 3 + k;
    // From the place in [T, B, K] to the value at the same place in [B, T, K].
    const timeMajor = typed(type, 30, (i) => batchMajor[at(Math.floor(i / 3) % 2, Math.floor(i / 6), i % 3)] as number);
    const options = { labels: [[1], [1, 1, 2]], logitLength: [4, 5], gradient: true };
    const a = ctcLoss({ ...options, logits: batchMajor, shape: [2, 5, 3] });
    const b = ctcLoss({ ...options, logits: timeMajor, shape: [5, 2, 3], logitsTimeMajor: true });
    expect([...b.loss]).toEqual([...a.loss]);
    for (let item = 0; item < 2; item++) {
      for (let t = 0; t < 5; t++) {
        for (let k = 0; k < 3; k++) expect(b.gradient?.[(t * 2 + item) * 3 + k]).toBe(a.gradient?.[at(item, t, k)]);
      }
    }
  });

  it('a negative blank counts from the end', () => {
    const logits = Float64Array.from([1, 2, 3, 0, 1, 0]);
    const options = { logits, shape: [1, 2, 3], labels: [[0]] } as const;
    expect(ctcLoss({ ...options, blankIndex: -1 }).loss).toEqual(ctcLoss({ ...options, blankIndex: 2 }).loss);
  });

  it('takes labels as rows, as one array, and sparse', () => {
    const logits = Float64Array.from({ length: 2 * 4 * 3 }, (_, i) => Math.cos(i));
    const shape = [2, 4, 3] as const;
    const rows = ctcLoss({ logits, shape, labels: [[1, 2], [2]] }).loss;
    const dense = ctcLoss({ logits, shape, labels: Int32Array.of(1, 2, 2, -1), labelLength: [2, 1] }).loss;
    const indices = [
      [0, 0],
      [0, 1],
      [1, 0],
    ] as const;
    const sparse = { values: [1, 2, 2], shape: [2, 2] } as const;
    expect(dense).toEqual(rows);
    expect(ctcLoss({ logits, shape, labels: { ...sparse, indices } }).loss).toEqual(rows);
    expect(ctcLoss({ logits, shape, labels: { ...sparse, indices: Int32Array.from(indices.flat()) } }).loss).toEqual(
      rows,
    );
  });

  it('collapses repeats first when told', () => {
    const logits = Float64Array.from({ length: 12 }, (_, i) => Math.cos(i));
    const shape = [1, 4, 3] as const;
    const collapsed = ctcLoss({ logits, shape, labels: [[1, 1, 2, 2, 1]], preprocessCollapseRepeated: true });
    expect(collapsed.loss).toEqual(ctcLoss({ logits, shape, labels: [[1, 2, 1]] }).loss);
  });

  it('reduces, and the gradient is that of the reduced loss', () => {
    const logits = Float64Array.from({ length: 3 * 4 * 3 }, (_, i) => Math.sin(i * 3));
    const base = { shape: [3, 4, 3] as const, labels: [[1], [2, 1], []] };
    const [a, b, c] = ctcLoss({ ...base, logits }).loss as unknown as [number, number, number];
    const expected = { sum: a + b + c, batchMean: (a + b + c) / 3, labelMean: (a + b / 2 + c) / 3 };
    for (const [name, value] of Object.entries(expected)) {
      const options = { ...base, reduction: name as 'sum' };
      const { loss, gradient } = ctcLoss({ ...options, logits, gradient: true });
      expectClose(loss, [value], 1e-12);
      const numeric = differences(logits, (moved) => ctcLoss({ ...options, logits: moved }).loss[0] as number);
      expectClose(gradient as Float64Array, numeric, 1e-6);
    }
  });

  it('an item without a path is named, counts as 0 with zeroInfinity, and has no gradient', () => {
    const options = {
      logits: new Float64Array(2 * 3 * 3),
      shape: [2, 3, 3] as const,
      labels: [[1, 1, 1], [1]],
      gradient: true,
    };
    const { loss, gradient, withoutPath } = ctcLoss(options);
    expect(loss[0]).toBe(Number.POSITIVE_INFINITY);
    expect(gradient?.slice(0, 9).every((g) => g === 0)).toBe(true);
    expect(withoutPath).toEqual([{ item: 0, frames: 3, labelLength: 3, repeats: 2 }]);
    const zeroed = ctcLoss({ ...options, zeroInfinity: true, reduction: 'batchMean' });
    expectClose(zeroed.loss, [(loss[1] as number) / 2], 1e-12);
  });

  const variants: Record<string, Partial<CtcLossOptions>> = {
    focal: { focal: { alpha: 0.5, gamma: 2 } },
    'focal, γ < 1': { focal: { alpha: 1, gamma: 0.5 } },
    'label smoothing': { labelSmoothing: 0.1 },
    both: { focal: { alpha: 1, gamma: 1 }, labelSmoothing: 0.3 },
  };

  it.each(Object.entries(variants))('%s has the gradient of central differences', (_, variant) => {
    const problem = {
      time: 4,
      classes: 3,
      blank: 1,
      label: [0, 2],
      logits: Float64Array.from({ length: 12 }, (_, i) => Math.sin(i * 5)),
    };
    const { gradient } = lossOf(problem, { ...variant, gradient: true });
    const numeric = differences(problem.logits, (logits) => lossOf({ ...problem, logits }, variant).loss[0] as number);
    expectClose(gradient as Float64Array, numeric, 1e-7);
  });

  it('focal and smoothed losses have the values of their formulas', () => {
    const options = { logits: new Float64Array(6), shape: [1, 2, 3] as const, labels: [[1]] };
    const loss = -Math.log(3 / 9);
    expect(ctcLoss(options).loss[0]).toBeCloseTo(loss, 12);
    const focal = ctcLoss({ ...options, focal: { alpha: 0.25, gamma: 2 } }).loss[0];
    expect(focal).toBeCloseTo(0.25 * (1 - 1 / 3) ** 2 * loss, 12);
    // Flat scores are the uniform distribution: the divergence is 0.
    expect(ctcLoss({ ...options, labelSmoothing: 0.1 }).loss[0]).toBeCloseTo(0.9 * loss, 12);
  });

  const wrong: readonly (readonly [string, Partial<CtcLossOptions>, string])[] = [
    ['a label that is the blank', { labels: [[0]] }, 'label 0 of item 0 must not be the blank, got 0'],
    ['a label out of range', { labels: [[3]] }, 'label 0 of item 0 must be 0 to 2, got 3'],
    ['a blank out of range', { blankIndex: 3 }, 'blankIndex must be in [-3, 3), got 3'],
    ['too many frames', { logitLength: [9] }, 'logitLength of item 0 must be 0 to 2, got 9'],
    ['a negative length', { logitLength: [-1] }, 'logitLength of item 0 must be 0 to 2, got -1'],
    ['too long a label', { labelLength: [9] }, 'labelLength of item 0 must be 0 to 1, got 9'],
    ['lengths for another batch', { logitLength: [2, 2] }, 'logitLength must have 1 values'],
    ['the other layout', { logitsTimeMajor: true }, 'read as [T, B, K] (logitsTimeMajor: true)'],
    ['logits of another size', { logits: new Float64Array(5) }, 'logits must have 1·2·3 values, got 5'],
    [
      'NaN in a valid frame',
      { logits: Float64Array.of(0, 0, 0, 0, Number.NaN, 0) },
      'item 0 must be numbers in valid frames, got NaN at frame 1, class 1',
    ],
    ['NaN in float32', { logits: Float32Array.of(0, 0, 0, 0, Number.NaN, 0) }, 'got NaN at frame 1, class 1'],
    [
      'Infinity',
      { logits: Float32Array.of(0, Number.POSITIVE_INFINITY, 0, 0, 0, 0) },
      'got Infinity at frame 0, class 1',
    ],
    [
      'nothing but −Infinity',
      { logits: new Float64Array(6).fill(Number.NEGATIVE_INFINITY) },
      'got only -Infinity at frame 0',
    ],
    ['a gap in sparse labels', { labels: { indices: [[0, 1]], values: [1], shape: [1, 2] } }, 'without a gap'],
    ['smoothing of 1', { labelSmoothing: 1 }, 'labelSmoothing must be at least 0 and below 1, got 1'],
    ['a focal without weight', { focal: { alpha: 0, gamma: 2 } }, 'focal must have alpha above 0'],
    [
      'an unknown reduction',
      { reduction: 'mean' as 'sum' },
      'reduction must be none, sum, batchMean or labelMean, got mean',
    ],
  ];

  it.each(wrong)('%s is an error that says so', (_, change, message) => {
    const options = { logits: new Float64Array(6), shape: [1, 2, 3] as const, labels: [[1]], ...change };
    expect(() => ctcLoss(options)).toThrow(message);
  });

  it('no item, no frame, no label', () => {
    expect(ctcLoss({ logits: new Float64Array(0), shape: [0, 3, 2], labels: [] }).loss.length).toBe(0);
    const logits = new Float32Array(6);
    expect(ctcLoss({ logits, shape: [1, 3, 2], labels: [[]] }).loss[0]).toBeCloseTo(3 * Math.LN2, 12);
    expect(ctcLoss({ logits, shape: [1, 3, 2], labels: [[]], logitLength: [0] }).loss[0]).toBe(0);
    expect(ctcLoss({ logits, shape: [1, 3, 2], labels: [[1]], logitLength: [0] }).loss[0]).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(ctcLoss({ logits: new Float32Array(3), shape: [1, 3, 1], labels: [[]] }).loss[0]).toBe(0);
  });
});
