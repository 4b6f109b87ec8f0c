import { beamSearch } from '@ductus/ctc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../text/index.js';
import {
  ArpaError,
  characterScorer,
  formatArpa,
  lexiconScorer,
  lexiconSearch,
  type NGramModel,
  PrefixTree,
  parseArpa,
  trainNGrams,
  wordScorer,
  wordsWithin,
} from './index.js';

const lines = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', ' '), { maxLength: 8 }), {
  minLength: 1,
  maxLength: 12,
});

/** Σ p over all tokens that can follow, the end and the unknown among them. */
function mass(model: NGramModel, tokens: readonly string[]): number {
  let context = model.start();
  for (const token of tokens) context = model.next(context, token).context;
  return [...model.vocabulary]
    .filter((token) => token !== '<s>')
    .reduce((sum, token) => sum + 10 ** model.next(context, token).logProb, 0);
}

describe('trainNGrams', () => {
  it('probabilities sum to 1 after any context, seen or not', () => {
    fc.assert(
      fc.property(
        lines,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 2 }),
        fc.array(fc.constantFrom('a', 'b', 'x')),
        (text, order, prune, tokens) => {
          expect(mass(trainNGrams(text, { order, prune }), tokens)).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  it('a small case by hand', () => {
    // Counts "a a b", order 2; too few counts for estimates, so discounts are 0.5, 1, 1.5.
    // Continuations: a follows <s> and a (2), b follows a (1), </s> follows b (1): of 4, discounts 1, 0.5, 0.5.
    // What is left, 2/4, is shared by a, b, </s>, <unk>: 1/8 each.
    const model = trainNGrams([['a', 'a', 'b']], { order: 2 });
    const p = (...tokens: string[]) => {
      let context = model.start(false);
      for (const token of tokens.slice(0, -1)) context = model.next(context, token).context;
      return 10 ** model.next(context, tokens.at(-1) as string).logProb;
    };
    expect(p('a')).toBeCloseTo(1 / 4 + 1 / 8, 12);
    expect(p('b')).toBeCloseTo(0.5 / 4 + 1 / 8, 12);
    expect(p('x')).toBeCloseTo(1 / 8, 12);
    // After a: a and b once each, both discounted by a half; the other half goes to the unigrams.
    expect(p('a', 'a')).toBeCloseTo(0.25 + 0.5 * (3 / 8), 12);
    expect(p('a', '</s>')).toBeCloseTo(0.5 * (1 / 4), 12);
    // Nothing is known after an unknown token.
    expect(p('x', 'a')).toBeCloseTo(3 / 8, 12);
  });

  it('prefers what it has seen', () => {
    const text = ['the cat sat', 'the cat ran', 'the dog sat'].map((line) => [...line]);
    const model = trainNGrams(text, { order: 4 });
    expect(model.logProb([...'the cat'])).toBeGreaterThan(model.logProb([...'the cta']));
  });

  it('leaves out long n-grams that are rare', () => {
    const text = ['abcde', 'abcde', 'xbcdy'].map((line) => [...line]);
    const entries = (prune: number) =>
      [...trainNGrams(text, { order: 5, prune }).entries()].map(([tokens]) => tokens.join(''));
    expect(entries(0)).toEqual(expect.arrayContaining(['abcde', 'xbcdy', 'bcdy']));
    expect(entries(1)).toEqual(expect.arrayContaining(['abcde', 'bcde', 'xbc', 'cdy']));
    expect(entries(1).filter((tokens) => ['xbcd', 'bcdy', 'xbcdy'].includes(tokens))).toEqual([]);
    expect(trainNGrams(text, { order: 5, prune: 2 }).counts.slice(3)).toEqual([0, 0]);
    expect(entries(2)).toContain('xbc');
  });

  it('no line and no order are errors', () => {
    expect(() => trainNGrams([['a']], { order: 2, prune: -1 })).toThrow('prune must be 0 or more, got -1');
    expect(() => trainNGrams([], { order: 2 })).toThrow('at least one line');
    expect(() => trainNGrams([['a']], { order: 0 })).toThrow('order must be 1 or more, got 0');
  });
});

describe('ARPA', () => {
  it('what is written is read again', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 4 }), (text, order) => {
        const model = trainNGrams(text, { order });
        const written = formatArpa(model);
        const read = parseArpa(written);
        expect(formatArpa(read)).toBe(written);
        expect(read.counts).toEqual(model.counts);
        for (const line of text) expect(read.logProb(line)).toBeCloseTo(model.logProb(line), 4);
      }),
    );
  });

  it('reads blanks for tabs, Windows line ends and what stands before the data', () => {
    const model = parseArpa(
      'made by hand\r\n\\data\\\r\nngram 1=2\r\n\r\n\\1-grams:\r\n-1 a -0.5\r\n-2\tb\r\n\r\n\\end\\\r\n',
    );
    expect(model.next(model.start(), 'a').logProb).toBe(-1);
    expect(model.next(model.start(), 'b').logProb).toBe(-2);
    expect(model.next(model.start(), 'x').logProb).toBe(-100);
  });

  it.each([
    ['no data', 'ngram 1=1', 'must hold \\data\\'],
    ['a wrong count', '\\data\\\nngram 1=2\n\\1-grams:\n-1 a\n\\end\\', 'line 5: there must be 2 1-grams, got "1"'],
    ['a missing order', '\\data\\\nngram 2=1', 'line 2: a line must be "ngram 1=COUNT"'],
    ['a part too many', '\\data\\\nngram 1=1\n\\1-grams:\n-1 a\n\\2-grams:', 'line 5: the next part must be \\end\\'],
    ['a short entry', '\\data\\\nngram 1=1\n\\1-grams:\n-1', 'line 4: an entry must be a logarithm, 1 tokens'],
    ['an entry without a number', '\\data\\\nngram 1=1\n\\1-grams:\nx a', 'line 4: an entry must be'],
    ['no end', '\\data\\\nngram 1=1\n\\1-grams:\n-1 a', 'must end with \\end\\'],
  ])('%s is an error that names the line', (_, text, message) => {
    expect(() => parseArpa(text)).toThrow(ArpaError);
    expect(() => parseArpa(text)).toThrow(message);
  });
});

