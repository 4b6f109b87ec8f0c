/** Whether two readings of the same lines differ by more than chance. */
import { known } from '../known.js';
import { Random } from '../random/index.js';
import type { Interval } from './statistics.js';

/** A document, or a line where documents are not known: the edits of both readings, and its characters. */
export interface ReadTwice {
  readonly before: number;
  readonly after: number;
  readonly length: number;
}

export interface Difference {
  /** Error rate of the second reading less that of the first. */
  readonly difference: number;
  /** 95%. */
  readonly interval: Interval;
}

/** The percentile interval is then between the 25th from either end. */
const resamples = 1000;

/** The difference of two error rates and its interval by a paired bootstrap: each draw has both readings of a unit. */
export function differenceOf(units: readonly ReadTwice[], seed = 1): Difference {
  const rateOf = (drawn: readonly ReadTwice[]) => {
    const length = drawn.reduce((sum, unit) => sum + unit.length, 0);
    const edits = drawn.reduce((sum, unit) => sum + unit.after - unit.before, 0);
    return length === 0 ? 0 : edits / length;
  };
  const random = new Random(seed, 'paired bootstrap');
  const rates = Array.from({ length: resamples }, () => rateOf(units.map(() => random.pick(units)))).sort(
    (a, b) => a - b,
  );
  const at = (share: number) => known(rates[Math.round(share * (resamples - 1))], 'the difference of a resample');
  return { difference: rateOf(units), interval: { low: at(0.025), high: at(0.975) } };
}
