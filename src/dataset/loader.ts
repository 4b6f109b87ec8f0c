/** Batches of pixels, made on other threads while the engine computes. */

import { ImageReader } from '#variant/dataset/image-reader';
import type { Skipped } from '../formats/index.js';
import { type Distortion, type LineInput, prepareLine, type Raster, unitFloats } from '../image/index.js';
import { known } from '../known.js';
import { decodeImage, imageProblem, inOrder, type Moved, WorkerPool } from '../runtime/index.js';
import type { BatchPlan, PlannedLine } from './batches.js';
import { imageName } from './sample.js';

/** What `decodeImage` takes: a file's path, or bytes as a file has them. */
type EncodedImage = string | Uint8Array;

export interface LoadRequest {
  readonly lines: readonly {
    readonly image: EncodedImage;
    /** A line that is joined to its end. */
    readonly next?: EncodedImage;
    readonly distortion?: Distortion;
  }[];
  readonly input: LineInput;
  /** Pixels of the batch. */
  readonly width: number;
  /** The lines are dealt out to so many images. */
  readonly shards: number;
}

/** The part of a batch that one session works on. */
export interface LoadedShard {
  /** Which lines of the request, in the order of the image's rows. */
  readonly indices: readonly number[];
  /** Ink 0 to 1: [indices.length, 1, lineHeight, width] */
  readonly image: Float32Array;
  readonly width: number;
  /** True width of each line in pixels. */
  readonly widths: readonly number[];
}

export interface LoadResult {
  readonly shards: readonly LoadedShard[];
  readonly failed: readonly { readonly index: number; readonly reason: string }[];
}

/** What the loader's thread does: decode, scale, distort, and lay out. */
export async function loadBatch(request: LoadRequest): Promise<LoadResult> {
  const failed: { index: number; reason: string }[] = [];
  const rasters: { index: number; raster: Raster }[] = [];
  for (const [index, line] of request.lines.entries()) {
    try {
      const next = line.next === undefined ? undefined : await decodeImage(line.next);
      const raster = prepareLine(await decodeImage(line.image), request.input, line.distortion, next);
      rasters.push({ index, raster });
    } catch (error) {
      failed.push({ index, reason: imageProblem(error) });
    }
  }
  const shards = dealByWidth(rasters, request.shards, ({ raster }) => raster.width).map((part) =>
    layOut(part, request),
  );
  return { shards, failed };
}

/** Columns of a session's image: its widest line, rounded up to 8 pixels. A coarser step would be padding to pay for. */
export function shardWidth(widths: readonly number[]): number {
  return Math.ceil(Math.max(...widths) / 8) * 8;
}

/** A session's fixed cost for each column, in lines: its loop over time has steps to make however few lines it has. */
const fixedLines = 2;

/**
 * Deals lines out to sessions that work side by side: sorted by width and cut so that the slowest session is as fast
 * as can be. Each part is padded only to its own widest line.
 * @returns `parts` parts, or fewer when there are fewer lines
 */
export function dealByWidth<T>(
  lines: readonly T[],
  parts: number,
  widthOf: (line: T) => number,
): readonly (readonly T[])[] {
  const sorted = [...lines].sort((a, b) => widthOf(a) - widthOf(b));
  const count = Math.min(parts, sorted.length);
  // best[n][k]: the first n lines in k parts, as the slowest part's cost and where the last part begins.
  const best = Array.from({ length: sorted.length + 1 }, () => new Map<number, { slowest: number; from: number }>());
  for (const [last, line] of sorted.entries()) {
    const n = last + 1;
    const width = widthOf(line);
    const cost = (from: number) => (n - from + fixedLines) * width;
    best[n]?.set(1, { slowest: cost(0), from: 0 });
    for (let k = 2; k <= Math.min(count, n); k++) {
      for (let from = k - 1; from < n; from++) {
        const slowest = Math.max(best[from]?.get(k - 1)?.slowest ?? Number.POSITIVE_INFINITY, cost(from));
        if (slowest < (best[n]?.get(k)?.slowest ?? Number.POSITIVE_INFINITY)) best[n]?.set(k, { slowest, from });
      }
    }
  }
  const result: T[][] = [];
  for (let k = count, to = sorted.length; k > 0; k--) {
    const from = best[to]?.get(k)?.from ?? 0;
    result.unshift(sorted.slice(from, to));
    to = from;
  }
  return result;
}

