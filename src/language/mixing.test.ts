/** Models made of several, made smaller, and asked together. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolate, setBackoffs } from './back-off-weights.js';
import { characterScorer } from './character-scorer.js';
import { languageFit, languageShares } from './fit.js';
import { trainNGrams } from './kneser-ney.js';
import { mixedScorer } from './mixed-scorer.js';
import type { NGramModel } from './n-gram.js';
import { pruneNGrams } from './prune.js';

const french = ['le chat est sur la table', 'la table est dans la maison', 'il est dans le jardin', 'elle est là'];
const english = ['the cat is on the table', 'the table is in the house', 'he is in the garden', 'she is there'];
const train = (lines: readonly string[], order = 4) =>
  trainNGrams(
    lines.map((line) => [...line]),
    { order },
  );
const [fr, en] = [train(french), train(english)];
const classes = ['', ...new Set([...french, ...english].join(''))];
const labelsOf = (text: string) => [...text].map((character) => classes.indexOf(character));

/** Σ p(w | context) over all tokens, for contexts that are in the model. */
function sumAfter(model: NGramModel, text: string): number {
  let { context } = { context: model.start() };
  for (const token of text) context = model.next(context, token).context;
  const tokens = [...model.vocabulary].filter((token) => token !== '<s>');
  return tokens.reduce((sum, token) => sum + 10 ** model.next(context, token).logProb, 0);
}

describe('a mixture of scorers', () => {
  const score = (text: string, shares: readonly [number, number]) => {
    const scorer = mixedScorer(
      [
        { model: fr, share: shares[0] },
        { model: en, share: shares[1] },
      ],
      classes,
      { alpha: 0.7, beta: 0.3 },
    );
    let { start: state } = scorer;
    for (const label of labelsOf(text)) state = scorer.extend(state, label) ?? state;
    return { open: scorer.score(state), final: scorer.finalScore?.(state) };
  };

  it('scores the logarithm of the weighted sum of probabilities', () => {
    const text = fc.constantFrom('', 'le chat', 'the cat', 'la house', 'x');
    fc.assert(
      fc.property(text, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (text, share) => {
        const known = [...text].filter((character) => classes.includes(character)).join('');
        const sum = share * 10 ** fr.logProb(known) + (1 - share) * 10 ** en.logProb(known);
        expect(score(known, [share, 1 - share]).final).toBeCloseTo(0.7 * Math.log(sum) + 0.3 * known.length, 6);
      }),
    );
  });

  it('of one model and nothing else is that model', () => {
    const scorer = characterScorer(fr, classes, { alpha: 0.7, beta: 0.3 });
    let { start: state } = scorer;
    for (const label of labelsOf('la table')) state = scorer.extend(state, label) ?? state;
    const { open, final } = score('la table', [1, 1e-300]);
    expect(open).toBeCloseTo(scorer.score(state), 9);
    expect(final).toBeCloseTo(scorer.finalScore?.(state) ?? 0, 9);
  });
});

describe('one model of several', () => {
  const both = interpolate([
    [fr, 0.25],
    [en, 0.75],
  ]);

  it('gives each n-gram the weighted mean of its probabilities', () => {
    const probabilityAfter = (model: NGramModel, text: string, token: string) => {
      let context = model.start(false);
      for (const before of text) context = model.next(context, before).context;
      return 10 ** model.next(context, token).logProb;
    };
    for (const [before, token] of [
      ['th', 'e'],
      ['l', 'e'],
      ['ta', 'b'],
      ['', 'a'],
    ] as const) {
      expect(probabilityAfter(both, before, token)).toBeCloseTo(
        0.25 * probabilityAfter(fr, before, token) + 0.75 * probabilityAfter(en, before, token),
        6,
      );
    }
  });

  it('has probabilities that sum to 1 after every context', () => {
    for (const text of ['', 't', 'th', 'the', 'le ', 'la t', 'zz']) expect(sumAfter(both, text)).toBeCloseTo(1, 2);
  });
});

describe('a model with fewer n-grams', () => {
  it('keeps the number that is asked for, and all single tokens', () => {
    const small = pruneNGrams(fr, 20);
    expect(small.counts[0]).toBe(fr.counts[0]);
    expect(small.counts.slice(1).reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(20);
    expect(small.counts.slice(1).reduce((sum, n) => sum + n, 0)).toBeLessThan(30);
    expect(pruneNGrams(fr, 1e6).counts).toEqual(fr.counts);
    expect(pruneNGrams(fr, 0).counts.slice(1)).toEqual([0, 0, 0]);
  });

  it('has probabilities that sum to 1 all the same', () => {
    const small = pruneNGrams(fr, 20);
    for (const text of ['', 'l', 'la', 'la ', 'est']) expect(sumAfter(small, text)).toBeCloseTo(1, 6);
  });

  it('foresees its texts better the more there are', () => {
    const logs = [0, 20, 60, 1e6].map((most) =>
      french.reduce((sum, line) => sum + pruneNGrams(fr, most).logProb([...line]), 0),
    );
    expect([...logs].sort((a, b) => a - b)).toEqual(logs);
  });

  it('leaves the model that it came from as it was', () => {
    const before = fr.logProb([...'le chat']);
    pruneNGrams(fr, 5);
    expect(fr.logProb([...'le chat'])).toBe(before);
  });
});

it('back-off weights set anew are those that training gave', () => {
  const model = train(french);
  setBackoffs(model);
  for (const line of french) expect(model.logProb([...line])).toBeCloseTo(fr.logProb([...line]), 6);
});

describe('shares of languages', () => {
  const shares = (lines: readonly string[]) => languageShares([fr, en].map((model) => languageFit(model, lines)));

  it('are those of the lines in each', () => {
    expect(shares(french)[0]).toBeGreaterThan(0.8);
    expect(shares(english)[1]).toBeGreaterThan(0.8);
    const [ofBoth = 0] = shares([...french, ...english]);
    expect(Math.abs(ofBoth - 0.5)).toBeLessThan(0.15);
  });

  it('sum to 1, and are even where nothing was read', () => {
    expect(shares([])).toEqual([0.5, 0.5]);
    const [first = 0, second = 0] = shares(['la the']);
    expect(first + second).toBeCloseTo(1, 9);
  });
});

it('a language gains by what stands before in its own texts, and loses in gibberish', () => {
  const gain = (lines: readonly string[]) => languageFit(fr, lines).gain;
  expect(gain(french)).toBeGreaterThan(1.5);
  expect(gain(['txq rpl zzv', 'qq ttr lll'])).toBeLessThan(0.3);
  expect(gain([])).toBe(0);
});
