/**
 * The one source of randomness: a counter-based generator. The n-th number of a stream is a function of
 * (seed, stream, n) and of nothing else, so results never depend on the order or timing of work, and a checkpoint
 * needs no generator state.
 *
 * The mixing function is lowbias32 (C. Wellons, "Prospecting for Hash Functions", 2018), chained over the words of
 * the key.
 */
import { known } from '../known.js';

/** A 32-bit mixing function: bijective, every input bit changes each output bit with probability close to 1/2. */
export function mix32(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** One 32-bit word from any number of integers and strings. */
export function hash32(...words: readonly (number | string)[]): number {
  let state = 0x9e3779b9;
  for (const word of words) {
    if (typeof word === 'number') {
      state = mix32(state ^ mix32(word >>> 0));
      const high = Math.floor(word / 2 ** 32);
      if (high !== 0 && Number.isFinite(high)) state = mix32(state ^ mix32(high ^ 0x85ebca6b));
    } else {
      for (let i = 0; i < word.length; i++) state = mix32((state ^ word.charCodeAt(i)) + 0x9e3779b9);
      state = mix32(state ^ word.length);
    }
  }
  return state;
}

/** A stream of numbers, named by what it is for: `new Random(seed, 'augment', sampleId, epoch)`. */
export class Random {
  private readonly key: number;
  private counter = 0;

  constructor(...key: readonly (number | string)[]) {
    this.key = hash32(...key);
  }

  /** An integer from 0 to 2³² − 1. */
  uint32(): number {
    const n = this.counter++;
    return mix32(mix32(n ^ this.key) + Math.imul(this.key, 0x9e3779b1) + n);
  }

  /** From 0 (included) to 1 (excluded), 32 bits. */
  uniform(): number {
    return this.uint32() / 2 ** 32;
  }

  /** From `low` to `high`. */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** An integer from 0 to n − 1. */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Mean 0, variance 1 (Box & Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  pick<T>(items: readonly T[]): T {
    return known(items[this.below(items.length)], 'one of the items to pick from');
  }

  /** A shuffled copy (Fisher & Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const moved = known(result[j], 'the item to move');
      result[j] = known(result[i], 'the item in its place');
      result[i] = moved;
    }
    return result;
  }
}