function layOut(lines: readonly { index: number; raster: Raster }[], request: LoadRequest): LoadedShard {
  const width = Math.min(request.width, shardWidth(lines.map(({ raster }) => raster.width)));
  const rasters = lines.map(({ raster }) => raster);
  return { indices: lines.map(({ index }) => index), ...layOutLines(rasters, width) };
}

/**
 * Lines of one height beside each other in one image, padded with paper. What is wider than `width` is cut.
 *
 * @returns ink 0 to 1, [count, 1, height, width], and the true width of each line in pixels
 */
export function layOutLines(lines: readonly Raster[], width: number) {
  const height = lines[0]?.height ?? 0;
  const size = height * width;
  const image = new Float32Array(lines.length * size);
  lines.forEach((line, n) => {
    const columns = Math.min(width, line.width);
    const ink = unitFloats(line.data);
    for (let y = 0; y < height; y++) {
      const from = y * line.width;
      image.set(ink.subarray(from, from + columns), n * size + y * width);
    }
  });
  return { image, width, widths: lines.map((line) => Math.min(width, line.width)) };
}

/** The answer of the loader's thread, its pixels moved instead of copied. */
export function moveResult(result: LoadResult): Moved<LoadResult> {
  return { result, transfer: result.shards.map(({ image }) => image.buffer as ArrayBuffer) };
}

/** A batch with what its lines are. */
export interface LoadedBatch<Plan extends BatchPlan = BatchPlan> {
  readonly plan: Plan;
  readonly shards: readonly (Omit<LoadedShard, 'indices'> & { readonly lines: readonly Plan['lines'][number][] })[];
  readonly skipped: readonly Skipped[];
}

/** Loads batches on a pool of threads, some ahead of the one that is asked for, always in the order of the plan. */
export class Loader {
  private readonly pool: WorkerPool<LoadRequest, LoadResult>;
  /** Batches that are being loaded or wait to be taken. */
  private readonly ahead: number;
  private readonly images = new ImageReader();

  constructor(threads: number) {
    this.pool = new WorkerPool('loader', threads);
    this.ahead = threads + 2;
  }

  /** @param plans may be without end */
  load<Plan extends BatchPlan>(
    plans: Iterable<Plan>,
    input: LineInput,
    shards: number,
  ): AsyncGenerator<LoadedBatch<Plan>> {
    const images = this.images.beside();
    return inOrder(plans, this.ahead, (plan) => this.batch(plan, images, input, shards));
  }

  private async batch<Plan extends BatchPlan>(
    plan: Plan,
    images: ImageReader,
    input: LineInput,
    shards: number,
  ): Promise<LoadedBatch<Plan>> {
    const encoded = await Promise.all(plan.lines.map((line: Plan['lines'][number]) => encodedLine(line, images)));
    const readable = encoded.filter((line) => 'image' in line);
    const result = await this.pool.ask({
      lines: readable.map(({ image, next, line: { distort } }) => ({
        image,
        ...(next === undefined ? {} : { next }),
        ...(distort ? { distortion: distort() } : {}),
      })),
      input,
      width: plan.width,
      shards,
    });
    return {
      plan,
      shards: result.shards.map(({ indices, ...shard }) => ({
        ...shard,
        lines: indices.map((index) => known(readable[index], 'the line that was loaded').line),
      })),
      skipped: [
        ...encoded.filter((line) => 'reason' in line),
        ...result.failed.map(({ index, reason }) => {
          const { line } = known(readable[index], 'the line that could not be loaded');
          return { name: imageName(line.sample.image), reason };
        }),
      ],
    };
  }

  dispose(): Promise<void> {
    return this.pool.dispose();
  }
}

async function encodedLine<Line extends PlannedLine>(
  line: Line,
  images: ImageReader,
): Promise<{ line: Line; image: EncodedImage; next?: EncodedImage } | Skipped> {
  try {
    const image = await images.source(line.sample.image);
    return { line, image, ...(line.next ? { next: await images.source(line.next.image) } : {}) };
  } catch (error) {
    return { name: imageName(line.sample.image), reason: error instanceof Error ? error.message : String(error) };
  }
}
