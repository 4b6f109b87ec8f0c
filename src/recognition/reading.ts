/** Reading many lines: batches of like widths, decoded on other threads while the network computes. */
import {
  checkPaths,
  imageName,
  type LoadedBatch,
  Loader,
  pageProblem,
  planReading,
  type Sample,
} from '../dataset/index.js';
import { lineOfImage } from '../dataset/node.js';
import type { Skipped } from '../formats/index.js';
import type { Raster } from '../image/index.js';
import { inputOf } from '../model/index.js';
import { coreCount, decodeImage, imageProblem, imageSize, mapConcurrently } from '../runtime/index.js';
import type { ReadLine, ReadOptions, Recognizer } from './recognizer.js';

/** Columns × rows of a batch that is only read: enough to fill the cores, little enough to stay in their caches. */
const readingPixels = 400_000;

/** What became of a batch: its lines, and what could not be read. */
interface ReadBatch {
  readonly read: readonly (readonly [Sample, ReadLine])[];
  readonly skipped: readonly Skipped[];
}

/** Reads samples batch by batch, in the order of their widths. */
export async function* readSamples(
  recognizer: Recognizer,
  samples: readonly Sample[],
  loader: Loader,
  { signal }: ReadOptions = {},
): AsyncGenerator<ReadBatch> {
  signal?.throwIfAborted();
  const input = inputOf(recognizer.model);
  const plans = planReading(samples, input, recognizer.readsSingly ? 1 : readingPixels);
  const pending: Promise<ReadBatch>[] = [];
  try {
    for await (const batch of loader.load(plans, input, 1)) {
      const reading = readBatch(recognizer, batch, signal);
      // The error is thrown where the batch is awaited.
      reading.catch(() => undefined);
      pending.push(reading);
      if (pending.length > recognizer.threads) yield await (pending.shift() as Promise<ReadBatch>);
    }
    for (let next = pending.shift(); next; next = pending.shift()) yield await next;
  } finally {
    // Who stops early, or aborts, leaves nothing running.
    await Promise.allSettled(pending);
  }
}

async function readBatch(
  recognizer: Recognizer,
  { shards, skipped }: LoadedBatch,
  signal: AbortSignal | undefined,
): Promise<ReadBatch> {
  const [shard] = shards;
  if (!shard) return { read: [], skipped };
  const samples = shard.lines.map(({ sample }) => sample);
  const lines = await recognizer.recognizeBatch(
    shard,
    samples.map(({ width, height }) => ({ width, height })),
    { beside: true, signal },
  );
  return { read: samples.map((sample, index) => [sample, lines[index] as ReadLine]), skipped };
}

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
