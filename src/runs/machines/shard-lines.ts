/** The lines of a run divided among trainers: disjoint, and the same on every machine. */
import type { Sample } from '../../dataset/index.js';
import { Random } from '../../random/index.js';
import { TrainingError } from '../../training/index.js';

/** @throws TrainingError when a trainer would have no line */
export function refuseFewLines(training: readonly Sample[], trainers: number): void {
  const { length } = training;
  if (length >= trainers) return;
  throw new TrainingError(
    `\`trainers\` must be ${length} or fewer, since each learns from lines of its own and there are ${length} to learn from (copies counted), got ${trainers}. Begin a run with fewer, or with more lines`,
    { code: 'training/wrong-option', details: { options: ['trainers'], value: trainers } },
  );
}

/**
 * @returns for each shard its lines; their numbers differ by one at most
 * @throws TrainingError when there are fewer lines than shards
 */
export function shardLines(training: readonly Sample[], seed: number, shards: number): readonly (readonly Sample[])[] {
  refuseFewLines(training, shards);
  const shuffled = new Random(seed, 'shards').shuffle(training);
  return Array.from({ length: shards }, (_, shard) => shuffled.filter((_, n) => n % shards === shard));
}
