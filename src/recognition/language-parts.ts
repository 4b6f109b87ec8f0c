/** What a language is made of, from the bytes of its files: an n-gram model (ARPA), a list of words, tuned weights. */
import { z } from 'zod';
import { decodeText } from '../formats/index.js';
import { ArpaError, isPacked, PackedError, parseArpa, readPacked, type TokenModel } from '../language/index.js';
import { calibrationSchema } from '../model/index.js';
import { textProblem } from '../text/index.js';
import { type Language, type LanguageWeights, mostBeam, unitOf, usualWeights } from './decoding.js';
import { LanguageError } from './language-error.js';

export const tunedSchema = z.strictObject({
  /** What the file is. */
  ductus: z.literal('language'),
  /** Paths from this file's folder; `starter` for the language model that comes with ductus. */
  lm: z.string().optional(),
  lexicon: z.string().optional(),
  /** Instead of `lm`, languages of which each document has its own: all that come with ductus, or some by their names. */
  languages: z.union([z.literal('auto'), z.array(z.string()).min(1)]).optional(),
  weight: z.number().nonnegative(),
  bonus: z.number(),
  beam: z.number().int().positive().max(mostBeam),
  calibration: calibrationSchema.optional(),
  /** What they were tuned on and what that gave. */
  tuning: z.record(z.string(), z.unknown()).optional(),
});

export type TunedLanguage = z.infer<typeof tunedSchema>;

/** What the parts are called in messages. */
export const partNames = {
  tuned: 'the file of tuned weights',
  model: 'the language model',
  words: 'the list of words',
} as const;

/** @param path for messages @throws LanguageError */
export function plainText(bytes: Uint8Array, path: string, what: string): string {
  if (!bytes.includes(0)) return new TextDecoder().decode(bytes);
  throw new LanguageError(
    path,
    `${what} must be a text file, and this is none (it has zero bytes). Give a language model (.lm, .arpa), what ductus tune wrote (.json), or a list of words`,
  );
}

/** Whether bytes are those of a JSON object. */
export function isTuned(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 1000)).trimStart().startsWith('{');
}

/** @param path for messages @throws LanguageError */
export function parseTuned(text: string, path: string): TunedLanguage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new LanguageError(path, `not a JSON file. Give an ARPA model, or what ductus tune wrote`);
  }
  const parsed = tunedSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new LanguageError(path, `not what ductus tune writes: ${issue?.path.join('.')}: ${issue?.message}`);
}

/** @param bytes a packed model (.lm) or ARPA @param path for messages @throws LanguageError */
export function parseLanguageModel(bytes: Uint8Array, path: string): TokenModel {
  try {
    return isPacked(bytes) ? readPacked(bytes) : parseArpa(plainText(bytes, path, partNames.model));
  } catch (error) {
    if (!(error instanceof ArpaError || error instanceof PackedError)) throw error;
    throw new LanguageError(path, `${error.message}. Make a model with: ductus train-lm TEXT --out language.lm`, {
      code: error.code,
      details: error.details,
      cause: error,
    });
  }
}

/** @param path for messages @throws LanguageError */
export function parseWords(bytes: Uint8Array, path: string): readonly string[] {
  let text: string;
  try {
    text = decodeText(bytes);
  } catch {
    throw new LanguageError(path, 'the list of words must be a text file in UTF-8, or UTF-16 with a byte order mark');
  }
  const words = text.normalize('NFC').split(/\s+/u).filter(Boolean);
  const bad = words.find((word) => textProblem(word));
  if (bad !== undefined) throw new LanguageError(path, `a word of the list can't be one: ${textProblem(bad)}`);
  if (words.length === 0) throw new LanguageError(path, `the list of words must have one word a line, and has none`);
  return [...new Set(words)];
}

/** The weights that a language has where nothing else is said: the tuned ones, or the usual ones of its model. */
export function weightsFor(model: TokenModel | undefined, tuned: TunedLanguage | undefined): LanguageWeights {
  return tuned ?? usualWeights[model ? unitOf(model) : 'character'];
}

/**
 * A language from bytes alone.
 * @param bytes a language model, packed or ARPA
 * @throws LanguageError also for tuned weights, which name other files
 */
export function languageOfBytes(bytes: Uint8Array): Language & LanguageWeights {
  const path = 'language';
  if (isTuned(bytes)) {
    throw new LanguageError(path, 'tuned weights name other files. Give their path or address instead of their bytes');
  }
  const model = parseLanguageModel(bytes, path);
  return { model, ...weightsFor(model, undefined) };
}
