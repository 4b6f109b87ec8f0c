/**
 * First values of the weights. A start that learns: He for convolutions, Glorot for projections, orthogonal matrices
 * and a forget bias of 1 for recurrences. Each weight has its own random stream, so its values do not depend on what
 * else the network has.
 */
import type { Random } from '../random/index.js';

export type Initialisation =
  | { readonly kind: 'constant'; readonly value: number }
  /** Normal, variance 2 / fan-in (He et al. 2015). */
  | { readonly kind: 'he'; readonly fanIn: number }
  /** Uniform, variance 2 / (fan-in + fan-out) (Glorot & Bengio 2010). */
  | { readonly kind: 'glorot'; readonly fanIn: number; readonly fanOut: number }
  /** Square blocks of size × size, each orthogonal (Saxe et al. 2014). */
  | { readonly kind: 'orthogonal'; readonly size: number }
  /** Four blocks of zeros, but 1 for the forget gate (Jozefowicz et al. 2015), which is block `forget`. */
  | { readonly kind: 'gateBias'; readonly size: number; readonly forget: number };

export function initialise(length: number, how: Initialisation, random: Random): Float32Array {
  switch (how.kind) {
    case 'constant':
      return new Float32Array(length).fill(how.value);
    case 'he':
      return fill(length, () => random.normal() * Math.sqrt(2 / how.fanIn));
    case 'glorot': {
      const limit = Math.sqrt(6 / (how.fanIn + how.fanOut));
      return fill(length, () => random.between(-limit, limit));
    }
    case 'orthogonal':
      return orthogonalBlocks(length, how.size, random);
    case 'gateBias':
      return Float32Array.from({ length }, (_, i) => (Math.floor(i / how.size) % 4 === how.forget ? 1 : 0));
  }
}

function fill(length: number, next: () => number): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = next();
  return values;
}

/** Random normal rows, made orthonormal one after the other (modified Gram–Schmidt). */
function orthogonalBlocks(length: number, size: number, random: Random): Float32Array {
  const values = new Float32Array(length);
  for (let block = 0; block < length; block += size * size) {
    const rows: Float64Array[] = [];
    for (let r = 0; r < size; r++) {
      const row = Float64Array.from({ length: size }, () => random.normal());
      for (const earlier of rows) {
        const dot = row.reduce((sum, value, i) => sum + value * (earlier[i] ?? 0), 0);
        earlier.forEach((value, i) => {
          row[i] = (row[i] ?? 0) - dot * value;
        });
      }
      const norm = Math.hypot(...row);
      values.set(
        row.map((v) => v / norm),
        block + r * size,
      );
      rows.push(row.map((v) => v / norm));
    }
  }
  return values;
}
