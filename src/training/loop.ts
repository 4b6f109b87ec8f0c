/**
 * The training loop: batches in, events out. All state that matters is in `Progress`, the weights and the optimiser's
 * moments, so a checkpoint between any two steps is complete. What a step does is a function of (seed, step) and the
 * data, never of timing; only under a limit in minutes does the clock decide the learning rate, and then it is in the
 * checkpoint and in the log.
 */
import type { Skipped } from '../formats/index.js';
import { type Checkpoint, writeCheckpoint } from './checkpoint.js';
import { checkedLoss, foldStatistics, notANumber } from './computed-step.js';
import { type Course, runCourse } from './course.js';
import { Engine } from './engine.js';
import { type LoopEvent, type LoopStep, type StopReason, TrainingError } from './events.js';
import { inGroups } from './groups.js';
import { layOutParameters, packWeights, unpackWeights } from './layout.js';
import { reasonToStop, shareDone, validationIsDue } from './limits.js';
import { AdamW } from './optimizer.js';
import { noProgress, type Progress } from './progress.js';
import { learningRateAt } from './schedule.js';
import type { LoopSettings } from './settings.js';
import type { Batch, RunStore, Task, Validation } from './task.js';
import { SkippedOnce, validateWeights } from './validate.js';
import { Vectors } from './vectors.js';

export interface LoopOptions<V extends Validation> {
  readonly task: Task<V>;
  readonly settings: LoopSettings;
  /** Parts of a batch, which are computed beside each other. */
  readonly shards: number;
  readonly threads: number;
  /** Starting point: weights by name, or a checkpoint to go on from. */
  readonly start: ReadonlyMap<string, Float32Array> | Checkpoint;
  /** What a checkpoint must agree with. */
  readonly identity: string;
  readonly store: RunStore;
  /** Whether the weights that it starts from are a model's, which is to be validated first. */
  readonly goesOn: boolean;
  /** Asks to stop after the step or validation. */
  readonly signal?: AbortSignal | undefined;
  /** Asks to leave a validation unfinished too. */
  readonly abandon?: AbortSignal | undefined;
  /** Is called when a validation begins; its event comes when it is over. */
  readonly validating?: (() => void) | undefined;
}

export class Loop<V extends Validation> implements Course<LoopEvent<V>> {
  private readonly layout;
  private readonly vectors: Vectors;
  private readonly optimizer: AdamW;
  private progress: Progress;
  private readonly skipped = new SkippedOnce();
  private savedAt = performance.now();
  private epochBatches = 1;

