/** All weights as one vector: where each lies. The trainable ones come first, so that optimisers see one range. */
import type { ParameterInfo } from '../network/index.js';
import type { SharedTensor } from '../runtime/index.js';

export interface Layout {
  readonly entries: readonly (SharedTensor & { readonly trainable: boolean })[];
  /** Values in all. */
  readonly length: number;
  /** Values that the optimiser changes: the first ones. */
  readonly trainable: number;
}

export function layOutParameters(parameters: readonly ParameterInfo[]): Layout {
  const ordered = [...parameters].sort((a, b) => Number(b.trainable) - Number(a.trainable));
  let offset = 0;
  const entries = ordered.map(({ name, shape, size, trainable }) => {
    const entry = { name, shape, offset, length: size, trainable };
    offset += size;
    return entry;
  });
  const trainable = entries.reduce((n, entry) => n + (entry.trainable ? entry.length : 0), 0);
  return { entries, length: offset, trainable };
}

/** Copies named weights into the vector. */
export function packWeights(layout: Layout, weights: ReadonlyMap<string, Float32Array>, into: Float32Array): void {
  for (const { name, offset, length } of layout.entries) {
    const values = weights.get(name);
    if (values?.length !== length) throw new Error(`weight ${name} must have ${length} values, got ${values?.length}`);
    into.set(values, offset);
  }
}

/** The vector as named weights, copied. */
export function unpackWeights(layout: Layout, vector: Float32Array): Map<string, Float32Array> {
  return new Map(layout.entries.map(({ name, offset, length }) => [name, vector.slice(offset, offset + length)]));
}
