/** Crops with their targets, made on other threads while the engine computes. */
import { ImageReader, imageName } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { unitFloats } from '../image/index.js';
import { known } from '../known.js';
import { imageProblem, inOrder, type Moved, WorkerPool } from '../runtime/index.js';
import { cropInk } from './crop-ink.js';
import { type CropLook, looked } from './crop-look.js';
import { CropMap, type CropPlan } from './crop-map.js';
import { type DrawnCrop, largestScale } from './crop-plan.js';
import { truthInCrop } from './crop-truth.js';
import type { LayoutSample } from './layout-sample.js';
import type { PageCache } from './page-cache.js';
import { type LayoutTargets, type LayoutTruth, layoutTargets } from './targets.js';

export interface CropRequest {
  readonly crops: readonly {
    /** What the page is kept by, and its image: a file's path, or bytes as a file has them. */
    readonly page: string;
    readonly image: string | Uint8Array;
    /** The scale of the largest crops of the page. */
    readonly largest: number;
    readonly plan: CropPlan;
    readonly look: CropLook;
    /** In pixels of the crop. */
    readonly truth: LayoutTruth;
  }[];
  readonly size: number;
  readonly regionTypes: readonly string[];
}

/** Values for a training graph, the crops one after the other. */
export interface MadeCrops extends LayoutTargets {
  /** Ink 0 to 1: [crops, 1, size, size] */
  readonly image: Float32Array;
}

export interface CropResult {
  readonly tensors: MadeCrops;
  /** Which crops of the request, in the order of the values. */
  readonly indices: readonly number[];
  readonly failed: readonly { readonly index: number; readonly reason: string }[];
}

/** Bytes of decoded pages that all threads keep together: about 300 pages of 1,600 px. */
const keptBytes = 512e6;

/** What a thread does: decode or remember, distort, draw the targets. */
export async function makeCrops({ crops, size, regionTypes }: CropRequest, pages: PageCache): Promise<CropResult> {
  const failed: { index: number; reason: string }[] = [];
  const made: { index: number; ink: Float32Array; targets: LayoutTargets }[] = [];
  for (const [index, { page, image, largest, plan, look, truth }] of crops.entries()) {
    try {
      const ink = looked(cropInk(await pages.page(page, image, largest), new CropMap(plan)), look);
      const targets = layoutTargets(truth, { x: 0, y: 0, scale: 1, width: size, height: size }, regionTypes);
      made.push({ index, ink: unitFloats(ink.data).slice(), targets });
    } catch (error) {
      failed.push({ index, reason: imageProblem(error) });
    }
  }
  const joined = (name: keyof LayoutTargets) => join(made.map(({ targets }) => targets[name]));
  return {
    tensors: {
      image: join(made.map(({ ink }) => ink)),
      maps: joined('maps'),
      mapWeights: joined('mapWeights'),
      heights: joined('heights'),
      heightWeights: joined('heightWeights'),
    },
    indices: made.map(({ index }) => index),
    failed,
  };
}

function join(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The answer of the thread, its values moved instead of copied. */
export function moveCrops(result: CropResult): Moved<CropResult> {
  const { image, maps, mapWeights, heights, heightWeights } = result.tensors;
  const values = [image, maps, mapWeights, heights, heightWeights];
  return { result, transfer: values.map(({ buffer }) => buffer as ArrayBuffer) };
}

/** A crop that is to be made. */
export interface PlannedCrop extends DrawnCrop {
  readonly sample: LayoutSample;
}

/** Crops that one session learns from. */
export interface CropShard {
  readonly samples: readonly LayoutSample[];
  readonly tensors: MadeCrops;
}

export interface CropBatch<Plan> {
  /** What it was planned from. */
  readonly plan: Plan;
  readonly shards: readonly CropShard[];
  readonly skipped: readonly Skipped[];
}

/** Makes batches of crops on a pool of threads, some ahead of the one that is asked for, always in the order of the plan. */
export class CropLoader {
  private readonly pool: WorkerPool<CropThreadRequest, CropResult>;
  private readonly images = new ImageReader();

  /** @param output the sides of crops in pixels, and the types of regions that have a map */
  constructor(
    private readonly threads: number,
    private readonly output: Pick<CropRequest, 'size' | 'regionTypes'>,
  ) {
    this.pool = new WorkerPool('cropper', threads);
  }

  /**
   * @param plans may be without end
   * @param cropsOf the crops of a plan, for each shard
   */
  load<Plan>(
    plans: Iterable<Plan>,
    cropsOf: (plan: Plan) => Promise<readonly (readonly PlannedCrop[])[]>,
  ): AsyncGenerator<CropBatch<Plan>> {
    return inOrder(plans, this.threads + 2, async (plan) => {
      const crops = await cropsOf(plan);
      const made = await Promise.all(crops.map((part) => this.shard(part)));
      return {
        plan,
        shards: made.flatMap(({ shard }) => (shard.samples.length > 0 ? [shard] : [])),
        skipped: made.flatMap(({ skipped }) => skipped),
      };
    });
  }

  private async shard(crops: readonly PlannedCrop[]) {
    const { output, threads } = this;
    const asked = await Promise.all(crops.map((crop) => this.crop(crop)));
    const { tensors, indices, failed } = await this.pool.ask({
      ...output,
      crops: asked,
      keptBytes: keptBytes / threads,
    });
    const sampleAt = (index: number) => known(crops[index], 'the crop that was made').sample;
    return {
      shard: { tensors, samples: indices.map(sampleAt) },
      skipped: failed.map(({ index, reason }) => ({ name: imageName(sampleAt(index).image), reason })),
    };
  }

  private async crop({ sample, plan, look }: PlannedCrop): Promise<CropRequest['crops'][number]> {
    return {
      page: sample.key,
      image: await this.images.source(sample.image),
      largest: largestScale(sample),
      plan,
      look,
      truth: truthInCrop(sample.truth, new CropMap(plan)),
    };
  }

  dispose(): Promise<void> {
    return this.pool.dispose();
  }
}

export interface CropThreadRequest extends CropRequest {
  /** Of decoded pages, by this thread. */
  readonly keptBytes: number;
}
