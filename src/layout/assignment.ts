/**
 * One-to-one matching with the greatest sum (Kuhn 1955, "The Hungarian Method"; in the form with shortest augmenting
 * paths, Jonker and Volgenant 1987). Time n²·m for n rows and m columns, n ≤ m.
 */

/**
 * @param gains rows × columns, finite numbers
 * @returns for each row its column, or -1 where there are more rows than columns and none is left
 */
export function bestAssignment(gains: readonly (readonly number[])[]): readonly number[] {
  const columns = gains[0]?.length ?? 0;
  if (gains.length <= columns) return assignRows(gains);
  // Each column chooses a row.
  const turned = Array.from({ length: columns }, (_, column) => gains.map((row) => row[column] ?? 0));
  const result = new Array<number>(gains.length).fill(-1);
  for (const [column, row] of assignRows(turned).entries()) result[row] = column;
  return result;
}

/** Rows are no more than columns. Places from 1; 0 stands for "none". */
function assignRows(gains: readonly (readonly number[])[]): readonly number[] {
  const columns = gains[0]?.length ?? 0;
  const rowPrice = new Float64Array(gains.length + 1);
  const columnPrice = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  for (let row = 1; row <= gains.length; row++) augment(gains, row, rowPrice, columnPrice, rowOf);
  const result = new Array<number>(gains.length).fill(-1);
  for (const [column, row] of rowOf.subarray(1).entries()) if (row > 0) result[row - 1] = column;
  return result;
}

/** Gives a row a column, by the cheapest chain of rows that move to another one. */
function augment(
  gains: readonly (readonly number[])[],
  row: number,
  rowPrice: Float64Array,
  columnPrice: Float64Array,
  rowOf: Int32Array,
): void {
  const size = columnPrice.length;
  const least = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(size);
  const seen = new Uint8Array(size);
  rowOf[0] = row;
  let column = 0;
  do {
    seen[column] = 1;
    const here = rowOf[column] ?? 0;
    const gain = gains[here - 1] ?? [];
    const price = rowPrice[here] ?? 0;
    let [step, next] = [Number.POSITIVE_INFINITY, 0];
    for (let j = 1; j < size; j++) {
      if (seen[j]) continue;
      const cost = -(gain[j - 1] ?? 0) - price - (columnPrice[j] ?? 0);
      if (cost < (least[j] ?? 0)) {
        least[j] = cost;
        from[j] = column;
      }
      if ((least[j] ?? 0) < step) [step, next] = [least[j] ?? 0, j];
    }
    for (let j = 0; j < size; j++) {
      if (!seen[j]) {
        least[j] = (least[j] ?? 0) - step;
        continue;
      }
      const at = rowOf[j] ?? 0;
      rowPrice[at] = (rowPrice[at] ?? 0) + step;
      columnPrice[j] = (columnPrice[j] ?? 0) - step;
    }
    column = next;
  } while (rowOf[column] !== 0);
  for (; column !== 0; column = from[column] ?? 0) rowOf[column] = rowOf[from[column] ?? 0] ?? 0;
}
