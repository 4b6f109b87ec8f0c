/** Steps that nobody could tell apart on a curve, told together: a run has many more of them than a page has room for. */
import type { StepNews } from './run-news.js';

/** Seconds of training at least between two that are told; later, with the length of the run, more. */
const shortest = 0.25;
const longest = 10;
/** Of what was trained so far. */
const share = 1 / 2000;

export class StepsTogether {
  private waiting: StepNews | undefined;
  private count = 0;
  private toldAt = Number.NEGATIVE_INFINITY;

  get isWaiting(): boolean {
    return this.waiting !== undefined;
  }

  /** @returns those that are to be told now */
  add(step: StepNews): StepNews | undefined {
    this.count++;
    this.waiting = this.waiting ? together(this.waiting, step, this.count) : step;
    const gap = Math.min(longest, Math.max(shortest, step.trainedSeconds * share));
    return step.trainedSeconds - this.toldAt >= gap ? this.flush() : undefined;
  }

  /** What has not been told yet. */
  flush(): StepNews | undefined {
    const { waiting } = this;
    if (waiting) this.toldAt = waiting.trainedSeconds;
    this.waiting = undefined;
    this.count = 0;
    return waiting;
  }

  /** The run goes on from a place before: time begins anew. */
  restart(): void {
    this.toldAt = Number.NEGATIVE_INFINITY;
  }
}

/** @param count of all, the last among them */
function together(before: StepNews, last: StepNews, count: number): StepNews {
  return {
    ...last,
    loss: before.loss + (last.loss - before.loss) / count,
    samples: before.samples + last.samples,
    seconds: before.seconds + last.seconds,
  };
}
