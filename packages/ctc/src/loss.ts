/**
 * The CTC loss and its gradient (Graves et al. 2006) on typed arrays: log space, float64, one item after the other.
 * This is the reference of the house: plain, exact, checked against brute force over all paths.
 */
export interface CtcLossOptions {
  /** Unnormalised scores, [B, T, K], or [T, B, K] with `logitsTimeMajor`; softmax is taken inside. */
  readonly logits: Float32Array | Float64Array;
  readonly shape: readonly [number, number, number];
  /** One row of class indices for each item; what stands after its length is not read. */
  readonly labels: readonly ArrayLike<number>[];
  /** Default: the length of each row. */
  readonly labelLength?: ArrayLike<number>;
  /** Valid frames of each item. Default: T. */
  readonly logitLength?: ArrayLike<number>;
  /** Negative values count from the end. Default: 0. */
  readonly blankIndex?: number;
  readonly logitsTimeMajor?: boolean;
  readonly gradient?: boolean;
}

export interface CtcLossResult {
  /** −ln P(label | logits) of each item, +Infinity where no path exists. */
  readonly loss: Float64Array;
  /** ∂loss/∂logits = softmax − occupancy in the layout of the logits; zero in padding and where no path exists. */
  readonly gradient?: Float64Array;
}

/** Where an item's frames lie: score of class k at frame t is `logits[offset + t·stride + k]`. */
interface Item {
  readonly index: number;
  readonly offset: number;
  readonly stride: number;
  readonly frames: number;
  readonly classes: number;
  readonly blank: number;
  readonly labels: readonly number[];
}

/**
 * @throws RangeError when shapes, lengths, labels or the blank don't fit, or a valid frame holds NaN; the message
 *   names the item
 */
export function ctcLoss(options: CtcLossOptions): CtcLossResult {
  const items = checkedItems(options);
  const loss = new Float64Array(items.length);
  const gradient = options.gradient ? new Float64Array(options.logits.length) : undefined;
  for (const item of items) loss[item.index] = itemLoss(item, options.logits, gradient);
  return gradient ? { loss, gradient } : { loss };
}

function checkedItems(options: CtcLossOptions): readonly Item[] {
  const { logits, shape, labels, logitsTimeMajor = false } = options;
  const [first, second, classes] = shape;
  const [batch, time] = logitsTimeMajor ? [second, first] : [first, second];
  if (logits.length !== batch * time * classes) {
    throw new RangeError(`ctcLoss: logits must have ${shape.join('·')} values, got ${logits.length}`);
  }
  if (classes < 1) throw new RangeError(`ctcLoss: there must be at least 1 class, got ${classes}`);
  if (labels.length !== batch) {
    throw new RangeError(
      `ctcLoss: labels must have ${batch} rows for logits [${shape.join(', ')}] read as ${logitsTimeMajor ? '[T, B, K]' : '[B, T, K]'}, got ${labels.length}`,
    );
  }
  const blank = resolveBlank(options.blankIndex ?? 0, classes);
  return Array.from({ length: batch }, (_, index) => {
    const row = labels[index] as ArrayLike<number>;
    const length = checkedLength('labelLength', index, options.labelLength?.[index] ?? row.length, row.length);
    const frames = checkedLength('logitLength', index, options.logitLength?.[index] ?? time, time);
    const own = Array.from({ length }, (_, i) => checkedLabel(row[i] as number, index, i, classes, blank));
    const offset = index * (logitsTimeMajor ? classes : time * classes);
    return { index, offset, stride: logitsTimeMajor ? batch * classes : classes, frames, classes, blank, labels: own };
  });
}

/** The blank as an index from 0. @throws RangeError when it is not in [−K, K) */
export function resolveBlank(blankIndex: number, classes: number): number {
  if (!Number.isInteger(blankIndex) || blankIndex < -classes || blankIndex >= classes) {
    throw new RangeError(`blankIndex must be in [${-classes}, ${classes}), got ${blankIndex}`);
  }
  return blankIndex < 0 ? blankIndex + classes : blankIndex;
}

function checkedLength(what: string, item: number, length: number, most: number): number {
  if (!Number.isInteger(length) || length < 0 || length > most) {
    throw new RangeError(`ctcLoss: ${what} of item ${item} must be 0 to ${most}, got ${length}`);
  }
  return length;
}

function checkedLabel(label: number, item: number, position: number, classes: number, blank: number): number {
  if (!Number.isInteger(label) || label < 0 || label >= classes || label === blank) {
    const rule = label === blank ? 'must not be the blank' : `must be 0 to ${classes - 1}`;
    throw new RangeError(`ctcLoss: label ${position} of item ${item} ${rule}, got ${label}`);
  }
  return label;
}

