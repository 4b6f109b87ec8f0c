/** The Levenshtein distance with its alignment: which reference unit became which predicted one. */
import { known } from '../known.js';
import { cheapestWay } from './alignment.js';

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

/**
 * The cheapest way from reference to prediction, every edit costing 1; equal costs prefer a substitution. Time goes with
 * the product of the lengths, memory with their sum.
 */
export function alignUnits(reference: readonly string[], prediction: readonly string[]): readonly EditStep[] {
  let i = 0;
  let j = 0;
  return cheapestWay(reference, prediction).map((move): EditStep => {
    const a = move === 'second' ? '' : known(reference[i++], 'the next unit of the reference');
    const b = move === 'first' ? '' : known(prediction[j++], 'the next unit of the prediction');
    if (move === 'both') return { kind: a === b ? 'equal' : 'substitute', reference: a, prediction: b };
    return { kind: move === 'first' ? 'delete' : 'insert', reference: a, prediction: b };
  });
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

/** The candidate that is nearest to `word`, if it is near enough to be meant. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance([...word], [...candidate]) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined;
}
