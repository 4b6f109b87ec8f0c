/** The Levenshtein distance with its alignment: which reference unit became which predicted one. */
export interface EditStep {
  readonly kind: 'equal' | 'substitute' | 'insert' | 'delete';
  /** Empty for an insertion. */
  readonly reference: string;
  /** Empty for a deletion. */
  readonly prediction: string;
}

export interface EditCounts {
  readonly substitutions: number;
  readonly insertions: number;
  readonly deletions: number;
  /** Units of the reference. */
  readonly length: number;
}

/** The cheapest way from reference to prediction, every edit costing 1; equal costs prefer a substitution. */
export function alignUnits(reference: readonly string[], prediction: readonly string[]): readonly EditStep[] {
  const n = reference.length;
  const m = prediction.length;
  const width = m + 1;
  const cost = new Uint32Array((n + 1) * width);
  for (let j = 0; j <= m; j++) cost[j] = j;
  for (let i = 1; i <= n; i++) {
    cost[i * width] = i;
    for (let j = 1; j <= m; j++) {
      const change = (cost[(i - 1) * width + j - 1] as number) + (reference[i - 1] === prediction[j - 1] ? 0 : 1);
      const drop = (cost[(i - 1) * width + j] as number) + 1;
      const extra = (cost[i * width + j - 1] as number) + 1;
      cost[i * width + j] = Math.min(change, drop, extra);
    }
  }
  return trace(reference, prediction, cost, width);
}

function trace(
  reference: readonly string[],
  prediction: readonly string[],
  cost: Uint32Array,
  width: number,
): readonly EditStep[] {
  const steps: EditStep[] = [];
  let i = reference.length;
  let j = prediction.length;
  while (i > 0 || j > 0) {
    const here = cost[i * width + j] as number;
    const a = reference[i - 1] ?? '';
    const b = prediction[j - 1] ?? '';
    if (i > 0 && j > 0 && here === (cost[(i - 1) * width + j - 1] as number) + (a === b ? 0 : 1)) {
      steps.push({ kind: a === b ? 'equal' : 'substitute', reference: a, prediction: b });
      i--;
      j--;
    } else if (i > 0 && here === (cost[(i - 1) * width + j] as number) + 1) {
      steps.push({ kind: 'delete', reference: a, prediction: '' });
      i--;
    } else {
      steps.push({ kind: 'insert', reference: '', prediction: b });
      j--;
    }
  }
  return steps.reverse();
}

/** The alignment of the code points of two texts. */
export function alignTexts(reference: string, prediction: string): readonly EditStep[] {
  return alignUnits([...reference], [...prediction]);
}

export function countEdits(steps: readonly EditStep[]): EditCounts {
  const of = (kind: EditStep['kind']) => steps.reduce((n, step) => n + (step.kind === kind ? 1 : 0), 0);
  return {
    substitutions: of('substitute'),
    insertions: of('insert'),
    deletions: of('delete'),
    length: steps.length - of('insert'),
  };
}

export function editDistance(reference: readonly string[], prediction: readonly string[]): number {
  const { substitutions, insertions, deletions } = countEdits(alignUnits(reference, prediction));
  return substitutions + insertions + deletions;
}

/** The word among `known` that is nearest to `word`, if it is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance([...word], [...candidate]) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined;
}
