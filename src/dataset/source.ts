/** From DATA arguments to samples: which lines there are, their texts and sizes, and what can't be used and why. */
import { decodeText, isLineImage, isListFile, type LineSource, pairLines, type Skipped } from '../formats/index.js';
import {
  collectGarbage,
  fileSize,
  findFiles,
  hubFiles,
  imageProblem,
  imageSize,
  isHubName,
  mapConcurrently,
  readBytes,
} from '../platform/index.js';
import { applyRules, type TextRules } from '../text/index.js';

import { readListSamples } from './lists.js';
import { isPacked, type PackedPlace, readPackedSamples } from './packed.js';
import { isPageFile, type LineCut, type PageSamples, readPageSamples } from './pages.js';

/** One line to learn from or to be measured on. The image stays on disk until a batch needs it. */
export interface Sample {
  /** Path without extensions. */
  readonly name: string;
  /** The name below the DATA argument: what randomness and a run's identity know a line by, wherever the data lies. */
  readonly key: string;
  readonly imagePath: string;
  /** Where in a packed data set the image is; then `imagePath` is only its name. */
  readonly packed?: PackedPlace;
  /** How the line is cut out of its page, whose image `imagePath` then is. */
  readonly cut?: LineCut;
  readonly text: string;
  readonly document: string;
  /** Pixels of the image file. */
  readonly width: number;
  readonly height: number;
}

export interface Dataset {
  readonly samples: readonly Sample[];
  readonly skipped: readonly Skipped[];
}

export interface SourceOptions {
  /** How texts are to be written down; raw: as they stand. */
  readonly text?: TextRules | 'raw';
  /** What it captures of a line's name (its first group, or all that matches) is the line's document. */
  readonly groupBy?: RegExp;
}

/** From a text as it stands in a file to the text of a sample. */
export type CleanText = (text: string) => string;

function cleanerOf(rules: SourceOptions['text']): CleanText {
  return rules === 'raw' ? (text) => text.replace(/[\r\n]+$/, '') : (text) => applyRules(text, rules);
}

/** An argument that means no files. */
export class DataError extends Error {
  override readonly name = 'DataError';
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
  const paths = new Set<string>();
  for (const argument of data) for (const path of await findArgument(argument)) paths.add(path);
  const clean = cleanerOf(options.text);
  const folders = data.map((argument) => `${argument.replace(/[\\/]+$/, '')}`);
  const packed = [];
  for (const path of [...paths].filter(isPacked)) {
    try {
      packed.push(await readPackedSamples(path, clean));
    } catch (error) {
      // Whoever names a file means it; what lies in a folder ends nothing.
      if (data.includes(path)) throw error;
      packed.push({
        samples: [],
        skipped: [{ name: path, reason: "the packed file can't be read", detail: reasonOf(error, path) }],
      });
    }
  }
  // A list is read where it is named itself; in a folder a text file may be anything.
  const lists = [];
  for (const path of data.filter((argument) => paths.has(argument) && isListFile(argument))) {
    lists.push(await readListSamples(path, clean));
  }
  const pages: PageSamples[] = await mapConcurrently([...paths].filter(isPageFile), 8, (path) =>
    readPageSamples(path, keyOf(path, folders), clean),
  );
  const pageImages = new Set(pages.flatMap(({ image }) => (image === undefined ? [] : [image])));
  const listing = pairLines([...paths].filter((path) => !pageImages.has(path)));
  const results = await mapConcurrently(listing.lines, 16, (line) => readSample(line, folders, options));
  const samples = [
    ...results.filter((result) => 'text' in result),
    ...[...packed, ...lists, ...pages].flatMap((one) => one.samples),
  ].map((sample) => groupedBy(options.groupBy, sample));
  if (samples.length > manyLines) collectGarbage();
  checkGrouping(samples, options.groupBy);
  const skipped = [
    ...results.filter((result) => 'reason' in result),
    ...[...packed, ...lists, ...pages].flatMap((one) => one.skipped),
  ];
  return { samples, skipped: [...listing.skipped, ...skipped] };
}

/** An error's message without the file that it is about. */
function reasonOf(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
}

/** An expression that fits no name at all is a mistake. */
function checkGrouping(samples: readonly Sample[], groupBy: RegExp | undefined): void {
  if (!groupBy || samples.length === 0 || samples.some(({ name }) => groupBy.test(name))) return;
  throw new DataError(`--group-by ${groupBy.source}: no line's path matches it, such as ${samples[0]?.name}`);
}

async function findArgument(argument: string): Promise<readonly string[]> {
  if (isHubName(argument)) return hubFiles(argument);
  const files = await findFiles(argument);
  if (!files) {
    throw new DataError(
      `${argument}: no such file or folder, and no file matches it as a pattern. Give a folder of line images with NAME.gt.txt beside them`,
    );
  }
  // A single image stands for itself and the text beside it.
  if (files.length === 1 && files[0] === argument) return [argument, ...(await textBeside(argument))];
  if ((await fileSize(argument)) === undefined && !/[*?[\]{}]/.test(argument)) return files;
  const texts = await mapConcurrently(files.filter(isLineImage), 16, textBeside);
  return [...files, ...texts.flat()];
}

async function textBeside(imagePath: string): Promise<readonly string[]> {
  const text = `${imagePath.replace(/(?:\.(?:bin|nrm))?\.[^./\\]+$/, '')}.gt.txt`;
  return (await fileSize(text)) === undefined ? [] : [text];
}

async function readSample(
  line: LineSource,
  folders: readonly string[],
  options: SourceOptions,
): Promise<Sample | Skipped> {
  const text = await readText(line.textPath, cleanerOf(options.text));
  if ('reason' in text) return { name: line.textPath, reason: text.reason };
  const image = await lineOfImage(line.imagePath);
  if ('reason' in image) return image;
  return {
    ...image,
    name: line.name,
    key: keyOf(line.name, folders),
    text: text.text,
    document: line.document,
  };
}

/** What a name is below the argument that it was found by. */
function keyOf(name: string, folders: readonly string[]): string {
  const folder = folders.find((candidate) => name.startsWith(candidate));
  const below = name
    .slice(folder?.length ?? 0)
    .replaceAll('\\', '/')
    .replace(/^\/+/, '');
  return below || name;
}

/** A line image without a text, by its header alone; or why it can't be read. */
export async function lineOfImage(imagePath: string): Promise<Sample | Skipped> {
  try {
    const { width, height } = await imageSize(imagePath);
    if (width > height * largestAspect) {
      const reason = `the image is over ${largestAspect} times wider than high`;
      return { name: imagePath, reason, detail: `${width}×${height}` };
    }
    return { name: imagePath, key: imagePath, imagePath, text: '', document: '', width, height };
  } catch (error) {
    return { name: imagePath, reason: imageProblem(error) };
  }
}

async function readText(path: string, clean: CleanText): Promise<{ text: string } | { reason: string }> {
  try {
    if (((await fileSize(path)) ?? 0) > largestTextBytes)
      return { reason: `the text is longer than ${largestTextBytes} bytes` };
    const text = clean(decodeText(await readBytes(path)));
    return text.trim() === '' ? { reason: 'the text is empty' } : { text };
  } catch (error) {
    if (error instanceof TypeError)
      return { reason: 'the text is not valid UTF-8 (nor UTF-16 with a byte order mark)' };
    return { reason: `the text can't be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function groupedBy(pattern: RegExp | undefined, sample: Sample): Sample {
  const match = pattern?.exec(sample.name);
  return match ? { ...sample, document: match[1] ?? match[0] } : sample;
}
