/** The files that a document is written as, wherever they go. */
import { joinPath } from '../files/index.js';
import { type OutputFormat, outputEndings, writePage } from '../formats/index.js';
import type { Page } from '../page/index.js';
import { version } from '../version.js';
import type { ReadDocument } from './document.js';
import { imagePlace, ResultImage } from './result-images.js';

/** A file of a document. */
export interface ResultFile {
  /** The document's key with its ending. */
  readonly key: string;
  readonly contents: string | Uint8Array;
}

/**
 * What is written of a document: a file for each format, and before them its image, where that has no file of its own and a
 * format names it.
 * @param folder from which files name their images; nowhere: by their whole paths
 * @param imageName how files name an image that lies elsewhere than where it was read from
 */
export async function* resultFiles(
  read: ReadDocument,
  formats: readonly OutputFormat[],
  folder: string | undefined,
  imageName?: string,
): AsyncGenerator<ResultFile> {
  const { document, page } = read;
  const image = new ResultImage(read);
  const stem = folder === undefined ? document.key : joinPath(folder, document.key);
  const copy = imagePlace(document, stem, new Set(formats), false);
  if (copy !== undefined) yield { key: `${document.key}.jpg`, contents: (await image.picture()).bytes };
  for (const format of formats) {
    const place = `${stem}${outputEndings[format]}`;
    const isWhole = copy === undefined && folder === undefined;
    const name = imageName ?? (isWhole ? read.imagePath : image.nameFrom(place, copy));
    const key = `${document.key}${outputEndings[format]}`;
    yield { key, contents: await writtenAs(format, page, name, image) };
  }
}

/** @param imageName how the file names its image, where it does */
export function writtenAs(
  format: OutputFormat,
  page: Page,
  imageName: string,
  image: ResultImage,
): Promise<string | Uint8Array> {
  const options = { created: new Date().toISOString(), creator: `ductus ${version}` };
  const named = format === 'pdf' ? page : { ...page, image: imageName };
  return writePage(format, named, options, () => image.picture());
}
