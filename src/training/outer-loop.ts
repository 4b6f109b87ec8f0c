/**
 * Training by trainers that are elsewhere (DiLoCo): the loop that gives out rounds, takes the outer step on what comes back,
 * and measures while the next round is computed. As that of `Loop`, its state is complete between any two rounds.
 */
import type { Skipped } from '../formats/index.js';
import { type Checkpoint, writeCheckpoint } from './checkpoint.js';
import { meanChange } from './coded-change.js';
import { type Course, runCourse } from './course.js';
import type { LoopEvent, RoundEvent, StopReason } from './events.js';
import { type Layout, layOutParameters, packWeights, unpackWeights } from './layout.js';
import { reasonToStop, shareDone, validationIsDue } from './limits.js';
import { averageKeep, type OuterOptions, outerStep } from './outer.js';
import { noProgress, type Progress } from './progress.js';
import { learningRateAt } from './schedule.js';
import type { LoopSettings } from './settings.js';
import type { ShardState } from './shard-state.js';
import type { RunStore, Task, Validation } from './task.js';
import type { RoundPart, Trainers } from './trainers.js';
import { SkippedOnce, validateWeights } from './validate.js';
import { euclideanNorm, follow } from './weight-loops.js';

/** What the loop tells while it goes. */
export type OuterEvent<V> = LoopEvent<V> | RoundEvent;

export interface OuterLoopOptions<V extends Validation> {
  readonly task: Task<V>;
  readonly settings: LoopSettings;
  readonly outer: OuterOptions;
  readonly trainers: Trainers;
  /** Into how many the samples are divided. */
  readonly shards: number;
  /** Steps of each trainer in a round; the last round may have fewer. */
  readonly roundSteps: number;
  /** Starting point: weights by name, or a checkpoint to go on from. */
  readonly start: ReadonlyMap<string, Float32Array> | Checkpoint;
  readonly identity: string;
  readonly store: RunStore;
  /** Whether the weights that it starts from are a model's, which is to be validated first. */
  readonly goesOn: boolean;
  /** Asks to stop; a round that is not complete is not waited for. */
  readonly signal?: AbortSignal | undefined;
  readonly abandon?: AbortSignal | undefined;
  readonly validating?: (() => void) | undefined;
}

const nothingDone: ShardState = { epoch: 0, batch: 0, batches: 1, moments: null };

export class OuterLoop<V extends Validation> implements Course<OuterEvent<V>> {
  private readonly layout: Layout;
  private readonly weights: Float32Array;
  private readonly velocity: Float32Array;
  /** The moving average of the weights, which is what is validated and saved. */
  private readonly average: Float32Array;
  private progress: Progress;
  private readonly skipped = new SkippedOnce();

  constructor(private readonly options: OuterLoopOptions<V>) {
    const { task, start, shards } = options;
    this.layout = layOutParameters(task.parameters);
    this.weights = new Float32Array(this.layout.length);
    const resumed = 'progress' in start;
    if (resumed) this.weights.set(start.weights);
    else packWeights(this.layout, start, this.weights);
    this.velocity = resumed ? start.optimizer.mean : new Float32Array(this.layout.trainable);
    this.average = resumed ? start.optimizer.average : this.weights.slice();
    const fresh = { ...noProgress, rounds: 0, shards: Array.from({ length: shards }, () => nothingDone) };
    this.progress = resumed ? start.progress : fresh;
  }

  get skippedSamples(): readonly Skipped[] {
    return this.skipped.all;
  }

  get state(): Progress {
    return this.progress;
  }

  async *run(): AsyncGenerator<OuterEvent<V>, StopReason> {
    const reason = yield* runCourse<OuterEvent<V>>(this.options, {
      progress: () => this.progress,
      validate: () => this.validate(),
      steps: () => this.rounds(),
      save: () => this.saveCheckpoint(),
      modelFile: () => this.options.task.modelFile(this.averagedWeights(), this.progress),
    });
    if (reason !== 'interrupted') await this.options.trainers.end();
    return reason;
  }

  private async *rounds(): AsyncGenerator<OuterEvent<V>, StopReason> {
    const { trainers, signal } = this.options;
    // What is killed in its first round is gone on with, too.
    await this.saveCheckpoint();
    for (;;) {
      const stop = this.reasonToStop();
      if (stop) return stop;
      const started = performance.now();
      const rates = this.rates();
      const { rounds: round = 0, step } = this.progress;
      await trainers.begin({ round, step, rates, weights: this.weights, shards: this.shards });
      // The trainers are at work meanwhile: what it finds counts from the round after.
      if (this.validationIsDue()) yield* this.validate();
      const later = this.reasonToStop();
      if (later) return later;
      const parts = yield* trainers.collect(signal);
      if (!parts) return 'interrupted';
      yield* this.learn(parts, rates, (performance.now() - started) / 1000);
    }
  }

