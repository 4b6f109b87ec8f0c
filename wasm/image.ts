/**
 * The loops over pixels in WebAssembly SIMD: AssemblyScript, built by `npm run build:wasm` into
 * `src/image/kernel.wasm.ts`. Whole numbers only, so that every machine gives the same pixels.
 */

/** How often each level stands among the pixels: 256 counts of 32 bits at `counts`, with room for 1024. */
export function histogram(source: usize, length: usize, counts: usize): void {
  memory.fill(counts, 0, 4096);
  // Four tables in turn: neighbouring pixels are often equal, and one count would wait for the other.
  let i: usize = 0;
  for (; i + 4 <= length; i += 4) {
    const four = load<u32>(source + i);
    count(counts, four & 255);
    count(counts + 1024, (four >> 8) & 255);
    count(counts + 2048, (four >> 16) & 255);
    count(counts + 3072, four >> 24);
  }
  for (; i < length; i++) count(counts, load<u8>(source + i));
  for (let level: usize = 0; level < 1024; level += 4) {
    const a = load<u32>(counts + level) + load<u32>(counts + level + 1024);
    store<u32>(counts + level, a + load<u32>(counts + level + 2048) + load<u32>(counts + level + 3072));
  }
}

@inline
function count(counts: usize, level: u32): void {
  const at = counts + ((<usize>level) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Each level replaced by the table's entry for it. */
export function throughTable(source: usize, length: usize, table: usize, target: usize): void {
  let i: usize = 0;
  for (; i + 4 <= length; i += 4) {
    const four = load<u32>(source + i);
    const low = <u32>load<u8>(table + (four & 255)) | ((<u32>load<u8>(table + ((four >> 8) & 255))) << 8);
    const high = <u32>load<u8>(table + ((four >> 16) & 255)) | ((<u32>load<u8>(table + (four >> 24))) << 8);
    store<u32>(target + i, low | (high << 16));
  }
  for (; i < length; i++) store<u8>(target + i, load<u8>(table + load<u8>(source + i)));
}

/** Bits of a coordinate behind the point. */
const fractionBits: i32 = 12;

/**
 * Bilinear, 0 outside the source. Coordinates are whole numbers of 1/4096 pixel, weights of 1/256; a pixel's source is
 * at (columnX[x] + rowX[y], columnY[x] + rowY[y]), all of them 32 bits. Where `gridColumns` is not 0, what a grid of
 * points 2^cellBits pixels apart says is added, bilinear between them.
 */
export function resample(
  source: usize,
  sourceWidth: i32,
  sourceHeight: i32,
  target: usize,
  width: i32,
  height: i32,
  columnX: usize,
  columnY: usize,
  rowX: usize,
  rowY: usize,
  gridX: usize,
  gridY: usize,
  gridColumns: i32,
  cellBits: i32,
): void {
  const cellMask = (1 << cellBits) - 1;
  const endX = (sourceWidth - 1) << fractionBits;
  const endY = (sourceHeight - 1) << fractionBits;
  let to = target;
  for (let y = 0; y < height; y++) {
    const ownX = load<i32>(rowX + ((<usize>y) << 2));
    const ownY = load<i32>(rowY + ((<usize>y) << 2));
    const gridRow = (y >> cellBits) * gridColumns;
    const inCellY = y & cellMask;
    let fromX = 0, fromY = 0, towardsX = 0, towardsY = 0;
    for (let x = 0; x < width; x++) {
      let sx = load<i32>(columnX + ((<usize>x) << 2)) + ownX;
      let sy = load<i32>(columnY + ((<usize>x) << 2)) + ownY;
      if (gridColumns) {
        const inCell = x & cellMask;
        if (inCell == 0) {
          const point = gridRow + (x >> cellBits);
          fromX = between(gridX, point, gridColumns, inCellY, cellBits);
          fromY = between(gridY, point, gridColumns, inCellY, cellBits);
          towardsX = between(gridX, point + 1, gridColumns, inCellY, cellBits) - fromX;
          towardsY = between(gridY, point + 1, gridColumns, inCellY, cellBits) - fromY;
        }
        sx += fromX + ((towardsX * inCell) >> cellBits);
        sy += fromY + ((towardsY * inCell) >> cellBits);
      }
      const fx = (sx >> (fractionBits - 8)) & 255;
      const fy = (sy >> (fractionBits - 8)) & 255;
      const left = sx >> fractionBits;
      const top = sy >> fractionBits;
      let a: i32, b: i32, c: i32, d: i32;
      // One comparison for both ends: what is negative is very large without its sign.
      if (<u32>sx < <u32>endX && <u32>sy < <u32>endY) {
        const at = source + <usize>(top * sourceWidth + left);
        const upper = <i32>load<u16>(at);
        const lower = <i32>load<u16>(at + <usize>sourceWidth);
        a = upper & 255;
        b = upper >> 8;
        c = lower & 255;
        d = lower >> 8;
      } else {
        a = pixel(source, sourceWidth, sourceHeight, left, top);
        b = pixel(source, sourceWidth, sourceHeight, left + 1, top);
        c = pixel(source, sourceWidth, sourceHeight, left, top + 1);
        d = pixel(source, sourceWidth, sourceHeight, left + 1, top + 1);
      }
      const above = (a << 8) + (b - a) * fx;
      const below = (c << 8) + (d - c) * fx;
      store<u8>(to, ((above << 8) + (below - above) * fy + 32768) >> 16);
      to++;
    }
  }
}

/** What a grid says between a point and the one below it. */
@inline
function between(grid: usize, point: i32, columns: i32, inCell: i32, cellBits: i32): i32 {
  const above = load<i32>(grid + ((<usize>point) << 2));
  const below = load<i32>(grid + ((<usize>(point + columns)) << 2));
  return above + (((below - above) * inCell) >> cellBits);
}

function pixel(source: usize, width: i32, height: i32, x: i32, y: i32): i32 {
  return <u32>x < <u32>width && <u32>y < <u32>height ? <i32>load<u8>(source + <usize>(y * width + x)) : 0;
}

/** Means of squares of `factor` × `factor` pixels; only whole ones count, but for a source smaller than one. */
export function average(source: usize, sourceWidth: i32, sourceHeight: i32, factor: i32, target: usize): void {
  const width = max(1, sourceWidth / factor);
  const height = max(1, sourceHeight / factor);
  const across = min(factor, sourceWidth);
  const down = min(factor, sourceHeight);
  const size = across * down;
  let to = target;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = size >> 1;
      let from = source + <usize>(y * factor * sourceWidth + x * factor);
      for (let dy = 0; dy < down; dy++) {
        for (let dx = 0; dx < across; dx++) sum += <i32>load<u8>(from + <usize>dx);
        from += <usize>sourceWidth;
      }
      store<u8>(to, sum / size);
      to++;
    }
  }
}

