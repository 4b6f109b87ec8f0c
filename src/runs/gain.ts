/** Whether training bought anything over the model that it went on from, on the validation lines. */
import { type Difference, differenceOf, type Evaluation } from '../evaluation/index.js';
import { known } from '../known.js';
import type { EditCounts } from '../text/index.js';
import type { Reading, Reference } from '../training/index.js';

export interface Gain extends Difference {
  /** Of the model that the run went on from. */
  readonly startErrorRate: number;
  /** Of the best validation after the beginning. */
  readonly errorRate: number;
  readonly step: number;
  /** What was drawn for the interval, and how many there are. */
  readonly units: Reading['units'];
  readonly count: number;
  /** `unclear` where the interval has 0 in it, or there is one unit only. */
  readonly verdict: 'better' | 'worse' | 'unclear';
}

/** Errors by document, or by line where there is no more than one document. */
export function readingOf({ lines }: Pick<Evaluation, 'lines'>): Reading {
  const documents = new Map<string, EditCounts[]>();
  for (const { document, characters } of lines) {
    const edits = documents.get(document);
    if (edits) edits.push(characters);
    else documents.set(document, [characters]);
  }
  const byDocument = documents.size > 1;
  const groups = byDocument ? [...documents.values()] : lines.map(({ characters }) => [characters]);
  const sum = (group: readonly EditCounts[], of: (counts: EditCounts) => number) =>
    group.reduce((total, counts) => total + of(counts), 0);
  return {
    units: byDocument ? 'document' : 'line',
    edits: groups.map((group) =>
      sum(group, ({ substitutions, insertions, deletions }) => substitutions + insertions + deletions),
    ),
    lengths: groups.map((group) => sum(group, ({ length }) => length)),
  };
}

/** @returns `undefined` where one of the readings is missing, or they are not of the same lines */
export function gainOf(start: Reference | null, best: Reference | null): Gain | undefined {
  if (!start || !best || start.lengths.join() !== best.lengths.join()) return undefined;
  const count = start.lengths.length;
  const compared = differenceOf(
    start.lengths.map((length, n) => ({
      before: known(start.edits[n], 'the errors of each unit'),
      after: known(best.edits[n], 'the errors of each unit'),
      length,
    })),
  );
  const { low, high } = compared.interval;
  return {
    ...compared,
    startErrorRate: start.score,
    errorRate: best.score,
    step: best.step,
    units: start.units,
    count,
    verdict: count < 2 || (low <= 0 && high >= 0) ? 'unclear' : high < 0 ? 'better' : 'worse',
  };
}
