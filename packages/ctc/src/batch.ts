/** What a call is given, checked and cut into items. */
import type { Item, Scores } from './forward-backward.js';
import { collapseRepeated, type Labels, labelRows } from './labels.js';

export interface BatchOptions {
  /** Unnormalised scores of shape [B, T, K], or [T, B, K] with `logitsTimeMajor`. Softmax is taken inside. */
  readonly logits: Scores;
  readonly shape: readonly [number, number, number];
  /** Class indices, without blanks. */
  readonly labels: Labels;
  /** Length of each item's label; what stands behind it is not read. Default: whole rows. */
  readonly labelLength?: ArrayLike<number> | undefined;
  /** Valid frames of each item; what stands behind them is not read. Default: T. */
  readonly logitLength?: ArrayLike<number> | undefined;
  /** Class of the blank, −K to K − 1; negative values count from the end. Default: 0. */
  readonly blankIndex?: number | undefined;
  /**
   * Whether `shape` is [T, B, K]. Default: false, [B, T, K]. In TensorFlow's `tf.nn.ctc_loss` the default is true; a
   * wrong guess shows in the number of labels: "labels must have 20 rows for logits [20, 3, 30] read as [B, T, K]
   * (logitsTimeMajor: false), got 3".
   */
  readonly logitsTimeMajor?: boolean | undefined;
  /** Make neighbouring equal labels one before anything else, as in TensorFlow 1. Default: false. */
  readonly preprocessCollapseRepeated?: boolean | undefined;
  /** false: each frame that isn't blank is a label of its own, as in TensorFlow 1. Default: true, which is CTC. */
  readonly mergeRepeated?: boolean | undefined;
}

/** @throws RangeError when shapes, lengths, labels or the blank don't fit; the message names the item */
export function itemsOf(options: BatchOptions): readonly Item[] {
  const { logits, shape, logitsTimeMajor = false, mergeRepeated = true } = options;
  const [first, second, classes] = shape;
  const [batch, time] = logitsTimeMajor ? [second, first] : [first, second];
  if (logits.length !== batch * time * classes) {
    throw new RangeError(`logits must have ${shape.join('·')} values, got ${logits.length}`);
  }
  if (!(classes >= 1)) throw new RangeError(`logits must have at least 1 class, got ${classes}`);
  const blank = resolveBlank(options.blankIndex ?? 0, classes);
  const axes = logitsTimeMajor ? '[T, B, K]' : '[B, T, K]';
  const asWhat = `logits [${shape.join(', ')}] read as ${axes} (logitsTimeMajor: ${logitsTimeMajor})`;
  const rows = labelRows(options.labels, batch, asWhat);
  checkCount('labelLength', options.labelLength, batch, asWhat);
  checkCount('logitLength', options.logitLength, batch, asWhat);
  return rows.map((row, index) => {
    const length = checkedLength('labelLength', index, options.labelLength?.[index] ?? row.length, row.length);
    const frames = checkedLength('logitLength', index, options.logitLength?.[index] ?? time, time);
    const label = Int32Array.from(Array.from(row).slice(0, length), (k, i) =>
      checkedLabel(k, index, i, classes, blank),
    );
    return {
      index,
      offset: index * (logitsTimeMajor ? classes : time * classes),
      stride: logitsTimeMajor ? batch * classes : classes,
      frames,
      classes,
      blank,
      labels: options.preprocessCollapseRepeated ? Int32Array.from(collapseRepeated(label)) : label,
      merge: mergeRepeated,
    };
  });
}

/** The blank as an index from 0. @throws RangeError when it is not in [−K, K) */
export function resolveBlank(blankIndex: number, classes: number): number {
  if (!Number.isInteger(blankIndex) || blankIndex < -classes || blankIndex >= classes) {
    throw new RangeError(`blankIndex must be in [${-classes}, ${classes}), got ${blankIndex}`);
  }
  return blankIndex < 0 ? blankIndex + classes : blankIndex;
}

function checkCount(name: string, values: ArrayLike<number> | undefined, batch: number, asWhat: string): void {
  if (values && values.length !== batch) {
    throw new RangeError(`${name} must have ${batch} values for ${asWhat}, got ${values.length}`);
  }
}

function checkedLength(name: string, item: number, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new RangeError(`${name} of item ${item} must be 0 to ${most}, got ${value}`);
}

export function checkedLabel(label: number, item: number, place: number, classes: number, blank: number): number {
  if (!Number.isInteger(label) || label < 0 || label >= classes) {
    throw new RangeError(`label ${place} of item ${item} must be 0 to ${classes - 1}, got ${label}`);
  }
  if (label === blank) throw new RangeError(`label ${place} of item ${item} must not be the blank, got ${label}`);
  return label;
}
