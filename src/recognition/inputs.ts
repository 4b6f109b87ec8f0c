/** From paths to the documents that are to be read: images of lines, and pages that a file describes. */
import { checkPaths, DataError } from '../dataset/index.js';
import {
  chooseDescriptions,
  descriptionOf,
  type FoundFile,
  findInputs,
  isPageFile,
  openPage,
  withoutExtension,
} from '../dataset/node.js';
import { fullPath } from '../files/index.js';
import { isLineImage, lineName } from '../formats/index.js';
import { mapConcurrently } from '../runtime/index.js';
import type { DocumentToRead } from './documents.js';
import { nearestStarter } from './starter.js';

/** What paths name, and what of it is left out. */
export interface FoundDocuments {
  /** Images of lines first, then pages. One at least. */
  readonly documents: readonly DocumentToRead[];
  /** What may not be as it was meant, in whole sentences. */
  readonly notes: readonly string[];
  /** Files of an export that describe no page, or a page once more; `notes` says of the latter which is read. */
  readonly passedOver: readonly string[];
}

/**
 * The documents that paths name. An image that a PAGE or ALTO file beside it describes is read as that page, and is no
 * line image; in a folder everything that is neither an image nor an .xml file is left alone.
 *
 * @param paths images of lines, pages (the .xml, or the image that it describes), folders, or patterns
 * @throws DataError when one of them names nothing to read
 */
export async function findDocuments(paths: readonly string[]): Promise<FoundDocuments> {
  checkPaths('findDocuments: paths', paths);
  const files = (await findInputs(paths, nothingThere, complaintOf)).filter(
    ({ path, by }) => by === 'name' || isReadable(path),
  );
  const images = files.filter(({ path }) => !isPageFile(path));
  const { read, notes, passedOver } = chooseDescriptions(await descriptionsAmong(files, images));
  const described = new Set(read.flatMap(({ imagePath }) => (imagePath === undefined ? [] : [fullPath(imagePath)])));
  const documents = [
    ...images
      .filter(({ path }) => !described.has(fullPath(path)))
      .map(({ path, key }) => ({ kind: 'line', path, key: keyOf(key) }) as const),
    ...read.map(({ path, key }) => ({ kind: 'page', path, key: keyOf(key) }) as const),
  ];
  if (documents.length === 0)
    throw new DataError(`${paths.join(' ')}: ${passedOver.join(', ')} describe no page`, { code: 'data/not-found' });
  return { documents, notes, passedOver };
}

/** The descriptions that were found themselves, and those of images that were. */
async function descriptionsAmong(files: readonly FoundFile[], images: readonly FoundFile[]) {
  const beside = await mapConcurrently(images, 16, descriptionBeside);
  const descriptions = new Map(
    [...files.filter(({ path }) => isPageFile(path)), ...beside.flat()].map((file) => [fullPath(file.path), file]),
  );
  return mapConcurrently([...descriptions.values()], 8, async (file) => ({
    ...(await describe(file.path)),
    ...file,
    named: file.by === 'name',
  }));
}

function nothingThere(path: string): string {
  const meant = nearestStarter(path);
  const next = meant === undefined ? '' : `; did you mean the model ${meant}?`;
  return `no such image or folder, and no file matches it as a pattern${next}`;
}

function isReadable(path: string): boolean {
  return isLineImage(path) || isPageFile(path);
}

/** Of a folder without anything to read: also what images of formats that are not read it has. */
function complaintOf(files: readonly string[]): string | undefined {
  if (files.some(isReadable)) return undefined;
  const foreign = files.find((path) => /\.(?:heic|heif|avif|gif|bmp|jp2|jpx|j2k|jxl|djvu|pdf|svg)$/i.test(path));
  const convert = foreign === undefined ? '' : `; convert ${foreign} and its like to JPEG or PNG first`;
  return `no image (png, jpg, tif, webp) or page (.xml) is there${convert}`;
}

/** A folder has the descriptions itself. */
async function descriptionBeside({ path, key, by }: FoundFile): Promise<readonly FoundFile[]> {
  const description = by === 'folder' ? undefined : await descriptionOf(path);
  return description === undefined ? [] : [{ path: description, key, by }];
}

/** What there is to know of a description before it is read. */
async function describe(path: string) {
  const opened = await openPage(path);
  if (!('reason' in opened)) return { imagePath: opened.imagePath, format: opened.format };
  return { imagePath: opened.imagePath, isBesidePages: opened.isBesidePages };
}

function keyOf(key: string): string {
  return isLineImage(key) ? lineName(key) : withoutExtension(key);
}
