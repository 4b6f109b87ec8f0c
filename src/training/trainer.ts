/**
 * The training loop: batches in, events out. All state that matters is in `Progress`, the weights and the optimiser's
 * moments, so a checkpoint between any two steps is complete. What a step does is a function of (seed, step) and the
 * data, never of timing; only under a limit in minutes does the clock decide the learning rate, and then it is in the
 * checkpoint and in the log.
 */
import { type BatchPlan, type LoadedBatch, Loader, planEpoch, type Sample, shownText } from '../dataset/index.js';
import { calibrate, type Evaluation, evaluate } from '../evaluation/index.js';
import type { Skipped } from '../formats/index.js';
import { augmentationOf } from '../image/index.js';
import { type NewModel, writeModel } from '../model/index.js';
import type { Network } from '../network/index.js';
import { Random } from '../random/index.js';
import { type Calibration, Recognizer } from '../recognition/index.js';
import { type Alphabet, framesNeeded } from '../text/index.js';
import { type Checkpoint, noProgress, type Progress, writeCheckpoint } from './checkpoint.js';
import { Engine, type StepResult } from './engine.js';
import { type StepEvent, TrainingError, type TrainingEvent } from './events.js';
import { inGroups } from './groups.js';
import { judge } from './judge.js';
import { layOutParameters, packWeights, unpackWeights } from './layout.js';
import { AdamW } from './optimizer.js';
import { defaultEpochs, inputFor, preprocessingOf, type TrainingSettings, textRulesOf } from './options.js';
import { learningRateAt } from './schedule.js';
import { frozenAt } from './start.js';

/** Where a run keeps what it must not lose. */
export interface RunStore {
  saveCheckpoint(bytes: Uint8Array): Promise<void>;
  /** The best model so far. @returns a warning */
  saveModel(bytes: Uint8Array): Promise<string | undefined>;
  /** A model that nothing is known of, because the run ended before its first validation. */
  saveUnvalidated(bytes: Uint8Array): Promise<void>;
}

export interface TrainerOptions {
  readonly network: Network;
  readonly alphabet: Alphabet;
  readonly settings: TrainingSettings;
  readonly threads: number;
  readonly training: readonly Sample[];
  readonly validation: readonly Sample[];
  /** Starting point: weights by name, or a checkpoint to go on from. */
  readonly start: ReadonlyMap<string, Float32Array> | Checkpoint;
  /** What a checkpoint must agree with. */
  readonly identity: string;
  readonly provenance: Readonly<Record<string, unknown>>;
  readonly store: RunStore;
  /** Whether the weights that it starts from are a model's, which is to be validated first. */
  readonly goesOn: boolean;
  /** Asks to stop after the step or validation. */
  readonly signal?: AbortSignal | undefined;
  /** Asks to leave a validation unfinished too. */
  readonly abandon?: AbortSignal | undefined;
}

/** Steps between validations: an epoch, but neither more often nor less often than this. */
const leastValidationSteps = 100;
const mostValidationSteps = 1000;
/** Running statistics follow the batch's by this share, as in PyTorch. */
const statisticMomentum = 0.1;
/** Lines of the training set that are read at each validation, always the same. */
const shownTrainingLines = 100;

/** A batch and its place in the epoch. */
interface EpochPlan extends BatchPlan {
  readonly epoch: number;
  /** Of the epoch. */
  readonly batches: number;
  readonly last: boolean;
}

export class Trainer {
  private readonly layout;
  private readonly weightsMemory: SharedArrayBuffer;
  private readonly weights: Float32Array;
  private readonly optimizer: AdamW;
  private progress: Progress;
  private readonly probe: readonly Sample[];
  private readonly skipped = new Map<string, Skipped>();
  private savedAt = performance.now();
  private epochBatches = 1;

