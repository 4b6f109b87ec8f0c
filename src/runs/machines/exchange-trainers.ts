/** The coordinator's side of an exchange: gives out rounds, sees who is alive, and takes what comes back. */
import type { ObjectStore } from '../../objects/index.js';
import { type Round, type RoundPart, type Trainers, TrainingError, type WarningEvent } from '../../training/index.js';
import type { MachinesConfig, RunConfig } from '../run-config.js';
import { bytesOf, Exchange, type ExchangedRound, exchangedRun, passed, pollMs, putRun } from './exchange.js';

/** A sign of life of a shard's trainer, as it was seen last. */
interface Seen {
  readonly sign: string;
  /** By this process's own count. */
  readonly since: number;
}

export class ExchangeTrainers implements Trainers {
  private readonly exchange: Exchange;
  private now: ExchangedRound | undefined;
  private readonly seen = new Map<number, Seen>();
  private readonly missed = new Set<number>();
  private weightBytes = 0;

  private constructor(
    private readonly store: ObjectStore,
    private readonly machines: MachinesConfig,
    private readonly identity: string,
    private readonly config: RunConfig,
  ) {
    this.exchange = new Exchange(store, machines.id);
  }

  /**
   * What trainers failed at before is given out again: whoever opens it has heard of it, and mended the cause.
   * @throws TrainingError when another run is there
   */
  static async open(store: ObjectStore, config: RunConfig, identity: string): Promise<ExchangeTrainers | undefined> {
    const { machines } = config;
    if (!machines) return undefined;
    await refuseOthers(store, machines.id);
    const trainers = new ExchangeTrainers(store, machines, identity, config);
    await trainers.exchange.removeFailures();
    await trainers.say(false);
    return trainers;
  }

  async begin({ round, step, rates, weights, shards }: Round): Promise<void> {
    // What a coordinator before this one gave out, or this one in the round before.
    const before = this.now ?? (await this.exchange.round());
    const bytes = bytesOf(weights);
    this.weightBytes = bytes.length;
    this.now = {
      round,
      step,
      rates: [...rates],
      weights: await this.exchange.putVector('weights', bytes),
      lockSeconds: this.machines.lockSeconds,
      shards: shards.map(({ epoch, batch, moments }, shard) => ({
        generation: before?.shards[shard]?.generation ?? 0,
        place: { epoch, batch },
        moments,
      })),
    };
    this.seen.clear();
    await this.exchange.putRound(this.now);
    await this.exchange.clearBefore(this.now);
  }

  async *collect(signal: AbortSignal | undefined): AsyncGenerator<WarningEvent, readonly RoundPart[] | undefined> {
    const parts = new Map<number, RoundPart>();
    for (;;) {
      const round = this.now;
      if (!round) throw new Error('ExchangeTrainers: a round must begin first');
      for (const shard of round.shards.keys()) {
        if (parts.has(shard)) continue;
        const part = await this.partOf(round, shard);
        if (part) {
          parts.set(shard, part);
          if (part.moments === 'zero') yield { kind: 'warning', message: takenOver(shard, part.trainer, round) };
        } else yield* this.look(shard);
      }
      if (parts.size === round.shards.length) break;
      if (signal?.aborted) return undefined;
      await passed(pollMs(this.store), signal);
    }
    return [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
  }

  async end(): Promise<void> {
    await this.say(true);
    await this.exchange.clear();
  }

  private async say(hasEnded: boolean): Promise<void> {
    const { machines, identity, config } = this;
    await putRun(this.store, { id: machines.id, identity, hasEnded, config });
  }

  private async partOf(round: ExchangedRound, shard: number): Promise<RoundPart | undefined> {
    const result = await this.exchange.result(round, shard);
    if (!result) return undefined;
    if ('failed' in result) throw new TrainingError(`${result.trainer}: ${result.failed}`, aboutResume);
    const bytes = await this.exchange.vector('changes', result.change);
    if (!bytes || 2 * bytes.length !== this.weightBytes) {
      throw new TrainingError(
        `${this.store.address}: the change of shard ${shard + 1} in round ${round.round + 1} is gone or of another size. Go on by \`resume\` with an empty place`,
        aboutResume,
      );
    }
    const { after, place, change: _, batches, ...rest } = result;
    return {
      ...rest,
      // Halves begin at even places only where the memory is theirs alone.
      change: new Uint16Array(bytes.slice().buffer),
      state: { ...place, batches, moments: after },
      bytesWritten: bytes.length,
    };
  }

  /** Whether who has a shard lives; if not, it is free. */
  private async *look(shard: number): AsyncGenerator<WarningEvent> {
    const generation = this.now?.shards[shard]?.generation ?? 0;
    const beat = await this.exchange.beat(shard, generation);
    const trainer = beat?.trainer ?? (await this.exchange.claimant(shard, generation));
    if (beat?.hasLeft) return await this.free(shard);
    const sign = JSON.stringify([generation, trainer, beat?.count]);
    const before = this.seen.get(shard);
    const now = performance.now();
    if (before?.sign !== sign) {
      this.seen.set(shard, { sign, since: now });
      return;
    }
    if (now - before.since <= 1000 * this.machines.lockSeconds) return;
    if (trainer !== undefined) {
      yield { kind: 'warning', message: `${trainer} gave no sign of life: shard ${shard + 1} is free for others` };
      await this.free(shard);
    } else if (!this.missed.has(shard)) {
      this.missed.add(shard);
      yield {
        kind: 'warning',
        message: `no trainer has taken shard ${shard + 1}; start one by: ductus work --exchange ${this.store.address}`,
      };
    }
  }

  private async free(shard: number): Promise<void> {
    if (!this.now) return;
    this.now = {
      ...this.now,
      shards: this.now.shards.map((state, n) => (n === shard ? { ...state, generation: state.generation + 1 } : state)),
    };
    this.seen.delete(shard);
    await this.exchange.putRound(this.now);
  }
}

const aboutResume = { details: { options: ['resume', 'learningRate'] } };

function takenOver(shard: number, trainer: string, { round }: ExchangedRound): string {
  return `round ${round + 1}: ${trainer} took over shard ${shard + 1} and began it with zero moments`;
}

/** @throws TrainingError when a run that has not ended is there, and it is another one */
export async function refuseOthers(store: ObjectStore, id: string | undefined): Promise<void> {
  const present = await exchangedRun(store);
  if (!present || present.hasEnded || present.id === id) return;
  throw new TrainingError(
    `${store.address}: another training that has not ended is there. Go on with it by \`resume\`, give another place by \`exchange\`, or remove run.json there`,
    { details: { options: ['resume', 'exchange'] } },
  );
}