  constructor(private readonly options: LoopOptions<V>) {
    const { task, settings, start, shards } = options;
    this.layout = layOutParameters(task.parameters);
    this.vectors = new Vectors(this.layout, shards);
    const { weights } = this.vectors;
    const resumed = 'progress' in start;
    if (resumed) weights.set(start.weights);
    else packWeights(this.layout, start, weights);
    const numbers = { ...settings, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    this.optimizer = new AdamW(this.layout, numbers, weights, resumed ? start.optimizer : undefined, this.vectors);
    this.progress = resumed ? start.progress : noProgress;
  }

  get skippedSamples(): readonly Skipped[] {
    return this.skipped.all;
  }

  get state(): Progress {
    return this.progress;
  }

  /** Trains until a limit is reached, patience runs out, or the signal asks to stop. */
  async *run(): AsyncGenerator<LoopEvent<V>, StopReason> {
    const { task, threads, settings } = this.options;
    const { layout, vectors } = this;
    const engine = await Engine.create({ graph: task.trainingGraph(), threads, seed: settings.seed, layout, vectors });
    try {
      return yield* runCourse<LoopEvent<V>>(this.options, {
        progress: () => this.progress,
        validate: () => this.validate(),
        steps: () => this.epochs(engine),
        save: () => this.saveCheckpoint(),
        modelFile: () => task.modelFile(this.averagedWeights(), this.progress),
      });
    } finally {
      await engine.dispose();
    }
  }

  private async *epochs(engine: Engine): AsyncGenerator<LoopEvent<V>, StopReason> {
    const { task, settings, shards } = this.options;
    // A resumed run sees only the rest of its first epoch.
    let stepAtEpoch = this.progress.batch === 0 ? this.progress.step : undefined;
    let waitingSince = performance.now();
    // The task looks ahead into the next epoch, so that none begins with waiting.
    for await (const batches of inGroups(task.batches(this.progress, shards), settings.accumulate, isLast)) {
      const [{ epoch, batches: ofEpoch }] = batches as readonly [Batch, ...Batch[]];
      // A validation after the last step counts parts of the epoch too.
      this.epochBatches = ofEpoch;
      const stop = this.reasonToStop();
      if (stop) return stop;
      const skipped = this.skipped.add(batches.flatMap((batch) => batch.skipped));
      if (skipped.length > 0) yield { kind: 'skipped', skipped };
      const event = await this.step(engine, batches, waitingSince);
      if (event) yield event;
      if (batches.some(isLast)) {
        if (this.progress.step === stepAtEpoch) {
          throw new TrainingError('no training image can be decoded; the reasons are above');
        }
        stepAtEpoch = this.progress.step;
        this.progress = { ...this.progress, epoch: epoch + 1, batch: 0 };
      }
      if (this.validationIsDue()) yield* this.validate();
      else if (this.checkpointIsDue()) await this.saveCheckpoint();
      waitingSince = performance.now();
    }
    throw new Error('the batches of the epochs ended');
  }

  private validationIsDue(): boolean {
    return validationIsDue(this.progress, Math.ceil(this.epochBatches / this.options.settings.accumulate));
  }

  private reasonToStop(): StopReason | undefined {
    return reasonToStop(this.options.settings, this.progress, this.progress.epoch, this.options.signal);
  }

  private done(): number {
    const { step, epoch, batch, trainedSeconds: seconds } = this.progress;
    return shareDone(this.options.settings, { step, epochs: epoch + batch / this.epochBatches, seconds });
  }

  private async step(engine: Engine, batches: readonly Batch[], waitingSince: number): Promise<LoopStep | undefined> {
    const started = performance.now();
    const batch = this.progress.batch + batches.length;
    if (batches.every(({ shards }) => shards.length === 0)) {
      this.progress = { ...this.progress, batch };
      return undefined;
    }
    const { settings, task } = this.options;
    const step = this.progress.step + 1;
    const learningRate = learningRateAt(settings, step, this.done(), this.progress.reductions);
    const { weights } = this.vectors;
    const result = await engine.step(batches, step);
    const name = { step, sample: task.sample, learningRate: settings.learningRate };
    const lossSum = checkedLoss(result, name);
    const gradientNorm = this.optimizer.step(weights, result.gradient, learningRate, step, task.frozenAt(step));
    if (!Number.isFinite(gradientNorm)) throw notANumber('gradient', result, name);
    foldStatistics(this.layout, weights, result.statistics);
    const seconds = (performance.now() - waitingSince) / 1000;
    const trainedSeconds = this.progress.trainedSeconds + seconds;
    this.progress = {
      ...this.progress,
      step,
      batch,
      trainedSeconds,
      lossSum: this.progress.lossSum + lossSum,
      lossUnits: this.progress.lossUnits + result.units,
    };
    const done = this.done();
    return {
      kind: 'step',
      step,
      epoch: this.progress.epoch,
      progress: done,
      loss: lossSum / Math.max(1, result.units),
      learningRate,
      gradientNorm,
      samples: result.losses.length,
      samplesPerSecond: result.losses.length / seconds,
      trainedSeconds,
      remainingSeconds: done > 0 ? (trainedSeconds * (1 - done)) / done : Number.POSITIVE_INFINITY,
      waitedSeconds: (started - waitingSince) / 1000,
    };
  }

  private async *validate(): AsyncGenerator<LoopEvent<V>> {
    const epoch = this.progress.epoch + this.progress.batch / this.epochBatches;
    const weights = this.averagedWeights();
    const judged = yield* validateWeights(this.options, weights, this.progress, epoch, this.skipped);
    if (!judged) return;
    this.progress = judged.progress;
    await this.saveCheckpoint();
    yield judged.event;
  }

  private averagedWeights(): ReadonlyMap<string, Float32Array> {
    return unpackWeights(this.layout, this.optimizer.state.average);
  }

  private checkpointIsDue(): boolean {
    return performance.now() - this.savedAt >= this.options.settings.checkpointSeconds * 1000;
  }

  private async saveCheckpoint(): Promise<void> {
    await this.options.store.saveCheckpoint(
      writeCheckpoint({
        progress: this.progress,
        weights: this.vectors.weights,
        optimizer: this.optimizer.state,
        identity: this.options.identity,
      }),
    );
    this.savedAt = performance.now();
  }
}

function isLast(batch: Batch): boolean {
  return batch.isLast;
}
