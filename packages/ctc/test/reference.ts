/**
 * The slow twins that the package is held against: the sum over all K^T paths, and the recursions of Graves et al.
 * (2006) written down in log space and float64.
 */

/** Softmax of frame t. */
function softmax(logits: Float64Array, t: number, classes: number): number[] {
  const row = Array.from(logits.subarray(t * classes, (t + 1) * classes));
  const most = Math.max(...row);
  const sum = row.reduce((total, score) => total + Math.exp(score - most), 0);
  return row.map((score) => Math.exp(score - most) / sum);
}

export function collapse(path: readonly number[], blank: number, merge = true): number[] {
  return path.filter((k, t) => k !== blank && !(merge && t > 0 && k === path[t - 1]));
}

/** Every path with its probability. */
export function* paths(logits: Float64Array, time: number, classes: number) {
  const rows = Array.from({ length: time }, (_, t) => softmax(logits, t, classes));
  for (let n = 0; n < classes ** time; n++) {
    const path = Array.from({ length: time }, (_, t) => Math.floor(n / classes ** t) % classes);
    yield { path, probability: path.reduce((p, k, t) => p * (rows[t]?.[k] as number), 1) };
  }
}

/** The probability of every labelling, by its labels joined with commas. */
export function labellings(
  logits: Float64Array,
  time: number,
  classes: number,
  blank: number,
  merge = true,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { path, probability } of paths(logits, time, classes)) {
    const key = collapse(path, blank, merge).join();
    sums.set(key, (sums.get(key) ?? 0) + probability);
  }
  return sums;
}

const logAdd = (...values: readonly number[]): number => {
  const most = Math.max(...values);
  if (most === Number.NEGATIVE_INFINITY) return most;
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
};

/** Loss, gradient [T, K] and occupancies [T, S] of one item. */
export function logSpace(logits: Float64Array, classes: number, labels: readonly number[], blank: number) {
  const frames = logits.length / classes;
  const states = [blank, ...labels.flatMap((label) => [label, blank])];
  const size = states.length;
  const none = Number.NEGATIVE_INFINITY;
  const logProbs = Array.from({ length: frames }, (_, t) => {
    const row = Array.from(logits.subarray(t * classes, (t + 1) * classes));
    const total = logAdd(...row);
    return row.map((score) => score - total);
  });
  const score = (t: number, s: number) => logProbs[t]?.[states[s] as number] as number;
  const jumps = (s: number) => s >= 2 && states[s] !== blank && states[s] !== states[s - 2];
  const alpha: number[][] = [];
  for (let t = 0; t < frames; t++) {
    alpha.push(
      states.map((_, s) => {
        if (t === 0) return s < 2 ? score(0, s) : none;
        const before = alpha[t - 1] as number[];
        return (
          logAdd(before[s] as number, before[s - 1] ?? none, jumps(s) ? (before[s - 2] as number) : none) + score(t, s)
        );
      }),
    );
  }
  const last = alpha[frames - 1] as number[];
  const logLikelihood = logAdd(last[size - 1] as number, size > 1 ? (last[size - 2] as number) : none);
  const gradient = new Float64Array(logits.length);
  const occupancies = new Float64Array(frames * size);
  if (logLikelihood === none) return { loss: Number.POSITIVE_INFINITY, gradient, occupancies };
  let beta = states.map((_, s) => (s >= size - 2 ? 0 : none));
  for (let t = frames - 1; t >= 0; t--) {
    for (let k = 0; k < classes; k++) gradient[t * classes + k] = Math.exp(logProbs[t]?.[k] as number);
    for (let s = 0; s < size; s++) {
      const occupancy = Math.exp((alpha[t]?.[s] as number) + (beta[s] as number) - logLikelihood);
      occupancies[t * size + s] = occupancy;
      gradient[t * classes + (states[s] as number)] =
        (gradient[t * classes + (states[s] as number)] as number) - occupancy;
    }
    if (t === 0) break;
    const scored = beta.map((value, s) => value + score(t, s));
    beta = states.map((_, s) =>
      logAdd(
        scored[s] as number,
        scored[s + 1] ?? none,
        s + 2 < size && jumps(s + 2) ? (scored[s + 2] as number) : none,
      ),
    );
  }
  return { loss: -logLikelihood, gradient, occupancies };
}
