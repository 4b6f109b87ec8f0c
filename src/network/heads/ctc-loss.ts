/**
 * The CTC loss (Graves et al. 2006) inside the training graph.
 *
 * Works in log space and float64 throughout: on long lines |α| reaches thousands, where a float32 step is 5e-4. Both
 * recursions run in one loop as a leading axis of 2: the second reads the frames and the extended label backwards,
 * where the backward variable is a forward one. A virtual state before the first frame (probability 1 on the first
 * blank) makes all frames alike. Lines are reversed by their true length, so padding comes last in both directions and
 * its results are never looked at. The gradient with respect to the logits is softmax − occupancy; a line without any path (fewer frames than
 * labels and repeats) has loss +∞ and gradient zero.
 */
import {
  add,
  and,
  cast,
  concat,
  constant,
  type Dimension,
  dimensionOf,
  equal,
  exp,
  expand,
  formatShape,
  gather,
  gatherElements,
  integers,
  knownSize,
  less,
  logSoftmax,
  logSumExp,
  matmul,
  maximum,
  mul,
  neg,
  not,
  part,
  range,
  reshape,
  reverseSequence,
  scalar,
  scan,
  shift,
  slice,
  softmax,
  sub,
  type Tensor,
  transpose,
  where,
  withGradient,
} from '../../graph/index.js';

export interface CtcInputs {
  /** Unnormalised scores, float32 [B, T, K], or [T, B, K] with `logitsTimeMajor`. Softmax is taken inside. */
  readonly logits: Tensor;
  /** Class indices without blanks, int64 [B, L]; what stands after a label's length is not read. */
  readonly labels: Tensor;
  /** int64 [B] */
  readonly labelLength: Tensor;
  /** Valid frames of each line, int64 [B]. */
  readonly logitLength: Tensor;
  /** Class of the blank; negative values count from the end. Default: 0. */
  readonly blankIndex?: number;
  /** Default: false. */
  readonly logitsTimeMajor?: boolean;
}

// ln 0 as a number that is never reached by what is possible, since `logSumExp` may lose what is beside −∞. A thousand million of them
// still are a number.
const impossible = scalar(-1e298, 'float64');
const isImpossible = (x: Tensor) => less(x, scalar(-1e297, 'float64'));

/**
 * @returns −ln P(label | line) of each line, float64 [B], differentiable with respect to the logits
 * @throws when the logits have not three axes, or a negative `blankIndex` meets an unknown number of classes
 */
export function ctcLoss({ labels, labelLength, logitLength, blankIndex = 0, ...rest }: CtcInputs): Tensor {
  if (rest.logits.shape.length !== 3) {
    throw new Error(`ctcLoss: logits must be [B, T, K] or [T, B, K], got ${formatShape(rest.logits.shape)}`);
  }
  const logits = rest.logitsTimeMajor ? rest.logits : transpose(rest.logits, [1, 0, 2]);
  const blank = blankIndex < 0 ? blankIndex + knownSize(logits, 2, 'ctcLoss') : blankIndex;
  const inputs = [logits, labels, labelLength, logitLength];
  return part('ctc', inputs, () => {
    const extended = extendLabels(labels, labelLength, scalar(blank, 'int64'));
    const logProbs = logSoftmax(cast(logits, 'float64'));
    const [time, batch] = logits.shape as [Dimension, Dimension];
    const indices = expand(reshape(extended.classes, [1, batch, 'S']), [time, batch, 'S'], [logits]);
    const scored = gatherElements(logProbs, indices, 2);
    const allowed = and(reshape(extended.valid, [1, batch, 'S']), not(isImpossible(scored)));
    const emissions = where(allowed, scored, impossible);
    const both = recursions(emissions, logitLength, extended);
    // Neither holds the emission of its own frame.
    const alpha = direction(both, 0);
    const beta = flipStates(reverseSequence(direction(both, 1), logitLength));
    const scores = add(alpha, emissions);
    const loss = where(
      equal(logitLength, scalar(0, 'int64')),
      where(equal(labelLength, scalar(0, 'int64')), scalar(0, 'float64'), scalar(Number.POSITIVE_INFINITY, 'float64')),
      neg(finalScore(scores, logitLength, labelLength)),
    );
    return withGradient(loss, [logits], ([dLoss]) => {
      if (!dLoss) return [];
      return part('ctc', [dLoss, ...inputs], () => {
        const occupancy = posteriors(scores, beta, loss);
        const inside = less(reshape(range(logits, 0), [time, 1]), reshape(logitLength, [1, batch]));
        const feasible = less(loss, scalar(Number.POSITIVE_INFINITY, 'float64'));
        const counted = and(inside, reshape(feasible, [1, batch]));
        const gradient = where(
          reshape(counted, [time, batch, 1]),
          sub(softmax(logits), perClass(occupancy, extended.classes, logits)),
          constant(0),
        );
        return [mul(gradient, cast(reshape(dLoss, [1, batch, 1]), 'float32'))];
      });
    });
  });
}

interface Extended {
  /** blank, label, blank, label, …, blank: int64 [B, S], S = 2L + 1, blanks after the label's end. */
  readonly classes: Tensor;
  readonly valid: Tensor;
  /** The last valid state, 2·length: int64 [B, 1]. */
  readonly last: Tensor;
  /** int64 scalar. */
  readonly blank: Tensor;
}

