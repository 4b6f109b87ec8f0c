/**
 * The forward-backward algorithm of CTC (Graves et al. 2006, §4.1) for one item: loss and gradient in one sweep over
 * the frames and one back.
 *
 * Probabilities are summed as they are, not as logarithms, so a cell costs a few additions and multiplications. What
 * no float64 can hold is kept by an exponent for each cell: a value is mantissa · 2^(256·exponent), the mantissa at
 * least 2^−128 (or 0, with the exponent `never`). Neighbours mostly have equal exponents and are added at once; where
 * they differ by 1 the smaller is scaled, where they differ by more it is below rounding. So the result is exact to
 * float64 rounding for any logits. Mantissas can't overflow: the scores of the states that can follow a state belong
 * to different classes, so a row's sum never grows.
 *
 * Forward values are kept for a block of frames at a time. A line that fits one block is swept once; of a longer one
 * the row before each block is kept, and the block is computed again on the way back, so memory is O(S·√T).
 *
 * States: 2i is the blank before label i, 2i + 1 is label i, 2L the last blank. Only states are visited that the
 * start reaches by frame t and that reach the end in the frames left.
 */
import { BackwardRow, KeptRows, never } from './state-rows.js';

const oneStep = 2 ** -256;
const oneStepUp = 2 ** 256;
const least = 2 ** -128;
const stepNats = 256 * Math.LN2;
/** Cells of forward values kept at once, 12 bytes each. */
const blockCells = 2 ** 20;

export type Scores = Float32Array | Float64Array;

/** One item of a batch: the score of class k at frame t is `logits[offset + t·stride + k]`. */
export interface Item {
  readonly index: number;
  readonly offset: number;
  readonly stride: number;
  readonly frames: number;
  readonly classes: number;
  readonly blank: number;
  readonly labels: Int32Array;
  /** Whether neighbouring frames of one class are one label (they are, but for TensorFlow 1's `merge_repeated`). */
  readonly merge: boolean;
}

/** Where results go besides the loss. */
export interface Sinks {
  /** softmax − occupancy, in the layout of the logits; all zero for an item without a path. */
  readonly gradient?: Scores | undefined;
  /** The probability of state s at frame t, [T, S]; all zero for an item without a path. */
  readonly occupancies?: Float64Array | undefined;
}

/** Working memory of the sweeps, made once for all items of a batch. */
export class ForwardBackward {
  private mantissas = new Float64Array(0);
  private exponents = new Int32Array(0);
  /** ln of the softmax's denominator of each frame. */
  private totals = new Float64Array(0);
  /** The softmax of one frame. */
  private readonly row: Float64Array;
  /** Softmax of the labels' classes in one frame, and [L] of the blank; with exponents like the cells. */
  private emissions = new Float64Array(0);
  private emissionExponents = new Int32Array(0);
  /** 1 where a path may go from label i − 1 straight to label i, else 0. [L] is 0. */
  private skips = new Float64Array(0);

  constructor(classes: number) {
    this.row = new Float64Array(classes);
  }

