/**
 * The files that a language comes from: an n-gram model (packed or ARPA), a list of words, and what `ductus tune` writes: which of
 * them, and how much they weigh.
 */
import {
  FileError,
  fileSize,
  fullPath,
  longestText,
  parentFolder,
  pathFrom,
  readBytes,
  staysBelow,
} from '../files/index.js';
import { PackedNGrams, type TokenModel } from '../language/index.js';
import { systemProblem } from '../runtime/index.js';
import { type Language, type LanguageWeights, unitOf } from './decoding.js';
import { type NamedModel, namedModel } from './document-language.js';
import { LanguageError } from './language-error.js';
import {
  parseLanguageModel,
  parseTuned,
  parseWords,
  partNames,
  plainText,
  type TunedLanguage,
  weightsFor,
} from './language-parts.js';
import {
  checkedLanguage,
  isLanguageFile,
  languageNames,
  unknownLanguage,
  usualLanguageWeights,
} from './shipped-languages.js';
import { languageFile, nearestStarter, starterLanguage, starterName } from './starter.js';
import { languagePath } from './tuned-file.js';

export interface LanguageFiles {
  /** A language model (.lm, .arpa), or a .json file of `ductus tune`, or `starter` for what comes with the starter model. */
  readonly lm?: string | undefined;
  /** A list of words, one a line. */
  readonly lexicon?: string | undefined;
  /** These win over the tuned ones (`LanguageWeights`). */
  readonly weight?: number | undefined;
  readonly bonus?: number | undefined;
  readonly beam?: number | undefined;
}

/**
 * The language that belongs to a model: MODEL.lm.json beside MODEL.onnx and MODEL.int8.onnx, where `ductus tune` puts it.
 * Nobody has named it, so it may come from a stranger together with the model: it names files of its own folder only.
 * @returns its path, or `undefined` where none is there
 * @throws LanguageError when it can't be read, or names other files
 */
export async function languageBeside(model: string): Promise<string | undefined> {
  const path = languagePath(model);
  if (path === undefined || (await fileSize(path)) === undefined) return undefined;
  const { lm, lexicon, languages = [] } = await readTuned(path);
  const models = languages === 'auto' ? [] : languages.filter(isLanguageFile);
  for (const named of [lm === starterName ? undefined : lm, lexicon, ...models]) {
    if (named === undefined || (await staysBelow(parentFolder(fullPath(path)), named))) continue;
    throw new LanguageError(
      path,
      `it was found by itself, and so must name files of its own folder, got ${named}. Read with it by its name: \`lm\` ${path}`,
      { code: 'language/outside', details: { options: ['lm'], value: named } },
    );
  }
  return path;
}

/** What `languageBeside` names. @throws LanguageError where it can't be read */
export async function readLanguageBeside(model: string): Promise<(Language & LanguageWeights) | undefined> {
  try {
    const lm = await languageBeside(model);
    return lm === undefined ? undefined : await readLanguage({ lm });
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    throw new LanguageError(
      languagePath(model) ?? error.path,
      `it lies beside the model; language: false reads without it. ${error.message}`,
      { code: error.code, details: error.details },
    );
  }
}

/**
 * Reads what is named; weights that are not given are the tuned ones, or the usual ones.
 * @returns `undefined` where nothing is named
 * @throws LanguageError
 */
export async function readLanguage(files: LanguageFiles): Promise<(Language & LanguageWeights) | undefined> {
  const { lexicon } = files;
  const lm = files.lm === starterName ? starterLanguage() : files.lm;
  if (lm === undefined && lexicon === undefined) {
    return files.beam === undefined ? undefined : { weight: 0, bonus: 0, beam: files.beam };
  }
  const tuned = lm?.endsWith('.json') ? await readTuned(lm) : undefined;
  const near = (path: string | undefined) =>
    path === undefined || lm === undefined ? undefined : pathFrom(parentFolder(fullPath(lm)), path);
  const isShipped = tuned?.lm === starterName;
  const model = await readModelOf(tuned ? near(isShipped ? undefined : tuned.lm) : lm);
  const named = isShipped ? 'auto' : tuned?.languages;
  const languages = named && (await readLanguages(languagesNear(named, near)));
  const words = await readWords(lexicon ?? near(tuned?.lexicon));
  const usual = weightsFor(model, tuned);
  const { weight = usual.weight, bonus = usual.bonus, beam = usual.beam } = files;
  // Temperatures fit the weights and the words that they were found with.
  const asTuned = files.weight === undefined && files.bonus === undefined && lexicon === undefined;
  return {
    model,
    languages,
    lexicon: words,
    weight,
    bonus,
    beam,
    calibration: asTuned ? tuned?.calibration : undefined,
  };
}

/** @param near where a path is that the file of the weights names */
function languagesNear(
  languages: 'auto' | readonly string[],
  near: (path: string | undefined) => string | undefined,
): readonly string[] {
  if (languages === 'auto') return languageNames;
  return languages.map((name) => (isLanguageFile(name) ? (near(name) ?? name) : name));
}

