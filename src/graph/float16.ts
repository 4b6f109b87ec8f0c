/** Numbers in 16 bits as IEEE 754 has them (binary16): 11 bits of precision, from 6e-8 to 65,504. */

const [float, bits] = (() => {
  const value = new Float32Array(1);
  return [value, new Uint32Array(value.buffer)];
})();

/** Rounded to the nearest, ties to even; beyond 65,504 they are infinite. */
export function toFloat16(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, rounded);
}

export function fromFloat16(values: Uint16Array): Float32Array {
  return Float32Array.from(values, widened);
}

function rounded(value: number): number {
  float[0] = value;
  const [pattern = 0] = bits;
  const sign = (pattern >>> 16) & 0x8000;
  const magnitude = pattern & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // From 65,520 on the nearest is beyond the largest.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // Below 2^-14 steps are of 2^-24 each: whole numbers of them.
  if (magnitude < 0x38800000) return sign | toEven(Math.abs(value) * 2 ** 24);
  const kept = magnitude - 0x38000000;
  // The 13 bits that go, half of the last one that stays, less one where that is even already.
  return sign | ((kept + 0xfff + ((kept >>> 13) & 1)) >>> 13);
}

function toEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

function widened(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >>> 10) & 31;
  const fraction = pattern & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