  /**
   * @param sinks frames past the item's last are not touched
   * @returns −ln P(labels | logits), +Infinity where no path exists
   * @throws RangeError when a valid frame holds NaN or +Infinity, or nothing but −Infinity
   */
  run(item: Item, logits: Scores, sinks: Sinks = {}): number {
    const { frames, labels } = item;
    if (frames === 0) return labels.length === 0 ? 0 : Number.POSITIVE_INFINITY;
    const width = 2 * labels.length + 3;
    const block = Math.min(frames, Math.max(Math.ceil(Math.sqrt(frames)), Math.floor(blockCells / width)));
    const blocks = Math.ceil(frames / block);
    const wanted = sinks.gradient !== undefined || sinks.occupancies !== undefined;
    const kept = new KeptRows(wanted ? blocks : 0, width);
    this.reserve(item, (block + 1) * width);

    this.startRow(width);
    for (let b = 0; b < blocks; b++) {
      if (b > 0) this.moveRow(block * width, width);
      if (wanted) kept.save(b, this.mantissas, this.exponents);
      for (let t = b * block; t < Math.min(frames, (b + 1) * block); t++) {
        this.totals[t] = this.softmax(item, t, logits, sinks.gradient);
        this.gather(item, t, logits, true);
        this.advance(item, t, (t - b * block) * width, width);
      }
    }
    const end = (frames - (blocks - 1) * block) * width + 2 * labels.length;
    const [mantissa, exponent] = this.finalSum(end, labels.length > 0);
    if (mantissa === 0) {
      if (sinks.gradient) clear(item, sinks.gradient);
      return Number.POSITIVE_INFINITY;
    }
    if (wanted) {
      const back = new BackwardRow(width);
      for (let b = blocks - 1; b >= 0; b--) {
        const stop = Math.min(frames, (b + 1) * block);
        if (b < blocks - 1) {
          kept.load(b, this.mantissas, this.exponents);
          for (let t = b * block; t < stop; t++) {
            this.gather(item, t, logits, false);
            this.advance(item, t, (t - b * block) * width, width);
          }
        }
        for (let t = stop - 1; t >= b * block; t--) {
          this.gather(item, t, logits, false);
          this.retreat(item, t, (t + 1 - b * block) * width, back, sinks, mantissa, exponent);
        }
      }
    }
    return Math.max(0, -(Math.log(mantissa) + exponent * stepNats));
  }

  private reserve({ frames, labels, merge }: Item, cells: number): void {
    const { length } = labels;
    if (this.mantissas.length < cells) {
      this.mantissas = new Float64Array(cells);
      this.exponents = new Int32Array(cells);
    }
    if (this.totals.length < frames) this.totals = new Float64Array(frames);
    if (this.emissions.length < length + 1) {
      this.emissions = new Float64Array(length + 1);
      this.emissionExponents = new Int32Array(length + 1);
      this.skips = new Float64Array(length + 1);
    }
    for (let i = 0; i < length; i++) this.skips[i] = i > 0 && (!merge || labels[i] !== labels[i - 1]) ? 1 : 0;
    this.skips[length] = 0;
  }

  /** The row before the first frame: probability 1 on the first blank. */
  private startRow(width: number): void {
    this.mantissas.fill(0, 0, width);
    this.exponents.fill(never, 0, width);
    this.mantissas[0] = 1;
    this.exponents[0] = 0;
  }

  private moveRow(from: number, width: number): void {
    this.mantissas.copyWithin(0, from, from + width);
    this.exponents.copyWithin(0, from, from + width);
  }

