/** SHA-256 (FIPS 180-4), at once: the browser's own has to be waited for, and is only there in pages that came by https. */

const rounds = 64;
const blockBytes = 64;

/** The first 32 bits of the fractional parts of the square or cube roots of the first primes. */
function fractions(count: number, power: number): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return Uint32Array.from(primes, (prime) => {
    const root = prime ** power;
    return (root - Math.floor(root)) * 2 ** 32;
  });
}

const roundConstants = new Int32Array(fractions(rounds, 1 / 3));
const initialState = new Int32Array(fractions(8, 1 / 2));
const schedule = new Int32Array(rounds);

/** @returns the digest of the pieces one after the other, 64 hexadecimal digits */
export function sha256(...pieces: readonly Uint8Array[]): string {
  const state = initialState.slice();
  const rest = new Uint8Array(2 * blockBytes);
  let held = 0;
  let length = 0;
  for (const piece of pieces) {
    length += piece.length;
    let at = 0;
    if (held > 0) {
      at = Math.min(blockBytes - held, piece.length);
      rest.set(piece.subarray(0, at), held);
      held += at;
      if (held < blockBytes) continue;
      digest(state, rest, 0);
      held = 0;
    }
    for (; at + blockBytes <= piece.length; at += blockBytes) digest(state, piece, at);
    rest.set(piece.subarray(at), 0);
    held = piece.length - at;
  }
  rest.fill(0, held);
  rest[held] = 0x80;
  const end = held < blockBytes - 8 ? blockBytes : 2 * blockBytes;
  new DataView(rest.buffer).setBigUint64(end - 8, BigInt(length) * 8n);
  for (let at = 0; at < end; at += blockBytes) digest(state, rest, at);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Folds a block of 64 bytes into the state. */
function digest(state: Int32Array, bytes: Uint8Array, from: number): void {
  const w = schedule;
  for (let t = 0; t < 16; t++) {
    const at = from + 4 * t;
    w[t] =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
  }
  for (let t = 16; t < rounds; t++) {
    const x = w[t - 15] as number;
    const y = w[t - 2] as number;
    const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = ((w[t - 16] as number) + small0 + (w[t - 7] as number) + small1) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let t = 0; t < rounds; t++) {
    const large1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const choice = (e & f) ^ (~e & g);
    const mixed = (h + large1 + choice + (roundConstants[t] as number) + (w[t] as number)) | 0;
    const large0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + mixed) | 0;
    d = c;
    c = b;
    b = a;
    a = (mixed + large0 + majority) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => {
    state[i] = ((state[i] as number) + value) | 0;
  });
}
