/**
 * Forward-backward of CTC for one item in WebAssembly SIMD: AssemblyScript, built by `npm run build:wasm` into
 * `src/kernel.wasm.ts`.
 *
 * Two states at a time, all in float64. A frame's values share one exponent, so this kernel is exact only where the
 * way to the label stays within 2^−800 of the likeliest states of each frame. It checks that (`leastShare`) and gives
 * up otherwise; `src/forward-backward.ts` has no such limit and takes over.
 *
 * Each row of blanks B[0..L] or labels A[0..L−1] lies with two cells before it and four behind it. Blank i stands
 * before label i:
 *   B'[i] = (B[i] + A[i−1]) · y(blank)        A'[i] = (A[i] + B[i] + skip[i]·A[i−1]) · y(label i)
 */

/** Smaller values are dropped as zero, far above where float64 gets slow and coarse. */
const flushed: f64 = 2 ** -900;
/** A row is scaled up once its largest value is below. */
const scaleBelow: f64 = 2 ** -100;
/** What forward · backward must give in each frame: then what was dropped is below 2^−90 of the result. */
const leastShare: f64 = 2 ** -800;
const front: usize = 16;

/** What the last `run` returned stands for: that number times 2^exponent. */
export let exponent: i32 = 0;

/** Bytes of a row for L labels. */
export function rowBytes(labels: i32): usize {
  return (<usize>((labels + 2) & ~1) + 6) * 8;
}

/** Bytes that `run` needs from its base on. */
export function bytes(frames: i32, classes: i32, labels: i32): usize {
  const t = <usize>frames;
  const k = <usize>classes;
  const row = rowBytes(labels);
  return align(t * k * 4) * 2 + align(<usize>labels * 4) + (k + 2) * 8 + align(t * 8) + row * (3 * t + 6);
}

@inline
function align(size: usize): usize {
  return (size + 15) & ~(<usize>15);
}

/** e^x of both lanes for x ≤ 0 within 3e-16 of its size; 0 below −690. Degree 11, error of the polynomial 2e-17. */
@inline
function exponential(x: v128): v128 {
  const inside = f64x2.gt(x, f64x2.splat(-690));
  const clamped = f64x2.max(x, f64x2.splat(-700));
  // Adding 1.5 · 2^52 rounds to a whole number, which then stands in the low bits.
  const magic = f64x2.splat(6755399441055744.0);
  const shifted = f64x2.add(f64x2.mul(clamped, f64x2.splat(1.4426950408889634)), magic);
  const n = f64x2.sub(shifted, magic);
  const r = f64x2.sub(
    f64x2.sub(clamped, f64x2.mul(n, f64x2.splat(0.693147180369123816490))),
    f64x2.mul(n, f64x2.splat(1.90821492927058770002e-10)),
  );
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const low = f64x2.add(f64x2.add(f64x2.splat(1), r), f64x2.mul(r2, pair(0.5000000000000001, 0.16666666666666669, r)));
  const middle = f64x2.add(
    pair(0.041666666666624164, 0.008333333333330065, r),
    f64x2.mul(r2, pair(0.0013888888917196719, 0.00019841269863040545, r)),
  );
  const high = f64x2.add(
    pair(2.4801521322368692e-5, 2.7557268480310024e-6, r),
    f64x2.mul(r2, pair(2.7620075879983367e-7, 2.5100375832561234e-8, r)),
  );
  const series = f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))));
  const power = i64x2.add(i64x2.shl(shifted, 52), i64x2.splat(0x3ff0000000000000));
  return v128.and(f64x2.mul(series, power), inside);
}

@inline
function pair(a: f64, b: f64, r: v128): v128 {
  return f64x2.add(f64x2.splat(a), f64x2.mul(f64x2.splat(b), r));
}

/**
 * Softmax of a frame: its exponentials into `row`. @returns their sum, or NaN when the frame holds NaN, an infinity on
 * top, or nothing but −Infinity
 */
@inline
function exponentials(scores: usize, row: usize, classes: usize): f64 {
  let k: usize = 0;
  let most4 = f32x4.splat(-<f32>Infinity);
  for (; k + 4 <= classes; k += 4) most4 = f32x4.max(most4, v128.load(scores + k * 4));
  let most: f32 = max(
    max(f32x4.extract_lane(most4, 0), f32x4.extract_lane(most4, 1)),
    max(f32x4.extract_lane(most4, 2), f32x4.extract_lane(most4, 3)),
  );
  for (; k < classes; k++) most = max(most, load<f32>(scores + k * 4));
  if (!(abs<f32>(most) < <f32>Infinity)) return NaN;
  const top = f64x2.splat(<f64>most);
  let sum2 = f64x2.splat(0);
  for (k = 0; k + 4 <= classes; k += 4) {
    const four = v128.load(scores + k * 4);
    const a = exponential(f64x2.sub(f64x2.promote_low_f32x4(four), top));
    const b = exponential(f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<i32>(four, four, 2, 3, 2, 3)), top));
    v128.store(row + k * 8, a);
    v128.store(row + k * 8, b, 16);
    sum2 = f64x2.add(sum2, f64x2.add(a, b));
  }
  let sum = f64x2.extract_lane(sum2, 0) + f64x2.extract_lane(sum2, 1);
  for (; k < classes; k++) {
    const e = f64x2.extract_lane(exponential(f64x2.sub(f64x2.splat(<f64>load<f32>(scores + k * 4)), top)), 0);
    store<f64>(row + k * 8, e);
    sum += e;
  }
  return sum;
}

