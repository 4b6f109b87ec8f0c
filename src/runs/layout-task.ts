/** Page layout as what is trained: crops of pages with maps of their lines in, baselines that are found out. */
import { ImageReader, imageName } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import {
  type BaselineScore,
  CropLoader,
  canonicalAscender,
  LayoutDetector,
  type LayoutSample,
  type MadeCrops,
  scoreBaselines,
} from '../layout/index.js';
import { writeLayoutModel } from '../model/index.js';
import type { LayoutNetwork } from '../network/index.js';
import { linesOf, type Point } from '../page/index.js';
import { decodeImage, imageProblem, mapConcurrently } from '../runtime/index.js';
import type { Batch, Progress, Shard, Task } from '../training/index.js';
import { CropSchedule, plannedCrop, type ScheduledBatch, type ScheduledCrop } from './crop-schedule.js';
import type { DrawnPages } from './drawn-pages.js';
import { thinned } from './history.js';
import type { LayoutSettings } from './layout-options.js';
import { type LayoutValidation, layoutValidation, type ScoredPage } from './layout-validation.js';

export interface LayoutTaskOptions {
  readonly network: LayoutNetwork;
  readonly settings: LayoutSettings;
  readonly threads: number;
  readonly training: readonly LayoutSample[];
  readonly validation: readonly LayoutSample[];
  /** Default: none are mixed in. */
  readonly drawn?: DrawnPages | undefined;
  readonly provenance: Readonly<Record<string, unknown>>;
}

/** Pages that are read beside each other in a validation; each takes some hundred megabytes. */
const mostReaders = 4;

export class LayoutTask implements Task<LayoutValidation> {
  readonly sample = 'crop';
  readonly parameters;
  private readonly loader: CropLoader;
  private readonly images = new ImageReader();

  constructor(private readonly options: LayoutTaskOptions) {
    const { network, settings, threads } = options;
    this.parameters = network.parameters;
    this.loader = new CropLoader(Math.max(1, Math.floor(threads / 2)), {
      size: settings.cropSize,
      regionTypes: network.spec.regionTypes,
    });
  }

  trainingGraph() {
    return this.options.network.trainingGraph();
  }

  async *batches(from: Pick<Progress, 'epoch' | 'batch'>, shards: number): AsyncGenerator<Batch> {
    const { settings, training, drawn } = this.options;
    const schedule = new CropSchedule(training, settings, shards, drawn !== undefined);
    for await (const { plan, shards: made, skipped } of this.loader.load(schedule.from(from), (batch) =>
      this.planned(batch),
    )) {
      const { epoch, batches, isLast } = plan;
      yield {
        epoch,
        batches,
        isLast,
        skipped,
        shards: made.map(({ samples, tensors }) => shardOf(samples, tensors, settings.cropSize)),
      };
    }
  }

  private planned({ crops }: ScheduledBatch) {
    return Promise.all(crops.map((shard) => Promise.all(shard.map((crop) => this.plannedCrop(crop)))));
  }

  private async plannedCrop(crop: ScheduledCrop) {
    const { settings, drawn } = this.options;
    const { chosen } = crop;
    if ('sample' in chosen) return plannedCrop(chosen.sample, crop, settings);
    if (!drawn) throw new Error('LayoutTask: a drawn page was scheduled, and there is no source of them');
    return plannedCrop(await drawn.page(chosen.drawn), crop, settings);
  }

  async validate(
    weights: ReadonlyMap<string, Float32Array>,
    abandon: AbortSignal | undefined,
  ): Promise<LayoutValidation | undefined> {
    const { network, validation, training, threads } = this.options;
    const samples = validation.length > 0 ? validation : training;
    const readers = Math.min(mostReaders, threads, samples.length);
    const graph = { network, bytes: network.inferenceGraph(weights), ascender: canonicalAscender, path: 'the model' };
    const detector = await LayoutDetector.open(graph, { threads: readers });
    try {
      const pages = await mapConcurrently(samples, readers, async (sample) => {
        abandon?.throwIfAborted();
        return this.scored(sample, detector);
      });
      return layoutValidation(
        pages.filter((page) => 'score' in page),
        pages.filter((page) => 'reason' in page),
      );
    } catch (error) {
      if (abandon?.aborted) return undefined;
      throw error;
    } finally {
      await detector.dispose();
    }
  }

  private async scored(sample: LayoutSample, detector: LayoutDetector): Promise<ScoredPage | Skipped> {
    let light: Awaited<ReturnType<typeof decodeImage>>;
    try {
      light = await decodeImage(await this.images.source(sample.image));
    } catch (error) {
      return { name: imageName(sample.image), reason: imageProblem(error) };
    }
    const { lines } = await detector.findLines(light, { beside: true });
    const baselines = lines.map(({ baseline }) => baseline);
    return { sample, score: scoreOf(sample, baselines) };
  }

  modelFile(weights: ReadonlyMap<string, Float32Array>, progress: Progress, validation?: LayoutValidation): Uint8Array {
    const { network, provenance } = this.options;
    return writeLayoutModel({
      network,
      weights,
      ascender: canonicalAscender,
      provenance,
      metrics: validation ? metricsOf(validation, progress) : {},
      history: thinned(progress.history).map(({ step, epoch, loss, score }) => ({ step, epoch, loss, score })),
    });
  }

  frozenAt() {
    return () => false;
  }

  dispose(): Promise<void> {
    return this.loader.dispose();
  }
}

function shardOf(samples: readonly LayoutSample[], tensors: MadeCrops, size: number): Shard {
  const count = samples.length;
  const half = size / 2;
  const maps = (data: Float32Array) => ({ data, shape: [count, data.length / (count * half * half), half, half] });
  return {
    samples: samples.map(({ name }) => name),
    feeds: {
      image: { data: tensors.image, shape: [count, 1, size, size] },
      maps: maps(tensors.maps),
      mapWeights: maps(tensors.mapWeights),
      heights: maps(tensors.heights),
      heightWeights: maps(tensors.heightWeights),
    },
    weight: count,
    units: count,
  };
}

/** Lines that have no baseline in the description are neither right nor wrong, as zones without lines are. */
function scoreOf({ truth }: LayoutSample, read: readonly (readonly Point[])[]): BaselineScore {
  const lines = linesOf(truth.page);
  const hasBaseline = ({ baseline = [] }: (typeof lines)[number]) => baseline.length >= 2;
  const unknown = lines.flatMap((line) => (!hasBaseline(line) && line.polygon ? [line.polygon] : []));
  const baselines = lines.flatMap((line) => (hasBaseline(line) && line.baseline ? [line.baseline] : []));
  return scoreBaselines(baselines, read, [...(truth.unknown ?? []), ...unknown]);
}

function metricsOf({ scores, sets, pages }: LayoutValidation, progress: Progress): Readonly<Record<string, unknown>> {
  const last = progress.history.at(-1);
  return {
    validationBaselineF: scores.f,
    validationBaselinePrecision: scores.precision,
    validationBaselineRecall: scores.recall,
    validationPages: pages,
    ...(sets.length > 1 ? { validationSets: Object.fromEntries(sets.map(({ set, f }) => [set, f])) } : {}),
    step: progress.step,
    epoch: last?.step === progress.step ? last.epoch : 0,
    trainedSeconds: Math.round(progress.trainedSeconds),
  };
}
