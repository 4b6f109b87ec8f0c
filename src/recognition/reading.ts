/** Reading many lines: batches of like widths, decoded on other threads while the network computes. */
import { type LoadedBatch, Loader, lineOfImage, planReading, type Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { inputOf } from '../model/index.js';
import { coreCount, imageProblem, imageSize, mapConcurrently } from '../platform/index.js';
import type { ReadLine, Recognizer } from './recognizer.js';

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
): AsyncGenerator<ReadBatch> {
  const input = inputOf(recognizer.model);
  const plans = planReading(samples, input, recognizer.readsSingly ? 1 : readingPixels);
  const pending: Promise<ReadBatch>[] = [];
  for await (const batch of loader.load(plans, input, 1)) {
    const reading = readBatch(recognizer, batch);
    // The error is thrown where the batch is awaited.
    reading.catch(() => undefined);
    pending.push(reading);
    if (pending.length > recognizer.threads) yield await (pending.shift() as Promise<ReadBatch>);
  }
  for (const reading of pending) yield await reading;
}

async function readBatch(recognizer: Recognizer, { shards, skipped }: LoadedBatch): Promise<ReadBatch> {
  const [shard] = shards;
  if (!shard) return { read: [], skipped };
  const samples = shard.lines.map(({ sample }) => sample);
  const lines = await recognizer.recognizeAside(
    shard,
    samples.map(({ width, height }) => ({ width, height })),
  );
  return { read: samples.map((sample, index) => [sample, lines[index] as ReadLine]), skipped };
}

/** What became of an image: its line, or why it could not be read. */
export type ReadImage =
  | { readonly image: string; readonly line: ReadLine; readonly width: number; readonly height: number }
  | { readonly image: string; readonly problem: string };

/** Images whose batches are made together: enough for full batches, few enough that results come soon. */
const windowSize = 256;
/** So few are read sooner than threads for them have started. */
const fewImages = 4;

/**
 * Reads image files, each what it gives alone; results come in the order of the images. An image that can't be read
 * has its reason and ends nothing.
 *
 * @param threads for decoding. Default: one for each core but one
 */
export async function* readImages(
  recognizer: Recognizer,
  images: readonly string[],
  threads: number = Math.max(1, coreCount() - 1),
): AsyncGenerator<ReadImage> {
  if (images.length <= fewImages) {
    for (const image of images) yield await readAlone(recognizer, image);
    return;
  }
  const loader = new Loader(threads);
  try {
    for (let at = 0; at < images.length; at += windowSize) {
      yield* await readWindow(recognizer, images.slice(at, at + windowSize), loader);
    }
  } finally {
    await loader.dispose();
  }
}

async function readAlone(recognizer: Recognizer, image: string): Promise<ReadImage> {
  try {
    const { width, height } = await imageSize(image);
    return { image, line: await recognizer.recognize(image), width, height };
  } catch (error) {
    return { image, problem: imageProblem(error) };
  }
}

async function readWindow(
  recognizer: Recognizer,
  images: readonly string[],
  loader: Loader,
): Promise<readonly ReadImage[]> {
  const found = await mapConcurrently(images, 16, lineOfImage);
  const samples = found.filter((one) => 'text' in one);
  const results = new Map<string, ReadImage>();
  const skip = ({ name, reason }: Skipped) => results.set(name, { image: name, problem: reason });
  for (const one of found) if ('reason' in one) skip(one);
  for await (const { read, skipped } of readSamples(recognizer, samples, loader)) {
    for (const [{ imagePath: image, width, height }, line] of read) results.set(image, { image, line, width, height });
    skipped.forEach(skip);
  }
  return images.map((image) => results.get(image) as ReadImage);
}