  private async *learn(
    parts: readonly RoundPart[],
    rates: readonly number[],
    seconds: number,
  ): AsyncGenerator<OuterEvent<V>> {
    const { settings, outer } = this.options;
    const { step: before, rounds: round = 0 } = this.progress;
    const skipped = this.skipped.add(parts.flatMap((part) => part.skipped));
    if (skipped.length > 0) yield { kind: 'skipped', skipped };
    const change = meanChange(parts.map((part) => part.change));
    outerStep(this.layout, this.weights, this.velocity, change, outer);
    const step = before + rates.length;
    follow(this.average, this.weights, 1 - averageKeep(before, step, settings.averageDecay));
    const sum = (of: (part: RoundPart) => number) => parts.reduce((total, part) => total + of(part), 0);
    const [lossSum, lossUnits] = [sum((part) => part.lossSum), sum((part) => part.lossUnits)];
    const [first] = parts;
    this.progress = {
      ...this.progress,
      step,
      rounds: round + 1,
      epoch: first?.state.epoch ?? 0,
      batch: first?.state.batch ?? 0,
      shards: parts.map(({ state }) => state),
      trainedSeconds: this.progress.trainedSeconds + seconds,
      lossSum: this.progress.lossSum + lossSum,
      lossUnits: this.progress.lossUnits + lossUnits,
    };
    await this.saveCheckpoint();
    const samples = sum((part) => part.samples);
    const done = this.doneAt(0);
    const { trainedSeconds } = this.progress;
    yield {
      kind: 'step',
      step,
      epoch: this.progress.epoch,
      progress: done,
      loss: lossSum / Math.max(1, lossUnits),
      learningRate: rates.at(-1) ?? 0,
      gradientNorm: sum((part) => part.gradientNorm) / parts.length,
      samples,
      samplesPerSecond: samples / seconds,
      trainedSeconds,
      remainingSeconds: done > 0 ? (trainedSeconds * (1 - done)) / done : Number.POSITIVE_INFINITY,
      waitedSeconds: Math.max(0, seconds - Math.max(...parts.map((part) => part.seconds))),
    };
    yield roundEvent(round, step, parts, euclideanNorm(change));
  }

  private get shards(): readonly ShardState[] {
    return this.progress.shards ?? [];
  }

  /** Mean passes of the shards, parts included. */
  private epochs(): number {
    const { shards } = this;
    return shards.reduce((sum, { epoch, batch, batches }) => sum + epoch + batch / batches, 0) / shards.length;
  }

  /** Share of the run that will be done after so many more steps, each as those before. */
  private doneAt(more: number): number {
    const { step, trainedSeconds } = this.progress;
    const longer = step === 0 ? 1 : 1 + more / step;
    return shareDone(this.options.settings, {
      step: step + more,
      epochs: this.epochs() * longer,
      seconds: trainedSeconds * longer,
    });
  }

  private rates(): readonly number[] {
    const { settings, roundSteps } = this.options;
    const { step, reductions } = this.progress;
    const left = settings.steps === undefined ? roundSteps : settings.steps - step;
    return Array.from({ length: Math.min(roundSteps, left) }, (_, n) =>
      learningRateAt(settings, step + n + 1, this.doneAt(n), reductions),
    );
  }

  private validationIsDue(): boolean {
    const { accumulate } = this.options.settings;
    const longest = Math.max(...this.shards.map(({ batches }) => batches));
    return validationIsDue(this.progress, Math.ceil(longest / accumulate));
  }

  private reasonToStop(): StopReason | undefined {
    return reasonToStop(this.options.settings, this.progress, this.epochs(), this.options.signal);
  }

  private async *validate(): AsyncGenerator<LoopEvent<V>> {
    const judged = yield* validateWeights(
      this.options,
      this.averagedWeights(),
      this.progress,
      this.epochs(),
      this.skipped,
    );
    if (!judged) return;
    // The round that goes on meanwhile counts this time.
    this.progress = { ...judged.progress, trainedSeconds: this.progress.trainedSeconds };
    await this.saveCheckpoint();
    yield judged.event;
  }

  private averagedWeights(): ReadonlyMap<string, Float32Array> {
    return unpackWeights(this.layout, this.average);
  }

  private async saveCheckpoint(): Promise<void> {
    const optimizer = { mean: this.velocity, square: new Float32Array(), average: this.average };
    const { progress, weights } = this;
    await this.options.store.saveCheckpoint(
      writeCheckpoint({ progress, weights, optimizer, identity: this.options.identity }),
    );
  }
}

function roundEvent(round: number, step: number, parts: readonly RoundPart[], changeNorm: number): RoundEvent {
  const sum = (of: (part: RoundPart) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    kind: 'round',
    round: round + 1,
    step,
    changeNorm,
    parts: parts.map(({ trainer, moments, samples, seconds }, n) => ({
      shard: n + 1,
      trainer,
      moments,
      samples,
      seconds,
    })),
    bytesToTrainers: sum((part) => part.bytesRead),
    bytesFromTrainers: sum((part) => part.bytesWritten),
  };
}
