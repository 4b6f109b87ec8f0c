/** The forms in which labels come, read into one: a row of class indices for each item. */

/** As TensorFlow's SparseTensor: `values[n]` stands at item `indices[n][0]`, place `indices[n][1]`. */
export interface SparseLabels {
  /** [item, place] pairs, as pairs or one after the other. */
  readonly indices: readonly (readonly [number, number])[] | ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** [B, width] */
  readonly shape: readonly [number, number];
}

/**
 * Rows (of one width with padding, or ragged), one array [B, width] with the rows one after the other, or sparse.
 * Padding may be anything.
 */
export type Labels = readonly ArrayLike<number>[] | Int32Array | Uint8Array | Uint16Array | Uint32Array | SparseLabels;

/** @throws RangeError when the labels have another number of items, or a sparse index lies outside or leaves a gap */
export function labelRows(labels: Labels, batch: number, asWhat: string): readonly ArrayLike<number>[] {
  if ('indices' in labels) return sparseRows(labels, batch, asWhat);
  if (ArrayBuffer.isView(labels)) {
    if (batch === 0 || labels.length % batch !== 0) {
      throw new RangeError(`labels must be ${batch} rows of one width for ${asWhat}, got ${labels.length} values`);
    }
    const width = labels.length / batch;
    return Array.from({ length: batch }, (_, item) => labels.subarray(item * width, (item + 1) * width));
  }
  if (labels.length !== batch) {
    throw new RangeError(`labels must have ${batch} rows for ${asWhat}, got ${labels.length}`);
  }
  return labels;
}

function sparseRows({ indices, values, shape }: SparseLabels, batch: number, asWhat: string): readonly number[][] {
  if (shape[0] !== batch) throw new RangeError(`labels must have ${batch} rows for ${asWhat}, got ${shape[0]}`);
  const flat = Array.from(indices as ArrayLike<number | readonly [number, number]>).flat() as number[];
  if (flat.length !== 2 * values.length) {
    throw new RangeError(
      `sparse labels must have an index pair for each value, got ${flat.length / 2} for ${values.length}`,
    );
  }
  const rows: number[][] = Array.from({ length: batch }, () => []);
  for (const [n, value] of Array.from(values).entries()) {
    const [item, place] = flat.slice(2 * n, 2 * n + 2);
    const row = item === undefined ? undefined : rows[item];
    if (!row || place !== row.length || place >= shape[1]) {
      throw new RangeError(
        `sparse label ${n}: indices must go through each row from 0 without a gap inside [${shape.join(', ')}], got [${item}, ${place}]`,
      );
    }
    row.push(value);
  }
  return rows;
}

/** Neighbouring equal labels made one: [1, 1, 2, 1] → [1, 2, 1]. */
export function collapseRepeated(labels: ArrayLike<number>): number[] {
  return Array.from(labels).filter((label, i, all) => i === 0 || label !== all[i - 1]);
}

/** How often a label equals the one before it. Each needs a frame of blank between: T must be at least L + repeats. */
export function repeats(labels: ArrayLike<number>): number {
  let count = 0;
  for (let i = 1; i < labels.length; i++) if (labels[i] === labels[i - 1]) count++;
  return count;
}
