/** Character and word error rates: edits divided by the length of the reference, over all lines together. */
import { alignTexts, alignUnits, countEdits, type EditCounts } from './edit-distance.js';

export interface TextPair {
  readonly reference: string;
  readonly prediction: string;
}

export function characterEdits({ reference, prediction }: TextPair): EditCounts {
  return countEdits(alignTexts(reference, prediction));
}

/** Words are what stands between spaces. */
export function wordEdits({ reference, prediction }: TextPair): EditCounts {
  const words = (text: string) => text.split(' ').filter((word) => word !== '');
  return countEdits(alignUnits(words(reference), words(prediction)));
}

/** Σ edits / Σ reference units, 0 and more; 0 when both are empty, 1 for insertions into empty references. */
export function errorRate(counts: readonly EditCounts[]): number {
  let edits = 0;
  let length = 0;
  for (const c of counts) {
    edits += c.substitutions + c.insertions + c.deletions;
    length += c.length;
  }
  if (length > 0) return edits / length;
  return edits > 0 ? 1 : 0;
}

/** Σ edits / Σ characters of the references. */
export function characterErrorRate(pairs: readonly TextPair[]): number {
  return errorRate(pairs.map(characterEdits));
}
