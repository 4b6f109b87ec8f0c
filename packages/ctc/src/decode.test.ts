import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problems } from '../test/problems.js';
import { collapse, labellings, logSpace, paths } from '../test/reference.js';
import { alignLabels, posterior } from './align.js';
import { beamSearch } from './beam-search.js';
import { type FrameScores, logSoftmax } from './frames.js';
import { greedyDecode } from './greedy.js';

const problem = problems({ time: 5, classes: 4 });

const line = ({ logits, classes, blank }: { logits: Float64Array; classes: number; blank: number }) => ({
  logProbs: logSoftmax(logits, classes),
  classes,
  blankIndex: blank,
});

/** Scores whose best classes are these. */
const frames = (path: readonly number[], classes = 4) =>
  Float64Array.from(
    path.flatMap((best) => Array.from({ length: classes }, (_, k) => Math.log(k === best ? 0.7 : 0.1))),
  );

describe('greedyDecode', () => {
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

  it('keeps repeats when told', () => {
    const { symbols } = greedyDecode({ logProbs: frames([2, 2, 0, 3]), classes: 4, mergeRepeated: false });
    expect(symbols.map(({ label, start, end }) => [label, start, end])).toEqual([
      [2, 0, 1],
      [2, 1, 2],
      [3, 3, 4],
    ]);
  });

  it('ties go to the lowest class; no frames give nothing', () => {
    expect(greedyDecode({ logProbs: new Float64Array(4), classes: 4, blankIndex: 3 }).symbols[0]?.label).toBe(0);
    expect(greedyDecode({ logProbs: new Float64Array(0), classes: 4 })).toEqual({ symbols: [], logProbability: 0 });
  });

  const wrong: readonly (readonly [string, Partial<FrameScores>, string])[] = [
    ['more frames than there are', { frames: 3 }, 'frames must be 0 to 2, got 3'],
    ['a broken frame', { classes: 3 }, 'logProbs must be frames of 3 classes, got 4 values'],
    ['a blank out of range', { blankIndex: -3 }, 'blankIndex must be in [-2, 2), got -3'],
    ['NaN', { logProbs: Float64Array.of(0, 0, 0, Number.NaN) }, 'got NaN at frame 1, class 1'],
  ];
  it.each(wrong)('%s is an error that says so, in every decoder', (_, change, message) => {
    const options = { logProbs: new Float64Array(4), classes: 2, ...change };
    expect(() => greedyDecode(options)).toThrow(message);
    expect(() => beamSearch(options)).toThrow(message);
    expect(() => alignLabels({ ...options, labels: [1] })).toThrow(message);
    expect(() => posterior({ ...options, labels: [1] })).toThrow(message);
  });
});

