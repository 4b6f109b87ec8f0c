/**
 * A round of one trainer (DiLoCo's inner optimisation): so many steps of AdamW on one shard of the samples, from weights that
 * all trainers begin with. What comes out is a function of what goes in: weights, moments, place in the shard, learning rates.
 */
import type { Skipped } from '../formats/index.js';
import { hash32 } from '../random/index.js';
import { codeChange } from './coded-change.js';
import { checkedLoss, foldStatistics, notANumber } from './computed-step.js';
import { Engine } from './engine.js';
import { type Layout, layOutParameters } from './layout.js';
import { AdamW } from './optimizer.js';
import type { LoopSettings } from './settings.js';
import type { ShardBatches } from './shard-batches.js';
import type { ShardPlace } from './shard-state.js';
import type { Task } from './task.js';
import { Vectors } from './vectors.js';

/** What a trainer keeps of a shard between rounds. */
export interface Moments {
  /** Steps that are in them. */
  readonly steps: number;
  readonly mean: Float32Array;
  readonly square: Float32Array;
  /** What 16 bits didn't say of the changes before. */
  readonly residual: Float32Array;
}

export interface RoundOrder {
  readonly shard: number;
  /** Steps done before the round. */
  readonly step: number;
  /** The learning rate of each step. */
  readonly rates: readonly number[];
  readonly place: ShardPlace;
}

export interface LocalRound {
  /** Of all weights, binary16. */
  readonly change: Uint16Array;
  readonly moments: Moments;
  readonly place: ShardPlace;
  /** Of an epoch of the shard. */
  readonly batches: number;
  readonly lossSum: number;
  readonly lossUnits: number;
  readonly samples: number;
  /** Mean over the steps, before clipping. */
  readonly gradientNorm: number;
  readonly skipped: readonly Skipped[];
}

export interface LocalTrainerOptions {
  /** Any shard's: its graph and weights are those of all. */
  readonly task: Pick<Task, 'sample' | 'parameters' | 'trainingGraph' | 'frozenAt'>;
  readonly settings: LoopSettings;
  /** Parts of a batch, on which the numbers depend. */
  readonly parts: number;
  readonly threads: number;
}

export class LocalTrainer {
  private constructor(
    private readonly options: LocalTrainerOptions,
    readonly layout: Layout,
    private readonly vectors: Vectors,
    private readonly engine: Engine,
  ) {}

  static async create(options: LocalTrainerOptions): Promise<LocalTrainer> {
    const { task, settings, parts, threads } = options;
    const layout = layOutParameters(task.parameters);
    const vectors = new Vectors(layout, parts);
    const engine = await Engine.create({ graph: task.trainingGraph(), threads, seed: settings.seed, layout, vectors });
    return new LocalTrainer(options, layout, vectors, engine);
  }

  /** Zeros, as they are before the first step. */
  noMoments(): Moments {
    const { trainable, length } = this.layout;
    const zeros = () => new Float32Array(trainable);
    return { steps: 0, mean: zeros(), square: zeros(), residual: new Float32Array(length) };
  }

  /**
   * One round at a time.
   * @param start all weights; stays as it is, as the moments do
   * @throws TrainingError when a loss is not a number or no sample can be decoded; the signal's reason, after a step
   */
  async round(
    batches: ShardBatches,
    order: RoundOrder,
    start: Float32Array,
    { steps, mean, square, residual }: Moments,
    signal: AbortSignal,
  ): Promise<LocalRound> {
    const { task, settings } = this.options;
    const { weights } = this.vectors;
    weights.set(start);
    const inner = { ...settings, averageDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    const optimizer = new AdamW(this.layout, inner, weights, { mean, square, average: start }, this.vectors);
    const sums = { lossSum: 0, lossUnits: 0, samples: 0, norms: 0 };
    const skipped: Skipped[] = [];
    for (const [n, rate] of order.rates.entries()) {
      const group = await batches.next(skipped);
      signal.throwIfAborted();
      const step = order.step + n + 1;
      const name = { step, sample: task.sample, learningRate: settings.learningRate };
      // Masks of dropout are other ones in each shard.
      const result = await this.engine.step(group, hash32('shard', order.shard, step));
      sums.lossSum += checkedLoss(result, name);
      const norm = optimizer.step(weights, result.gradient, rate, steps + n + 1, task.frozenAt(step));
      if (!Number.isFinite(norm)) throw notANumber('gradient', result, name);
      foldStatistics(this.layout, weights, result.statistics);
      sums.lossUnits += result.units;
      sums.samples += result.losses.length;
      sums.norms += norm;
    }
    const { halves, residual: left } = codeChange(start, weights, residual);
    const { norms, ...counts } = sums;
    return {
      ...counts,
      change: halves,
      moments: {
        steps: steps + order.rates.length,
        mean: optimizer.state.mean.slice(),
        square: optimizer.state.square.slice(),
        residual: left,
      },
      place: batches.place,
      batches: batches.ofEpoch,
      gradientNorm: norms / Math.max(1, order.rates.length),
      skipped,
    };
  }

  dispose(): Promise<void> {
    return this.engine.dispose();
  }
}
