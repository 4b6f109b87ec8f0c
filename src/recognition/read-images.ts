/** Reading image files: each what it gives alone, in the order in which they were named. */
import { checkPaths, imageName, Loader, pageProblem, type Sample } from '../dataset/index.js';
import { lineOfImage } from '../dataset/node.js';
import type { Skipped } from '../formats/index.js';
import type { Raster } from '../image/index.js';
import { coreCount, decodeImage, imageProblem, imageSize, mapConcurrently } from '../runtime/index.js';
import { readSamples } from './reading.js';
import type { ReadLine, ReadOptions, Recognizer } from './recognizer.js';

/** What became of an image: its line, or why it could not be read. */
export type ReadImage =
  | { readonly image: string; readonly line: ReadLine; readonly width: number; readonly height: number }
  | {
      readonly image: string;
      readonly problem: string;
      /** It looks like a page, and would be read with the option `lines`. */
      readonly isPage: boolean;
    };

/** Images whose batches are made together: enough for full batches, few enough that results come soon. */
const windowSize = 256;
/** So few are read sooner than threads for them have started. */
const fewImages = 4;

export interface ReadImagesOptions extends ReadOptions {
  /** For decoding. Default: one for each core but one. */
  readonly threads?: number;
  /** Every image is a line, those too that look like pages. Default: false. */
  readonly lines?: boolean;
}

/**
 * Reads image files, each what it gives alone; results come in the order of the images. An image that can't be read, or
 * that looks like a page, has its reason and ends nothing.
 */
export async function* readImages(
  recognizer: Recognizer,
  images: readonly string[],
  { threads = Math.max(1, coreCount() - 1), lines = false, signal }: ReadImagesOptions = {},
): AsyncGenerator<ReadImage> {
  const problemOf = lines ? () => undefined : pageProblem;
  checkPaths('readImages: images', images);
  if (images.length <= fewImages) {
    for (const image of images) yield await readAlone(recognizer, image, problemOf, signal);
    return;
  }
  const loader = new Loader(threads);
  try {
    for (let at = 0; at < images.length; at += windowSize) {
      yield* await readWindow(recognizer, images.slice(at, at + windowSize), loader, problemOf, signal);
    }
  } finally {
    await loader.dispose();
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

async function readWindow(
  recognizer: Recognizer,
  images: readonly string[],
  loader: Loader,
  problemOf: ProblemOf,
  signal: AbortSignal | undefined,
): Promise<readonly ReadImage[]> {
  const found = await mapConcurrently(images, 16, lineOfImage);
  const samples: Sample[] = [];
  const results = new Map<string, ReadImage>();
  const skip = ({ name, reason }: Skipped, isPage = false) =>
    results.set(name, { image: name, problem: reason, isPage });
  for (const one of found) {
    if ('reason' in one) {
      skip(one);
      continue;
    }
    const reason = problemOf(one);
    if (reason === undefined) samples.push(one);
    else skip({ name: imageName(one.image), reason }, true);
  }
  for await (const { read, skipped } of readSamples(recognizer, samples, loader, { signal })) {
    for (const [{ image, width, height }, line] of read) {
      const path = imageName(image);
      results.set(path, { image: path, line, width, height });
    }
    for (const one of skipped) skip(one);
  }
  return images.map((image) => results.get(image) as ReadImage);
}
