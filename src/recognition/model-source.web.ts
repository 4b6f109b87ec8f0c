/** Where a model's bytes come from in browsers: an address that the program names. */
import { ModelError } from '../model/index.js';
import type { Language, LanguageWeights } from './decoding.js';

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