function itemLoss(item: Item, logits: Float32Array | Float64Array, gradient: Float64Array | undefined): number {
  const { frames, labels, blank } = item;
  const states = extend(labels, blank);
  const size = states.length;
  const logProbs = logSoftmaxFrames(item, logits);
  if (frames === 0) return labels.length === 0 ? 0 : Number.POSITIVE_INFINITY;
  const alpha = forward(item, states, logProbs);
  const last = (frames - 1) * size;
  const logLikelihood = logAdd(
    alpha[last + size - 1] as number,
    size > 1 ? (alpha[last + size - 2] as number) : Number.NEGATIVE_INFINITY,
  );
  if (gradient && logLikelihood > Number.NEGATIVE_INFINITY) {
    addGradient(item, states, logProbs, alpha, logLikelihood, gradient);
  }
  return logLikelihood === 0 ? 0 : -logLikelihood;
}

/** blank, label, blank, …, blank */
function extend(labels: readonly number[], blank: number): readonly number[] {
  return [blank, ...labels.flatMap((label) => [label, blank])];
}

function logSoftmaxFrames(item: Item, logits: Float32Array | Float64Array): Float64Array {
  const { frames, classes, offset, stride } = item;
  const result = new Float64Array(frames * classes);
  for (let t = 0; t < frames; t++) {
    const from = offset + t * stride;
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) {
      const score = logits[from + k] as number;
      if (Number.isNaN(score)) {
        throw new RangeError(
          `ctcLoss: logits of item ${item.index} must be numbers, got NaN at frame ${t}, class ${k}`,
        );
      }
      if (score > most) most = score;
    }
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += Math.exp((logits[from + k] as number) - most);
    const total = most + Math.log(sum);
    for (let k = 0; k < classes; k++) result[t * classes + k] = (logits[from + k] as number) - total;
  }
  return result;
}

/** α[t][s], the emission of frame t included. */
function forward(item: Item, states: readonly number[], logProbs: Float64Array): Float64Array {
  const { frames, classes, blank } = item;
  const size = states.length;
  const alpha = new Float64Array(frames * size).fill(Number.NEGATIVE_INFINITY);
  alpha[0] = logProbs[blank] as number;
  if (size > 1) alpha[1] = logProbs[states[1] as number] as number;
  for (let t = 1; t < frames; t++) {
    for (let s = 0; s < size; s++) {
      const before = (t - 1) * size + s;
      let sum = alpha[before] as number;
      if (s >= 1) sum = logAdd(sum, alpha[before - 1] as number);
      if (mayJump(states, s, blank)) sum = logAdd(sum, alpha[before - 2] as number);
      alpha[t * size + s] = sum + (logProbs[t * classes + (states[s] as number)] as number);
    }
  }
  return alpha;
}

function mayJump(states: readonly number[], s: number, blank: number): boolean {
  return s >= 2 && states[s] !== blank && states[s] !== states[s - 2];
}

/** Goes back over the frames with β (the emission not included) and takes the occupancy off the softmax. */
function addGradient(
  item: Item,
  states: readonly number[],
  logProbs: Float64Array,
  alpha: Float64Array,
  logLikelihood: number,
  gradient: Float64Array,
): void {
  const { frames, classes, offset, stride, blank } = item;
  const size = states.length;
  let beta = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  beta[size - 1] = 0;
  if (size > 1) beta[size - 2] = 0;
  for (let t = frames - 1; t >= 0; t--) {
    const to = offset + t * stride;
    for (let k = 0; k < classes; k++) gradient[to + k] = Math.exp(logProbs[t * classes + k] as number);
    for (let s = 0; s < size; s++) {
      const occupancy = Math.exp((alpha[t * size + s] as number) + (beta[s] as number) - logLikelihood);
      const at = to + (states[s] as number);
      gradient[at] = (gradient[at] as number) - occupancy;
    }
    if (t > 0) beta = stepBack(states, blank, beta, logProbs, t * classes);
  }
}

function stepBack(
  states: readonly number[],
  blank: number,
  beta: Float64Array,
  logProbs: Float64Array,
  frame: number,
): Float64Array<ArrayBuffer> {
  const scored = (s: number) => (beta[s] as number) + (logProbs[frame + (states[s] as number)] as number);
  return Float64Array.from(states, (_, s) => {
    let sum = scored(s);
    if (s + 1 < states.length) sum = logAdd(sum, scored(s + 1));
    if (s + 2 < states.length && mayJump(states, s + 2, blank)) sum = logAdd(sum, scored(s + 2));
    return sum;
  });
}

/** ln(e^a + e^b) */
function logAdd(a: number, b: number): number {
  const most = Math.max(a, b);
  if (most === Number.NEGATIVE_INFINITY) return most;
  return most + Math.log1p(Math.exp(Math.min(a, b) - most));
}