function extendLabels(labels: Tensor, lengths: Tensor, blank: Tensor): Extended {
  const [batch, width] = labels.shape as [Dimension, Dimension];
  const ends = reshape(lengths, [batch, 1]);
  const inside = less(reshape(range(labels, 1), [1, width]), ends);
  const clean = where(inside, labels, blank);
  const blanks = add(sub(clean, clean), blank);
  const pairs = concat([reshape(blanks, [batch, width, 1]), reshape(clean, [batch, width, 1])], 2);
  const flat = reshape(pairs, [batch, `2*${width}`], [labels]);
  const joined = concat([flat, add(reshape(sub(lengths, lengths), [batch, 1]), blank)], 1);
  const classes: Tensor = { ...joined, shape: [batch, 'S'] };
  const last = mul(ends, scalar(2, 'int64'));
  const valid = not(less(last, reshape(range(classes, 1), [1, 'S'])));
  return { classes, valid, last, blank };
}

/**
 * ln of the forward variable of both directions before the emission of each frame: [T, 2, B, S]. The second direction
 * reads each line's frames and the states backwards; what it gives for padding is not looked at.
 */
function recursions(emissions: Tensor, frames: Tensor, extended: Extended): Tensor {
  const [, batch] = emissions.shape as [Dimension, Dimension];
  const stack = (a: Tensor, b: Tensor, axis: number) => {
    const lifted = (x: Tensor) => reshape(x, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)], [x]);
    return concat([lifted(a), lifted(b)], axis);
  };
  const frameScores = stack(emissions, flipStates(reverseSequence(emissions, frames)), 1);
  const classes = stack(extended.classes, flipStates(extended.classes), 0);
  const position = reshape(range(extended.classes, 1), [1, 'S']);
  const first = expand(equal(position, integers([0])), [batch, 'S'], [extended.classes]);
  const last = equal(flipStates(position), extended.last);
  const start = where(stack(first, last, 0), scalar(0, 'float64'), impossible);
  const { from, cost } = transitions(classes, extended.blank);
  const [scores] = scan({
    states: [start],
    sequences: [frameScores],
    step: ([states], [score]) => {
      const before = logSumExp(add(gather(states, from, 2), cost), 2);
      return { states: [add(before, score)], outputs: [before] };
    },
  });
  return scores;
}

/**
 * The three ways into each state: from itself, from the one before it, and, where it is a label and not the same label, from two before.
 * `from` is the state that each comes from, int64 [3, S], and `cost` 0 or, where there is no such way, `impossible`: float64 [2, B, 3, S].
 */
function transitions(classes: Tensor, blank: Tensor): { readonly from: Tensor; readonly cost: Tensor } {
  const [directions, batch, states] = classes.shape as [Dimension, Dimension, Dimension];
  const position = reshape(range(classes, 2), [1, states]);
  const row = (by: number) => maximum(sub(position, scalar(by, 'int64')), scalar(0, 'int64'));
  const from = concat([position, row(1), row(2)], 0);
  const twoBefore = shift(classes, 2, scalar(0, 'int64'));
  const isOther = and(not(equal(classes, blank)), not(equal(classes, twoBefore)));
  const since = (by: number) => not(less(position, scalar(by, 'int64')));
  const all = expand(since(0), [directions, batch, states], [classes]);
  const lifted = (x: Tensor) => reshape(x, [directions, batch, 1, states], [classes]);
  const ways = concat([all, and(all, since(1)), and(isOther, since(2))].map(lifted), 2);
  return { from, cost: where(ways, scalar(0, 'float64'), impossible) };
}

function flipStates(x: Tensor): Tensor {
  const axis = x.shape.length - 1;
  return slice(x, { axis, start: -1, step: -1, size: dimensionOf(x, axis) });
}

function direction(both: Tensor, index: number): Tensor {
  const [time, , batch, states] = both.shape as [Dimension, Dimension, Dimension, Dimension];
  return reshape(slice(both, { axis: 1, start: index, end: index + 1 }), [time, batch, states], [both]);
}

/** ln P: the mass on the last label and the blank after it, at each line's last frame. */
function finalScore(scores: Tensor, frames: Tensor, labelLengths: Tensor): Tensor {
  const [, batch, states] = scores.shape as [Dimension, Dimension, Dimension];
  const lastFrame = reshape(maximum(sub(frames, scalar(1, 'int64')), scalar(0, 'int64')), [1, batch, 1]);
  const index = expand(lastFrame, [1, batch, states], [scores]);
  const final = reshape(gatherElements(scores, index, 0), [batch, states], [scores]);
  const last = reshape(mul(labelLengths, scalar(2, 'int64')), [batch, 1]);
  const position = reshape(range(scores, 2), [1, states]);
  const ends = not(less(position, sub(last, scalar(1, 'int64'))));
  const mass = where(and(ends, not(less(last, position))), final, impossible);
  const score = reshape(logSumExp(mass, 1), [batch], [scores]);
  return where(isImpossible(score), scalar(Number.NEGATIVE_INFINITY, 'float64'), score);
}

/** P(state s at frame t | label, line): float32 [T, B, S]. */
function posteriors(scores: Tensor, beta: Tensor, loss: Tensor): Tensor {
  const batch = dimensionOf(loss, 0);
  return cast(exp(add(add(scores, beta), reshape(loss, [1, batch, 1]))), 'float32');
}

/** Sums the states of the same class: [T, B, S] → [T, B, K]. */
function perClass(occupancy: Tensor, classes: Tensor, logits: Tensor): Tensor {
  const [, batch, classCount] = logits.shape as [Dimension, Dimension, Dimension];
  const index = reshape(range(logits, 2), [1, 1, classCount]);
  const oneHot = cast(equal(reshape(classes, [batch, 'S', 1]), index), 'float32');
  return transpose(matmul(transpose(occupancy, [1, 0, 2]), oneHot), [1, 0, 2]);
}