/**
 * Blends each pixel with the largest of its four neighbours and itself, or the smallest where `smallest` is 1. The edge
 * stays as it is.
 * @param weight of the neighbours, 0 to 128
 */
export function strokes(source: usize, width: i32, height: i32, target: usize, weight: i32, smallest: i32): void {
  const row = <usize>width;
  memory.copy(target, source, row * <usize>height);
  const weights = i16x8.splat(<i16>weight);
  for (let y = 1; y < height - 1; y++) {
    const start = source + <usize>y * row;
    const shift = target - source;
    let at = start + 1;
    const end = start + row - 1;
    for (; at + 16 <= end; at += 16) {
      const own = v128.load(at);
      const left = v128.load(at - 1);
      const right = v128.load(at + 1);
      const above = v128.load(at - row);
      const below = v128.load(at + row);
      const most = smallest
        ? i8x16.min_u(i8x16.min_u(own, i8x16.min_u(left, right)), i8x16.min_u(above, below))
        : i8x16.max_u(i8x16.max_u(own, i8x16.max_u(left, right)), i8x16.max_u(above, below));
      const low = blended(i16x8.extend_low_i8x16_u(own), i16x8.extend_low_i8x16_u(most), weights);
      const high = blended(i16x8.extend_high_i8x16_u(own), i16x8.extend_high_i8x16_u(most), weights);
      v128.store(at + shift, i8x16.narrow_i16x8_u(low, high));
    }
    for (; at < end; at++) {
      const own = <i32>load<u8>(at);
      let most = own;
      most = further(most, load<u8>(at - 1), smallest);
      most = further(most, load<u8>(at + 1), smallest);
      most = further(most, load<u8>(at - row), smallest);
      most = further(most, load<u8>(at + row), smallest);
      store<u8>(at + shift, own + (((most - own) * weight) >> 7));
    }
  }
}

@inline
function blended(own: v128, most: v128, weights: v128): v128 {
  return i16x8.add(own, i16x8.shr_s(i16x8.mul(i16x8.sub(most, own), weights), 7));
}

