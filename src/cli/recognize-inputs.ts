/** What recognize is to read, and where the results go. */
import { join } from 'node:path';
import { DataError } from '../dataset/index.js';
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
import { isLineImage, lineName, type OutputFormat, outputEndings } from '../formats/index.js';
import { nearestStarter } from '../recognition/node.js';
import { mapConcurrently } from '../runtime/index.js';
import { UsageError } from './errors.js';

/** A line image or a page's description. */
export interface ToRead {
  readonly path: string;
  /** Where its results go below --out: without an ending. */
  readonly key: string;
}

export interface PagesAndLines {
  readonly found: readonly ToRead[];
  readonly notes: readonly string[];
  readonly passedOver: readonly string[];
}

/** Images that a page file describes are read as that page. @throws DataError when an argument names nothing to read */
export async function findPagesAndLines(given: readonly string[]): Promise<PagesAndLines> {
  const files = (await findInputs(given, nothingThere, complaintOf)).filter(
    ({ path, by }) => by === 'name' || isReadable(path),
  );
  const images = files.filter(({ path }) => !isPageFile(path));
  const beside = await mapConcurrently(images, 16, descriptionBeside);
  const descriptions = new Map(
    [...files.filter(({ path }) => isPageFile(path)), ...beside.flat()].map((file) => [fullPath(file.path), file]),
  );
  const { read, notes, passedOver } = chooseDescriptions(
    await mapConcurrently([...descriptions.values()], 8, async (file) => ({
      ...(await describe(file.path)),
      ...file,
      named: file.by === 'name',
    })),
  );
  const described = new Set(read.flatMap(({ imagePath }) => (imagePath === undefined ? [] : [fullPath(imagePath)])));
  const lines = images.filter(({ path }) => !described.has(fullPath(path)));
  const found = [...lines, ...read].map(({ path, key }) => ({ path, key: keyOf(key) }));
  if (found.length === 0)
    throw new DataError(`${given.join(' ')}: ${passedOver.join(', ')} describe no page`, { code: 'data/not-found' });
  return { found, notes, passedOver };
}

function nothingThere(argument: string): string {
  const meant = nearestStarter(argument);
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

/** Of all lines that were read, below --out. */
export const tableName = 'recognized.tsv';

export function outputPath(folder: string, key: string, format: OutputFormat): string {
  return join(folder, `${key}${outputEndings[format]}`);
}

/**
 * @throws DataError when two results would be written as one file
 * @throws UsageError when a result would be written over what is read
 */
export function checkOutputs(found: readonly ToRead[], folder: string, formats: readonly OutputFormat[]): void {
  const inputs = new Set(found.map(({ path }) => fullPath(path)));
  const taken = new Map([[fullPath(join(folder, tableName)), 'the table of all lines']]);
  for (const { path, key } of found) {
    for (const format of new Set(formats)) {
      const out = outputPath(folder, key, format);
      const place = fullPath(out);
      const other = taken.get(place);
      if (other !== undefined) {
        const name = `${key}${outputEndings[format]}`;
        throw new DataError(`${other} and ${path} would both be written as ${name}; read them one after the other`, {
          code: 'data/same-output',
          details: { path: out },
        });
      }
      if (inputs.has(place)) {
        throw new UsageError(`--out ${folder}: ${out} would be overwritten; give another folder`);
      }
      taken.set(place, path);
    }
  }
}
