/** What a validation without texts finds: the errors that are expected on lines that are never learnt. */
import type { Sample } from '../../dataset/index.js';
import type { ExpectedErrors } from '../../evaluation/index.js';
import type { Skipped } from '../../formats/index.js';
import type { Validation } from '../../training/index.js';

export interface AdaptValidation extends Validation {
  /** `replayErrorRate` where lines that the model knows are there to be read. */
  readonly figures: { readonly replayErrorRate?: number };
  /** The held-out lines, as they were read by the model that is adapted and as they are now. */
  readonly lines: readonly ReadAnew[];
}

/** A line that is held out. Its sample's text is what the model that is adapted made of it. */
export interface ReadAnew {
  readonly sample: Sample;
  readonly expected: ExpectedErrors;
}

/** A model that grows sure of leaving letters out has learnt nothing: what is missing beyond this share counts as wrong. */
const shareMissing = 0.1;

export function adaptValidation(
  lines: readonly ReadAnew[],
  replayErrorRate: number | undefined,
  skipped: readonly Skipped[],
): AdaptValidation {
  const documents = new Map<string, { edits: number; length: number }[]>();
  for (const line of lines) {
    const { document } = line.sample;
    documents.set(document, [...(documents.get(document) ?? []), errorsOf(line)]);
  }
  const byDocument = documents.size > 1;
  const groups = byDocument ? [...documents.values()] : lines.map((line) => [errorsOf(line)]);
  const edits = groups.map((group) => group.reduce((sum, line) => sum + line.edits, 0));
  const lengths = groups.map((group) => group.reduce((sum, { length }) => sum + length, 0));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return {
    score: sum(edits) / Math.max(1, sum(lengths)),
    figures: replayErrorRate === undefined ? {} : { replayErrorRate },
    reading: { units: byDocument ? 'document' : 'line', edits, lengths },
    skipped,
    lines,
  };
}

/** Counted by the same length at each validation, so that they can be compared. */
function errorsOf({ sample, expected }: ReadAnew): { readonly edits: number; readonly length: number } {
  const length = Math.max(1, [...sample.text].length);
  const missing = length * (1 - shareMissing) - [...expected.text].length;
  return { edits: expected.rate * length + Math.max(0, missing), length };
}
