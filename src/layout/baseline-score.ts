/**
 * How well baselines were found: the scheme of the cBAD competitions (Grüning, Labahn, Diem, Kleber and Fiel 2018,
 * "READ-BAD: A New Dataset and Evaluation Scheme for Baseline Detection in Archival Documents", section 4).
 *
 * Recall does not see lines that were split or merged, precision does; what became of each line is told beside them.
 */
import type { Point } from '../page/index.js';
import { type BaselinePoints, baselinePoints, boxDistance } from './baseline-points.js';
import { baselineTolerances } from './baseline-tolerance.js';
import { isInside } from './polygon.js';

export interface ScoredTruth {
  /** The share of it that was found, 0 to 1. */
  readonly recall: number;
  /** Pixels that what was found may lie away from it at no cost; three times as far nothing is left. */
  readonly tolerance: number;
  /** Less than half of it was found. */
  readonly missed: boolean;
  /** Places of the baselines that lie on it, where they are several. */
  readonly pieces: readonly number[];
}

export interface ScoredHypothesis {
  /** The share of it that lies on the true line that it is matched with, 0 to 1; 0 where it is matched with none. */
  readonly precision: number;
  /** Places of the true lines that it covers by half or more, where they are several. */
  readonly merged: readonly number[];
  /** Less than half of it lies on any true line. */
  readonly nothing: boolean;
  /** It is nothing, and lies for the greater part in a zone that says nothing of lines. */
  readonly ignored: boolean;
}

export interface Scores {
  /** 0 to 1 each; F is the harmonic mean. */
  readonly precision: number;
  readonly recall: number;
  readonly f: number;
}

export interface BaselineScore extends Scores {
  /** The same without the lines that are `ignored`. */
  readonly withoutIgnored: Scores;
  readonly truth: readonly ScoredTruth[];
  readonly found: readonly ScoredHypothesis[];
}

const half = 0.5;
/** Of a true line that a piece of it covers at least. */
const leastPiece = 0.1;

/**
 * Baselines of one page against the true ones; pixels of the page. Baselines without a point count as such that are nowhere.
 * @param ignored polygons in which what is found is neither right nor wrong
 */
export function scoreBaselines(
  truth: readonly (readonly Point[])[],
  hypotheses: readonly (readonly Point[])[],
  ignored: readonly (readonly Point[])[] = [],
): BaselineScore {
  const [trueLines, foundLines] = [truth.map(baselinePoints), hypotheses.map(baselinePoints)];
  const tolerances = baselineTolerances(trueLines);
  /** Of found lines (rows) on true ones, and of true lines (columns) on found ones. */
  const onTruth = foundLines.map((line) => trueLines.map((true_, i) => covered(line, [true_], tolerances[i] ?? 0)));
  const onFound = foundLines.map((line) => trueLines.map((true_, i) => covered(true_, [line], tolerances[i] ?? 0)));
  const matched = greedyMatches(onTruth);
  const foundScores = onTruth.map((row, at): ScoredHypothesis => {
    const merged = placesWhere(onFound[at] ?? [], (share) => share >= half);
    const nothing = row.every((share) => share < half);
    return {
      precision: matched[at] ?? 0,
      merged: merged.length > 1 ? merged : [],
      nothing,
      ignored: nothing && liesIn(foundLines[at], ignored),
    };
  });
  const trueScores = trueLines.map((line, i): ScoredTruth => {
    const recall = covered(line, foundLines, tolerances[i] ?? 0);
    const pieces = placesWhere(
      onTruth.map((row, at) => ((row[i] ?? 0) >= half ? (onFound[at]?.[i] ?? 0) : 0)),
      (share) => share >= leastPiece,
    );
    return {
      recall,
      tolerance: tolerances[i] ?? 0,
      missed: recall < half,
      pieces: pieces.length > 1 ? pieces : [],
    };
  });
  const recall = meanOr1(trueScores.map((line) => line.recall));
  const scored = (lines: readonly ScoredHypothesis[]) =>
    withF(meanOr1(lines.map(({ precision }) => precision)), recall);
  return {
    ...scored(foundScores),
    withoutIgnored: scored(foundScores.filter((line) => !line.ignored)),
    truth: trueScores,
    found: foundScores,
  };
}

/** Precision and recall averaged over pages, and F of the averages, as the competitions have it. */
export function averageScores(pages: readonly Scores[]): Scores {
  return withF(meanOr1(pages.map(({ precision }) => precision)), meanOr1(pages.map(({ recall }) => recall)));
}

function withF(precision: number, recall: number): Scores {
  const sum = precision + recall;
  return { precision, recall, f: sum > 0 ? (2 * precision * recall) / sum : 0 };
}

function meanOr1(values: readonly number[]): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 1;
}

function placesWhere(values: readonly number[], is: (value: number) => boolean): readonly number[] {
  return values.flatMap((value, at) => (is(value) ? [at] : []));
}

/** Mean over the points of a line of how near the nearest point of others is: 1 up to the tolerance, 0 from three times it. */
function covered(line: BaselinePoints, others: readonly BaselinePoints[], tolerance: number): number {
  if (line.x.length === 0) return 0;
  const near = others.filter((next) => boxDistance(line, next) <= 3 * tolerance);
  if (near.length === 0) return 0;
  let sum = 0;
  for (const [i, x] of line.x.entries()) {
    const y = line.y[i] ?? 0;
    let least = Number.POSITIVE_INFINITY;
    for (const next of near) {
      for (let j = 0; j < next.x.length; j++) {
        const distance = Math.abs((next.x[j] ?? 0) - x) + Math.abs((next.y[j] ?? 0) - y);
        if (distance < least) least = distance;
      }
    }
    sum += nearness(least, tolerance);
  }
  return sum / line.x.length;
}

function nearness(distance: number, tolerance: number): number {
  if (distance <= tolerance) return 1;
  return distance >= 3 * tolerance ? 0 : (3 * tolerance - distance) / (2 * tolerance);
}

/** For each row the entry that it keeps, where the greatest entry is taken again and again with its row and column. */
function greedyMatches(shares: readonly (readonly number[])[]): readonly number[] {
  const entries = shares.flatMap((row, at) =>
    row.flatMap((share, column) => (share > 0 ? [{ at, column, share }] : [])),
  );
  const result = new Array<number>(shares.length).fill(0);
  const [rows, columns] = [new Set<number>(), new Set<number>()];
  for (const { at, column, share } of entries.sort((a, b) => b.share - a.share)) {
    if (rows.has(at) || columns.has(column)) continue;
    rows.add(at);
    columns.add(column);
    result[at] = share;
  }
  return result;
}

function liesIn(line: BaselinePoints | undefined, zones: readonly (readonly Point[])[]): boolean {
  if (!line || zones.length === 0) return false;
  let inside = 0;
  for (const [i, x] of line.x.entries()) {
    if (zones.some((zone) => isInside([x, line.y[i] ?? 0], zone))) inside++;
  }
  return inside > half * line.x.length;
}
