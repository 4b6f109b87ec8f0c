/**
 * The cheapest way from one sequence to another (Levenshtein 1966), traced back through the matrix of costs. Where the
 * matrix would be large, it is not kept: the place where the way crosses the middle row is carried along with the costs,
 * which halves the problem in linear memory (Hirschberg 1975; carried along as in Myers and Miller 1988). Both ways give
 * the same steps: what is carried along is the crossing of the very way that would be traced.
 */

/** A step: to the next unit of both sequences, of the first alone, or of the second alone. */
export type Move = 'both' | 'first' | 'second';

type Units = ArrayLike<string | number>;

/** Cells of the matrix up to which it is kept whole: 16 MB. */
const keptCells = 2 ** 22;

/**
 * From the beginning to the end. Of ways that cost the same, the one that, seen from the end, moves in both where it can,
 * else in the first.
 *
 * @param most cells of a matrix that is kept
 */
export function cheapestWay(first: readonly string[], second: readonly string[], most = keptCells): readonly Move[] {
  // From the end to the beginning, as they are traced.
  const moves: Move[] = [];
  if ((first.length + 1) * (second.length + 1) <= most) trace(first, second, costMatrix(first, second), moves);
  else {
    const numbers = new Map<string, number>();
    traceHalves(numbered(first, numbers), numbered(second, numbers), most, moves);
  }
  return moves.reverse();
}

/** Units as numbers, which are compared faster than texts; equal ones are equal units. */
function numbered(units: readonly string[], numbers: Map<string, number>): Int32Array {
  return Int32Array.from(units, (unit) => {
    const number = numbers.get(unit) ?? numbers.size;
    numbers.set(unit, number);
    return number;
  });
}

function traceHalves(a: Int32Array, b: Int32Array, most: number, moves: Move[]): void {
  if (a.length < 2 || (a.length + 1) * (b.length + 1) <= most) {
    trace(a, b, costMatrix(a, b), moves);
    return;
  }
  const middle = a.length >> 1;
  const column = crossing(a, b, middle);
  traceHalves(a.subarray(middle), b.subarray(column), most, moves);
  traceHalves(a.subarray(0, middle), b.subarray(0, column), most, moves);
}

/** Costs of the ways from the beginning to each cell, [(n + 1) × (m + 1)]. */
function costMatrix(a: Units, b: Units): Int32Array {
  const width = b.length + 1;
  const cost = new Int32Array((a.length + 1) * width);
  for (let j = 0; j < width; j++) cost[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const unit = a[i - 1];
    const row = i * width;
    let left = i;
    let diagonal = i - 1;
    cost[row] = i;
    for (let j = 1; j < width; j++) {
      const above = cost[row - width + j] as number;
      let best = unit === b[j - 1] ? diagonal : diagonal + 1;
      if (above + 1 < best) best = above + 1;
      if (left + 1 < best) best = left + 1;
      diagonal = above;
      left = best;
      cost[row + j] = best;
    }
  }
  return cost;
}

function trace(a: Units, b: Units, cost: Int32Array, moves: Move[]): void {
  const width = b.length + 1;
  let i = a.length;
  let j = b.length;
  while (i > 0 || j > 0) {
    const here = cost[i * width + j] as number;
    if (i > 0 && j > 0 && here === (cost[(i - 1) * width + j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)) {
      moves.push('both');
      i--;
      j--;
    } else if (i > 0 && here === (cost[(i - 1) * width + j] as number) + 1) {
      moves.push('first');
      i--;
    } else {
      moves.push('second');
      j--;
    }
  }
}

/** The column in which the way that is traced from the end comes to a row, 1 ≤ row < n. */
function crossing(a: Int32Array, b: Int32Array, row: number): number {
  const width = b.length + 1;
  const cost = Int32Array.from({ length: width }, (_, j) => j);
  const column = Int32Array.from({ length: width }, (_, j) => j);
  for (const [i, unit] of a.entries()) {
    if (i < row) nextCosts(unit, i + 1, b, cost);
    else nextCrossings(unit, i + 1, b, cost, column);
  }
  return column[b.length] as number;
}

function nextCosts(unit: number, i: number, b: Int32Array, cost: Int32Array): void {
  let left = i;
  let diagonal = i - 1;
  cost[0] = i;
  for (let j = 1; j <= b.length; j++) {
    const above = cost[j] as number;
    let best = unit === b[j - 1] ? diagonal : diagonal + 1;
    if (above + 1 < best) best = above + 1;
    if (left + 1 < best) best = left + 1;
    diagonal = above;
    left = best;
    cost[j] = best;
  }
}

/** As `nextCosts`; each cell takes over the crossing of the cell that its way comes from. */
function nextCrossings(unit: number, i: number, b: Int32Array, cost: Int32Array, column: Int32Array): void {
  let left = i;
  let diagonal = i - 1;
  let diagonalColumn = column[0] as number;
  cost[0] = i;
  for (let j = 1; j <= b.length; j++) {
    const above = cost[j] as number;
    const aboveColumn = column[j] as number;
    let best = unit === b[j - 1] ? diagonal : diagonal + 1;
    let from = diagonalColumn;
    if (above + 1 < best) {
      best = above + 1;
      from = aboveColumn;
    }
    if (left + 1 < best) {
      best = left + 1;
      from = column[j - 1] as number;
    }
    diagonal = above;
    diagonalColumn = aboveColumn;
    left = best;
    cost[j] = best;
    column[j] = from;
  }
}
