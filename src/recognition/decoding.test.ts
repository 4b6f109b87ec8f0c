import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { characterScorer, formatArpa, trainNGrams } from '../language/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { greedy, type Language, languageDecoder, reachOf, unitOf, usualWeights } from './decoding.js';
import { LanguageError } from './language-error.js';
import { readLanguage } from './language-file.js';

const alphabet = new Alphabet([...' abcnost']);
const texts = ['', ...alphabet.characters];

/** Frames that are nearly sure of a text, but for single frames where another character is a little more probable. */
function scoresOf(text: string, doubts: Readonly<Record<number, string>>) {
  const frames: number[][] = [];
  [...text].forEach((character, index) => {
    const row = new Array<number>(alphabet.classes).fill(0.001);
    const [right] = alphabet.encode(character) as [number];
    const doubt = doubts[index];
    if (doubt) {
      row[right] = 0.4;
      row[(alphabet.encode(doubt) as [number])[0]] = 0.5;
    } else row[right] = 0.97;
    const blank = new Array<number>(alphabet.classes).fill(0.001);
    blank[0] = 0.97;
    frames.push(row, blank);
  });
  const rows = frames.map((row) => {
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((p) => Math.log(p / sum));
  });
  return { logProbs: Float32Array.from(rows.flat()), classes: alphabet.classes, frames: rows.length };
}

const read = (line: ReturnType<typeof scoresOf>, language?: Language, weights = usualWeights.character) => {
  const decode = language ? languageDecoder(language, weights, alphabet) : greedy;
  return decode(line)
    .symbols.map(({ label }) => texts[label])
    .join('');
};

const corpus = ['a boat', 'boats on a coast', 'a cat', 'the cats sat', 'a boat sat on the coast'].map((line) =>
  line.replaceAll('e', 'o').replaceAll('h', 't'),
);

