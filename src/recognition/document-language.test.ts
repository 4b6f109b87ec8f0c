import { describe, expect, it } from 'vitest';
import { packNGrams, readPacked, trainNGrams } from '../language/index.js';
import { chooseLanguage, inLanguage, namedModel, withoutLanguage } from './document-language.js';

const french = ['le chat est sur la table', 'la table est dans la maison', 'il est dans le jardin', 'elle est là'];
const english = ['the cat is on the table', 'the table is in the house', 'he is in the garden', 'she is there'];
const languages = [french, english].map((lines, index) => ({
  name: ['fr', 'en'][index] ?? '',
  model: trainNGrams(
    lines.map((line) => [...line]),
    { order: 4 },
  ),
}));
const read = (texts: readonly string[], confidence = 0.8) => texts.map((text) => ({ text, confidence }));
const names = (texts: readonly string[]) => chooseLanguage(read(texts), languages).languages.map(({ name }) => name);

describe('the language of a document', () => {
  it('is the one that foresees what was read', () => {
    expect(names(french)[0]).toBe('fr');
    expect(names(english)[0]).toBe('en');
    expect(chooseLanguage(read(french), languages).trust).toBe(1);
  });

  it("is that alone of a single line, though others can't be ruled out", () => {
    for (const [index, lines] of [french, english].entries()) {
      for (const line of lines) expect(names([line])).toEqual([['fr', 'en'][index]]);
    }
  });

  it('is several where lines are in several, with shares that sum to 1', () => {
    const chosen = chooseLanguage(read([...french, ...english]), languages);
    expect(chosen.languages.map(({ name }) => name).sort()).toEqual(['en', 'fr']);
    expect(chosen.models.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('is none of gibberish, of nothing, and where there are no languages', () => {
    expect(chooseLanguage(read(['txq rpl zzv', 'qq ttr lll']), languages)).toEqual(withoutLanguage);
    expect(chooseLanguage(read(['', '']), languages)).toEqual(withoutLanguage);
    expect(chooseLanguage(read(french), [])).toEqual(withoutLanguage);
  });

  it('must fit better where what was read is surer', () => {
    const spoilt = french.map((line) => line.replaceAll(/(.....)./g, '$1x'));
    const [unsure, sure] = [0.75, 0.99].map((confidence) => chooseLanguage(read(spoilt, confidence), languages).trust);
    expect(unsure).toBeGreaterThan(sure ?? 1);
  });

  it('is trusted less the more errors there are', () => {
    const spoilt = french.map((line) => line.replaceAll(/(..)./g, '$1x'));
    expect(chooseLanguage(read(spoilt), languages).trust).toBeLessThan(chooseLanguage(read(french), languages).trust);
  });
});

it('a page is in the language of most of it, or in none', () => {
  const share = (name: string, share: number) => ({ name, share });
  expect(inLanguage({ languages: [share('fr', 0.8), share('la', 0.2)], trust: 1 })).toEqual({ language: 'fr' });
  expect(inLanguage({ languages: [share('fr', 0.4), share('la', 0.3), share('it', 0.3)], trust: 1 })).toEqual({});
  expect([inLanguage(withoutLanguage), inLanguage(undefined)]).toEqual([{}, {}]);
});

it('a language is called what its file says, or as its file', () => {
  const model = trainNGrams([['a']], { order: 1 });
  expect(namedModel(readPacked(packNGrams(model, { name: 'fr' })), 'x/de.lm').name).toBe('fr');
  expect(namedModel(model, 'folder/old-letters.arpa').name).toBe('old-letters');
});
