/** The folder that recognize writes to: what it has already, and what is said at the end. */
import { DataError } from '../dataset/index.js';
import { fileSize, joinPath, sha256, sha256OfFile } from '../files/index.js';
import type { OutputFormat } from '../formats/index.js';
import {
  type DocumentToRead,
  languageFile,
  languageNames,
  ResultFolder,
  readModelFile,
  type Shard,
} from '../recognition/node.js';
import { UsageError } from './errors.js';
import { describeLanguage, type LanguageInUse, languageAsJson } from './language-flags.js';
import { type FinderFlags, finderIdentity } from './layout-flags.js';
import { count, print } from './screen.js';

interface ResultFlags extends FinderFlags {
  readonly rightToLeft?: boolean;
  readonly upright?: boolean;
  readonly format?: readonly OutputFormat[];
  readonly overwrite?: boolean;
  readonly copyImages?: boolean;
}

/** Where images of IIIF manifests are kept for a folder of results. */
export function cacheIn(out: string): string {
  return joinPath(out, 'iiif');
}

/**
 * @throws UsageError when a result would be written over what is read; DataError where something else is in its place;
 * ModelError when the model can't be read
 */
export async function resultsIn(
  folder: string,
  documents: readonly DocumentToRead[],
  model: string,
  inUse: LanguageInUse | undefined,
  flags: ResultFlags,
  shard: Shard | undefined,
): Promise<ResultFolder> {
  const { format: formats = ['txt'], overwrite = false, copyImages = false, rightToLeft = false, upright } = flags;
  const reading = { model: sha256(await readModelFile(model)), language: await languageIdentity(inUse) };
  const isFound = documents.some(({ kind }) => kind === 'unsegmented');
  // Left out where it isn't wanted: folders of before have nothing of it.
  const sideways = upright ? { upright } : {};
  const finding = isFound ? { finder: await finderIdentity(flags), rightToLeft, ...sideways } : null;
  try {
    return await ResultFolder.open(folder, documents, { formats, overwrite, copyImages, reading, finding, shard });
  } catch (error) {
    if (!(error instanceof DataError) || error.code !== 'data/over-input') throw error;
    throw new UsageError(`--out ${folder}: ${error.details.path} would be overwritten; give another folder`);
  }
}

/** What of a language changes results: its weights, and its files by what they have in them. */
export async function languageIdentity(inUse: LanguageInUse | undefined): Promise<unknown> {
  if (!inUse) return null;
  const { lm, lexicon, ...weights } = languageAsJson(inUse) ?? {};
  const names = inUse.language.languages?.map(({ name }) => name) ?? [];
  const languages = names.filter((name) => languageNames.includes(name)).map(languageFile);
  const files = [lm, lexicon, ...languages].filter((path) => path !== undefined);
  const contents = files.map(async (path) => ((await fileSize(path)) === undefined ? path : sha256OfFile(path)));
  return { ...weights, files: await Promise.all(contents) };
}

/** Writes the table, and says what was written. */
export async function finish(
  results: ResultFolder,
  inUse: LanguageInUse | undefined,
  passedOver: readonly string[],
  { out, json }: { readonly out?: string; readonly json?: boolean },
): Promise<void> {
  // Where nothing was read there is nothing to write.
  if (results.isEmpty) return;
  const lines = await results.writeTable();
  const books = await results.bindBooks();
  if (json) return;
  const how = inUse ? `, read with ${describeLanguage(inUse)}` : '';
  const over = passedOver.length > 0 ? `; ${count(passedOver.length, 'file')} of the export passed over` : '';
  const before = results.documents.length - results.left.length;
  const again = before > 0 ? `; ${count(before, 'file or page', 'files and pages')} read before` : '';
  const bound = books > 0 ? `; ${count(books, 'PDF')} put together of the pages of one document each` : '';
  print(`${count(lines, 'text')} written to ${out}, all of them in ${results.table}${how}${bound}${over}${again}`);
}
