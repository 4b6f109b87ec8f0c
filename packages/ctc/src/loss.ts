/**
 * The CTC loss and its gradient (Graves, Fernández, Gomez and Schmidhuber 2006) on typed arrays. Same function as
 * TensorFlow's `tf.nn.ctc_loss`, with its disagreements settled: see docs/ctc.md.
 */
import { type BatchOptions, itemsOf } from './batch.js';
import { ForwardBackward, type Item, type Scores } from './forward-backward.js';
import { logSoftmax } from './frames.js';
import { fastForwardBackward } from './kernel.js';
import { repeats } from './labels.js';

export type Reduction = 'none' | 'sum' | 'batchMean' | 'labelMean';

export interface CtcLossOptions<T extends Scores = Scores> extends BatchOptions {
  readonly logits: T;
  /**
   * `none`: a loss for each item. `sum`; `batchMean`: the mean over items; `labelMean`: the mean over items of the loss
   * divided by the label's length (at least 1), which PyTorch calls 'mean'. Default: none.
   */
  readonly reduction?: Reduction | undefined;
  /** Count items without a path as loss 0 instead of +Infinity. Default: false. */
  readonly zeroInfinity?: boolean | undefined;
  /** Also give the gradient. Default: false. */
  readonly gradient?: boolean | undefined;
  /**
   * Focal CTC (Feng et al. 2019): α·(1 − p)^γ·loss with p = e^−loss, so that items that are already read count less.
   * Usual: α 1 (or 0.25), γ 2.
   */
  readonly focal?: { readonly alpha: number; readonly gamma: number } | undefined;
  /**
   * w in [0, 1): (1 − w)·loss + w·Σ_t KL(uniform ‖ softmax), which keeps the network from being too sure. Classes whose
   * score is −Infinity are left out of the uniform distribution. Usual: 0.01. Default: 0.
   */
  readonly labelSmoothing?: number | undefined;
}

/** An item that no path leads to: its loss is +Infinity (0 with `zeroInfinity`), its gradient 0. */
export interface ItemWithoutPath {
  readonly item: number;
  readonly frames: number;
  readonly labelLength: number;
  /** Neighbouring equal labels. Frames must be at least labelLength + repeats; if they are, a needed score is −Infinity. */
  readonly repeats: number;
}

export interface CtcLossResult<T extends Scores = Scores> {
  /** −ln P(label | logits) in nats: [B], or [1] with a reduction. */
  readonly loss: Float64Array;
  /** With `gradient`: ∂loss/∂logits (of the reduced loss) in the logits' type and layout; 0 behind each item's frames. */
  readonly gradient?: T;
  readonly withoutPath: readonly ItemWithoutPath[];
}

/**
 * −ln of the probability that the frames spell the label, summed over all alignments.
 *
 * ∂loss/∂logits[t][k] = softmax_t(k) − occupancy_t(k), where the occupancy is the probability that an alignment of
 * this label is in class k at frame t. Each item by itself: a batch changes nothing. Computed in float64 and exact for
 * logits of any size; −Infinity excludes a class.
 *
 * @throws RangeError when shapes, lengths, labels, the blank or an option don't fit, or a valid frame holds NaN; the
 *   message names the item, and the frame
 */
export function ctcLoss<T extends Scores>(options: CtcLossOptions<T>): CtcLossResult<T> {
  const items = itemsOf(options);
  checkShaping(options);
  const loss = new Float64Array(items.length);
  const gradient = options.gradient ? (emptyLike(options.logits) as T) : undefined;
  return finish(options, items, itemLosses(items, options.logits, loss, gradient), gradient);
}

/** Losses of items into `loss` at their index, gradients into `gradient`. */
export function itemLosses(
  items: readonly Item[],
  logits: Scores,
  loss: Float64Array,
  gradient: Scores | undefined,
): Float64Array {
  const classes = items[0]?.classes ?? 1;
  let exact: ForwardBackward | undefined;
  for (const item of items) {
    const fast = fastForwardBackward(item, logits, gradient);
    if (fast !== undefined) {
      loss[item.index] = fast;
    } else {
      exact ??= new ForwardBackward(classes);
      loss[item.index] = exact.run(item, logits, { gradient });
    }
  }
  return loss;
}

