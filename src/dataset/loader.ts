/** Batches of pixels, made on other threads while the engine computes. */

import type { Skipped } from '../formats/index.js';
import { type Distortion, prepareLine, type Raster } from '../image/index.js';
import { decodeImage, imageProblem, type Moved, WorkerPool } from '../platform/index.js';
import type { BatchPlan, PlannedLine } from './batches.js';

export interface LoadRequest {
  readonly lines: readonly {
    readonly imagePath: string;
    readonly width: number;
    readonly distortion?: Distortion;
  }[];
  readonly lineHeight: number;
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
      const raster = prepareLine(await decodeImage(line.imagePath), request.lineHeight, line.distortion);
      rasters.push({ index, raster });
    } catch (error) {
      failed.push({ index, reason: imageProblem(error) });
    }
  }
  // Narrow lines to the first shard, wide ones to the last: each is padded only to its own widest line.
  rasters.sort((a, b) => a.raster.width - b.raster.width || a.index - b.index);
  const shards = deal(rasters, request.shards).map((part) => layOut(part, request));
  return { shards, failed };
}

/** Contiguous parts of about equal work. */
function deal<T>(items: readonly T[], parts: number): readonly (readonly T[])[] {
  const count = Math.min(parts, items.length);
  return Array.from({ length: count }, (_, part) =>
    items.slice(Math.round((part * items.length) / count), Math.round(((part + 1) * items.length) / count)),
  );
}

function layOut(lines: readonly { index: number; raster: Raster }[], { lineHeight, width }: LoadRequest): LoadedShard {
  const size = lineHeight * width;
  const image = new Float32Array(lines.length * size);
  lines.forEach(({ raster }, n) => {
    const columns = Math.min(width, raster.width);
    for (let y = 0; y < lineHeight; y++) {
      const to = n * size + y * width;
      const from = y * raster.width;
      for (let x = 0; x < columns; x++) image[to + x] = (raster.data[from + x] as number) / 255;
    }
  });
  return {
    indices: lines.map(({ index }) => index),
    image,
    width,
    widths: lines.map(({ raster }) => Math.min(width, raster.width)),
  };
}

/** The answer of the loader's thread, its pixels moved instead of copied. */
export function moveResult(result: LoadResult): Moved<LoadResult> {
  return { result, transfer: result.shards.map(({ image }) => image.buffer as ArrayBuffer) };
}

/** A batch with what its lines are. */
export interface LoadedBatch {
  readonly plan: BatchPlan;
  readonly shards: readonly (Omit<LoadedShard, 'indices'> & { readonly lines: readonly PlannedLine[] })[];
  readonly skipped: readonly Skipped[];
}

/** Loads batches on a pool of threads, some ahead of the one that is asked for, always in the order of the plan. */
export class Loader {
  private readonly pool: WorkerPool<LoadRequest, LoadResult>;

  constructor(
    threads: number,
    private readonly ahead = 3,
  ) {
    this.pool = new WorkerPool('loader', threads);
  }

  async *load(plans: Iterable<BatchPlan>, lineHeight: number, shards: number): AsyncGenerator<LoadedBatch> {
    const pending: Promise<LoadedBatch>[] = [];
    const iterator = plans[Symbol.iterator]();
    const request = (): boolean => {
      const { value, done } = iterator.next();
      if (done) return false;
      const loading = this.one(value, lineHeight, shards);
      // The error is thrown where the batch is awaited.
      loading.catch(() => undefined);
      pending.push(loading);
      return true;
    };
    while (pending.length < this.ahead && request());
    for (let next = pending.shift(); next; next = pending.shift()) {
      const batch = await next;
      request();
      yield batch;
    }
  }

  private async one(plan: BatchPlan, lineHeight: number, shards: number): Promise<LoadedBatch> {
    const result = await this.pool.ask({
      lines: plan.lines.map(({ sample, width, distortion }) => ({
        imagePath: sample.imagePath,
        width,
        ...(distortion ? { distortion } : {}),
      })),
      lineHeight,
      width: plan.width,
      shards,
    });
    return {
      plan,
      shards: result.shards.map(({ indices, ...shard }) => ({
        ...shard,
        lines: indices.map((index) => plan.lines[index] as PlannedLine),
      })),
      skipped: result.failed.map(({ index, reason }) => ({
        name: (plan.lines[index] as PlannedLine).sample.imagePath,
        reason,
      })),
    };
  }

  dispose(): Promise<void> {
    return this.pool.dispose();
  }
}
