/**
 * AdamW on one range of weights in WebAssembly SIMD: AssemblyScript, built by `npm run build:wasm` into
 * `src/training/adamw.wasm.ts`. All arrays are float32, four values at a time; lengths are whole fours.
 */

/** Below this a moment is nothing, and as a denormal number it would slow every operation on it down. */
const smallest: f32 = 1e-30;

/**
 * @param scale of the gradient
 * @param stepSize learning rate over the bias of the mean: 1 − beta1^step
 * @param squareScale 1 over the bias of the square: 1 − beta2^step
 * @param keep what weight decay leaves of a weight
 */
export function update(
  weights: usize,
  gradient: usize,
  mean: usize,
  square: usize,
  length: usize,
  scale: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  stepSize: f32,
  squareScale: f32,
  keep: f32,
): void {
  const rest1 = f32x4.splat(<f32>1 - beta1);
  const rest2 = f32x4.splat(<f32>1 - beta2);
  const least = f32x4.splat(smallest);
  for (let i: usize = 0; i < length << 2; i += 16) {
    const g = f32x4.mul(v128.load(gradient + i), f32x4.splat(scale));
    const m = f32x4.add(f32x4.mul(f32x4.splat(beta1), v128.load(mean + i)), f32x4.mul(rest1, g));
    const v = f32x4.add(f32x4.mul(f32x4.splat(beta2), v128.load(square + i)), f32x4.mul(f32x4.mul(rest2, g), g));
    const newMean = v128.and(m, f32x4.ge(f32x4.abs(m), least));
    const newSquare = v128.and(v, f32x4.ge(v, least));
    v128.store(mean + i, newMean);
    v128.store(square + i, newSquare);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(newSquare, f32x4.splat(squareScale))), f32x4.splat(epsilon));
    const change = f32x4.div(f32x4.mul(f32x4.splat(stepSize), newMean), root);
    v128.store(weights + i, f32x4.sub(f32x4.mul(v128.load(weights + i), f32x4.splat(keep)), change));
  }
}

/** average = (1 − share) · average + share · weights */
export function follow(average: usize, weights: usize, length: usize, share: f32): void {
  for (let i: usize = 0; i < length << 2; i += 16) {
    const kept = f32x4.mul(f32x4.splat(<f32>1 - share), v128.load(average + i));
    v128.store(average + i, f32x4.add(kept, f32x4.mul(f32x4.splat(share), v128.load(weights + i))));
  }
}
