/** Reading the images of lines from files. */
import { checkPaths, imageName, Loader, pageProblem, type Sample } from '../dataset/index.js';
import { lineOfImage } from '../dataset/node.js';
import { documentOf, lineName } from '../formats/index.js';
import type { Raster } from '../image/index.js';
import { coreCount, decodeImage, imageProblem, imageSize, inOrderUntil, mapConcurrently } from '../runtime/index.js';
import type { ReadLine } from './read-line.js';
import { beginSamples } from './reading.js';
import type { ReadOptions, Recognizer } from './recognizer.js';

/** What became of an image: its line, or why it could not be read. */
export type ReadImage =
  | { readonly image: string; readonly line: ReadLine; readonly width: number; readonly height: number }
  | {
      readonly image: string;
      readonly problem: string;
      /** It looks like a page, and would be read with the option `lines`. */
      readonly isPage: boolean;
    };

/** Images whose batches are made together, at most: enough for full batches, few enough that results come soon. */
const windowSize = 256;
/** So few are read sooner than threads for them have started. */
const fewImages = 4;

export interface ReadImagesOptions extends ReadOptions {
  /** For decoding. Default: one for each core but one. */
  readonly threads?: number;
  /** Decodes instead of threads of its own; whoever gives it disposes of it. */
  readonly loader?: Loader | undefined;
  /** Every image is a line, those too that look like pages. Default: false. */
  readonly lines?: boolean;
}

/**
 * Reads image files, each what it gives alone; results come in the order of the images. An image that can't be read, or
 * that looks like a page, has its reason and ends nothing.
 *
 * @param images paths
 * @throws the signal's reason, after the images that were finished until then; DataError for what is no list of paths
 */
export async function* readImages(
  recognizer: Recognizer,
  images: readonly string[],
  { threads = Math.max(1, coreCount() - 1), loader, lines = false, signal }: ReadImagesOptions = {},
): AsyncGenerator<ReadImage> {
  const problemOf = lines ? () => undefined : pageProblem;
  checkPaths('readImages: images', images);
  if (images.length <= (recognizer.spellsDocuments ? 1 : fewImages)) {
    for (const image of images) yield await readAlone(recognizer, image, problemOf, signal);
    return;
  }
  const decoder = loader ?? new Loader(threads);
  try {
    const begun = inOrderUntil(signal, windowsOf(images), 1, (window, ending) => {
      return begin(recognizer, window, decoder, problemOf, ending);
    });
    for await (const window of begun) yield* finish(window, signal);
  } finally {
    if (!loader) await decoder.dispose();
  }
}

type ProblemOf = typeof pageProblem;

async function readAlone(
  recognizer: Recognizer,
  image: string,
  problemOf: ProblemOf,
  signal: AbortSignal | undefined,
): Promise<ReadImage> {
  signal?.throwIfAborted();
  const decoded = await rasterOf(image, problemOf);
  if ('problem' in decoded) return { image, ...decoded };
  // What fails here is not the image's fault.
  return { image, line: await recognizer.recognize(decoded, { signal }), width: decoded.width, height: decoded.height };
}

async function rasterOf(
  image: string,
  problemOf: ProblemOf,
): Promise<Raster | { readonly problem: string; readonly isPage: boolean }> {
  try {
    const problem = problemOf(await imageSize(image));
    return problem === undefined ? await decodeImage(image) : { problem, isPage: true };
  } catch (error) {
    return { problem: imageProblem(error), isPage: false };
  }
}

/** A document is cut only where it alone is more than a window. */
export function* windowsOf(images: readonly string[]): Generator<readonly string[]> {
  const document = (index: number) => documentOf(lineName(images[index] ?? ''));
  for (let from = 0; from < images.length; ) {
    const most = Math.min(from + windowSize, images.length);
    let end = most;
    while (end > from && end < images.length && document(end) === document(end - 1)) end--;
    if (end === from) end = most;
    yield images.slice(from, end);
    from = end;
  }
}

/** Images that are being read. */
interface BegunWindow {
  readonly images: readonly string[];
  /** Of those that are no lines. */
  readonly problems: readonly ReadImage[];
  readonly reading: Awaited<ReturnType<typeof beginSamples>>;
}

async function begin(
  recognizer: Recognizer,
  images: readonly string[],
  loader: Loader,
  problemOf: ProblemOf,
  signal: AbortSignal | undefined,
): Promise<BegunWindow> {
  const problems: ReadImage[] = [];
  const samples: Sample[] = [];
  for (const line of await mapConcurrently(images, 16, lineOfImage)) {
    const { name } = line;
    if ('reason' in line) {
      problems.push({ image: name, problem: line.reason, isPage: false });
      continue;
    }
    const problem = problemOf(line);
    if (problem === undefined) samples.push(line);
    else problems.push({ image: name, problem, isPage: true });
  }
  signal?.throwIfAborted();
  return { images, problems, reading: await beginSamples(recognizer, samples, loader, { signal }) };
}

/** Batches are of like widths, so what comes first in the order may be read last: all of a window come together. */
async function* finish(
  { images, problems, reading }: BegunWindow,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReadImage> {
  const results = new Map(problems.map((problem) => [problem.image, problem]));
  try {
    for await (const { read, skipped } of reading) {
      for (const [{ image, width, height }, line] of read) {
        results.set(imageName(image), { image: imageName(image), line, width, height });
      }
      for (const { name, reason } of skipped) results.set(name, { image: name, problem: reason, isPage: false });
    }
  } catch (error) {
    // What was read before an abort is not lost.
    if (signal?.aborted) yield* ordered(images, results);
    throw error;
  }
  yield* ordered(images, results);
}

function ordered(images: readonly string[], results: ReadonlyMap<string, ReadImage>): readonly ReadImage[] {
  return images.flatMap((image) => results.get(image) ?? []);
}
