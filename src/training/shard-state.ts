/** Where a shard of the samples is, between rounds. */

/** Passes over the shard, and batches of the next one. */
export interface ShardPlace {
  readonly epoch: number;
  readonly batch: number;
}

/** The same with the moments that it goes on with. */
export interface ShardState extends ShardPlace {
  /** Of an epoch of the shard. */
  readonly batches: number;
  /** A hash of the moments that its trainer has; `null` before the first round. */
  readonly moments: string | null;
}

/** What a round of a shard began with: no moments yet, those of the last round, or zeros since who had them is gone. */
export type MomentsKind = 'first' | 'kept' | 'zero';
