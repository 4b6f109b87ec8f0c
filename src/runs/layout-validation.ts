/** What a validation of page layout found: how well baselines were found, in all pages and in those of each set. */
import { setNames } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { averageScores, type BaselineScore, type LayoutSample, type Scores } from '../layout/index.js';
import type { Reading, Validation } from '../training/index.js';

/** The pages of a folder. */
export interface SetScores extends Scores {
  readonly set: string;
  readonly pages: number;
}

export interface LayoutValidation extends Validation {
  readonly figures: Readonly<Record<string, number>>;
  /** Of all pages, as the cBAD competitions have it; the score is 1 − F. */
  readonly scores: Scores;
  readonly sets: readonly SetScores[];
  readonly pages: number;
}

/** A page as it was found. */
export interface ScoredPage {
  readonly sample: LayoutSample;
  readonly score: BaselineScore;
}

export function layoutValidation(pages: readonly ScoredPage[], skipped: readonly Skipped[]): LayoutValidation {
  const scores = averageScores(pages.map(({ score }) => score.withoutIgnored));
  const sets = scoresBySet(pages);
  const ofSets = sets.length > 1 ? sets.map(({ set, f }) => [`f ${set}`, f] as const) : [];
  return {
    score: 1 - scores.f,
    figures: { precision: scores.precision, recall: scores.recall, ...Object.fromEntries(ofSets) },
    reading: readingOf(pages),
    skipped,
    scores,
    sets,
    pages: pages.length,
  };
}

function scoresBySet(pages: readonly ScoredPage[]): readonly SetScores[] {
  const names = setNames(pages.map(({ sample }) => sample.name));
  const sets = new Map<string, ScoredPage[]>();
  for (const [at, page] of pages.entries()) {
    const set = names[at] ?? '';
    sets.set(set, [...(sets.get(set) ?? []), page]);
  }
  return [...sets].map(([set, ofSet]) => ({
    set,
    pages: ofSet.length,
    ...averageScores(ofSet.map(({ score }) => score.withoutIgnored)),
  }));
}

/** What each page lacks, as a share of it. */
function readingOf(pages: readonly ScoredPage[]): Reading {
  return {
    units: 'page',
    edits: pages.map(({ score }) => 1 - score.withoutIgnored.f),
    lengths: pages.map(() => 1),
  };
}
