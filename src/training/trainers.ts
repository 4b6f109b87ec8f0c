/** Those who compute rounds, wherever they are. */
import type { Skipped } from '../formats/index.js';
import type { WarningEvent } from './events.js';
import type { MomentsKind, ShardState } from './shard-state.js';

export interface Round {
  /** Counts from 0. */
  readonly round: number;
  /** Steps done before it. */
  readonly step: number;
  /** The learning rate of each step. */
  readonly rates: readonly number[];
  /** What all begin with. */
  readonly weights: Float32Array;
  readonly shards: readonly ShardState[];
}

/** What came of a shard in a round. */
export interface RoundPart {
  readonly trainer: string;
  readonly moments: MomentsKind;
  /** Of all weights, binary16. */
  readonly change: Uint16Array;
  /** After the round. */
  readonly state: ShardState;
  readonly lossSum: number;
  readonly lossUnits: number;
  readonly samples: number;
  /** Mean over the steps, before clipping. */
  readonly gradientNorm: number;
  /** What the trainer took. */
  readonly seconds: number;
  readonly skipped: readonly Skipped[];
  /** What went over the link for it. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

export interface Trainers {
  /** Gives out a round; the same one again is the same. */
  begin(round: Round): Promise<void>;
  /**
   * Waits for the round's parts.
   * @returns them by shard, or `undefined` when it is to stop
   * @throws TrainingError when a trainer says that it can't go on
   */
  collect(signal: AbortSignal | undefined): AsyncGenerator<WarningEvent, readonly RoundPart[] | undefined>;
  /** Says that there is nothing more to do. */
  end(): Promise<void>;
}
