/** From DATA arguments to samples: which lines there are, their texts and sizes, and what can't be used and why. */

import { fileSize, fullPath, readBytes } from '../files/index.js';
import {
  decodeText,
  documentOf,
  isLineImage,
  isListFile,
  type LineSource,
  lineName,
  pairLines,
  type Skipped,
} from '../formats/index.js';
import { imageProblem, imageSize, mapConcurrently } from '../runtime/index.js';
import { collectGarbage } from '../runtime/node.js';
import { type CleanText, cleanerOf, type TextOptions } from './clean-text.js';
import { DataError } from './data-error.js';
import { chooseDescriptions, descriptionOf, isPageFile } from './descriptions.js';
import { type FoundFile, findInputs } from './find.js';
import { linesTwice, partsTogether } from './given-twice.js';
import { readListSamples } from './lists.js';
import { isPacked, readPackedSamples } from './packed-lines.js';
import { withoutPageImages } from './page-images.js';
import { readPageSamples } from './pages.js';
import { checkPaths } from './paths.js';
import { imageFile, type Sample } from './sample.js';
import type { Divided } from './split.js';

export interface Dataset {
  readonly samples: readonly Sample[];
  readonly skipped: readonly Skipped[];
  /** Files that belong to an export and have no lines of their own: nothing is wrong with them. */
  readonly passedOver: readonly string[];
  /** What may not be as it was meant, in whole sentences. */
  readonly warnings: readonly string[];
}

export interface SourceOptions extends TextOptions {
  /** What it captures of a line's name (its first group, or all that matches) is the line's document. */
  readonly groupBy?: RegExp;
}

/** A text file larger than this is not the text of one line. */
const largestTextBytes = 100_000;
/** Reading more lines than this leaves garbage that is worth collecting. */
const manyLines = 5000;
/** A line this much wider than high is refused before it is decoded. */
const largestAspect = 500;

/**
 * Reads texts and image headers. A bad file is skipped with its reason and never ends the reading.
 * @param data folders (with all below them), image files, page descriptions, packed files, lists, or patterns
 * @throws DataError when an argument names nothing
 */
export async function openDataset(data: readonly string[], options: SourceOptions = {}): Promise<Dataset> {
  checkPaths('data', data);
  const files = await withCompanions(await findInputs(data, expected));
  const clean = cleanerOf(options);
  const packed = await readPackedFiles(files, clean);
  // A list is read where it is named itself; in a folder a text file may be anything.
  const lists = [];
  for (const { path } of files.filter(({ path, by }) => by === 'name' && isListFile(path))) {
    lists.push(await readListSamples(path, clean));
  }
  const described = chooseDescriptions(
    await mapConcurrently(
      files.filter(({ path }) => isPageFile(path)),
      8,
      (file) => readPageSamples(file, clean),
    ),
  );
  const images = await readLineImages(files, pageFiles(described.read), clean);
  const reads = [images, ...packed, ...lists, ...described.read];
  const checked = withoutPageImages(reads.flatMap(({ samples }) => samples));
  const samples = withOwnKeys(checked.samples).map((sample) => groupedBy(options.groupBy, sample));
  if (samples.length > manyLines) collectGarbage();
  checkGrouping(samples, options.groupBy);
  return {
    samples,
    skipped: [...reads.flatMap(({ skipped }) => skipped), ...checked.skipped],
    passedOver: described.passedOver,
    warnings: [...described.notes, ...checked.notes, ...partsTogether(filesOf(samples, files)), ...linesTwice(samples)],
  };
}

const expected =
  'no such file or folder, and no file matches it as a pattern. Give a folder of line images with NAME.gt.txt beside them';

/** An image that is named stands for itself, and for the text and the description beside it, which a folder has itself. */
export async function withCompanions(inputs: readonly FoundFile[]): Promise<readonly FoundFile[]> {
  const files = new Map(inputs.map((file) => [fullPath(file.path), file]));
  const alone = inputs.filter(({ path, by }) => by !== 'folder' && isLineImage(path));
  const beside = await mapConcurrently(alone, 16, async ({ path, key, by }) => {
    const [text, description] = [await textBeside(path), await descriptionOf(path)];
    return [
      ...(text === undefined ? [] : [{ path: text, key, by }]),
      ...(description === undefined ? [] : [{ path: description, key: `${lineName(key)}.xml`, by }]),
    ];
  });
  for (const file of beside.flat()) if (!files.has(fullPath(file.path))) files.set(fullPath(file.path), file);
  return [...files.values()];
}

async function textBeside(imagePath: string): Promise<string | undefined> {
  const text = `${lineName(imagePath)}.gt.txt`;
  return (await fileSize(text)) === undefined ? undefined : text;
}

interface Read {
  readonly samples: readonly Sample[];
  readonly skipped: readonly Skipped[];
}

