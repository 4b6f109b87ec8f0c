/** Where a model's bytes and its language come from in browsers: addresses that the program names. */
import { ModelError } from '../model/index.js';
import type { Language, LanguageWeights } from './decoding.js';
import { type NamedModel, namedModel } from './document-language.js';
import { LanguageError } from './language-error.js';
import {
  isTuned,
  languageOfBytes,
  parseLanguageModel,
  parseTuned,
  parseWords,
  partNames,
  plainText,
  weightsFor,
} from './language-parts.js';
import { checkedLanguage, isLanguageFile, languageNames, usualLanguageWeights } from './shipped-languages.js';

/** @throws ModelError when there is none */
export async function modelBytes(model: string): Promise<Uint8Array> {
  const response = await fetch(model);
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new ModelError(
    `${model}: the server answers ${response.status} ${response.statusText}. Is the address right?`,
    {
      code: 'model/not-found',
      details: { path: model, value: response.status },
    },
  );
}

/** None is fetched that the program didn't name. */
export async function languageOf(_model: string): Promise<(Language & LanguageWeights) | undefined> {
  return undefined;
}

/** What stands for all languages that come with ductus, which lie beside the weights. */
const starterName = 'starter';

/** A language by the address or the bytes of its file. @throws LanguageError when it can't be read */
export async function languageFrom(source: string | Uint8Array): Promise<Language & LanguageWeights> {
  if (typeof source !== 'string') return languageOfBytes(source);
  const address = new URL(source, globalThis.document?.baseURI ?? location.href).href;
  const bytes = await languageBytes(address);
  if (!isTuned(bytes)) {
    const model = parseLanguageModel(bytes, address);
    return { model, ...weightsFor(model, undefined) };
  }
  const tuned = parseTuned(plainText(bytes, address, partNames.tuned), address);
  const { lm, lexicon, languages, weight, bonus, beam, calibration } = tuned;
  const near = (name: string) => new URL(name, address).href;
  const isShipped = lm === starterName;
  const named = isShipped ? 'auto' : languages;
  return {
    model: lm === undefined || isShipped ? undefined : await modelAt(near(lm)),
    languages: named && (await languagesFrom(named === 'auto' ? languageNames : named, address)),
    lexicon: lexicon === undefined ? undefined : await wordsAt(near(lexicon)),
    weight,
    bonus,
    beam,
    calibration,
  };
}

async function modelAt(address: string) {
  return parseLanguageModel(await languageBytes(address), address);
}

/** @param address that names are beside, in `languages/`, and paths are meant from */
function languagesFrom(languages: readonly (string | Uint8Array)[], address: string): Promise<readonly NamedModel[]> {
  return Promise.all(
    languages.map(async (language) => {
      if (typeof language !== 'string')
        return checkedLanguage(namedModel(parseLanguageModel(language, 'language'), 'language'));
      const file = new URL(isLanguageFile(language) ? language : `languages/${language}.lm`, address).href;
      return checkedLanguage(namedModel(await modelAt(file), file));
    }),
  );
}

/**
 * Languages by their addresses or bytes.
 * @throws LanguageError for names and `auto`: nothing is fetched that the program didn't say the address of
 */
export async function namedLanguages(
  languages: 'auto' | readonly (string | Uint8Array)[],
  _model: string | undefined,
): Promise<Language & LanguageWeights> {
  const name =
    languages === 'auto' ? languages : languages.find((name) => typeof name === 'string' && !isLanguageFile(name));
  if (languages === 'auto' || typeof name === 'string') {
    throw new LanguageError(
      String(name),
      'in browsers languages are given by the addresses or the bytes of their files, or by the address of starter.lm.json',
    );
  }
  const address = globalThis.document?.baseURI ?? location.href;
  return { languages: await languagesFrom(languages, address), ...usualLanguageWeights };
}

async function wordsAt(address: string) {
  return parseWords(await languageBytes(address), address);
}

async function languageBytes(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new LanguageError(
    address,
    `the server answers ${response.status} ${response.statusText}. Is the address right?`,
  );
}
