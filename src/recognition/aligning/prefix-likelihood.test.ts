import { posterior } from '@ductus/ctc';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LineProbabilities, prefixLikelihoods } from './prefix-likelihood.js';

/** The slow twin: forward-backward of each beginning by itself, in log space. */
function byItself({ values, classes, frames }: LineProbabilities, labels: readonly number[]): number {
  return posterior({ logProbs: Float64Array.from(values, Math.log), classes, frames, labels }).logProbability;
}

const lines = fc
  .record({
    classes: fc.integer({ min: 2, max: 5 }),
    frames: fc.integer({ min: 1, max: 12 }),
    seed: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 60, maxLength: 60 }),
  })
  .chain(({ classes, frames, seed }) => {
    const rows = Array.from({ length: frames }, (_, t) => {
      const row = Array.from({ length: classes }, (_, k) => seed[(t * classes + k) % seed.length] ?? 1);
      const sum = row.reduce((all, value) => all + value, 0);
      return row.map((value) => value / sum);
    });
    return fc.record({
      line: fc.constant<LineProbabilities>({ values: Float32Array.from(rows.flat()), classes, frames }),
      labels: fc.array(fc.integer({ min: 1, max: classes - 1 }), { maxLength: 8 }),
      sign: fc.integer({ min: 1, max: classes - 1 }),
    });
  });

it('every beginning, with and without a sign, is as probable as by itself', () => {
  fc.assert(
    fc.property(lines, ({ line, labels, sign }) => {
      const { plain, signed } = prefixLikelihoods(line, Int32Array.from(labels), { signs: [sign] });
      for (let count = 0; count <= labels.length; count++) {
        const beginning = labels.slice(0, count);
        expectNear(plain[count], byItself(line, beginning));
        expectNear(signed[0]?.[count], byItself(line, [...beginning, sign]));
      }
    }),
  );
});

function expectNear(value: number | undefined, expected: number): void {
  if (expected === Number.NEGATIVE_INFINITY) expect(value).toBe(expected);
  else expect(value).toBeCloseTo(expected, 5);
}

it('signs begin where they are asked for', () => {
  const line = { values: new Float32Array(12).fill(1 / 3), classes: 3, frames: 4 };
  const labels = Int32Array.of(1, 2, 1);
  const [all, some] = [
    prefixLikelihoods(line, labels, { signs: [2] }),
    prefixLikelihoods(line, labels, { signs: [2], from: 2 }),
  ];
  expect([...(some.signed[0] ?? [])].slice(0, 2)).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  expect(some.signed[0]?.slice(2)).toEqual(all.signed[0]?.slice(2));
  expect(some.plain).toEqual(all.plain);
});

it('a long line of which nothing is certain is still told apart', () => {
  const frames = 900;
  const values = Float32Array.from({ length: frames * 3 }, (_, i) => [1e-4, 2e-4, 3e-4][i % 3] ?? 0);
  const line = { values, classes: 3, frames };
  const labels = Int32Array.from({ length: 40 }, (_, i) => 1 + (i % 2));
  const { plain } = prefixLikelihoods(line, labels);
  // The twin takes a softmax: each frame's sum is 6e-4 here.
  expect(plain[40]).toBeCloseTo(byItself(line, [...labels]) + frames * Math.log(6e-4), 3);
});

it('a line without frames says nothing, and nothing else', () => {
  const { plain } = prefixLikelihoods({ values: new Float32Array(0), classes: 3, frames: 0 }, Int32Array.of(1));
  expect([...plain]).toEqual([0, Number.NEGATIVE_INFINITY]);
});
