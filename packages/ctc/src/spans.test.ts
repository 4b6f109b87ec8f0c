import fc from 'fast-check';
import { expect, it } from 'vitest';
import { problems } from '../test/problems.js';
import { alignLabels, posterior } from './align.js';
import { logSoftmax } from './frames.js';
import { symbolSpans } from './spans.js';

/** The same from the occupancies of the whole lattice. */
function spansOfLattice(options: Parameters<typeof posterior>[0]) {
  const { occupancies, states } = posterior(options);
  const durations = Array.from(states, () => 0);
  for (const [i, occupancy] of occupancies.entries())
    durations[i % states.length] = (durations[i % states.length] ?? 0) + occupancy;
  const before = (s: number) => durations.slice(0, s).reduce((a, b) => a + b, 0);
  return Array.from(options.labels, (_, i) => ({ start: before(2 * i + 1), end: before(2 * i + 2) }));
}

/** Scores whose frames are nearly sure of a class, blanks in doubt with the labels beside them. */
function sureFrames(path: readonly number[], classes: number) {
  const probabilities = path.flatMap((best) =>
    Array.from({ length: classes }, (_, k) => (k === best ? 0.9 : 0.1 / (classes - 1))),
  );
  return { logProbs: Float64Array.from(probabilities, Math.log), classes };
}

it('are the sums of the occupancies when everything is in reach', () => {
  let compared = 0;
  fc.assert(
    fc.property(problems({ time: 12, classes: 5, sure: 6 }), ({ logits, classes, blank, label, time }) => {
      const doubled = label.filter((k, i) => k === label[i - 1]).length;
      if (label.length + doubled > time) return;
      const line = { logProbs: logSoftmax(logits, classes), classes, blankIndex: blank, labels: label };
      const spans = symbolSpans({ ...line, symbols: alignLabels(line).symbols, reach: 20 });
      expect(spans).toHaveLength(label.length);
      for (const [i, expected] of spansOfLattice(line).entries()) {
        expect(spans[i]?.start).toBeCloseTo(expected.start, 8);
        expect(spans[i]?.end).toBeCloseTo(expected.end, 8);
        compared++;
      }
    }),
  );
  expect(compared).toBeGreaterThan(50);
});

it('of one symbol on frames that are all in doubt are the means over its six places', () => {
  const logProbs = new Float64Array(6).fill(Math.log(0.5));
  const [span] = symbolSpans({ logProbs, classes: 2, symbols: [{ label: 1, start: 1, end: 2 }] });
  expect(span?.start).toBeCloseTo(4 / 6, 12);
  expect(span?.end).toBeCloseTo(14 / 6, 12);
});

it('hardly change when what is far from the path is left out, and come in order', () => {
  const text = Array.from({ length: 300 }, (_, i) => 1 + ((i * 7) % 11));
  const line = sureFrames(
    text.flatMap((label) => [0, label, label, 0]),
    12,
  );
  const { symbols } = alignLabels({ ...line, labels: text });
  const spans = symbolSpans({ ...line, symbols });
  let last = 0;
  for (const [i, expected] of spansOfLattice({ ...line, labels: text }).entries()) {
    const { start, end } = spans[i] ?? { start: Number.NaN, end: Number.NaN };
    expect(Math.abs(start - expected.start)).toBeLessThan(0.02);
    expect(Math.abs(end - expected.end)).toBeLessThan(0.02);
    expect(start).toBeGreaterThanOrEqual(last);
    expect(end).toBeGreaterThan(start);
    last = end;
  }
  expect(last).toBeLessThanOrEqual(4 * text.length);
});

it('are the frames of the path where no alignment has a probability', () => {
  const logProbs = Float64Array.of(0, Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY);
  const symbols = [{ label: 1, start: 1, end: 2 }];
  expect(symbolSpans({ logProbs, classes: 2, symbols })).toEqual([{ start: 1, end: 2 }]);
});

it('of no symbols are none, and what does not fit is an error that says so', () => {
  const line = { logProbs: new Float64Array(8).fill(Math.log(0.5)), classes: 2 };
  expect(symbolSpans({ ...line, symbols: [] })).toEqual([]);
  const symbol = { label: 1, start: 0, end: 2 };
  expect(() => symbolSpans({ ...line, symbols: [{ ...symbol, label: 0 }] })).toThrow('must not be the blank');
  expect(() => symbolSpans({ ...line, symbols: [{ ...symbol, end: 5 }] })).toThrow('end by 4, got 0 to 5');
  expect(() => symbolSpans({ ...line, symbols: [symbol, symbol] })).toThrow('symbol 1 must have frames from 2 on');
  expect(() => symbolSpans({ ...line, symbols: [symbol], reach: 0 })).toThrow('reach must be a whole number above 0');
});
