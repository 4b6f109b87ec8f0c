/** One step of AdamW in TypeScript, where WebAssembly is refused; to the last bit what wasm/adamw.ts gives. */

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

/** Below this a moment is nothing. */
const smallest = Math.fround(1e-30);

/** Every operation rounds to float32, as the kernel's do. */
export function plainUpdate(piece: Piece, numbers: StepNumbers): void {
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
