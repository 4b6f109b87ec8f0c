/** Where a model's bytes and its language come from in browsers: addresses that the program names. */
import { ModelError } from '../model/index.js';
import type { Language, LanguageWeights } from './decoding.js';
import { LanguageError } from './language-error.js';
import {
  languageOfBytes,
  parseLanguageModel,
  parseTuned,
  parseWords,
  partNames,
  plainText,
  weightsFor,
} from './language-parts.js';

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

/** Which file beside tuned weights is meant by the name of what comes with ductus. */
const starter = { name: 'starter', file: 'starter.arpa' } as const;

/** A language by the address or the bytes of its file. @throws LanguageError when it can't be read */
export async function languageFrom(source: string | Uint8Array): Promise<Language & LanguageWeights> {
  if (typeof source !== 'string') return languageOfBytes(source);
  const address = new URL(source, globalThis.document?.baseURI ?? location.href).href;
  const text = plainText(await languageBytes(address), address, partNames.model);
  if (!text.trimStart().startsWith('{')) {
    const model = parseLanguageModel(text, address);
    return { model, ...weightsFor(model, undefined) };
  }
  const { lm, lexicon, weight, bonus, beam, calibration } = parseTuned(text, address);
  const near = (name: string) => new URL(name === starter.name ? starter.file : name, address).href;
  return {
    model: lm === undefined ? undefined : await modelAt(near(lm)),
    lexicon: lexicon === undefined ? undefined : await wordsAt(near(lexicon)),
    weight,
    bonus,
    beam,
    calibration,
  };
}

async function modelAt(address: string) {
  return parseLanguageModel(plainText(await languageBytes(address), address, partNames.model), address);
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
