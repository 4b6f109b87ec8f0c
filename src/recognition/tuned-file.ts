/** The file that holds tuned weights: what stands in it, where it may lie, and writing it. */
import { canWrite, fullPath, parentFolder, pathSeenFrom, staysBelow, writeFileAtomic } from '../files/index.js';
import { LanguageError } from './language-error.js';
import type { TunedLanguage } from './language-parts.js';
import { isLanguageFile } from './shipped-languages.js';
import { modelPath, starterLanguage, starterName } from './starter.js';

/** Where the language that belongs to a model lies, or would lie; `undefined` unless the model is an .onnx file. */
export function languagePath(model: string): string | undefined {
  const path = modelPath(model);
  return path.endsWith('.onnx') ? path.replace(/(\.int8)?\.onnx$/, '.lm.json') : undefined;
}

/** The files that weights are tuned for. */
export interface TunedFiles {
  /** A language model, or `starter` for what comes with ductus. */
  readonly lm?: string | undefined;
  /** Instead, languages of which each document has its own: names, or paths of language models. */
  readonly languages?: 'auto' | readonly string[] | undefined;
  readonly lexicon?: string | undefined;
}

/**
 * Where tuned weights go: to `out`, or beside the model, where reading takes them from by itself. Looked at before the
 * weights are sought.
 *
 * @throws LanguageError where they can't be written (`language/unwritable`), or would lie beside the model and name files of
 * another folder (`language/outside`), which are not read from there
 */
export async function tunedPlace(model: string, { lm, languages, lexicon }: TunedFiles, out?: string): Promise<string> {
  const beside = languagePath(model);
  const place = out ?? beside;
  if (place === undefined) throw unwritable(model, 'no language lies beside it, since it is no .onnx file. Give `out`');
  if (!place.endsWith('.json')) throw unwritable(place, 'the weights go to a .json file. Give another `out`');
  if (out === undefined && fullPath(place) === fullPath(starterLanguage()))
    throw unwritable(place, 'it comes with ductus, and stays as it is. Give another place by `out`');
  const isBeside = beside !== undefined && fullPath(place) === fullPath(beside);
  const files = [lm === starterName ? undefined : lm, lexicon, ...filesOf(languages)];
  for (const path of isBeside ? files : []) {
    if (path === undefined || (await staysBelow(folderOf(place), pathSeenFrom(folderOf(place), path)))) continue;
    throw new LanguageError(
      place,
      `it is read by itself, and so can only name files of its own folder, got ${path}. Copy that there, or give another place by \`out\``,
      { code: 'language/outside', details: { options: ['out'], value: path } },
    );
  }
  if (!(await canWrite(place))) throw unwritable(place, "can't be written there. Give another place by `out`");
  return place;
}

function filesOf(languages: TunedFiles['languages']): readonly string[] {
  return languages === 'auto' ? [] : (languages ?? []).filter(isLanguageFile);
}

function unwritable(path: string, problem: string): LanguageError {
  return new LanguageError(path, problem, { code: 'language/unwritable', details: { options: ['out'] } });
}

function folderOf(path: string): string {
  return parentFolder(fullPath(path));
}

/**
 * Writes tuned weights, as a whole or not at all.
 * @param tuned with paths as they are meant from the current folder; in the file they are meant from its own
 */
export async function writeTunedLanguage(
  path: string,
  { lm, languages, lexicon, ...weights }: Omit<TunedLanguage, 'ductus' | 'lexicon' | 'lm' | 'languages'> & TunedFiles,
): Promise<void> {
  const seen = (file: string) => pathSeenFrom(folderOf(path), file);
  const named = (language: string) => (isLanguageFile(language) ? seen(language) : language);
  const file: TunedLanguage = {
    ductus: 'language',
    ...(lm === undefined ? {} : { lm: lm === starterName ? lm : seen(lm) }),
    ...(languages === undefined ? {} : { languages: languages === 'auto' ? languages : languages.map(named) }),
    ...(lexicon === undefined ? {} : { lexicon: seen(lexicon) }),
    ...weights,
  };
  await writeFileAtomic(path, `${JSON.stringify(file, null, 2)}\n`);
}
