/** Lines and their texts as what is trained: batches of pixels and labels in, a character error rate out. */
import {
  type BatchPlan,
  type LoadedBatch,
  Loader,
  paperLines,
  planEpoch,
  type Sample,
  shownText,
  type TrainingLine,
} from '../dataset/index.js';
import { calibrate, type Evaluation, evaluate } from '../evaluation/index.js';
import { augmentationOf } from '../image/index.js';
import { asModel, type NewModel, writeModel } from '../model/index.js';
import type { Network } from '../network/index.js';
import { Random } from '../random/index.js';
import { Recognizer } from '../recognition/index.js';
import { int64 } from '../runtime/index.js';
import { type Alphabet, framesNeeded } from '../text/index.js';
import { type Batch, type Progress, type Shard, type Task, TrainingError } from '../training/index.js';
import { thinned } from './history.js';
import { type LineValidation, lineValidation } from './line-validation.js';
import { inputFor, preprocessingOf, type TrainingSettings, textRulesOf } from './options.js';
import { frozenAt } from './start.js';

export interface LineTaskOptions {
  readonly network: Network;
  readonly alphabet: Alphabet;
  readonly settings: TrainingSettings;
  readonly threads: number;
  readonly training: readonly Sample[];
  readonly validation: readonly Sample[];
  readonly provenance: Readonly<Record<string, unknown>>;
}

/** Lines of the training set that are read at each validation, always the same. */
const probeLines = 100;

/** A batch and its place in the epoch. */
interface EpochPlan extends BatchPlan<TrainingLine> {
  readonly epoch: number;
  /** Of the epoch. */
  readonly batches: number;
  readonly isLast: boolean;
}

export class LineTask implements Task<LineValidation> {
  readonly sample = 'line';
  readonly parameters;
  private readonly loader: Loader;
  private readonly probe: readonly Sample[];

  constructor(private readonly options: LineTaskOptions) {
    const { network, settings, training, threads } = options;
    this.parameters = network.parameters;
    this.probe = new Random(settings.seed, 'probe').shuffle(training).slice(0, probeLines);
    this.loader = new Loader(Math.max(1, Math.floor(threads / 2)));
  }

  trainingGraph() {
    const { network, settings } = this.options;
    return network.trainingGraph(settings.batchNorm);
  }

  async *batches(from: Pick<Progress, 'epoch' | 'batch'>, shards: number): AsyncGenerator<Batch> {
    const { network, settings } = this.options;
    for await (const { plan, ...loaded } of this.loader.load(
      this.plans(from, shards),
      inputFor(network, settings),
      shards,
    )) {
      yield {
        epoch: plan.epoch,
        batches: plan.batches,
        isLast: plan.isLast,
        skipped: loaded.skipped,
        shards: loaded.shards.map((shard) => shardOf(shard, network.height)),
      };
    }
  }

  /** The plans of the batches from a place on, epoch after epoch without end. */
  private *plans({ epoch, batch }: Pick<Progress, 'epoch' | 'batch'>, shards: number): Generator<EpochPlan> {
    for (let now = epoch; ; now++) {
      const plans = this.epochPlan(now, shards);
      if (plans.length === 0) throw new TrainingError(`epoch ${now + 1} has no batch: there is no line to learn from`);
      for (const [index, plan] of plans.entries()) {
        if (now === epoch && index < batch) continue;
        yield { ...plan, epoch: now, batches: plans.length, isLast: index === plans.length - 1 };
      }
    }
  }

  private epochPlan(epoch: number, parts: number): readonly BatchPlan<TrainingLine>[] {
    const { network, alphabet, settings, training } = this.options;
    const paper = paperLines(training.length, settings.paper, settings.seed, epoch);
    return planEpoch([...training, ...paper], epoch, {
      input: inputFor(network, settings),
      pixels: settings.batchPixels,
      parts,
      seed: settings.seed,
      augmentation: augmentationOf(settings.augmentation),
      labels: (line) => alphabet.encode(shownText(line, settings.direction)),
      fits: ({ labels }, width) => network.frames(width) >= framesNeeded(labels),
    });
  }

