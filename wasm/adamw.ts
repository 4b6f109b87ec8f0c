/**
 * The loops over gradients and weights in WebAssembly SIMD: AssemblyScript, built by `npm run build:wasm` into
 * `src/training/adamw.wasm.ts`. All arrays are float32 and may begin anywhere in the memory that it is given. To the last
 * bit what `src/training/weight-loops.ts` gives.
 */

/** Below this a moment is nothing, and as a denormal number it would slow every operation on it down. */
const smallest: f32 = 1e-30;

/** sum = sum + values */
export function add(sum: usize, values: usize, length: usize): void {
  const end = length << 2;
  const fours = (length & ~3) << 2;
  for (let i: usize = 0; i < fours; i += 16) {
    v128.store(sum + i, f32x4.add(v128.load(sum + i), v128.load(values + i)));
  }
  for (let i = fours; i < end; i += 4) store<f32>(sum + i, load<f32>(sum + i) + load<f32>(values + i));
}

/** Σ value², in float64 */
export function squares(vector: usize, length: usize): f64 {
  const end = length << 2;
  const fours = (length & ~3) << 2;
  // Four sums in turn: one would wait for itself at each addition.
  let ab = f64x2.splat(0);
  let cd = f64x2.splat(0);
  for (let i: usize = 0; i < fours; i += 16) {
    const four = v128.load(vector + i);
    const low = f64x2.promote_low_f32x4(four);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(four, four, 2, 3, 2, 3));
    ab = f64x2.add(ab, f64x2.mul(low, low));
    cd = f64x2.add(cd, f64x2.mul(high, high));
  }
  let a = f64x2.extract_lane(ab, 0);
  for (let i = fours; i < end; i += 4) a += <f64>load<f32>(vector + i) * <f64>load<f32>(vector + i);
  return a + f64x2.extract_lane(ab, 1) + f64x2.extract_lane(cd, 0) + f64x2.extract_lane(cd, 1);
}

/**
 * One step of AdamW on a range of the weights, and of their average after it.
 * @param scale of the gradient
 * @param stepSize learning rate over the bias of the mean: 1 − beta1^step
 * @param squareScale 1 over the bias of the square: 1 − beta2^step
 * @param keep what weight decay leaves of a weight
 * @param share of the weights in their average
 */
export function update(
  weights: usize,
  gradient: usize,
  mean: usize,
  square: usize,
  average: usize,
  length: usize,
  scale: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  stepSize: f32,
  squareScale: f32,
  keep: f32,
  share: f32,
): void {
  const end = length << 2;
  const fours = (length & ~3) << 2;
  const rest1 = f32x4.splat(<f32>1 - beta1);
  const rest2 = f32x4.splat(<f32>1 - beta2);
  const rest = f32x4.splat(<f32>1 - share);
  const least = f32x4.splat(smallest);
  for (let i: usize = 0; i < fours; i += 16) {
    const g = f32x4.mul(v128.load(gradient + i), f32x4.splat(scale));
    const m = f32x4.add(f32x4.mul(f32x4.splat(beta1), v128.load(mean + i)), f32x4.mul(rest1, g));
    const v = f32x4.add(f32x4.mul(f32x4.splat(beta2), v128.load(square + i)), f32x4.mul(f32x4.mul(rest2, g), g));
    const newMean = v128.and(m, f32x4.ge(f32x4.abs(m), least));
    const newSquare = v128.and(v, f32x4.ge(v, least));
    v128.store(mean + i, newMean);
    v128.store(square + i, newSquare);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(newSquare, f32x4.splat(squareScale))), f32x4.splat(epsilon));
    const change = f32x4.div(f32x4.mul(f32x4.splat(stepSize), newMean), root);
    const weight = f32x4.sub(f32x4.mul(v128.load(weights + i), f32x4.splat(keep)), change);
    v128.store(weights + i, weight);
    const kept = f32x4.mul(rest, v128.load(average + i));
    v128.store(average + i, f32x4.add(kept, f32x4.mul(f32x4.splat(share), weight)));
  }
  for (let i = fours; i < end; i += 4) {
    const g: f32 = load<f32>(gradient + i) * scale;
    const m: f32 = beta1 * load<f32>(mean + i) + (<f32>1 - beta1) * g;
    const v: f32 = beta2 * load<f32>(square + i) + (<f32>1 - beta2) * g * g;
    const newMean: f32 = abs<f32>(m) >= smallest ? m : 0;
    const newSquare: f32 = v >= smallest ? v : 0;
    store<f32>(mean + i, newMean);
    store<f32>(square + i, newSquare);
    const change: f32 = (stepSize * newMean) / (sqrt<f32>(newSquare * squareScale) + epsilon);
    const weight: f32 = load<f32>(weights + i) * keep - change;
    store<f32>(weights + i, weight);
    store<f32>(average + i, (<f32>1 - share) * load<f32>(average + i) + share * weight);
  }
}
