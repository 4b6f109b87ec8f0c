/**
 * Which lines make a batch. Lines of like width go together, so that little is padding; the widths of batches come
 * from a fixed ladder, so that the runtime sees few shapes and its memory stays flat; a batch holds about as many lines as a
 * budget of pixels allows. The order is a function of (seed, epoch). Packed data sets are planned window by window, so
 * that their row groups are read one after the other, each once.
 */
import {
  type Augmentation,
  type Distortion,
  drawDistortion,
  inputWidth,
  joinedWidth,
  type LineInput,
} from '../image/index.js';
import { known } from '../known.js';
import { Random } from '../random/index.js';
import { type Direction, toDisplay } from '../text/index.js';
import { planningWindows } from './planning-windows.js';
import type { Sample } from './sample.js';

export interface PlannedLine {
  readonly sample: Sample;
  /** A line that is joined to its end. */
  readonly next?: Sample;
  /** Pixels at the line height, after any distortion. */
  readonly width: number;
  /** Draws the distortion; it is not kept, so that an epoch's plan stays small. */
  readonly distort?: () => Distortion;
}

/** A line with what the network is to learn of it. */
export interface TrainingLine extends PlannedLine {
  /** Of the text as it is shown, encoded once. */
  readonly labels: Int32Array;
}

export interface BatchPlan<Line extends PlannedLine = PlannedLine> {
  readonly lines: readonly Line[];
  /** Pixels of the batch: every line's width rounded up the ladder. */
  readonly width: number;
}

export interface BatchOptions {
  readonly input: LineInput;
  /** Pixels in a batch, padding included. */
  readonly pixels: number;
  /**
   * Sessions that share a batch. It has a multiple of so many lines, if need be a few more than its pixels allow: as many as
   * cost no time, since the session with the most lines is waited for. Default: 1.
   */
  readonly parts?: number;
  readonly seed: number;
  readonly augmentation: Augmentation;
  /** Class indices of what stands in a line. Default: none. */
  readonly labels?: (line: PlannedLine) => ArrayLike<number>;
  /** Whether a line of so many pixels has frames enough for its text; one that a distortion made too narrow stays as it is. */
  readonly fits?: (line: TrainingLine, width: number) => boolean;
}

/** What stands in a line, from left to right. */
export function shownText({ sample, next }: Pick<PlannedLine, 'sample' | 'next'>, direction: Direction): string {
  const first = toDisplay(sample.text, direction);
  // Paper that is joined to a line, or a line to paper, adds no space.
  return next ? [first, toDisplay(next.text, direction)].filter(Boolean).join(' ') : first;
}

/** Steps of the ladder: a rung is at most 1/8 wider than the one below, and a multiple of 32 pixels. */
export function bucketWidth(width: number): number {
  const step = Math.max(32, 2 ** Math.floor(Math.log2(Math.max(1, width)) - 3));
  return Math.ceil(width / step) * step;
}

/** The batches of one training epoch, in their order. */
export function planEpoch(
  samples: readonly Sample[],
  epoch: number,
  options: BatchOptions,
): readonly BatchPlan<TrainingLine>[] {
  const { seed, input, augmentation, labels = () => [] } = options;
  const random = new Random(seed, 'order', epoch);
  const widthOf = (sample: Sample) => inputWidth(sample.width, sample.height, input);
  const distorted = (planned: PlannedLine): TrainingLine => {
    const line = { ...planned, labels: Int32Array.from(labels(planned)) };
    if (augmentation.strength === 0) return line;
    const distort = () => drawDistortion(line.width, augmentation, seed, line.sample.key, epoch);
    const { width } = distort();
    return options.fits && !options.fits(line, width) ? line : { ...line, width, distort };
  };
  return planningWindows(samples, (groups) => random.shuffle(groups)).flatMap((window) => {
    const order = random.shuffle(window);
    const widest = order.reduce((most, sample) => Math.max(most, widthOf(sample)), 0);
    const planned = order.map((sample, index): TrainingLine => {
      const line = { sample, width: widthOf(sample) };
      const next = known(order[(index + 1) % order.length], 'the sample behind');
      const width = joinedWidth([line.width, widthOf(next)], input.lineHeight);
      const chance = new Random(seed, 'join', sample.key, epoch).uniform();
      // No line becomes wider than the data's own.
      const joins = chance < augmentation.concatenate * augmentation.strength && width <= widest;
      return distorted(joins ? { sample, next, width } : line);
    });
    return random.shuffle(fillBatches(planned, options));
  });
}

/** How a line is distorted before it is read. @param width pixels of the line at the line height */
export type ReadingDistortion = (sample: Sample, width: number) => Distortion;

/**
 * The batches of a data set as it is, for validation: narrow lines first, in each window of a packed one.
 * @param distort default: lines are read as they are
 */
export function planReading(
  samples: readonly Sample[],
  input: LineInput,
  pixels: number,
  distort?: ReadingDistortion,
): readonly BatchPlan[] {
  const planned = (sample: Sample): PlannedLine => {
    const width = inputWidth(sample.width, sample.height, input);
    if (!distort) return { sample, width };
    return { sample, width: distort(sample, width).width, distort: () => distort(sample, width) };
  };
  return planningWindows(samples).flatMap((window) => fillBatches(window.map(planned), { input, pixels }));
}

/** Fills batches bucket by bucket; what is left of a bucket goes up to the next. */
function fillBatches<Line extends PlannedLine>(
  lines: readonly Line[],
  { input, pixels, parts = 1 }: Pick<BatchOptions, 'input' | 'pixels' | 'parts'>,
): BatchPlan<Line>[] {
  const buckets = new Map<number, Line[]>();
  for (const line of lines) {
    const width = bucketWidth(line.width);
    const bucket = buckets.get(width);
    if (bucket) bucket.push(line);
    else buckets.set(width, [line]);
  }
  const batches: BatchPlan<Line>[] = [];
  let left: Line[] = [];
  for (const [width, bucket] of [...buckets].sort(([a], [b]) => a - b)) {
    const allowed = Math.max(1, Math.floor(pixels / (width * input.lineHeight)));
    const size = Math.ceil(allowed / parts) * parts;
    const waiting = [...left, ...bucket];
    const full = Math.floor(waiting.length / size) * size;
    for (let at = 0; at < full; at += size) batches.push({ lines: waiting.slice(at, at + size), width });
    left = waiting.slice(full);
  }
  if (left.length > 0) batches.push({ lines: left, width: Math.max(...left.map((line) => bucketWidth(line.width))) });
  return batches;
}
