/** The batches of a shard, round after round: as long as one round begins where the last ended, they are read ahead. */
import type { Skipped } from '../formats/index.js';
import { TrainingError } from './events.js';
import { inGroups } from './groups.js';
import type { ShardPlace } from './shard-state.js';
import type { Batch, Task } from './task.js';

export class ShardBatches {
  private groups: AsyncGenerator<readonly Batch[]> | undefined;
  private at: ShardPlace = { epoch: 0, batch: 0 };
  private epochBatches = 1;
  /** Whether the epoch gave a step. */
  private hasSteps = true;

  constructor(
    private readonly task: Pick<Task, 'batches'>,
    private readonly options: {
      /** Parts of each batch. */
      readonly parts: number;
      /** Batches of a step. */
      readonly accumulate: number;
    },
  ) {}

  /** What comes next. */
  get place(): ShardPlace {
    return this.at;
  }

  /** Of an epoch; 1 before the first was seen. */
  get ofEpoch(): number {
    return this.epochBatches;
  }

  /** Goes to a place; where it is there already, what was read ahead stays. */
  async goTo(place: ShardPlace): Promise<void> {
    if (this.groups && place.epoch === this.at.epoch && place.batch === this.at.batch) return;
    await this.dispose();
    this.at = place;
    // Of the epoch that it comes into, only the rest is seen.
    this.hasSteps = place.batch > 0;
    this.groups = inGroups(this.task.batches(place, this.options.parts), this.options.accumulate, isLast);
  }

  /**
   * The batches of the next step.
   * @param skipped is added to
   * @throws TrainingError when an epoch has none
   */
  async next(skipped: Skipped[]): Promise<readonly Batch[]> {
    for (;;) {
      const next = await this.groups?.next();
      if (!next || next.done) throw new Error('the batches of the epochs ended');
      const group = next.value;
      const last = group.at(-1);
      if (!last) continue;
      skipped.push(...group.flatMap((batch) => batch.skipped));
      this.epochBatches = last.batches;
      const isStep = group.some(({ shards }) => shards.length > 0);
      this.hasSteps ||= isStep;
      if (last.isLast && !this.hasSteps) throw new TrainingError(noneDecoded);
      this.at = last.isLast
        ? { epoch: last.epoch + 1, batch: 0 }
        : { epoch: last.epoch, batch: this.at.batch + group.length };
      if (last.isLast) this.hasSteps = false;
      if (isStep) return group;
    }
  }

  async dispose(): Promise<void> {
    await this.groups?.return(undefined);
    this.groups = undefined;
  }
}

const noneDecoded = 'no training image of a shard can be decoded; the log has the reasons';

function isLast(batch: Batch): boolean {
  return batch.isLast;
}