  /** Fills `row` (and the gradient's frame, if given) with the softmax. @returns ln of its denominator */
  private softmax({ index, offset, stride, classes }: Item, t: number, logits: Scores, gradient?: Scores): number {
    const { row } = this;
    const from = offset + t * stride;
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) {
      const score = logits[from + k] as number;
      if (score > most) most = score;
    }
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const e = Math.exp((logits[from + k] as number) - most);
      row[k] = e;
      sum += e;
    }
    // NaN anywhere and infinities on top make the sum NaN.
    if (!(sum > 0)) throw badFrame(index, t, logits.subarray(from, from + classes));
    const scale = 1 / sum;
    if (gradient) {
      for (let k = 0; k < classes; k++) {
        const y = (row[k] as number) * scale;
        row[k] = y;
        gradient[from + k] = y;
      }
    } else {
      for (let k = 0; k < classes; k++) row[k] = (row[k] as number) * scale;
    }
    return most + Math.log(sum);
  }

  /** The scores of the labels and the blank in a frame: from `row` when it is this frame's, else computed again. */
  private gather({ offset, stride, labels, blank }: Item, t: number, logits: Scores, fresh: boolean): void {
    const { row, emissions, emissionExponents } = this;
    const from = offset + t * stride;
    const total = this.totals[t] as number;
    const { length } = labels;
    for (let i = 0; i <= length; i++) {
      const k = i < length ? (labels[i] as number) : blank;
      const y = fresh ? (row[k] as number) : Math.exp((logits[from + k] as number) - total);
      if (y >= oneStep) {
        emissions[i] = y;
        emissionExponents[i] = 0;
      } else {
        // Down to −10^4 nats and below the score is mantissa and exponent too.
        const nats = (logits[from + k] as number) - total;
        const steps = nats === Number.NEGATIVE_INFINITY ? 0 : Math.floor(-nats / stepNats);
        emissions[i] = Math.exp(nats + steps * stepNats);
        emissionExponents[i] = -steps;
      }
    }
  }

  /** From the row at `from` to the next one: the forward values of frame t, its score included. */
  private advance({ frames, labels, merge }: Item, t: number, from: number, width: number): void {
    const { mantissas, exponents, emissions, emissionExponents, skips } = this;
    const { length } = labels;
    const to = from + width;
    const first = firstPair(t, frames, length);
    const last = Math.min(length, t);
    const blankScore = emissions[length] as number;
    const blankExponent = emissionExponents[length] as number;
    let before = first > 0 ? (mantissas[from + 2 * first - 1] as number) : 0;
    let beforeExponent = first > 0 ? (exponents[from + 2 * first - 1] as number) : never;
    for (let i = first; i <= last; i++) {
      const s = 2 * i;
      const blank = mantissas[from + s] as number;
      const blankAt = exponents[from + s] as number;
      const label = mantissas[from + s + 1] as number;
      const labelAt = exponents[from + s + 1] as number;

      let e = blankAt;
      let m: number;
      if (blankAt === beforeExponent) m = blank + before;
      else {
        if (beforeExponent > e) e = beforeExponent;
        m = scaled(blank, blankAt - e) + scaled(before, beforeExponent - e);
      }
      m *= blankScore;
      e += blankExponent;
      if (m < least) {
        if (m === 0) e = never;
        else {
          m *= oneStepUp;
          e--;
        }
      }
      mantissas[to + s] = m;
      exponents[to + s] = e;

      if (i === length) break;
      const skip = skips[i] as number;
      if (merge && labelAt === blankAt && labelAt === beforeExponent) {
        m = label + blank + skip * before;
        e = labelAt;
      } else {
        e = blankAt;
        if (merge && labelAt > e) e = labelAt;
        if (skip !== 0 && beforeExponent > e) e = beforeExponent;
        m = scaled(blank, blankAt - e);
        if (merge) m += scaled(label, labelAt - e);
        if (skip !== 0) m += scaled(before, beforeExponent - e);
      }
      m *= emissions[i] as number;
      e += emissionExponents[i] as number;
      if (m < least) {
        if (m === 0) e = never;
        else {
          m *= oneStepUp;
          e--;
        }
      }
      mantissas[to + s + 1] = m;
      exponents[to + s + 1] = e;
      before = label;
      beforeExponent = labelAt;
    }
    // What the next row reads beyond this one's reach.
    for (let s = 2 * last + 2; s < Math.min(2 * last + 4, width); s++) {
      mantissas[to + s] = 0;
      exponents[to + s] = never;
    }
  }

  /** P(labels | logits) as mantissa and exponent: the last blank and the last label. */
  private finalSum(end: number, hasLabel: boolean): readonly [number, number] {
    const blankAt = this.exponents[end] as number;
    const labelAt = hasLabel ? (this.exponents[end - 1] as number) : never;
    const e = Math.max(blankAt, labelAt);
    const label = hasLabel ? scaled(this.mantissas[end - 1] as number, labelAt - e) : 0;
    return [scaled(this.mantissas[end] as number, blankAt - e) + label, e];
  }

  /**
   * Takes the occupancies of frame t off the gradient, and takes the backward row one frame back. The row holds
   * backward values times the scores of the frame after t; after the last frame, 1 on a last blank.
   */
  private retreat(
    { offset, stride, frames, labels, blank: blankClass, merge }: Item,
    t: number,
    row: number,
    { mantissas: after, exponents: afterAt }: BackwardRow,
    { gradient, occupancies }: Sinks,
    mantissa: number,
    exponent: number,
  ): void {
    const { mantissas, exponents, emissions, emissionExponents, skips } = this;
    const { length } = labels;
    const at = offset + t * stride;
    const states = t * (2 * length + 1);
    const first = firstPair(t, frames, length);
    const last = Math.min(length, t);
    const perMass = 1 / mantissa;
    const blankScore = emissions[length] as number;
    const blankExponent = emissionExponents[length] as number;
    let blanks = 0;
    for (let i = first; i <= last; i++) {
      const s = 2 * i;
      const blank = after[s] as number;
      const blankAt = afterAt[s] as number;
      const label = after[s + 1] as number;
      const labelAt = afterAt[s + 1] as number;

      let m: number;
      let e = blankAt;
      if (blankAt === labelAt) m = blank + label;
      else {
        if (labelAt > e) e = labelAt;
        m = scaled(blank, blankAt - e) + scaled(label, labelAt - e);
      }
      let share = (mantissas[row + s] as number) * m * perMass;
      share = scaled(share, (exponents[row + s] as number) + e - exponent);
      if (occupancies) occupancies[states + s] = share;
      blanks += share;
      m *= blankScore;
      e += blankExponent;
      if (m < least) {
        if (m === 0) e = never;
        else {
          m *= oneStepUp;
          e--;
        }
      }
      after[s] = m;
      afterAt[s] = e;

      if (i === length) break;
      const skip = skips[i + 1] as number;
      const nextBlank = after[s + 2] as number;
      const nextBlankAt = afterAt[s + 2] as number;
      const nextLabel = after[s + 3] as number;
      const nextLabelAt = afterAt[s + 3] as number;
      if (merge && labelAt === nextBlankAt && (skip === 0 || labelAt === nextLabelAt)) {
        m = label + nextBlank + skip * nextLabel;
        e = labelAt;
      } else {
        e = nextBlankAt;
        if (merge && labelAt > e) e = labelAt;
        if (skip !== 0 && nextLabelAt > e) e = nextLabelAt;
        m = scaled(nextBlank, nextBlankAt - e);
        if (merge) m += scaled(label, labelAt - e);
        if (skip !== 0) m += scaled(nextLabel, nextLabelAt - e);
      }
      share = (mantissas[row + s + 1] as number) * m * perMass;
      share = scaled(share, (exponents[row + s + 1] as number) + e - exponent);
      if (occupancies) occupancies[states + s + 1] = share;
      if (gradient) {
        const k = at + (labels[i] as number);
        gradient[k] = (gradient[k] as number) - share;
      }
      m *= emissions[i] as number;
      e += emissionExponents[i] as number;
      if (m < least) {
        if (m === 0) e = never;
        else {
          m *= oneStepUp;
          e--;
        }
      }
      after[s + 1] = m;
      afterAt[s + 1] = e;
    }
    if (gradient) gradient[at + blankClass] = (gradient[at + blankClass] as number) - blanks;
  }
}

/** m · 2^(256·by); 0 where that is below rounding of what it is added to. */
function scaled(m: number, by: number): number {
  if (by === 0) return m;
  if (by === -1) return m * oneStep;
  return by === 1 ? m * oneStepUp : 0;
}

/** The first label whose blank can still reach the end: state S − 2(T − t) or the blank before it. */
function firstPair(t: number, frames: number, length: number): number {
  return Math.max(0, length - (frames - t));
}

function clear({ offset, stride, frames, classes }: Item, gradient: Scores): void {
  for (let t = 0; t < frames; t++) gradient.fill(0, offset + t * stride, offset + t * stride + classes);
}

function badFrame(index: number, t: number, frame: Scores): RangeError {
  const k = frame.findIndex((score) => Number.isNaN(score) || score === Number.POSITIVE_INFINITY);
  const what = k < 0 ? `only -Infinity at frame ${t}` : `${frame[k]} at frame ${t}, class ${k}`;
  return new RangeError(`logits of item ${index} must be numbers in valid frames, got ${what}`);
}