describe('languageDecoder', () => {
  const line = scoresOf('a boat', { 3: 'c' });

  it('a model of characters decides what the network doubts', () => {
    expect(read(line)).toBe('a bcat');
    const model = trainNGrams(
      corpus.map((text) => [...text]),
      { order: 4 },
    );
    expect(unitOf(model)).toBe('character');
    expect(read(line, { model })).toBe('a boat');
    expect(read(line, { model }, { ...usualWeights.character, weight: 0, bonus: 0 })).toBe('a bcat');
  });

  it('so does a model of words', () => {
    const model = trainNGrams(
      corpus.map((text) => text.split(' ')),
      { order: 2 },
    );
    expect(unitOf(model)).toBe('word');
    expect(read(line, { model }, usualWeights.word)).toBe('a boat');
  });

  it('a list of words allows no other, with and without a model', () => {
    const lexicon = ['a', 'boat', 'on'];
    expect(read(line, { lexicon })).toBe('a boat');
    const model = trainNGrams(
      corpus.map((text) => [...text]),
      { order: 3 },
    );
    expect(read(line, { model, lexicon: ['a', 'coat'] })).not.toContain('boat');
  });

  it('a list that does not fit a line leaves the line readable', () => {
    // Sure frames: what the list would need has next to no probability, and "cat" is never finished.
    const sure = { ...line, logProbs: line.logProbs.map((value) => (value < Math.log(0.01) ? -14 : value)) };
    expect(read(sure, { lexicon: ['boat'] })).toBe(' boat');
    expect(read(sure, { lexicon: ['a', 'cats'] })).not.toBe('');
  });

  it('words are written as the network writes them', () => {
    const accented = new Alphabet(['e', 't', '\u0301']);
    const row = (label: number) => [0, 1, 2, 3].map((k) => (k === label ? -0.01 : -6));
    const frames = [1, 3, 2, 0, 1].map(row);
    const scores = { logProbs: Float32Array.from(frames.flat()), classes: 4, frames: 5 };
    const decode = (form: 'NFC' | 'NFD') =>
      languageDecoder({ lexicon: ['\u00e9te'] }, usualWeights.character, accented, { rules: { ...usualRules, form } })(
        scores,
      )
        .symbols.map(({ label }) => accented.character(label))
        .join('');
    expect(decode('NFD')).toBe('e\u0301te');
  });

  it('keeps the frames, and without a language the network’s own probabilities', () => {
    const { symbols } = languageDecoder({}, usualWeights.character, alphabet)(line);
    expect(symbols.map(({ start }) => start)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(symbols[3]?.confidence).toBeCloseTo(0.5 / 0.907, 2);
  });

  it('a confidence is the share of the text among those that differ in this place', () => {
    const model = trainNGrams(
      corpus.map((text) => [...text]),
      { order: 4 },
    );
    const weights = { weight: 0.7, bonus: 0.3, beam: 32 };
    const scorer = characterScorer(model, texts, { alpha: weights.weight, beta: weights.bonus });
    // The text is shorter than what the confidence looks ahead, so whole texts can be compared.
    const worth = (instead: string) => {
      let state = scorer.start;
      for (const label of alphabet.encode(`a b${instead}at`)) state = scorer.extend(state, label) as typeof state;
      return Math.exp(scorer.finalScore?.(state) as number);
    };
    const frame = (label: number) => Math.exp(line.logProbs[6 * line.classes + label] as number);
    const all = texts.map((instead, label) => frame(label) * worth(instead));
    const { symbols } = languageDecoder({ model }, weights, alphabet)(line);
    const [right] = alphabet.encode('o') as [number];
    expect(symbols[3]).toMatchObject({ label: right, start: 6 });
    expect(symbols[3]?.confidence).toBeCloseTo((all[right] as number) / all.reduce((a, b) => a + b, 0), 3);
    expect(symbols[3]?.confidence).toBeGreaterThan(0.8);
  });

  it('what a list of words forbids is no doubt', () => {
    const { symbols } = languageDecoder({ lexicon: ['a', 'boat'] }, usualWeights.character, alphabet)(line);
    expect(symbols[3]?.confidence).toBeGreaterThan(0.99);
  });

  describe('on paper', () => {
    const model = trainNGrams(
      corpus.map((text) => [...text]),
      { order: 4 },
    );
    const generous = { weight: 0.5, bonus: 3, beam: 32 };
    const reach = 4;
    /** Frames in which the blank is the most probable class, and every other one is possible. */
    const paper = (count: number) => {
      const rest = 0.4 / (alphabet.classes - 1);
      const frame = texts.map((_, label) => Math.log(label === 0 ? 0.6 : rest));
      return { logProbs: Float32Array.from(Array(count).fill(frame).flat()), classes: alphabet.classes, frames: count };
    };
    const joined = (...parts: readonly ReturnType<typeof paper>[]) => ({
      logProbs: Float32Array.from(parts.flatMap(({ logProbs }) => [...logProbs])),
      classes: alphabet.classes,
      frames: parts.reduce((sum, { frames }) => sum + frames, 0),
    });
    const readIn = (scores: ReturnType<typeof paper>, language: Language, bound?: { readonly reach: number }) =>
      languageDecoder(
        language,
        generous,
        alphabet,
        bound,
      )(scores)
        .symbols.map(({ label }) => texts[label])
        .join('');

    it('a bonus for each character writes no words', () => {
      expect(greedy(paper(60)).symbols).toEqual([]);
      expect(readIn(paper(60), { model })).not.toBe('');
      for (const language of [{ model }, {}, { lexicon: ['boat'] }, { model, lexicon: ['boat'] }]) {
        expect(readIn(paper(60), language, { reach })).toBe('');
      }
    });

    it('nothing is added in long gaps and at long ends, and what the network nearly saw still is', () => {
      const text = scoresOf('a boat', { 3: 'c' });
      const alone = readIn(text, { model }, { reach });
      expect(alone).toBe('a boat');
      expect(readIn(joined(paper(80), text, paper(80)), { model }, { reach: 0 })).toBe(alone);
      const gap = readIn(joined(text, paper(100), text), { model }, { reach: 0 });
      expect(gap).toBe(`${alone}${alone}`);
      // Half sure of nothing at all between two letters: the language writes the third.
      const hole = scoresOf('a boat', {});
      const [o] = alphabet.encode('o') as [number];
      hole.logProbs[6 * hole.classes + o] = Math.log(0.4);
      hole.logProbs[6 * hole.classes] = Math.log(0.5);
      expect(greedy(hole).symbols).toHaveLength(5);
      expect(readIn(hole, { model }, { reach })).toBe('a boat');
    });

    it('reaches as far as a line is high, in frames of any network', () => {
      expect(reachOf({ height: 64, stride: 4 })).toBe(16);
      expect(reachOf({ height: 48, stride: 8 })).toBe(6);
      expect(reachOf({ height: 4, stride: 16 })).toBe(1);
    });
  });

  describe('with a list of words', () => {
    /** Frames of probabilities by character, '' the blank; what is not named has next to none. */
    const frames = (...rows: Readonly<Record<string, number>>[]) => ({
      logProbs: Float32Array.from(rows.flatMap((row) => texts.map((text) => Math.log(row[text] ?? 1e-9)))),
      classes: alphabet.classes,
      frames: rows.length,
    });
    const confidenceOf = (lexicon: readonly string[], index: number, line: ReturnType<typeof frames>) =>
      languageDecoder({ lexicon }, usualWeights.character, alphabet)(line).symbols[index]?.confidence;

    it('a word that the line hardly shows is not surer for that', () => {
      const rest = [{ o: 0.99 }, { a: 0.99 }, { t: 0.99 }];
      for (const scale of [1e-2, 1e-4]) {
        const line = frames({ n: 1 - 1.95 * scale, b: scale, c: 0.95 * scale }, ...rest);
        expect(confidenceOf(['boat', 'coat'], 0, line)).toBeCloseTo(1 / 1.95, 2);
      }
    });

    it('another frame of its neighbour is a text without it', () => {
      const doubt = (other: string) => frames({ b: 0.99 }, { o: 0.99 }, { a: 0.6, [other]: 0.4 }, { '': 0.99 });
      expect(confidenceOf(['boa', 'bo'], 2, doubt('o'))).toBeCloseTo(0.6, 2);
      expect(confidenceOf(['boa', 'bo'], 2, doubt(''))).toBeCloseTo(0.6, 2);
      expect(confidenceOf(['boa', 'bo'], 2, doubt('b'))).toBeGreaterThan(0.99);
    });
  });
});

describe('readLanguage', () => {
  it('weights come from the flags, else from the tuned file, else they are the usual ones', async () => {
    const folder = await temporaryFolder();
    const lm = join(folder, 'lm.arpa');
    const calibration = { character: 1.5, word: 0.9 };
    await writeFile(lm, formatArpa(trainNGrams([[...'abc']], { order: 2 })));
    await writeFile(
      join(folder, 'lm.json'),
      JSON.stringify({ ductus: 'language', lm: 'lm.arpa', weight: 0.75, bonus: 1, beam: 8, calibration }),
    );
    expect(await readLanguage({})).toBeUndefined();
    expect(await readLanguage({ lm })).toMatchObject(usualWeights.character);
    const tuned = await readLanguage({ lm: join(folder, 'lm.json'), bonus: -1 });
    expect(tuned).toMatchObject({ weight: 0.75, bonus: -1, beam: 8 });
    expect(tuned?.calibration, 'temperatures of other weights').toBeUndefined();
    expect(await readLanguage({ lm: join(folder, 'lm.json'), beam: 4 })).toMatchObject({ beam: 4, calibration });
    expect(tuned?.model?.order).toBe(2);
  });

  it('what can not be read is named', async () => {
    const folder = await temporaryFolder();
    const bad = join(folder, 'bad.arpa');
    await writeFile(bad, '\\data\\\nngram 1=2\n\n\\1-grams:\n-1\ta\n\n\\end\\\n');
    await writeFile(join(folder, 'bad.json'), '{"ductus":"language","weight":-1}');
    await writeFile(join(folder, 'empty.txt'), ' \n');
    await expect(readLanguage({ lm: bad })).rejects.toThrow(/bad\.arpa: ARPA line 7: there must be 2 1-grams/);
    await expect(readLanguage({ lm: join(folder, 'bad.json') })).rejects.toThrow(/bad\.json: .*weight/);
    await expect(readLanguage({ lm: join(folder, 'none.arpa') })).rejects.toThrow(LanguageError);
    await expect(readLanguage({ lexicon: join(folder, 'empty.txt') })).rejects.toThrow(/one word a line/);
  });
});
