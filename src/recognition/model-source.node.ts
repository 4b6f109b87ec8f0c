/** Where a model's bytes and its language come from in Node: a path, or the name of what comes with ductus. */
import type { Language, LanguageWeights } from './decoding.js';
import { readLanguageBeside } from './language-file.js';
import { readModelFile } from './starter.js';

/** @throws ModelError when it can't be read */
export function modelBytes(model: string): Promise<Uint8Array> {
  return readModelFile(model);
}

/** The language that lies beside a model. @throws LanguageError when it can't be read */
export function languageOf(model: string): Promise<(Language & LanguageWeights) | undefined> {
  return readLanguageBeside(model);
}