async function readPackedFiles(files: readonly FoundFile[], clean: CleanText): Promise<readonly Read[]> {
  const read: Read[] = [];
  for (const { path, by } of files.filter((file) => isPacked(file.path))) {
    try {
      read.push(await readPackedSamples(path, clean));
    } catch (error) {
      // Whoever names a file means it; what lies in a folder ends nothing.
      if (by === 'name') throw error;
      const reason = "the packed file can't be read";
      read.push({ samples: [], skipped: [{ name: path, reason, detail: reasonOf(error, path) }] });
    }
  }
  return read;
}

/** The images of described pages, and the texts that lie beside them for the whole page, are no lines. */
function pageFiles(pages: readonly { readonly imagePath?: string | undefined }[]): ReadonlySet<string> {
  return new Set(
    pages.flatMap(({ imagePath }) =>
      imagePath === undefined ? [] : [fullPath(imagePath), fullPath(`${lineName(imagePath)}.gt.txt`)],
    ),
  );
}

async function readLineImages(
  files: readonly FoundFile[],
  ofPages: ReadonlySet<string>,
  clean: CleanText,
): Promise<Read> {
  const left = files.filter(({ path }) => !ofPages.has(fullPath(path)));
  const keys = new Map(left.map(({ path, key }) => [path, lineName(key)]));
  const listing = pairLines(left.map(({ path }) => path));
  const results = await mapConcurrently(listing.lines, 16, (line) =>
    readSample(line, keys.get(line.imagePath) as string, clean),
  );
  return {
    samples: results.filter((result) => 'text' in result),
    skipped: [...listing.skipped, ...results.filter((result) => 'reason' in result)],
  };
}

/** Samples of one key come from several arguments; later ones are told apart by a number before the key. */
export function withOwnKeys<S extends Pick<Sample, 'key'>>(samples: readonly S[]): readonly S[] {
  const taken = new Set<string>();
  return samples.map((sample) => {
    let { key } = sample;
    for (let n = 2; taken.has(key); n++) key = `${n}/${sample.key}`;
    taken.add(key);
    return key === sample.key ? sample : { ...sample, key };
  });
}

/** The files that lines come from. */
function filesOf(samples: readonly Sample[], files: readonly FoundFile[]): readonly FoundFile[] {
  const used = new Set(samples.map(({ image }) => imageFile(image)));
  return files.filter(({ path }) => used.has(path));
}

/** An error's message without the file that it is about. */
function reasonOf(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
}

/** An expression that fits no name at all is a mistake. */
export function checkGrouping(samples: readonly Divided[], groupBy: RegExp | undefined, what = 'line'): void {
  if (!groupBy || samples.length === 0 || samples.some(({ name }) => groupBy.test(name))) return;
  throw new DataError(`\`groupBy\` ${groupBy.source}: no ${what}'s path matches it, such as ${samples[0]?.name}`, {
    code: 'data/no-document',
    details: { options: ['groupBy'], value: groupBy.source },
  });
}

async function readSample(line: LineSource, key: string, clean: CleanText): Promise<Sample | Skipped> {
  const text = await readText(line.textPath, clean);
  if ('reason' in text) return { name: line.textPath, reason: text.reason };
  const image = await lineOfImage(line.imagePath);
  if ('reason' in image) return image;
  return { ...image, name: line.name, key, text: text.text, document: line.document };
}

/** A line image without a text, by its header alone; or why it can't be read. */
export async function lineOfImage(imagePath: string): Promise<Sample | Skipped> {
  try {
    const { width, height } = await imageSize(imagePath);
    if (width > height * largestAspect) {
      const reason = `the image is over ${largestAspect} times wider than high`;
      return { name: imagePath, reason, detail: `${width}×${height}` };
    }
    const image = { kind: 'file', path: imagePath } as const;
    const document = documentOf(lineName(imagePath));
    return { name: imagePath, key: imagePath, image, text: '', document, width, height };
  } catch (error) {
    return { name: imagePath, reason: imageProblem(error) };
  }
}

async function readText(path: string, clean: CleanText): Promise<{ text: string } | { reason: string }> {
  try {
    if (((await fileSize(path)) ?? 0) > largestTextBytes)
      return { reason: `the text is longer than ${largestTextBytes} bytes` };
    return clean(decodeText(await readBytes(path)));
  } catch (error) {
    if (error instanceof TypeError)
      return { reason: 'the text is not valid UTF-8 (nor UTF-16 with a byte order mark)' };
    return { reason: `the text can't be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

export function groupedBy<S extends Divided>(pattern: RegExp | undefined, sample: S): S {
  const match = pattern?.exec(sample.name);
  return match ? { ...sample, document: match[1] ?? match[0] } : sample;
}