@inline
function further(a: i32, b: i32, smallest: i32): i32 {
  return smallest ? min(a, b) : max(a, b);
}

/**
 * Blends each pixel with the mean of 3 × 3 weighted 1 2 1 both ways. The edge stays as it is.
 * @param weight of the mean, 0 to 128
 */
export function blur(source: usize, width: i32, height: i32, target: usize, weight: i32): void {
  const row = <usize>width;
  memory.copy(target, source, row * <usize>height);
  for (let y = 1; y < height - 1; y++) {
    let at = source + <usize>y * row + 1;
    const end = at + row - 2;
    for (; at < end; at++) {
      const above = threeAt(at - row);
      const below = threeAt(at + row);
      const mean = (above + 2 * threeAt(at) + below + 8) >> 4;
      const own = <i32>load<u8>(at);
      store<u8>(at - source + target, own + (((mean - own) * weight) >> 7));
    }
  }
}

@inline
function threeAt(at: usize): i32 {
  return <i32>load<u8>(at - 1) + 2 * <i32>load<u8>(at) + <i32>load<u8>(at + 1);
}

/**
 * Adds to each pixel the sum of two uniform numbers, the halves of the n-th word of a stream of `Random` (its key
 * given), times scale / 2^24: a triangle, which is near enough to a normal curve here.
 */
export function addNoise(data: usize, length: usize, key: u32, scale: i32): void {
  const step = key * 0x9e3779b1;
  const keys = i32x4.splat(key);
  const steps = i32x4.splat(step);
  const scales = i32x4.splat(scale);
  let n = i32x4(0, 1, 2, 3);
  const four = i32x4.splat(4);
  let i: usize = 0;
  for (; i + 16 <= length; i += 16) {
    const pixels = v128.load(data + i);
    const low = i16x8.extend_low_i8x16_u(pixels);
    const high = i16x8.extend_high_i8x16_u(pixels);
    const a = i32x4.add(i32x4.extend_low_i16x8_u(low), noise(n, keys, steps, scales));
    n = i32x4.add(n, four);
    const b = i32x4.add(i32x4.extend_high_i16x8_u(low), noise(n, keys, steps, scales));
    n = i32x4.add(n, four);
    const c = i32x4.add(i32x4.extend_low_i16x8_u(high), noise(n, keys, steps, scales));
    n = i32x4.add(n, four);
    const d = i32x4.add(i32x4.extend_high_i16x8_u(high), noise(n, keys, steps, scales));
    n = i32x4.add(n, four);
    v128.store(data + i, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)));
  }
  for (; i < length; i++) {
    const word = mix(mix(<u32>i ^ key) + step + <u32>i);
    const sum = <i32>(word & 0xffff) + <i32>(word >> 16) - 0xffff;
    store<u8>(data + i, min(255, max(0, <i32>load<u8>(data + i) + ((sum * scale) >> 24))));
  }
}

@inline
function noise(n: v128, keys: v128, steps: v128, scales: v128): v128 {
  const words = mixFour(i32x4.add(i32x4.add(mixFour(v128.xor(n, keys)), steps), n));
  const half = i32x4.splat(0xffff);
  const sums = i32x4.sub(i32x4.add(v128.and(words, half), i32x4.shr_u(words, 16)), half);
  return i32x4.shr_s(i32x4.mul(sums, scales), 24);
}

/** `mix32` of src/random. */
@inline
function mix(value: u32): u32 {
  let x = value;
  x = (x ^ (x >> 16)) * 0x21f0aaad;
  x = (x ^ (x >> 15)) * 0x735a2d97;
  return x ^ (x >> 15);
}

@inline
function mixFour(value: v128): v128 {
  let x = value;
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x21f0aaad));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x735a2d97));
  return v128.xor(x, i32x4.shr_u(x, 15));
}

/** Levels as float32, 0 to 1. */
export function unitFloats(source: usize, length: usize, target: usize): void {
  const share = f32x4.splat(1 / 255);
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) {
    const eight = v128.load64_zero(source + i);
    const wide = i16x8.extend_low_i8x16_u(eight);
    const to = target + (i << 2);
    v128.store(to, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(wide)), share));
    v128.store(to + 16, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(wide)), share));
  }
  for (; i < length; i++) store<f32>(target + (i << 2), <f32>load<u8>(source + i) * (<f32>1 / <f32>255));
}