/**
 * Languages of which a document's is found, with the weights that lie beside a model for such, or the usual ones.
 * @param languages names of those that come with ductus, paths of language models, or bytes; `auto`: all that come with it
 * @param model whose weights are looked for
 * @throws LanguageError for a name that is not known, and a file that can't be read
 */
export async function readLanguageSet(
  languages: 'auto' | readonly (string | Uint8Array)[],
  model?: string,
  weights: Pick<LanguageFiles, 'weight' | 'bonus' | 'beam'> = {},
): Promise<Language & LanguageWeights> {
  const path = model === undefined ? undefined : await languageBeside(model);
  const beside = path === undefined ? undefined : await readTuned(path);
  const tuned = beside?.languages ? beside : usualLanguageWeights;
  const { weight = tuned.weight, bonus = tuned.bonus, beam = tuned.beam } = weights;
  const asTuned = weights.weight === undefined && weights.bonus === undefined;
  return {
    languages: await readLanguages(languages === 'auto' ? languageNames : languages),
    ...{ weight, bonus, beam, calibration: asTuned ? tuned.calibration : undefined },
  };
}

/** @throws LanguageError */
async function readLanguages(languages: readonly (string | Uint8Array)[]): Promise<readonly NamedModel[]> {
  if (languages.length === 0) throw new LanguageError('language', 'a list of languages must name one at least');
  return Promise.all(
    languages.map(async (language) => {
      const path = typeof language === 'string' ? pathOfLanguage(language) : 'language';
      const bytes = typeof language === 'string' ? await bytesOf(path, partNames.model, modelLimit) : language;
      return checkedLanguage(namedModel(parseLanguageModel(bytes, path), path));
    }),
  );
}

function pathOfLanguage(name: string): string {
  if (isLanguageFile(name)) return name;
  if (!languageNames.includes(name)) throw unknownLanguage(name);
  return languageFile(name);
}

/** What a file says that holds a language model. */
export interface LanguageModelFile {
  readonly model: TokenModel;
  /** Its own, or that of its file. */
  readonly name: string;
  readonly source: string | undefined;
  readonly unit: 'character' | 'word';
  readonly form: 'packed' | 'ARPA';
}

/** @param path of a packed model (.lm) or ARPA @throws LanguageError when it can't be read */
export async function readLanguageModel(path: string): Promise<LanguageModelFile> {
  const model = parseLanguageModel(await bytesOf(path, partNames.model, modelLimit), path);
  const isPacked = model instanceof PackedNGrams;
  const source = isPacked ? model.about.source : undefined;
  return { ...namedModel(model, path), source, unit: unitOf(model), form: isPacked ? 'packed' : 'ARPA' };
}

/** What can be one of the files at all: bytes, and what is so about larger ones. */
interface Limit {
  readonly most: number;
  readonly why: string;
}

const tunedLimit: Limit = { most: 1e6, why: 'What ductus tune writes has some hundred bytes' };
const modelLimit: Limit = {
  most: longestText,
  why: 'No longer text can be held; leave out rare n-grams: ductus train-lm --prune 1',
};
/** Some three million words: more than any language's lists have, and each letter of theirs may take a hundred bytes. */
const wordsLimit: Limit = { most: 30e6, why: 'The words are kept in memory; leave out rare ones' };

async function bytesOf(path: string, what: string, { most, why }: Limit): Promise<Uint8Array> {
  try {
    return await readBytes(path, most);
  } catch (error) {
    if (error instanceof FileError) {
      throw new LanguageError(path, `${what} ${error.rule}. ${error.isTooLarge ? why : 'Is the path right?'}`);
    }
    throw new LanguageError(path, `${what} can't be read${unread(path, error)}`, { details: { options: ['lm'] } });
  }
}

async function textOf(path: string, what: string, limit: Limit): Promise<string> {
  return plainText(await bytesOf(path, what, limit), path, what);
}

/** Why, and what to do. */
function unread(path: string, error: unknown): string {
  if (path === starterLanguage()) return '. Give another by `lm`, or make it: npm run starter';
  const meant = nearestStarter(path);
  if (meant !== undefined) return `; did you mean ${starterName}, which comes with ductus?`;
  const problem = systemProblem(error);
  return problem === undefined ? '. Is the path right?' : `: ${problem}`;
}

async function readTuned(path: string): Promise<TunedLanguage> {
  return parseTuned(await textOf(path, partNames.tuned, tunedLimit), path);
}

async function readModelOf(path: string | undefined): Promise<TokenModel | undefined> {
  return path === undefined ? undefined : parseLanguageModel(await bytesOf(path, partNames.model, modelLimit), path);
}

async function readWords(path: string | undefined): Promise<readonly string[] | undefined> {
  return path === undefined ? undefined : parseWords(await bytesOf(path, partNames.words, wordsLimit), path);
}
