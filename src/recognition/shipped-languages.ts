/** The languages that come with ductus, by their names, and what a list of languages weighs where nothing was tuned. */
import { nearest } from '../text/index.js';
import { type LanguageWeights, unitOf, usualWeights } from './decoding.js';
import type { NamedModel } from './document-language.js';
import { LanguageError } from './language-error.js';

/** ISO 639-1. */
export const languageNames: readonly string[] = ['de', 'en', 'es', 'fr', 'it', 'la', 'nl', 'pt'];

/** Before they are tuned (`ductus tune --language auto`): those of any model of characters. A document's trust scales them. */
export const usualLanguageWeights: LanguageWeights = usualWeights.character;

/** Whether a text names a file, not a language. */
export function isLanguageFile(name: string): boolean {
  return /\.(lm|arpa)$/i.test(name);
}

/** What is said of a name that no language has. */
export function unknownLanguage(name: string): LanguageError {
  const meant = nearest(name, [...languageNames]);
  return new LanguageError(
    name,
    `no language of this name comes with ductus${meant === undefined ? '' : `; did you mean ${meant}?`}. There are ${languageNames.join(', ')}; or give the path of a .lm or .arpa file`,
    { code: 'language/unknown', details: { options: ['language'], value: name } },
  );
}

/** @throws LanguageError for a model of words: it can't be mixed with those of characters */
export function checkedLanguage(language: NamedModel): NamedModel {
  if (unitOf(language.model) === 'character') return language;
  throw new LanguageError(
    language.name,
    'a language must be a model of characters, and this is one of words. Give it by `lm`',
  );
}
