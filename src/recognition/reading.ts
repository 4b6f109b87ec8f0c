/** Reading many lines: batches of like widths, decoded on other threads while the network computes. */
import { type LoadedBatch, type Loader, planReading, type Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { known } from '../known.js';
import { inputOf } from '../model/index.js';
import type { ReadLine } from './read-line.js';
import type { ReadOptions, Recognizer } from './recognizer.js';

/** Columns × rows of a batch that is only read: enough to fill the cores, little enough to stay in their caches. */
export const readingPixels = 400_000;

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
  return { read: samples.map((sample, index) => [sample, known(lines[index], 'the line of a sample')]), skipped };
}