  constructor(private readonly options: TrainerOptions) {
    const { network, settings, start, training } = options;
    this.layout = layOutParameters(network.parameters);
    this.weightsMemory = new SharedArrayBuffer(this.layout.length * 4);
    this.weights = new Float32Array(this.weightsMemory);
    const resumed = 'progress' in start;
    if (resumed) this.weights.set(start.weights);
    else packWeights(this.layout, start, this.weights);
    this.optimizer = new AdamW(
      this.layout,
      { ...settings, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      this.weights,
      resumed ? start.optimizer : undefined,
    );
    this.progress = resumed ? start.progress : noProgress;
    this.probe = new Random(settings.seed, 'probe').shuffle(training).slice(0, shownTrainingLines);
  }

  get skippedLines(): readonly Skipped[] {
    return [...this.skipped.values()];
  }

  get state(): Progress {
    return this.progress;
  }

  /** Trains until a limit is reached, patience runs out, or the signal asks to stop. */
  async *run(): AsyncGenerator<TrainingEvent, string> {
    const { network, alphabet, threads, settings } = this.options;
    const { layout, weightsMemory: weights } = this;
    const engine = await Engine.create({
      network,
      alphabet,
      direction: settings.direction,
      threads,
      seed: settings.seed,
      layout,
      weights,
    });
    let loader: Loader | undefined;
    try {
      loader = new Loader(Math.max(1, Math.floor(threads / 2)));
      const isFirst = this.progress.step === 0 && this.progress.bestErrorRate === null;
      if (this.options.goesOn && isFirst && !this.options.signal?.aborted) yield* this.validate(loader);
      const reason = yield* this.epochs(engine, loader);
      if (this.progress.stepAtValidation < this.progress.step && !this.options.signal?.aborted) {
        yield* this.validate(loader);
      }
      await this.saveCheckpoint();
      if (this.progress.bestErrorRate === null) await this.options.store.saveUnvalidated(this.model({}));
      return reason;
    } finally {
      await Promise.all([engine.dispose(), loader?.dispose()]);
    }
  }

  private async *epochs(engine: Engine, loader: Loader): AsyncGenerator<TrainingEvent, string> {
    const { network, settings } = this.options;
    // A resumed run sees only the rest of its first epoch.
    let stepAtEpoch = this.progress.batch === 0 ? this.progress.step : undefined;
    let waitingSince = performance.now();
    // The loader looks ahead into the next epoch, so that none begins with waiting.
    const batches = loader.load(
      this.plansFrom(this.progress, engine.shards),
      inputFor(network, settings),
      engine.shards,
    );
    for await (const loaded of inGroups(batches, settings.accumulate, ({ plan }) => plan.last)) {
      const stop = this.reasonToStop();
      if (stop) return stop;
      const { plan } = loaded.at(-1) as LoadedBatch<EpochPlan>;
      this.epochBatches = plan.batches;
      const skipped = this.remember(loaded.flatMap((one) => one.skipped));
      if (skipped.length > 0) yield { kind: 'skipped', skipped };
      const event = await this.step(engine, loaded, waitingSince);
      if (event) yield event;
      if (plan.last) {
        if (this.progress.step === stepAtEpoch) {
          throw new TrainingError('no training image can be decoded; the reasons are above');
        }
        stepAtEpoch = this.progress.step;
        this.progress = { ...this.progress, epoch: plan.epoch + 1, batch: 0 };
      }
      const stepsAnEpoch = Math.ceil(plan.batches / settings.accumulate);
      const validateEvery = Math.min(mostValidationSteps, Math.max(leastValidationSteps, stepsAnEpoch));
      if (this.progress.step - this.progress.stepAtValidation >= validateEvery) yield* this.validate(loader);
      else if (this.checkpointIsDue()) await this.saveCheckpoint();
      waitingSince = performance.now();
    }
    throw new Error('the plans of the epochs ended');
  }

  /** The batches from a place on, epoch after epoch without end. */
  private *plansFrom({ epoch, batch }: Pick<Progress, 'epoch' | 'batch'>, parts: number): Generator<EpochPlan> {
    for (let now = epoch; ; now++) {
      const plans = this.plan(now, parts);
      for (const [index, plan] of plans.entries()) {
        if (now === epoch && index < batch) continue;
        yield { ...plan, epoch: now, batches: plans.length, last: index === plans.length - 1 };
      }
    }
  }

  private plan(epoch: number, parts: number): readonly BatchPlan[] {
    const { network, alphabet, settings, training } = this.options;
    return planEpoch(training, epoch, {
      input: inputFor(network, settings),
      pixels: settings.batchPixels,
      parts,
      seed: settings.seed,
      augmentation: augmentationOf(settings.augmentation),
      fits: (line, width) =>
        network.frames(width) >= framesNeeded(alphabet.encode(shownText(line, settings.direction))),
    });
  }

  private reasonToStop(): string | undefined {
    const { settings, signal } = this.options;
    const { step, epoch, trainedSeconds, sinceBest } = this.progress;
    if (signal?.aborted) return 'it was interrupted';
    if (settings.steps !== undefined && step >= settings.steps) return `${settings.steps} steps are done`;
    if (settings.minutes !== undefined && trainedSeconds >= settings.minutes * 60) {
      return `${settings.minutes} minutes are over`;
    }
    const epochs = this.epochLimit();
    if (epochs !== undefined && epoch >= epochs) return `${epochs} epochs are done`;
    if (settings.patience > 0 && sinceBest >= settings.patience) {
      return `the validation has not improved ${settings.patience} times in a row`;
    }
    return undefined;
  }

  private epochLimit(): number | undefined {
    const { epochs, minutes, steps } = this.options.settings;
    return epochs ?? (minutes === undefined && steps === undefined ? defaultEpochs : undefined);
  }

  /** Share of the run that is done, by the limit that is nearest. */
  private done(): number {
    const { minutes, steps } = this.options.settings;
    const { step, epoch, batch, trainedSeconds } = this.progress;
    const epochs = this.epochLimit();
    return Math.min(
      1,
      Math.max(
        steps === undefined ? 0 : step / steps,
        minutes === undefined ? 0 : trainedSeconds / (minutes * 60),
        epochs === undefined ? 0 : (epoch + batch / this.epochBatches) / epochs,
      ),
    );
  }

  private async step(
    engine: Engine,
    batches: readonly LoadedBatch[],
    waitingSince: number,
  ): Promise<StepEvent | undefined> {
    const started = performance.now();
    const batch = this.progress.batch + batches.length;
    if (batches.every(({ shards }) => shards.length === 0)) {
      this.progress = { ...this.progress, batch };
      return undefined;
    }
    const step = this.progress.step + 1;
    const progress = this.done();
    const learningRate = learningRateAt(this.options.settings, step, progress, this.progress.reductions);
    const result = await engine.step(batches, step);
    const lossSum = this.checkedLoss(result, step);
    const isFrozen = frozenAt(step, this.options.settings, this.options.network);
    const gradientNorm = this.optimizer.step(this.weights, result.gradient, learningRate, step, isFrozen);
    if (!Number.isFinite(gradientNorm)) throw this.notANumber('gradient', step, result);
    this.foldStatistics(result.statistics);
    const ended = performance.now();
    const seconds = (ended - waitingSince) / 1000;
    const lines = result.losses.length;
    this.progress = {
      ...this.progress,
      step,
      batch,
      trainedSeconds: this.progress.trainedSeconds + seconds,
      lossSum: this.progress.lossSum + lossSum,
      lossCharacters: this.progress.lossCharacters + result.characters,
    };
    const done = this.done();
    return {
      kind: 'step',
      step,
      epoch: this.progress.epoch,
      progress: done,
      loss: lossSum / Math.max(1, result.characters),
      learningRate,
      gradientNorm,
      lines,
      linesPerSecond: lines / seconds,
      trainedSeconds: this.progress.trainedSeconds,
      remainingSeconds: done > 0 ? (this.progress.trainedSeconds * (1 - done)) / done : Number.POSITIVE_INFINITY,
      waitedSeconds: (started - waitingSince) / 1000,
    };
  }

  /** Σ of the losses. @throws TrainingError when one is not a number */
  private checkedLoss(result: StepResult, step: number): number {
    const losses = result.losses.filter(({ loss }) => Number.isNaN(loss));
    if (losses.length > 0) throw this.notANumber('loss', step, { losses });
    return result.losses.reduce((sum, { loss }) => sum + (Number.isFinite(loss) ? loss : 0), 0);
  }

  private notANumber(what: string, step: number, { losses }: Pick<StepResult, 'losses'>): TrainingError {
    const names = losses.map(({ name }) => name);
    return new TrainingError(
      `the ${what} at step ${step} is not a number, on ${names.length} lines:\n  ${names.join('\n  ')}\nNothing was learnt from this step. Go on from the last checkpoint with --resume and a lower --learning-rate (it is ${this.options.settings.learningRate}); if the loss had been rising before, begin again with it`,
    );
  }

  private foldStatistics(statistics: ReadonlyMap<string, Float32Array>): void {
    for (const { name, offset } of this.layout.entries) {
      const batch = statistics.get(name);
      batch?.forEach((value, i) => {
        const at = offset + i;
        this.weights[at] = (this.weights[at] as number) + statisticMomentum * (value - (this.weights[at] as number));
      });
    }
  }

  private remember(skipped: readonly Skipped[]): readonly Skipped[] {
    const fresh = skipped.filter(({ name }) => !this.skipped.has(name));
    for (const line of fresh) this.skipped.set(line.name, line);
    return fresh;
  }

  private async *validate(loader: Loader): AsyncGenerator<TrainingEvent> {
    const started = performance.now();
    const read = await this.read(loader);
    if (!read) return;
    const { own, other } = read;
    const skipped = this.remember([...own.skipped, ...other.skipped]);
    if (skipped.length > 0) yield { kind: 'skipped', skipped };
    if (other.lines.length === 0) {
      throw new TrainingError('no validation image can be decoded; the reasons are above');
    }
    const epoch = this.progress.epoch + this.progress.batch / this.epochBatches;
    const seconds = (performance.now() - started) / 1000;
    const { progress, event } = judge(this.progress, { own, other, epoch, seconds }, this.options.settings);
    this.progress = progress;
    if (event.improved) {
      const metrics = {
        validationCharacterErrorRate: event.validationErrorRate,
        validationWordErrorRate: event.wordErrorRate,
        validationLines: other.lines.length,
        step: event.step,
        epoch: event.epoch,
        trainedSeconds: Math.round(this.progress.trainedSeconds),
      };
      const warning = await this.options.store.saveModel(this.model(metrics, calibrate(other.lines)));
      if (warning !== undefined) yield { kind: 'warning', message: warning };
    }
    await this.saveCheckpoint();
    yield event;
  }

  /** The probe and the validation lines as the model reads them now; `undefined` when that was abandoned. */
  private async read(loader: Loader): Promise<{ own: Evaluation; other: Evaluation } | undefined> {
    const { validation, threads, abandon } = this.options;
    const goOn = () => abandon?.throwIfAborted();
    const recognizer = await Recognizer.load(this.model({}), { threads });
    try {
      const own = await evaluate(recognizer, this.probe, loader, goOn);
      return { own, other: validation.length > 0 ? await evaluate(recognizer, validation, loader, goOn) : own };
    } catch (error) {
      if (abandon?.aborted) return undefined;
      throw error;
    } finally {
      await recognizer.dispose();
    }
  }

  private model(metrics: NewModel['metrics'], calibration?: Calibration): Uint8Array {
    const { network, alphabet, settings, provenance } = this.options;
    const weights = unpackWeights(this.layout, this.optimizer.state.average);
    return writeModel({
      network,
      alphabet,
      weights,
      text: textRulesOf(settings),
      preprocessing: preprocessingOf(settings),
      ...(calibration ? { calibration } : {}),
      provenance,
      metrics,
      history: thinned(this.progress.history),
    });
  }

  private checkpointIsDue(): boolean {
    return performance.now() - this.savedAt >= this.options.settings.checkpointSeconds * 1000;
  }

  private async saveCheckpoint(): Promise<void> {
    await this.options.store.saveCheckpoint(
      writeCheckpoint({
        progress: this.progress,
        weights: this.weights.slice(),
        optimizer: this.optimizer.state,
        identity: this.options.identity,
      }),
    );
    this.savedAt = performance.now();
  }
}

/** Points of a learning curve that a model file holds. */
const keptPoints = 100;

/** Points spread over the run, the last among them. */
function thinned<T>(points: readonly T[]): T[] {
  const step = Math.max(1, Math.ceil(points.length / keptPoints));
  return points.filter((_, index) => (points.length - 1 - index) % step === 0);
}
