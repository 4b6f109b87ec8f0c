/** The lines of a run divided among trainers: disjoint, and the same on every machine. */
import type { Sample } from '../../dataset/index.js';
import { Random } from '../../random/index.js';

/** @returns for each shard its lines; their numbers differ by one at most */
export function shardLines(training: readonly Sample[], seed: number, shards: number): readonly (readonly Sample[])[] {
  const shuffled = new Random(seed, 'shards').shuffle(training);
  return Array.from({ length: shards }, (_, shard) => shuffled.filter((_, n) => n % shards === shard));
}
