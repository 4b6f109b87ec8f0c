/** What a language makes worse: it must make no set of lines worse, and hardly any document. */
import { errorRate } from '../text/index.js';
import type { EvaluatedLine } from './compare-lines.js';

/** A line as it is read without a language and with one. */
export interface GuidedLine {
  /** The argument that it came from. */
  readonly set: string;
  readonly plain: EvaluatedLine;
  readonly guided: EvaluatedLine;
}

export interface Harm {
  /** What sets are above their error rates without a language, added up. */
  readonly sets: number;
  /** Share of the documents of `judgedLines` lines and more that are worse by more than `judgedPoints`. */
  readonly documents: number;
}

/** Shorter documents are better or worse by chance. */
export const judgedLines = 20;
/** Of error rates: half a point. */
export const judgedPoints = 0.005;

export function harmOf(lines: readonly GuidedLine[]): Harm {
  const sets = [...grouped(lines, ({ set }) => set)].map(worsening);
  const documents = [...grouped(lines, ({ set, plain }) => `${set} ${plain.document}`)]
    .filter(({ length }) => length >= judgedLines)
    .map(worsening);
  return {
    sets: sets.reduce((sum, points) => sum + Math.max(0, points), 0),
    documents:
      documents.length === 0 ? 0 : documents.filter((points) => points > judgedPoints).length / documents.length,
  };
}

function worsening(lines: readonly GuidedLine[]): number {
  const rate = (side: 'plain' | 'guided') => errorRate(lines.map((line) => line[side].characters));
  return rate('guided') - rate('plain');
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Iterable<readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups.values();
}