const classes = ['', 'a', 'b', 'c', ' '];

/** Scores that prefer these classes a little. */
const scores = (text: string) =>
  Float64Array.from([...text].flatMap((letter) => classes.map((own) => Math.log((own || '-') === letter ? 0.6 : 0.1))));
const read = (found: readonly { labels: readonly number[] }[]) =>
  found[0]?.labels.map((label) => classes[label]).join('');

describe('scorers', () => {
  it('a character model turns close calls', () => {
    const model = trainNGrams(
      ['abab', 'abab', 'ab'].map((line) => [...line]),
      { order: 3 },
    );
    const options = { logProbs: scores('a-bcab'), classes: 5 };
    expect(read(beamSearch(options))).toBe('abcab');
    expect(read(beamSearch({ ...options, scorer: characterScorer(model, classes, { alpha: 1 }) }))).toBe('abab');
    const off = characterScorer(model, classes, { alpha: 0, boundary: false });
    expect(read(beamSearch({ ...options, scorer: off }))).toBe('abcab');
  });

  it('a lexicon allows its words, parted by anything else', () => {
    const scorer = lexiconScorer(['ab', 'abc'], classes, { wordCharacters: 'abc' });
    expect(read(beamSearch({ logProbs: scores('a-c- a-c'), classes: 5, scorer }))).toMatch(/^(abc?| )+$/);
    const strict = lexiconScorer(['cab'], classes, { wordCharacters: 'abc' });
    expect(read(beamSearch({ logProbs: scores('c-b'), classes: 5, scorer: strict }))).toBe('cab');
  });

  it('a sign that one word has stands between others too', () => {
    const signed = ['', 'a', 'b', '-', ' '];
    const scorer = lexiconScorer(['a-b', 'a', 'b'], signed, { wordCharacters: 'a-b' });
    const after = (labels: readonly number[]) =>
      labels.reduce<ReturnType<typeof scorer.extend>>(
        (node, label) => node && scorer.extend(node, label),
        scorer.start,
      );
    const isText = (...labels: readonly number[]) => {
      const node = after(labels);
      return node !== undefined && scorer.finalScore?.(node) === 0;
    };
    // "a-" is the beginning of "a-b".
    expect([isText(1, 3, 2), isText(2, 3, 1), isText(2, 3), isText(1, 3), isText(2, 1)]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('lexiconSearch gives the most probable word near what was read, with its frames', () => {
    const tree = PrefixTree.of(['ab', 'abc', 'cab', 'zz']);
    const found = lexiconSearch({ logProbs: scores('a-bb'), classes: 5 }, classes, tree);
    expect(found?.word).toBe('ab');
    expect(found?.symbols.map(({ start, end }) => [start, end])).toEqual([
      [0, 1],
      [2, 4],
    ]);
    expect(lexiconSearch({ logProbs: scores('a-bb'), classes: 5 }, classes, PrefixTree.of(['zz']), 1)).toBeUndefined();
  });

  it('hot words win where they nearly stand', () => {
    const options = { logProbs: scores('a-b-c'), classes: 5 };
    const scorer = wordScorer(undefined, classes, { hotWords: ['acc', 'no such'], hotWordWeight: 10 });
    expect(read(beamSearch({ ...options, scorer }))).toBe('acc');
  });

  it('a class without text is an error', () => {
    const scorer = characterScorer(trainNGrams([['a']], { order: 1 }), ['', 'a']);
    expect(() => scorer.extend(scorer.start, 2)).toThrow('a text for each class, got none for class 2');
  });
});

describe('PrefixTree', () => {
  const words = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'é', '𝔞'), minLength: 1, maxLength: 5 }));

  it('has all words, and knows how far the shortest is', () => {
    fc.assert(
      fc.property(words, (all) => {
        const tree = PrefixTree.of(all);
        expect([...tree.words()].sort()).toEqual([...all].sort());
        for (const word of all) {
          const letters = [...word];
          letters.forEach((_, i) => {
            const prefix = letters.slice(0, i).join('');
            const longer = all.filter((one) => one.startsWith(prefix)).map((one) => [...one].length - i);
            expect(tree.find(prefix)?.lettersToShortest).toBe(Math.min(...longer));
          });
        }
      }),
    );
  });

  it('finds the words within an edit distance', () => {
    fc.assert(
      fc.property(
        words,
        fc.string({ unit: fc.constantFrom('a', 'b', 'é'), maxLength: 5 }),
        fc.nat(3),
        (all, text, most) => {
          const near = all.filter((word) => editDistance([...word], [...text]) <= most);
          expect([...wordsWithin(PrefixTree.of(all), [...text], most)].sort()).toEqual(near.sort());
        },
      ),
    );
  });
});

it('ARPA text keeps tokens of any white space apart', () => {
  const model = trainNGrams([[...'a \u00a0b\u202f\tc']], { order: 2 });
  const again = parseArpa(formatArpa(model));
  expect([...again.vocabulary].sort()).toEqual([...model.vocabulary].sort());
  expect(again.counts).toEqual(model.counts);
});
