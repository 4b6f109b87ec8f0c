/** One training step on several single-threaded sessions: each works on a part of a batch, gradients are summed. */
import { type LoadedBatch, shownText } from '../dataset/index.js';
import { dropoutSeed, type Network } from '../network/index.js';
import { int64, type RuntimeTensor, ThreadSession } from '../runtime/index.js';
import type { Alphabet, Direction } from '../text/index.js';
import type { Layout } from './layout.js';

export interface EngineOptions {
  readonly network: Network;
  readonly layout: Layout;
  readonly alphabet: Alphabet;
  readonly direction: Direction;
  /** All weights, as the layout has them; read at every step. */
  readonly weights: SharedArrayBuffer;
  readonly seed: number;
  readonly threads: number;
}

export interface StepResult {
  /** −ln P(text | line) of each line, with its name. */
  readonly losses: readonly { readonly name: string; readonly loss: number }[];
  /** Characters in all. */
  readonly characters: number;
  /** ∂(Σ loss / characters)/∂weights, auxiliary losses in it by their weights; the same memory at every step. */
  readonly gradient: Float32Array;
  /** Batch statistics by the name of the running one, weighted by valid columns. */
  readonly statistics: ReadonlyMap<string, Float32Array>;
}

/** Sessions beside each other; more of them would leave each too few lines to fill a matrix product. */
const mostSessions = 4;

export class Engine {
  private readonly gradient: Float32Array;

  private constructor(
    private readonly options: EngineOptions,
    private readonly sessions: readonly { readonly session: ThreadSession; readonly gradient: Float32Array }[],
  ) {
    this.gradient = new Float32Array(options.layout.trainable);
  }

  static async create(options: EngineOptions): Promise<Engine> {
    const model = options.network.trainingGraph();
    const { entries, trainable } = options.layout;
    const count = Math.min(options.threads, mostSessions);
    const gradients = entries.filter((e) => e.trainable).map((e) => ({ ...e, name: `gradient.${e.name}` }));
    const memories = Array.from({ length: count }, () => new SharedArrayBuffer(trainable * 4));
    const sessions = await ThreadSession.createAll(
      memories.map((memory) => ({
        model,
        threads: Math.max(1, Math.floor(options.threads / count)),
        optimise: 'operators',
        inputs: { memory: options.weights, tensors: entries },
        outputs: { memory, tensors: gradients },
      })),
    );
    return new Engine(
      options,
      sessions.map((session, n) => ({ session, gradient: new Float32Array(memories[n] as SharedArrayBuffer) })),
    );
  }

  /** Into how many parts a batch should be loaded. */
  get shards(): number {
    return this.sessions.length;
  }

  /**
   * @param batches one after the other, their gradients summed: what does not fit into memory at once
   * @param step counts from 1
   */
  async step(batches: readonly LoadedBatch[], step: number): Promise<StepResult> {
    const shards = batches.flatMap((batch) => batch.shards);
    const lines = shards.flatMap((shard) => shard.lines);
    const characters = lines.reduce((n, line) => n + [...shownText(line, this.options.direction)].length, 0);
    const scale = 1 / Math.max(1, characters);
    const results: Readonly<Record<string, RuntimeTensor>>[] = [];
    for (const batch of batches) {
      const before = results.length;
      const own = await Promise.all(
        batch.shards.map((shard, index) =>
          this.sessionAt(index).session.run(this.feeds(shard, scale, step, before + index)),
        ),
      );
      results.push(...own);
      for (const index of own.keys()) {
        const { gradient } = this.sessionAt(index);
        if (before + index === 0) this.gradient.set(gradient);
        else addTo(this.gradient, gradient);
      }
    }
    const losses = shards.flatMap((shard, index) => {
      const loss = results[index]?.loss?.data as Float64Array;
      return shard.lines.map(({ sample }, n) => ({ name: sample.name, loss: loss[n] as number }));
    });
    const columns = shards.map((shard) => shard.widths.reduce((a, b) => a + b, 0));
    const all = columns.reduce((a, b) => a + b, 0);
    const weights = columns.map((own) => own / all);
    return { losses, characters, gradient: this.gradient, statistics: averageStatistics(results, weights) };
  }

  async dispose(): Promise<void> {
    await Promise.all(this.sessions.map(({ session }) => session.dispose()));
  }

  private sessionAt(index: number) {
    return this.sessions[index] as { session: ThreadSession; gradient: Float32Array };
  }

  private feeds(
    shard: LoadedBatch['shards'][number],
    lossScale: number,
    step: number,
    /** Which of the step's shards it is. */
    index: number,
  ): Record<string, RuntimeTensor> {
    const labels = shard.lines.map((line) => this.options.alphabet.encode(shownText(line, this.options.direction)));
    const longest = Math.max(1, ...labels.map((label) => label.length));
    const padded = labels.flatMap((label) => [...label, ...new Array<number>(longest - label.length).fill(0)]);
    return {
      image: { data: shard.image, shape: [labels.length, 1, this.options.network.height, shard.width] },
      widths: int64(shard.widths),
      labels: int64(padded, [labels.length, longest]),
      labelLength: int64(labels.map((label) => label.length)),
      lossScale: { data: Float32Array.of(lossScale), shape: [1] },
      dropoutSeed: { data: BigInt64Array.of(dropoutSeed(this.options.seed, step, index)), shape: [1] },
    };
  }
}

function addTo(sum: Float32Array, values: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (values[i] as number);
}

const statisticPrefix = 'statistic.';

function averageStatistics(
  results: readonly Readonly<Record<string, RuntimeTensor>>[],
  weights: readonly number[],
): ReadonlyMap<string, Float32Array> {
  const averages = new Map<string, Float32Array>();
  results.forEach((result, index) => {
    for (const [name, { data }] of Object.entries(result)) {
      if (!name.startsWith(statisticPrefix)) continue;
      const key = name.slice(statisticPrefix.length);
      const average = averages.get(key) ?? new Float32Array(data.length);
      for (let i = 0; i < data.length; i++) {
        average[i] = (average[i] as number) + Number(data[i]) * (weights[index] as number);
      }
      averages.set(key, average);
    }
  });
  return averages;
}
