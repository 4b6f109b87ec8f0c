/** Which shards a trainer has, and the signs of life by which the coordinator knows. */
import type { Exchange, ExchangedRound } from './exchange.js';

interface Claim {
  readonly generation: number;
  readonly beating: ReturnType<typeof setInterval>;
  /** The last sign of life, once it is given. */
  sign: Promise<void>;
}

export interface Taken {
  readonly shard: number;
  readonly isNew: boolean;
  /** For this round only: nobody else was there, and another trainer may come. */
  readonly isLoan: boolean;
}

/** Signs of life in the time after which a trainer is taken for dead. */
const beatsPerLock = 5;

export class ShardClaims {
  private readonly claims = new Map<number, Claim>();
  /** Since when a shard that nobody ever had waits, by this process's own count. */
  private readonly untouchedSince = new Map<number, number>();

  constructor(
    private readonly exchange: Exchange,
    private readonly trainer: string,
  ) {}

  /** Forgets shards that others may have by now. @returns which */
  forget({ shards }: ExchangedRound): readonly number[] {
    const lost = [...this.claims].filter(([shard, { generation }]) => shards[shard]?.generation !== generation);
    for (const [shard, { beating }] of lost) {
      clearInterval(beating);
      this.claims.delete(shard);
    }
    return lost.map(([shard]) => shard);
  }

  /**
   * What is to be computed next: a shard that it has; where it has none, one that nobody has; where it has done its own, one that
   * nobody has, so that the round ends.
   * @param hasMoments whether it has those with which a shard goes on
   */
  async next(round: ExchangedRound, hasMoments: (shard: number) => boolean): Promise<Taken | undefined> {
    for (const shard of this.claims.keys()) {
      if (!(await this.exchange.hasResult(round, shard))) return { shard, isNew: false, isLoan: false };
    }
    const isLoan = this.claims.size > 0;
    const shards = [...round.shards.keys()].sort((a, b) => Number(hasMoments(b)) - Number(hasMoments(a)));
    for (const shard of shards) {
      const generation = round.shards[shard]?.generation ?? 0;
      if (this.claims.has(shard) || (await this.exchange.claimant(shard, generation)) !== undefined) continue;
      if (isLoan && !this.mayBeLent(round, shard)) continue;
      if (isLoan && (await this.exchange.hasResult(round, shard))) continue;
      if (!(await this.exchange.claim(shard, generation, this.trainer))) continue;
      this.hold(shard, generation, round.lockSeconds);
      if (await this.exchange.hasResult(round, shard)) return undefined;
      return { shard, isNew: true, isLoan };
    }
    return undefined;
  }

  /** A shard that nobody ever had is left for a while to those who are about to come. */
  private mayBeLent({ round, lockSeconds, shards }: ExchangedRound, shard: number): boolean {
    if (round > 0 || (shards[shard]?.generation ?? 0) > 0) return true;
    const now = performance.now();
    const since = this.untouchedSince.get(shard) ?? now;
    this.untouchedSince.set(shard, since);
    return now - since > 1000 * lockSeconds;
  }

  async giveBack(shard: number): Promise<void> {
    const claim = this.claims.get(shard);
    if (!claim) return;
    clearInterval(claim.beating);
    this.claims.delete(shard);
    await this.exchange.putBeat(shard, claim.generation, { trainer: this.trainer, count: 0, hasLeft: true });
  }

  /**
   * Gives back all.
   * @param isOver whether nobody asks for them any more
   * @returns which are free for others now
   */
  async leave(isOver: boolean): Promise<readonly number[]> {
    for (const { beating } of this.claims.values()) clearInterval(beating);
    if (isOver) {
      for (const [shard, claim] of this.claims) await this.forgetSign(shard, claim);
      return [];
    }
    const shards = [...this.claims.keys()];
    for (const shard of shards) await this.giveBack(shard).catch(() => undefined);
    return shards;
  }

  /** Who emptied the place did not see a sign that was given meanwhile. */
  private async forgetSign(shard: number, { generation, sign }: Claim): Promise<void> {
    await sign;
    await this.exchange.removeBeat(shard, generation).catch(() => undefined);
  }

  private hold(shard: number, generation: number, lockSeconds: number): void {
    let count = 0;
    const beat = () => {
      const sign = { trainer: this.trainer, count: ++count, hasLeft: false };
      // What fails once, the next one does.
      claim.sign = this.exchange.putBeat(shard, generation, sign).catch(() => undefined);
    };
    const beating = setInterval(beat, (1000 * lockSeconds) / beatsPerLock);
    const claim: Claim = { generation, beating, sign: Promise.resolve() };
    this.claims.set(shard, claim);
  }
}
