/** Lines that a list names: image and text in one file. */

import { DuctusError, type ErrorAbout } from '../error.js';
import { FileError, fileSize, joinPath, longestText, parentFolder, readBytes } from '../files/index.js';
import {
  decodeText,
  documentOf,
  isLineImage,
  type List,
  lineName,
  readList,
  readSymbolTable,
  rowName,
  type Skipped,
} from '../formats/index.js';
import { imageProblem, imageSize, mapConcurrently } from '../runtime/index.js';
import type { CleanText } from './clean-text.js';
import type { Sample } from './sample.js';

/** A list that can't be read as one. */
export class ListError extends DuctusError {
  override readonly name = 'ListError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'list/unreadable', ...about });
  }
}

/** The lines of a list; rows whose image or text is wrong are named and end nothing. @throws ListError */
export async function readListSamples(
  path: string,
  clean: CleanText,
): Promise<{ readonly samples: readonly Sample[]; readonly skipped: readonly Skipped[] }> {
  const list = await listAt(path);
  return list.format === 'iam-split' ? samplesOfSplit(path, list, clean) : samplesOf(path, list, clean);
}

type Read = Awaited<ReturnType<typeof readListSamples>>;

async function listAt(path: string): Promise<List> {
  try {
    const symbols = await firstThere(['syms.txt', '../syms.txt'].map((name) => joinPath(parentFolder(path), name)));
    const table =
      symbols === undefined ? undefined : readSymbolTable(decodeText(await readBytes(symbols, longestText), 'replace'));
    return readList(path, decodeText(await readBytes(path, longestText), 'replace'), table);
  } catch (error) {
    const reason = error instanceof FileError ? error.rule : (error as Error).message;
    throw new ListError(`${path}: ${reason}`, { details: { path }, cause: error });
  }
}

async function firstThere(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if ((await fileSize(path)) !== undefined) return path;
  return undefined;
}

/** The lines of IAM's lines.txt that a split names by their ids or their forms'. */
async function samplesOfSplit(path: string, split: List, clean: CleanText): Promise<Read> {
  const places = ['lines.txt', 'ascii/lines.txt', '../lines.txt', '../ascii/lines.txt'];
  const linesPath = await firstThere(places.map((place) => joinPath(parentFolder(path), place)));
  if (linesPath === undefined) {
    throw new ListError(`${path}: a split of IAM, but its lines.txt is in none of ${places.join(', ')} beside it`);
  }
  const all = await listAt(linesPath);
  const ids = new Set(split.lines.map(({ image }) => image));
  const used = new Set<string>();
  const lines = all.lines.filter(({ image }) => {
    const id = lineName(image.split('/').pop() ?? '');
    const match = [id, id.replace(/-\d+$/, '')].find((candidate) => ids.has(candidate));
    if (match !== undefined) used.add(match);
    return match !== undefined;
  });
  const missing = [...ids].filter((id) => !used.has(id));
  const { samples, skipped } = await samplesOf(linesPath, { ...all, lines, skipped: split.skipped }, clean);
  const unknown = missing.map((id) => ({ name: id, reason: `no line of ${linesPath} has this id` }));
  return { samples, skipped: [...skipped, ...unknown] };
}

async function samplesOf(path: string, list: List, clean: CleanText): Promise<Read> {
  const read = await mapConcurrently(list.lines, 16, async ({ image, text: raw, row }): Promise<Sample | Skipped> => {
    const imagePath = await imageAt(path, image);
    const detail = `named by ${row === undefined ? path : rowName(path, row)}`;
    if (imagePath === undefined) return { name: image, reason: 'the image file is missing', detail };
    const cleaned = clean(raw);
    if ('reason' in cleaned) return { name: imagePath, ...cleaned, detail };
    try {
      const { width, height } = await imageSize(imagePath);
      const name = lineName(imagePath);
      // A line of IAM is called FORM-NN.
      const document = list.format === 'iam' ? name.replace(/-\d+$/, '') : documentOf(name);
      return { name, key: keyOf(image), image: { kind: 'file', path: imagePath }, ...cleaned, document, width, height };
    } catch (error) {
      return { name: imagePath, reason: imageProblem(error), detail };
    }
  });
  return {
    samples: read.filter((line) => 'text' in line),
    skipped: [...list.skipped, ...read.filter((line) => 'reason' in line)],
  };
}

/** Of `./a/1.png`, `/a/1.png` and `a//1.png` it is the same. */
function keyOf(image: string): string {
  const parts = lineName(image).split(/[\\/]/);
  return parts.filter((part) => part !== '' && part !== '.').join('/');
}

const extensions = ['.png', '.jpg', '.jpeg', '.tif', '.tiff', '.webp'];

/**
 * Beside the list or in images/ there (docTR, PyLaia), or the same beside its folder (IAM's ascii/), or from the root; with an
 * extension where the list has none.
 */
async function imageAt(list: string, image: string): Promise<string | undefined> {
  const folder = parentFolder(list);
  const near = ['', 'images'].flatMap((below) => [
    joinPath(folder, below, image),
    joinPath(folder, '..', below, image),
  ]);
  const places = [...near, image];
  const names = isLineImage(image) ? [''] : ['', ...extensions];
  for (const candidate of places.flatMap((place) => names.map((extension) => `${place}${extension}`))) {
    if (isLineImage(candidate) && (await fileSize(candidate)) !== undefined) return candidate;
  }
  return undefined;
}