  async validate(
    weights: ReadonlyMap<string, Float32Array>,
    abandon: AbortSignal | undefined,
  ): Promise<LineValidation | undefined> {
    const { validation, threads } = this.options;
    const goOn = () => abandon?.throwIfAborted();
    const recognizer = await Recognizer.of(asModel(this.newModel(weights, {})), { threads });
    try {
      const read = (lines: readonly Sample[]) => evaluate(recognizer, lines, this.loader, goOn);
      const training = await read(this.probe);
      return lineValidation(training, validation.length > 0 ? await read(validation) : training);
    } catch (error) {
      if (abandon?.aborted) return undefined;
      throw error;
    } finally {
      await recognizer.dispose();
    }
  }

  modelFile(weights: ReadonlyMap<string, Float32Array>, progress: Progress, validation?: LineValidation): Uint8Array {
    const evaluation = validation?.evaluation;
    const known = {
      metrics: evaluation ? metricsOf(evaluation, progress) : {},
      history: thinned(progress.history).map(({ score, figures, ...point }) => ({
        ...point,
        trainingErrorRate: figures.trainingErrorRate ?? 0,
        validationErrorRate: score,
      })),
      ...(evaluation ? { calibration: calibrate(evaluation.lines) } : {}),
    };
    return writeModel(this.newModel(weights, known));
  }

  private newModel(
    weights: ReadonlyMap<string, Float32Array>,
    known: Partial<Pick<NewModel, 'metrics' | 'history' | 'calibration'>>,
  ): NewModel {
    const { network, alphabet, settings, provenance } = this.options;
    const [text, preprocessing] = [textRulesOf(settings), preprocessingOf(settings)];
    return { network, alphabet, weights, text, preprocessing, provenance, metrics: {}, ...known };
  }

  frozenAt(step: number): (name: string) => boolean {
    return frozenAt(step, this.options.settings, this.options.network);
  }

  dispose(): Promise<void> {
    return this.loader.dispose();
  }
}

/** Characters that would stand on paper without any: it weighs as much as a line of its width. */
function charactersOf(width: number, height: number): number {
  return Math.max(1, Math.round((charactersPerHeight * width) / height));
}

/** Of a line, for each line height of its width: few, as in a large hand. */
const charactersPerHeight = 2;

function shardOf(
  { lines, image, width, widths }: LoadedBatch<BatchPlan<TrainingLine>>['shards'][number],
  height: number,
): Shard {
  const labels = lines.map((line) => line.labels);
  const longest = Math.max(1, ...labels.map(({ length }) => length));
  const padded = labels.flatMap((label) => [...label, ...new Array<number>(longest - label.length).fill(0)]);
  return {
    samples: lines.map(({ sample }) => sample.name),
    feeds: {
      image: { data: image, shape: [labels.length, 1, height, width] },
      widths: int64(widths),
      labels: int64(padded, [labels.length, longest]),
      labelLength: int64(labels.map(({ length }) => length)),
    },
    weight: widths.reduce((sum, columns) => sum + columns, 0),
    units: labels.reduce((sum, { length }, n) => sum + (length || charactersOf(widths[n] ?? 0, height)), 0),
  };
}

function metricsOf({ lines, characterErrorRate, wordErrorRate }: Evaluation, progress: Progress): NewModel['metrics'] {
  const last = progress.history.at(-1);
  return {
    validationCharacterErrorRate: characterErrorRate,
    validationWordErrorRate: wordErrorRate,
    validationLines: lines.length,
    step: progress.step,
    epoch: last?.step === progress.step ? last.epoch : 0,
    trainedSeconds: Math.round(progress.trainedSeconds),
  };
}
