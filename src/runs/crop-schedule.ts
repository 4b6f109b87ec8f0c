/** Which crops make which batch: a function of the seed and of the place in the run, whatever was trained before. */
import { drawCrop, type LayoutSample, type PlannedCrop } from '../layout/index.js';
import { Random } from '../random/index.js';
import { epochLimit, type Progress } from '../training/index.js';
import { drawnShare, drawnWindow } from './drawn-pages.js';
import { cropsOfBatch, type LayoutSettings } from './layout-options.js';

/** A crop of a page of the data, or of a drawn page that has a number only. */
type Chosen = { readonly sample: LayoutSample } | { readonly drawn: number };

/** The crops of a batch before anything is drawn. */
export interface ScheduledBatch {
  readonly epoch: number;
  /** Of the epoch. */
  readonly batches: number;
  readonly isLast: boolean;
  /** For each shard, with what a crop is a function of. */
  readonly crops: readonly (readonly ScheduledCrop[])[];
}

export interface ScheduledCrop {
  readonly chosen: Chosen;
  readonly key: readonly (number | string)[];
}

/** Steps that a run under minutes alone is taken to have. */
const usualSteps = 8000;

export class CropSchedule {
  private readonly size: number;
  private readonly batchesOfEpoch: number;

  constructor(
    private readonly pages: readonly LayoutSample[],
    private readonly settings: LayoutSettings,
    private readonly shards: number,
    /** Whether there are drawn pages to mix in. */
    private readonly draws: boolean,
  ) {
    this.size = cropsOfBatch(settings, shards);
    this.batchesOfEpoch = Math.ceil((pages.length * settings.pageCrops) / this.size);
  }

  /** The batches from a place on, epoch after epoch without end. */
  *from({ epoch, batch }: Pick<Progress, 'epoch' | 'batch'>): Generator<ScheduledBatch> {
    for (let now = epoch; ; now++) {
      const order = this.orderOf(now);
      for (let at = now === epoch ? batch : 0; at < this.batchesOfEpoch; at++) {
        const crops = order
          .slice(at * this.size, (at + 1) * this.size)
          .map((sample, place) => this.scheduled(sample, now, at, place));
        yield {
          epoch: now,
          batches: this.batchesOfEpoch,
          isLast: at === this.batchesOfEpoch - 1,
          crops: this.dealt(crops),
        };
      }
    }
  }

  /** Every page as often as it has crops in an epoch, and once before any stands again. */
  private orderOf(epoch: number): readonly LayoutSample[] {
    const { seed, pageCrops } = this.settings;
    const random = new Random(seed, 'order', epoch);
    return Array.from({ length: pageCrops }, () => random.shuffle(this.pages)).flat();
  }

  private scheduled(sample: LayoutSample, epoch: number, batch: number, place: number): ScheduledCrop {
    const key = [this.settings.seed, epoch, batch, place];
    if (!this.draws) return { chosen: { sample }, key };
    const random = new Random('drawn', ...key);
    const all = epoch * this.batchesOfEpoch + batch;
    if (random.uniform() >= drawnShare(this.settings.drawn, this.doneAt(all))) return { chosen: { sample }, key };
    const { first, count } = drawnWindow(all);
    return { chosen: { drawn: first + random.below(count) }, key };
  }

  /** Share of the run that is done at a batch, as far as that is known beforehand. */
  private doneAt(batch: number): number {
    const { steps, minutes, accumulate } = this.settings;
    const epochs = epochLimit(this.settings);
    const limits = [
      ...(steps === undefined ? [] : [steps * accumulate]),
      ...(epochs === undefined ? [] : [epochs * this.batchesOfEpoch]),
      ...(minutes === undefined ? [] : [usualSteps * accumulate]),
    ];
    return batch / Math.min(...limits);
  }

  private dealt(crops: readonly ScheduledCrop[]): readonly (readonly ScheduledCrop[])[] {
    const each = Math.ceil(crops.length / this.shards);
    const parts = Array.from({ length: this.shards }, (_, n) => crops.slice(n * each, (n + 1) * each));
    return parts.filter(({ length }) => length > 0);
  }
}

/** A scheduled crop, once its page is there. */
export function plannedCrop(sample: LayoutSample, { key }: ScheduledCrop, settings: LayoutSettings): PlannedCrop {
  const { cropSize: size, augmentation: strength } = settings;
  return { sample, ...drawCrop(sample, { size, strength }, ...key) };
}
