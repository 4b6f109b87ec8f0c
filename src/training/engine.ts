/** One training step on several single-threaded sessions: each works on a part of a batch, gradients are summed. */
import type { TrainingGraph } from '../graph/index.js';
import { known } from '../known.js';
import { hash32 } from '../random/index.js';
import { type RuntimeTensor, startSessions, type ThreadSession } from '../runtime/index.js';
import type { Layout } from './layout.js';
import type { Batch, Shard } from './task.js';
import type { Vectors } from './vectors.js';
import { addShare } from './weight-loops.js';

export interface EngineOptions {
  readonly graph: TrainingGraph;
  readonly layout: Layout;
  /** With a gradient for each session: the parts into which a batch is loaded. The weights are read at every step. */
  readonly vectors: Vectors;
  readonly seed: number;
  readonly threads: number;
}

export interface StepResult {
  /** The loss of each sample, with its name. */
  readonly losses: readonly { readonly name: string; readonly loss: number }[];
  /** What the losses are divided by, in all. */
  readonly units: number;
  /** ∂(Σ loss / units)/∂weights, auxiliary losses in it by their weights; the same memory at every step. */
  readonly gradient: Float32Array;
  /** Batch statistics by the name of the running one, weighted by the shards. */
  readonly statistics: ReadonlyMap<string, Float32Array>;
}

/** Sessions beside each other; more of them would leave each too few lines to fill a matrix product. */
const mostSessions = 4;

/** Sessions for so many threads. What a step computes depends on their number, not on that of the threads. */
export function shardsFor(threads: number): number {
  return Math.min(threads, mostSessions);
}

export class Engine {
  private constructor(
    private readonly options: EngineOptions,
    private readonly sessions: readonly ThreadSession[],
  ) {}

  static async create(options: EngineOptions): Promise<Engine> {
    const { graph, threads, vectors } = options;
    const { entries } = options.layout;
    const gradients = entries.flatMap((entry) => {
      const name = graph.gradients.get(entry.name);
      return name === undefined ? [] : [{ ...entry, name }];
    });
    const sessions = await startSessions(
      vectors.ofShards.map((values) => ({
        model: graph.model,
        threads: Math.max(1, Math.floor(threads / vectors.ofShards.length)),
        optimise: 'operators',
        inputs: { values: vectors.weights, tensors: entries },
        outputs: { values, tensors: gradients },
      })),
    );
    return new Engine(options, sessions);
  }

  /**
   * @param batches one after the other, their gradients summed: what does not fit into memory at once
   * @param step counts from 1
   */
  async step(batches: readonly Pick<Batch, 'shards'>[], step: number): Promise<StepResult> {
    const shards = batches.flatMap((batch) => batch.shards);
    const units = shards.reduce((sum, shard) => sum + shard.units, 0);
    const results: Readonly<Record<string, RuntimeTensor>>[] = [];
    for (const batch of batches)
      results.push(...(await this.run(batch.shards, 1 / Math.max(1, units), step, results.length)));
    const losses = shards.flatMap(({ samples }, n) => {
      const loss = results[n]?.loss?.data ?? [];
      return samples.map((name, i) => ({ name, loss: Number(loss[i]) }));
    });
    return {
      losses,
      units,
      gradient: this.options.vectors.gradient,
      statistics: this.averageStatistics(shards, results),
    };
  }

  /** @param before how many shards of the step were run already */
  private async run(shards: readonly Shard[], lossScale: number, step: number, before: number) {
    const running = shards.map(({ feeds }, n) => {
      const seed = BigInt(hash32(this.options.seed, 'dropout', step, before + n));
      const ofStep = {
        lossScale: { data: Float32Array.of(lossScale), shape: [1] },
        dropoutSeed: { data: BigInt64Array.of(seed), shape: [1] },
      };
      return this.sessionOf(n).run({ ...feeds, ...ofStep });
    });
    // Of each a failure is heard of, also while another is waited for.
    void Promise.allSettled(running);
    const { gradient, ofShards, loops } = this.options.vectors;
    const results: Readonly<Record<string, RuntimeTensor>>[] = [];
    // In their order, so that a sum is the same whichever session is first; the first gradient is copied while others compute.
    for (const [n, result] of running.entries()) {
      results.push(await result);
      const part = known(ofShards[n], 'a gradient for each shard of a batch');
      if (before + n === 0) gradient.set(part);
      else loops.add(gradient, part);
    }
    return results;
  }

  private sessionOf(shard: number): ThreadSession {
    return known(this.sessions[shard], 'a session for each shard of a batch');
  }

  private averageStatistics(
    shards: readonly Shard[],
    results: readonly Readonly<Record<string, RuntimeTensor>>[],
  ): ReadonlyMap<string, Float32Array> {
    const all = shards.reduce((sum, { weight }) => sum + weight, 0);
    const averages = new Map<string, Float32Array>();
    for (const [parameter, output] of this.options.graph.statistics) {
      for (const [n, { weight }] of shards.entries()) {
        const values = results[n]?.[output]?.data ?? new Float32Array();
        const average = averages.get(parameter) ?? new Float32Array(values.length);
        addShare(average, values, weight / all);
        averages.set(parameter, average);
      }
    }
    return averages;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.dispose()));
  }
}
