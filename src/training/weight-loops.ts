/**
 * The loops over weights and gradients in TypeScript. `plainLoops` are those that are taken where WebAssembly is refused:
 * to the last bit what wasm/adamw.ts gives.
 */

/** A range of the weights and what belongs to them. All but the gradient are changed. */
export interface Piece {
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
  readonly mean: Float32Array;
  readonly square: Float32Array;
  readonly average: Float32Array;
}

/** The numbers of a step. */
export interface StepNumbers {
  /** Of the gradient. */
  readonly scale: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Learning rate over the bias of the mean: 1 − beta1^step. */
  readonly stepSize: number;
  /** 1 over the bias of the square: 1 − beta2^step. */
  readonly squareScale: number;
  /** What weight decay leaves of a weight. */
  readonly keep: number;
  /** Of the weights in their average. */
  readonly share: number;
}

/** What a training step does with vectors. */
export interface WeightLoops {
  /** Adds the values to a sum of their length. */
  readonly add: (sum: Float32Array, values: Float32Array) => void;
  /** √Σ value² */
  readonly norm: (vector: Float32Array) => number;
  /** One step of AdamW, and of the average after it. */
  readonly update: (piece: Piece, numbers: StepNumbers) => void;
}

/** Below this a moment is nothing. */
const smallest = Math.fround(1e-30);

/** Every operation rounds to float32, as the kernel's do. */
function updateWeights(piece: Piece, numbers: StepNumbers): void {
  const { fround } = Math;
  const { weights, gradient, mean, square, average } = piece;
  const [beta1, beta2, epsilon] = [fround(numbers.beta1), fround(numbers.beta2), fround(numbers.epsilon)];
  const [scale, keep, share] = [fround(numbers.scale), fround(numbers.keep), fround(numbers.share)];
  const [stepSize, squareScale] = [fround(numbers.stepSize), fround(numbers.squareScale)];
  const [rest1, rest2, rest] = [fround(1 - beta1), fround(1 - beta2), fround(1 - share)];
  for (let i = 0; i < weights.length; i++) {
    const g = fround((gradient[i] as number) * scale);
    const m = fround(fround(beta1 * (mean[i] as number)) + fround(rest1 * g));
    const v = fround(fround(beta2 * (square[i] as number)) + fround(fround(rest2 * g) * g));
    const newMean = Math.abs(m) >= smallest ? m : 0;
    const newSquare = v >= smallest ? v : 0;
    mean[i] = newMean;
    square[i] = newSquare;
    const root = fround(fround(Math.sqrt(fround(newSquare * squareScale))) + epsilon);
    const change = fround(fround(stepSize * newMean) / root);
    const weight = fround(fround((weights[i] as number) * keep) - change);
    weights[i] = weight;
    average[i] = fround(rest * (average[i] as number)) + fround(share * weight);
  }
}

/** Takes an average a share of the way to the values. */
export function follow(average: Float32Array, values: Float32Array, share: number): void {
  for (let i = 0; i < average.length; i++) {
    average[i] = (average[i] as number) + share * ((values[i] as number) - (average[i] as number));
  }
}

export function addTo(sum: Float32Array, values: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (values[i] as number);
}

/** Adds the values times a share to the sum, which is as long. */
export function addShare(sum: Float32Array, values: ArrayLike<number | bigint>, share: number): void {
  for (let i = 0; i < values.length; i++) sum[i] = (sum[i] as number) + Number(values[i]) * share;
}

export function euclideanNorm(vector: Float32Array): number {
  // Four sums in turn: one would wait for itself at each addition.
  let [a, b, c, d] = [0, 0, 0, 0] as [number, number, number, number];
  const whole = vector.length - (vector.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += (vector[i] as number) ** 2;
    b += (vector[i + 1] as number) ** 2;
    c += (vector[i + 2] as number) ** 2;
    d += (vector[i + 3] as number) ** 2;
  }
  for (let i = whole; i < vector.length; i++) a += (vector[i] as number) ** 2;
  return Math.sqrt(a + b + c + d);
}

export const plainLoops: WeightLoops = { add: addTo, norm: euclideanNorm, update: updateWeights };

/** end − start + before, value by value. */
export function changeOf(start: Float32Array, end: Float32Array, before: Float32Array): Float32Array {
  const change = new Float32Array(start.length);
  for (let i = 0; i < start.length; i++) {
    change[i] = (end[i] as number) - (start[i] as number) + (before[i] as number);
  }
  return change;
}

/** velocity ← momentum · velocity + change; weights ← weights + rate · (change + momentum · velocity) */
export function nesterovStep(
  weights: Float32Array,
  velocity: Float32Array,
  change: Float32Array,
  { rate, momentum }: { readonly rate: number; readonly momentum: number },
): void {
  for (let i = 0; i < velocity.length; i++) {
    const moved = change[i] as number;
    const faster = momentum * (velocity[i] as number) + moved;
    velocity[i] = faster;
    weights[i] = (weights[i] as number) + rate * (moved + momentum * faster);
  }
}
