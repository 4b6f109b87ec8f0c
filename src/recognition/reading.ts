/** Reading many lines: batches of like widths, decoded on other threads while the network computes. */
import { type LoadedBatch, type Loader, planReading, type ReadingDistortion, type Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { known } from '../known.js';
import { inputOf } from '../model/index.js';
import { inOrderUntil } from '../runtime/index.js';
import type { ReadLine } from './read-line.js';
import type { ImageSize, LineBatch, ReadOptions, Recognizer } from './recognizer.js';
import type { ScoredLine } from './spelling.js';

/** Columns × rows of a batch that is only read: enough to fill the cores, little enough to stay in their caches. */
export const readingPixels = 400_000;

/** What became of a batch: its lines, and what could not be read. */
interface ReadBatch<Line = ReadLine> {
  readonly read: readonly (readonly [Sample, Line])[];
  readonly skipped: readonly Skipped[];
}

export interface ReadSamplesOptions extends ReadOptions {
  /** What each line is shown as. Default: as it is. Positions of what is read are then those of the distorted line. */
  readonly distort?: ReadingDistortion | undefined;
}

/**
 * Reads samples batch by batch, in the order of their widths. Where each document is read in its language, its lines come
 * together instead, in windows of documents: the network looks at the next one while the lines of one are spelled.
 */
export async function* readSamples(
  recognizer: Recognizer,
  samples: readonly Sample[],
  loader: Loader,
  how: ReadSamplesOptions = {},
): AsyncGenerator<ReadBatch> {
  if (!recognizer.spellsDocuments) {
    yield* runSamples(recognizer, samples, loader, recognizer.recognizeBatch.bind(recognizer), how);
    return;
  }
  const scored = inOrderUntil(how.signal, documentWindows(samples), 1, (documents, signal) => {
    return score(recognizer, documents, loader, { ...how, signal });
  });
  for await (const documents of scored) yield* spell(recognizer, documents);
}

/**
 * Reads samples as far as others need not wait: while what is left of them is asked for, the network may look at more.
 * @returns what `readSamples` gives, which throws where reading failed
 */
export async function beginSamples(
  recognizer: Recognizer,
  samples: readonly Sample[],
  loader: Loader,
  how: ReadSamplesOptions = {},
): Promise<AsyncIterable<ReadBatch>> {
  if (recognizer.spellsDocuments) {
    return spell(recognizer, await score(recognizer, documentWindows(samples).flat(), loader, how));
  }
  const batches: ReadBatch[] = [];
  try {
    for await (const batch of readSamples(recognizer, samples, loader, how)) batches.push(batch);
  } catch (error) {
    return failing(batches, error);
  }
  return failing(batches, undefined);
}

/** What was read before an error is not lost. */
async function* failing(batches: readonly ReadBatch[], error: unknown): AsyncGenerator<ReadBatch> {
  yield* batches;
  if (error !== undefined) throw error;
}

/** Documents that the network has looked at. */
interface ScoredDocuments {
  readonly documents: readonly (readonly Sample[])[];
  /** Those of their lines that could be had. */
  readonly lines: ReadonlyMap<Sample, ScoredLine>;
  readonly skipped: readonly Skipped[];
}

async function score(
  recognizer: Recognizer,
  documents: readonly (readonly Sample[])[],
  loader: Loader,
  how: ReadSamplesOptions,
): Promise<ScoredDocuments> {
  const lines = new Map<Sample, ScoredLine>();
  const skipped: Skipped[] = [];
  const scoreBatch = recognizer.scoreBatch.bind(recognizer);
  for await (const batch of runSamples(recognizer, documents.flat(), loader, scoreBatch, how)) {
    for (const [sample, line] of batch.read) lines.set(sample, line);
    skipped.push(...batch.skipped);
  }
  return { documents, lines, skipped };
}

async function* spell(
  recognizer: Recognizer,
  { documents, lines, skipped }: ScoredDocuments,
): AsyncGenerator<ReadBatch> {
  if (skipped.length > 0) yield { read: [], skipped };
  for (const document of documents) {
    const samples = document.filter((sample) => lines.has(sample));
    const texts = await recognizer.spell(samples.map((sample) => known(lines.get(sample), 'the scores of a line')));
    yield { read: samples.map((sample, n) => [sample, known(texts[n], 'the text of a line')]), skipped: [] };
  }
}

/**
 * What the network says of so many lines is kept until their documents are whole, some 100 kB of each, and of as many more that it
 * looks at while these are spelled.
 */
const windowLines = 256;

/** Documents that are read together; of a long one its parts are documents of their own. */
export function documentWindows(samples: readonly Sample[]): readonly (readonly (readonly Sample[])[])[] {
  const documents = new Map<string, Sample[]>();
  for (const sample of samples) {
    const lines = documents.get(sample.document);
    if (lines) lines.push(sample);
    else documents.set(sample.document, [sample]);
  }
  const windows: (readonly Sample[])[][] = [];
  let room = 0;
  for (const lines of documents.values()) {
    for (let at = 0; at < lines.length; at += windowLines) {
      const part = lines.slice(at, at + windowLines);
      if (part.length > room) {
        windows.push([]);
        room = windowLines;
      }
      windows.at(-1)?.push(part);
      room -= part.length;
    }
  }
  return windows;
}

/** What is made of a batch's lines. */
type ReadShard<Line> = (
  batch: LineBatch,
  sources: readonly ImageSize[],
  how: { readonly beside: boolean; readonly signal: AbortSignal | undefined },
) => Promise<readonly Line[]>;

async function* runSamples<Line>(
  recognizer: Recognizer,
  samples: readonly Sample[],
  loader: Loader,
  readShard: ReadShard<Line>,
  { signal, distort }: ReadSamplesOptions,
): AsyncGenerator<ReadBatch<Line>> {
  signal?.throwIfAborted();
  const input = inputOf(recognizer.model);
  const plans = planReading(samples, input, recognizer.readsSingly ? 1 : readingPixels, distort);
  const pending: Promise<ReadBatch<Line>>[] = [];
  try {
    for await (const batch of loader.load(plans, input, 1)) {
      const reading = readBatch(readShard, batch, signal);
      // The error is thrown where the batch is awaited.
      reading.catch(() => undefined);
      pending.push(reading);
      const [oldest] = pending;
      if (oldest && pending.length > recognizer.threads) {
        pending.shift();
        yield await oldest;
      }
    }
    for (let next = pending.shift(); next; next = pending.shift()) yield await next;
  } finally {
    // Who stops early, or aborts, leaves nothing running.
    await Promise.allSettled(pending);
  }
}

async function readBatch<Line>(
  readShard: ReadShard<Line>,
  { shards, skipped }: LoadedBatch,
  signal: AbortSignal | undefined,
): Promise<ReadBatch<Line>> {
  const [shard] = shards;
  if (!shard) return { read: [], skipped };
  const samples = shard.lines.map(({ sample }) => sample);
  const lines = await readShard(
    shard,
    samples.map(({ width, height }) => ({ width, height })),
    { beside: true, signal },
  );
  return { read: samples.map((sample, index) => [sample, known(lines[index], 'the line of a sample')]), skipped };
}
