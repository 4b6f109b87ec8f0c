/**
 * A trainer: takes a shard of a run that another process coordinates, and computes its rounds. It keeps the moments of the
 * shards that it computed; whoever comes to a shard without them begins with zeros, which the result says.
 */
import { sha256 } from '../../files/index.js';
import type { ObjectStore } from '../../objects/index.js';
import {
  type LocalRound,
  LocalTrainer,
  type Moments,
  type MomentsKind,
  ShardBatches,
  TrainingError,
} from '../../training/index.js';
import { LineTask } from '../line-task.js';
import type { RunConfig } from '../run-config.js';
import { bytesOf, Exchange, type ExchangedRound, exchangedRun, passed, pollMs } from './exchange.js';
import { ShardClaims } from './shard-claims.js';
import type { TrainerLines } from './trainer-lines.js';

export type TrainerEvent =
  /** No run is there yet, or what there is to compute others have. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'took'; readonly shard: number; readonly round: number }
  | { readonly kind: 'lost' | 'gave-back'; readonly shard: number }
  | {
      readonly kind: 'round';
      readonly round: number;
      readonly shard: number;
      readonly moments: MomentsKind;
      readonly samples: number;
      readonly loss: number;
      readonly seconds: number;
    }
  | { readonly kind: 'ended' };

export interface TrainerOptions {
  /** What the coordinator's log calls it. */
  readonly name: string;
  readonly threads: number;
  /** Gives back its shards, after a step, and ends. */
  readonly signal: AbortSignal;
  readonly told: (event: TrainerEvent) => void;
}

interface Kept {
  readonly hash: string;
  readonly moments: Moments;
}

interface ShardAtWork {
  readonly task: LineTask;
  readonly batches: ShardBatches;
}

export class Trainer {
  private readonly exchange: Exchange;
  private readonly claims: ShardClaims;
  private readonly kept = new Map<number, Kept>();
  private readonly shards = new Map<number, ShardAtWork>();
  private local: LocalTrainer | undefined;
  private isWaiting = false;

  constructor(
    private readonly store: ObjectStore,
    private readonly run: { readonly id: string; readonly config: RunConfig },
    private readonly lines: TrainerLines,
    private readonly options: TrainerOptions,
  ) {
    this.exchange = new Exchange(store, run.id);
    this.claims = new ShardClaims(this.exchange, options.name);
  }

  /** Computes until the run has ended, or the signal says so. @throws TrainingError when it can't go on */
  async work(): Promise<void> {
    const { signal, told } = this.options;
    let hasEnded = false;
    try {
      while (!signal.aborted) {
        hasEnded = await this.hasEnded();
        if (hasEnded) break;
        const round = await this.exchange.round();
        if (!round || !(await this.workOn(round))) {
          if (!this.isWaiting) told({ kind: 'waiting' });
          this.isWaiting = true;
          await passed(pollMs(this.store), signal);
        } else this.isWaiting = false;
      }
    } finally {
      for (const shard of await this.claims.leave(hasEnded)) told({ kind: 'gave-back', shard: shard + 1 });
      await this.dispose();
    }
    told({ kind: 'ended' });
  }

  private async hasEnded(): Promise<boolean> {
    const run = await exchangedRun(this.store);
    return !run || run.hasEnded || run.id !== this.run.id;
  }

  /** @returns whether there was something to do */
  private async workOn(round: ExchangedRound): Promise<boolean> {
    for (const shard of this.claims.forget(round)) this.options.told({ kind: 'lost', shard: shard + 1 });
    const taken = await this.claims.next(round, (shard) => this.kept.get(shard)?.hash === round.shards[shard]?.moments);
    if (!taken) return false;
    const { shard, isNew, isLoan } = taken;
    if (isNew) this.options.told({ kind: 'took', shard: shard + 1, round: round.round + 1 });
    try {
      await this.compute(round, shard);
    } finally {
      if (isLoan) await this.claims.giveBack(shard);
    }
    return true;
  }

  private async compute(round: ExchangedRound, shard: number): Promise<void> {
    const { name: trainer, signal, told } = this.options;
    const started = performance.now();
    const bytes = await this.exchange.vector('weights', round.weights);
    const state = round.shards[shard];
    // The round was over before it was begun.
    if (!bytes || !state) return;
    const start = new Float32Array(bytes.slice().buffer);
    const kept = this.kept.get(shard);
    const hasMoments = kept !== undefined && kept.hash === state.moments;
    const moments = hasMoments ? 'kept' : state.moments === null ? 'first' : 'zero';
    let result: LocalRound;
    try {
      const local = await this.localTrainer(start.length);
      const { batches } = this.shardAtWork(shard);
      await batches.goTo(state.place);
      const order = { shard, ...round, place: state.place };
      result = await local.round(batches, order, start, hasMoments ? kept.moments : local.noMoments(), signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof TrainingError) {
        await this.exchange.putResult(round, shard, { trainer, failed: error.message });
      }
      throw error;
    }
    const { change, moments: after, lossSum, lossUnits, samples, place, batches, gradientNorm, skipped } = result;
    const hash = hashOf(after);
    const seconds = (performance.now() - started) / 1000;
    const isFirst = await this.exchange.putResult(round, shard, {
      ...{ trainer, moments, after: hash, place, batches, lossSum, lossUnits, samples, gradientNorm, seconds },
      change: await this.exchange.putVector('changes', bytesOf(change)),
      bytesRead: bytes.length,
      skipped: [...skipped],
    });
    // Somebody else was taken for this one's heir, and was first.
    if (!isFirst) return;
    this.kept.set(shard, { hash, moments: after });
    const loss = lossSum / Math.max(1, lossUnits);
    told({ kind: 'round', round: round.round + 1, shard: shard + 1, moments, samples, loss, seconds });
  }

  private async localTrainer(weights: number): Promise<LocalTrainer> {
    const { settings } = this.run.config;
    const { task } = this.shardAtWork(0);
    const { parts } = this.lines;
    this.local ??= await LocalTrainer.create({ task, settings, parts, threads: this.options.threads });
    if (this.local.layout.length === weights) return this.local;
    throw new TrainingError(
      `${this.store.address}: the weights there are not of this run's network; install the same version of ductus everywhere`,
    );
  }

  private shardAtWork(shard: number): ShardAtWork {
    const present = this.shards.get(shard);
    if (present) return present;
    const { settings } = this.run.config;
    const { network, alphabet, shards, parts } = this.lines;
    const training = shards[shard] ?? [];
    const { threads } = this.options;
    const task = new LineTask({ network, alphabet, settings, threads, training, validation: [], provenance: {} });
    const fresh = { task, batches: new ShardBatches(task, { parts, accumulate: settings.accumulate }) };
    this.shards.set(shard, fresh);
    return fresh;
  }

  private async dispose(): Promise<void> {
    for (const { batches, task } of this.shards.values()) {
      await batches.dispose();
      await task.dispose();
    }
    await this.local?.dispose();
  }
}

function hashOf({ steps, mean, square, residual }: Moments): string {
  const parts = [mean, square, residual].map((values) => sha256(bytesOf(values)));
  return sha256(JSON.stringify([steps, ...parts]));
}