describe('beamSearch', () => {
  it('goes through frames that have nothing but the blank as through any other', () => {
    const silent = fc.array(fc.boolean(), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(problem, silent, ({ logits, classes, blank }, silent) => {
        const logProbs = logSoftmax(logits, classes).map((score, i) => {
          const isBlank = i % classes === (blank + classes) % classes;
          return silent[Math.floor(i / classes)] && !isBlank ? Number.NEGATIVE_INFINITY : score;
        });
        const options = { logProbs, classes, blankIndex: blank, beamWidth: 50, nBest: 50 };
        const [all, looked] = [beamSearch(options), beamSearch({ ...options, tokenThreshold: -1000 })];
        expect(looked.map(({ labels }) => labels)).toEqual(all.map(({ labels }) => labels));
        for (const [n, { score }] of looked.entries()) expect(score).toBeCloseTo(all[n]?.score ?? Number.NaN, 9);
      }),
    );
  });

  it('a beam that holds everything gives all labellings with their probabilities, best first', () => {
    fc.assert(
      fc.property(problem, (one) => {
        const expected = [...labellings(one.logits, one.time, one.classes, one.blank)].sort((a, b) => b[1] - a[1]);
        const found = beamSearch({ ...line(one), beamWidth: 2000, nBest: 2000 });
        expect(found.length).toBe(expected.length);
        found.forEach(({ labels, logProbability }, i) => {
          expect(logProbability).toBeCloseTo(Math.log((expected[i] as [string, number])[1]), 8);
          const own = expected.find(([key]) => key === labels.join()) as [string, number];
          expect(logProbability).toBeCloseTo(Math.log(own[1]), 8);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('a narrow beam gives no more mass than there is, and no labelling twice', () => {
    fc.assert(
      fc.property(problems({ time: 8, classes: 4 }), fc.integer({ min: 1, max: 6 }), (one, beamWidth) => {
        const all = labellings(one.logits, one.time, one.classes, one.blank);
        const found = beamSearch({ ...line(one), beamWidth, nBest: beamWidth });
        expect(new Set(found.map(({ labels }) => labels.join())).size).toBe(found.length);
        for (const { labels, logProbability } of found) {
          expect(Math.exp(logProbability)).toBeLessThanOrEqual((all.get(labels.join()) as number) * (1 + 1e-9));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never merges a true double letter', () => {
    expect(beamSearch({ logProbs: frames([2, 2, 0, 2]), classes: 4 })[0]?.labels).toEqual([2, 2]);
  });

  it('gives frames and confidence by the best path', () => {
    const [best] = beamSearch({ logProbs: frames([0, 2, 2, 0, 3]), classes: 4 });
    expect(best?.symbols.map(({ label, start, end }) => [label, start, end])).toEqual([
      [2, 1, 3],
      [3, 4, 5],
    ]);
    expect(best?.symbols[0]?.confidence).toBeCloseTo(0.7, 10);
  });

  it('prunes classes by threshold and by count, but never the best', () => {
    const logProbs = Float64Array.from([0.5, 0.3, 0.2].map(Math.log));
    const all = (more: object) =>
      beamSearch({ logProbs, classes: 3, nBest: 3, ...more }).map(({ labels }) => labels.join());
    expect(all({})).toEqual(['', '1', '2']);
    expect(all({ tokenThreshold: Math.log(0.25) })).toEqual(['', '1']);
    expect(all({ tokenThreshold: 0 })).toEqual(['']);
    expect(all({ tokenCount: 2 })).toEqual(['', '1']);
    expect(all({ beamThreshold: Math.log(2) })).toEqual(['', '1']);
  });

  it('a scorer decides what may stand and what is likely', () => {
    const logProbs = frames([1, 2]);
    const forbid = beamSearch({
      logProbs,
      classes: 4,
      scorer: {
        start: 0,
        extend: (length: number, label) => (label === 2 ? undefined : length + 1),
        score: () => 0,
        finalScore: (length) => (length === 2 ? 0 : Number.NEGATIVE_INFINITY),
      },
    });
    expect(forbid[0]?.labels).toEqual([1, 3]);
    const prefer = beamSearch({
      logProbs,
      classes: 4,
      scorer: { start: 0, extend: (sum: number, label) => sum + (label === 3 ? 5 : 0), score: (sum) => sum },
    });
    expect(prefer[0]?.labels).toEqual([3, 2]);
    expect(prefer[0]?.score).toBeCloseTo((prefer[0]?.logProbability as number) + 5, 10);
  });

  it('gives the same where a scorer says how much a label raises it at most, and asks it less', () => {
    const bonus = 0.7;
    fc.assert(
      fc.property(problems({ time: 8, classes: 6 }), fc.integer({ min: 1, max: 6 }), (problem, beamWidth) => {
        const search = (mostGain: number | undefined) => {
          let asked = 0;
          const scorer = {
            start: [0, 0] as const,
            extend: ([score, last]: readonly [number, number], label: number) => {
              asked++;
              return [score + bonus - ((3 * last + label) % 5), label] as const;
            },
            score: ([score]: readonly [number, number]) => score,
            mostGain,
          };
          const found = beamSearch({ ...line(problem), beamWidth, nBest: beamWidth, scorer });
          return { found, asked };
        };
        const [exact, bounded] = [search(undefined), search(bonus)];
        expect(bounded.found).toEqual(exact.found);
        expect(bounded.asked).toBeLessThanOrEqual(exact.asked);
      }),
    );
  });

  it('keeps one of those that the scorer cannot tell apart', () => {
    const options = { logProbs: frames([1, 2, 3]), classes: 4, nBest: 25 };
    const scorer = {
      start: '',
      extend: (text: string, label: number) => text + label,
      score: () => 0,
      history: (text: string) => text.slice(-1),
    };
    const ends = (more: object) => beamSearch({ ...options, scorer, ...more }).map(({ labels }) => labels.at(-1));
    expect(new Set(ends({})).size).toBeLessThan(ends({}).length);
    expect(new Set(ends({ recombine: true })).size).toBe(ends({ recombine: true }).length);
  });

  it.each([
    ['beamWidth', { beamWidth: 0 }, 'beamWidth must be a whole number above 0, got 0'],
    ['nBest', { nBest: 26 }, 'nBest must be 1 to beamWidth (25), got 26'],
  ])('%s out of range is an error', (_, more, message) => {
    expect(() => beamSearch({ logProbs: frames([1]), classes: 4, ...more })).toThrow(message);
  });
});

describe('alignLabels', () => {
  it('is the most probable of all paths of the label', () => {
    fc.assert(
      fc.property(problem, (one) => {
        let best = 0;
        for (const { path, probability } of paths(one.logits, one.time, one.classes)) {
          if (collapse(path, one.blank).join() === one.label.join()) best = Math.max(best, probability);
        }
        const align = () => alignLabels({ ...line(one), labels: one.label });
        if (best === 0) {
          expect(align).toThrow('there must be a frame for each label and each repeat');
          return;
        }
        const { path, logProbability, symbols } = align();
        expect(logProbability).toBeCloseTo(Math.log(best), 8);
        expect(collapse([...path], one.blank)).toEqual(one.label);
        expect(symbols.map(({ label }) => label)).toEqual(one.label);
      }),
    );
  });

  it('gives spans with the mean of their scores', () => {
    const { symbols } = alignLabels({ logProbs: frames([0, 2, 2, 0, 2]), classes: 4, labels: [2, 2] });
    expect(symbols.map(({ start, end }) => [start, end])).toEqual([
      [1, 3],
      [4, 5],
    ]);
    expect(symbols[0]?.score).toBeCloseTo(Math.log(0.7), 10);
  });

  it('an empty label is all blank; a label without a possible path is an error', () => {
    expect([...alignLabels({ logProbs: frames([1, 1]), classes: 4, labels: [] }).path]).toEqual([0, 0]);
    const logProbs = Float64Array.of(0, Number.NEGATIVE_INFINITY);
    expect(() => alignLabels({ logProbs, classes: 2, labels: [1] })).toThrow(
      'some path must have a probability above 0',
    );
  });
});

describe('posterior', () => {
  it('equals the recursions in log space, and each frame sums to 1', () => {
    fc.assert(
      fc.property(problems({ time: 20, classes: 5, sure: 6 }), (one) => {
        const expected = logSpace(one.logits, one.classes, one.label, one.blank);
        const { occupancies, states, logProbability } = posterior({
          logProbs: one.logits,
          classes: one.classes,
          blankIndex: one.blank,
          labels: one.label,
        });
        if (Number.isFinite(expected.loss)) expect(logProbability).toBeCloseTo(-expected.loss, 8);
        else expect(logProbability).toBe(Number.NEGATIVE_INFINITY);
        occupancies.forEach((value, i) => {
          expect(value).toBeCloseTo(expected.occupancies[i] as number, 10);
        });
        for (let t = 0; t < one.time; t++) {
          const frame = occupancies.slice(t * states.length, (t + 1) * states.length);
          expect(frame.reduce((a, b) => a + b, 0)).toBeCloseTo(Number.isFinite(expected.loss) ? 1 : 0, 8);
        }
      }),
    );
  });
});
