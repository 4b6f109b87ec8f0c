/** Where a model's bytes and its language come from in Node: a path, or the name of what comes with ductus. */
import type { Language, LanguageWeights } from './decoding.js';
import { readLanguage, readLanguageBeside, readLanguageSet } from './language-file.js';
import { languageOfBytes } from './language-parts.js';
import { readModelFile } from './starter.js';

/** @throws ModelError when it can't be read */
export function modelBytes(model: string): Promise<Uint8Array> {
  return readModelFile(model);
}

/** The language that lies beside a model. @throws LanguageError when it can't be read */
export function languageOf(model: string): Promise<(Language & LanguageWeights) | undefined> {
  return readLanguageBeside(model);
}

/** A language by the path or the bytes of its file. @throws LanguageError when it can't be read */
export async function languageFrom(source: string | Uint8Array): Promise<(Language & LanguageWeights) | undefined> {
  return typeof source === 'string' ? readLanguage({ lm: source }) : languageOfBytes(source);
}

/**
 * Languages by their names, paths or bytes; `auto`: all that come with ductus.
 * @param model path of the model that may have weights beside it
 * @throws LanguageError when one can't be read
 */
export function namedLanguages(
  languages: 'auto' | readonly (string | Uint8Array)[],
  model: string | undefined,
): Promise<Language & LanguageWeights> {
  return readLanguageSet(languages, model);
}