@inline
function writeSoftmax(row: usize, gradient: usize, classes: usize, scale: f64): void {
  const scale2 = f64x2.splat(scale);
  let k: usize = 0;
  for (; k + 2 <= classes; k += 2) {
    const y = f32x4.demote_f64x2_zero(f64x2.mul(v128.load(row + k * 8), scale2));
    v128.store64_lane(gradient + k * 4, y, 0);
  }
  for (; k < classes; k++) store<f32>(gradient + k * 4, <f32>(load<f64>(row + k * 8) * scale));
}

@inline
function dropSmall(x: v128): v128 {
  return v128.and(x, f64x2.ge(x, f64x2.splat(flushed)));
}

@inline
function largest(x: v128): f64 {
  return max(f64x2.extract_lane(x, 0), f64x2.extract_lane(x, 1));
}

/** n with m · 2^n in [1, 2). */
@inline
function stepsTo1(m: f64): i32 {
  return 1023 - <i32>((reinterpret<u64>(m) >> 52) & 0x7ff);
}

@inline
function scaleRow(row: usize, from: usize, to: usize, steps: i32): void {
  const by2 = f64x2.splat(reinterpret<f64>(<i64>(1023 + steps) << 52));
  for (let i = from; i <= to; i += 2) v128.store(row + i * 8, f64x2.mul(v128.load(row + i * 8), by2));
}

/**
 * @param base 16-byte aligned; there lie the logits [T, K] as float32 and, after the room for the gradient [T, K], the
 *   labels as int32 (see `bytes`)
 * @param wantGradient whether softmax − occupancy is written after the logits
 * @returns P(labels | logits) / 2^exponent, or −1 where this kernel can't tell: no path, numbers that are none, or too
 *   large a range
 */