/** From the losses and gradients of the items to what was asked for. */
export function finish<T extends Scores>(
  options: CtcLossOptions<T>,
  items: readonly Item[],
  loss: Float64Array,
  gradient: T | undefined,
): CtcLossResult<T> {
  const { reduction = 'none', zeroInfinity = false } = options;
  const withoutPath: ItemWithoutPath[] = [];
  for (const [item, value] of withLosses(items, loss)) {
    const { index, frames, labels } = item;
    if (value === Number.POSITIVE_INFINITY) {
      withoutPath.push({ item: index, frames, labelLength: labels.length, repeats: repeats(labels) });
      if (zeroInfinity) loss[index] = 0;
    } else {
      loss[index] = shape(options, item, value, gradient);
    }
  }
  const weightOf = ({ labels }: Item) => weight(reduction, items.length, labels.length);
  if (gradient && reduction !== 'none' && reduction !== 'sum') {
    for (const item of items) scaleGradient(item, gradient, weightOf(item));
  }
  if (reduction === 'none') return gradient ? { loss, gradient, withoutPath } : { loss, withoutPath };
  let sum = 0;
  for (const [item, value] of withLosses(items, loss)) sum += value * weightOf(item);
  const reduced = Float64Array.of(sum);
  return gradient ? { loss: reduced, gradient, withoutPath } : { loss: reduced, withoutPath };
}

/** The items in their order, each with its loss. */
function* withLosses(items: readonly Item[], losses: Float64Array): Generator<readonly [Item, number]> {
  for (const item of items) {
    const loss = losses[item.index];
    if (loss === undefined) throw new RangeError(`there must be a loss of item ${item.index}, got ${losses.length}`);
    yield [item, loss];
  }
}

function weight(reduction: Reduction, batch: number, labelLength: number): number {
  switch (reduction) {
    case 'none':
    case 'sum':
      return 1;
    case 'batchMean':
      return 1 / batch;
    case 'labelMean':
      return 1 / (batch * Math.max(1, labelLength));
    default:
      throw new RangeError(`reduction must be none, sum, batchMean or labelMean, got ${reduction}`);
  }
}

export function checkShaping({ focal, labelSmoothing = 0, reduction = 'none' }: CtcLossOptions): void {
  weight(reduction, 1, 1);
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new RangeError(`labelSmoothing must be at least 0 and below 1, got ${labelSmoothing}`);
  }
  if (focal && !(focal.alpha > 0 && focal.gamma >= 0)) {
    throw new RangeError(
      `focal must have alpha above 0 and gamma of at least 0, got ${focal.alpha} and ${focal.gamma}`,
    );
  }
}

/** Focal weight and label smoothing of one item. @returns its loss with both */
function shape(options: CtcLossOptions, item: Item, loss: number, gradient: Scores | undefined): number {
  const { focal, labelSmoothing = 0, logits } = options;
  let value = loss;
  let factor = 1;
  if (focal) {
    const { alpha, gamma } = focal;
    const p = Math.exp(-value);
    const missing = -Math.expm1(-value);
    // (1 − p)^(γ − 1) · loss stays finite as p → 1 when γ ≥ 1; at loss 0 there is nothing to push.
    const slope = missing === 0 ? 0 : gamma * missing ** (gamma - 1) * p * value;
    factor = alpha * (missing ** gamma + slope);
    value *= alpha * missing ** gamma;
  }
  if (labelSmoothing > 0) value *= 1 - labelSmoothing;
  factor *= 1 - labelSmoothing;
  if (gradient && factor !== 1) scaleGradient(item, gradient, factor);
  if (labelSmoothing > 0) value += labelSmoothing * smooth(item, logits, gradient, labelSmoothing);
  return value;
}

/** Σ_t KL(uniform ‖ softmax); adds weight·(softmax − uniform) to the gradient. */
function smooth(
  { offset, stride, frames, classes }: Item,
  logits: Scores,
  gradient: Scores | undefined,
  by: number,
): number {
  let divergence = 0;
  for (let t = 0; t < frames; t++) {
    const at = offset + t * stride;
    const logProbs = logSoftmax(logits.subarray(at, at + classes), classes);
    const uniform = 1 / logProbs.filter((logProb) => logProb > Number.NEGATIVE_INFINITY).length;
    logProbs.forEach((logProb, k) => {
      if (logProb === Number.NEGATIVE_INFINITY) return;
      divergence += uniform * (Math.log(uniform) - logProb);
      const slope = gradient?.[at + k];
      if (gradient && slope !== undefined) gradient[at + k] = slope + by * (Math.exp(logProb) - uniform);
    });
  }
  return divergence;
}

function scaleGradient({ offset, stride, frames, classes }: Item, gradient: Scores, by: number): void {
  for (let t = 0; t < frames; t++) {
    const at = offset + t * stride;
    for (let k = at; k < at + classes; k++) {
      const slope = gradient[k];
      if (slope !== undefined) gradient[k] = slope * by;
    }
  }
}

function emptyLike(scores: Scores): Scores {
  return scores instanceof Float32Array ? new Float32Array(scores.length) : new Float64Array(scores.length);
}