export function run(base: usize, frames: i32, classes: i32, labels: i32, blank: i32, wantGradient: bool): f64 {
  const time = <usize>frames;
  const size = <usize>classes;
  const length = <usize>labels;
  const rowSize = rowBytes(labels);
  const gradient = base + align(time * size * 4);
  const labelsAt = gradient + align(time * size * 4);
  const row = labelsAt + align(length * 4);
  const blankScores = row + (size + 2) * 8;
  // Every row pointer is to its cell 0.
  const skips = blankScores + align(time * 8) + front;
  const afterB = skips + rowSize;
  const afterA = afterB + rowSize;
  const occupancy = afterA + rowSize;
  const emissions = occupancy + rowSize;
  const alphaB = emissions + rowSize * time;
  const alphaA = alphaB + rowSize * (time + 1);

  memory.fill(skips - front, 0, rowSize * 4);
  for (let i: usize = 1; i < length; i++) {
    const same = load<i32>(labelsAt + i * 4) == load<i32>(labelsAt + i * 4 - 4);
    store<f64>(skips + i * 8, same ? 0 : 1);
  }
  memory.fill(alphaB - front, 0, rowSize);
  memory.fill(alphaA - front, 0, rowSize);
  store<f64>(alphaB, 1);
  exponent = 0;
  let dropped = false;

  for (let t: usize = 0; t < time; t++) {
    const sum = exponentials(base + t * size * 4, row, size);
    if (sum != sum) return -1;
    const scale = 1 / sum;
    if (wantGradient) writeSoftmax(row, gradient + t * size * 4, size, scale);
    const scores = emissions + t * rowSize;
    for (let i: usize = 0; i < length; i++) {
      store<f64>(scores + i * 8, load<f64>(row + <usize>load<i32>(labelsAt + i * 4) * 8) * scale);
    }
    // Behind the last label there is none.
    v128.store(scores + length * 8, f64x2.splat(0));
    v128.store(scores + length * 8, f64x2.splat(0), 16);
    const blankScore = load<f64>(row + <usize>blank * 8) * scale;
    store<f64>(blankScores + t * 8, blankScore);

    const fromB = alphaB + t * rowSize;
    const fromA = alphaA + t * rowSize;
    const toB = fromB + rowSize;
    const toA = fromA + rowSize;
    const first = firstPair(t, time, length) & ~1;
    const last = min(length, t);
    const blank2 = f64x2.splat(blankScore);
    let most2 = f64x2.splat(0);
    let lost2 = f64x2.splat(0);
    for (let i = first; i <= last; i += 2) {
      const b = v128.load(fromB + i * 8);
      const a = v128.load(fromA + i * 8);
      const before = v128.load(fromA + i * 8 - 8);
      const newB = f64x2.mul(f64x2.add(b, before), blank2);
      const newA = f64x2.mul(
        f64x2.add(f64x2.add(a, b), f64x2.mul(v128.load(skips + i * 8), before)),
        v128.load(scores + i * 8),
      );
      const keptB = dropSmall(newB);
      const keptA = dropSmall(newA);
      lost2 = v128.or(lost2, v128.or(v128.xor(keptB, newB), v128.xor(keptA, newA)));
      v128.store(toB + i * 8, keptB);
      v128.store(toA + i * 8, keptA);
      most2 = f64x2.max(most2, f64x2.max(keptB, keptA));
    }
    // The next row looks one label before its first, and up to three behind this row's last.
    store<f64>(toA + first * 8 - 8, 0);
    const behind = (last & ~1) + 2;
    v128.store(toB + behind * 8, f64x2.splat(0));
    v128.store(toA + behind * 8, f64x2.splat(0));
    const most = largest(most2);
    if (most == 0) return -1;
    if (v128.any_true(lost2)) dropped = true;
    if (most < scaleBelow) {
      const steps = stepsTo1(most);
      scaleRow(toB, first, last, steps);
      scaleRow(toA, first, last, steps);
      exponent -= steps;
    }
  }

  const end = alphaB + time * rowSize + length * 8;
  const endA = alphaA + time * rowSize + length * 8;
  const likelihood = load<f64>(end) + (length > 0 ? load<f64>(endA - 8) : 0);
  if (!(likelihood > 0)) return -1;
  if (!wantGradient && !dropped) return likelihood;

  store<f64>(afterB + length * 8, 1);
  for (let t: usize = time - 1; ; t--) {
    const scores = emissions + t * rowSize;
    const forwardB = alphaB + (t + 1) * rowSize;
    const forwardA = alphaA + (t + 1) * rowSize;
    const first = firstPair(t, time, length) & ~1;
    const last = min(length, t);
    const blank2 = f64x2.splat(load<f64>(blankScores + t * 8));
    if (last + 2 <= length) {
      // Not reached from the start; what stands there is of other frames.
      store<f64>(afterB + last * 8 + 16, 0);
      store<f64>(afterA + last * 8 + 16, 0);
    }
    let most2 = f64x2.splat(0);
    let blanks2 = f64x2.splat(0);
    let labels2 = f64x2.splat(0);
    for (let i = first; i <= last; i += 2) {
      const b = v128.load(afterB + i * 8);
      const a = v128.load(afterA + i * 8);
      const nextB = v128.load(afterB + i * 8 + 8);
      const nextA = v128.load(afterA + i * 8 + 8);
      const betaB = f64x2.add(b, a);
      const betaA = f64x2.add(f64x2.add(a, nextB), f64x2.mul(v128.load(skips + i * 8 + 8), nextA));
      blanks2 = f64x2.add(blanks2, f64x2.mul(betaB, v128.load(forwardB + i * 8)));
      const share = f64x2.mul(betaA, v128.load(forwardA + i * 8));
      labels2 = f64x2.add(labels2, share);
      v128.store(occupancy + i * 8, share);
      const newB = dropSmall(f64x2.mul(betaB, blank2));
      const newA = dropSmall(f64x2.mul(betaA, v128.load(scores + i * 8)));
      v128.store(afterB + i * 8, newB);
      v128.store(afterA + i * 8, newA);
      most2 = f64x2.max(most2, f64x2.max(newB, newA));
    }
    const blanks = f64x2.extract_lane(blanks2, 0) + f64x2.extract_lane(blanks2, 1);
    const total = blanks + f64x2.extract_lane(labels2, 0) + f64x2.extract_lane(labels2, 1);
    if (!(total >= leastShare)) return -1;
    if (wantGradient) {
      const per = 1 / total;
      const out = gradient + t * size * 4;
      for (let i = first; i <= min(last, length - 1) && i < length; i++) {
        const at = out + <usize>load<i32>(labelsAt + i * 4) * 4;
        store<f32>(at, <f32>(<f64>load<f32>(at) - load<f64>(occupancy + i * 8) * per));
      }
      const at = out + <usize>blank * 4;
      store<f32>(at, <f32>(<f64>load<f32>(at) - blanks * per));
    }
    const most = largest(most2);
    if (most < scaleBelow && t > 0) {
      if (most == 0) return -1;
      const steps = stepsTo1(most);
      scaleRow(afterB, first, last, steps);
      scaleRow(afterA, first, last, steps);
    }
    if (t == 0) break;
  }
  return likelihood;
}

/** The first label whose blank can still reach the end. */
@inline
function firstPair(t: usize, time: usize, length: usize): usize {
  const left = time - t;
  return length > left ? length - left : 0;
}
