/**
 * How well the lines of pages were found: baselines by the scheme of cBAD, outlines by what they share, and the order in
 * which they are read; with the lines that are missed, split, merged, or none, by name.
 */
import {
  averageScores,
  type BaselineScore,
  lineOverlap,
  type OrderScore,
  orderScore,
  type Scores,
  scoreBaselines,
} from '../layout/index.js';
import { type Line, linesOf, type Page, type Point } from '../page/index.js';
import { type KindPair, type KindTable, kindPairs, kindTable } from './region-kinds.js';

/** A page whose lines are known, and what was found on it. All in pixels of one image. */
export interface ComparedPage {
  readonly name: string;
  /** What pages are told apart by: their folder. */
  readonly set: string;
  readonly truth: Page;
  /** Zones in which what is found is neither right nor wrong. */
  readonly unknown: readonly (readonly Point[])[];
  readonly found: Page;
  /** There is nothing that was found: it counts as a page without lines. */
  readonly missing?: boolean;
}

export interface PageLayoutScore extends ComparedPage {
  readonly baselines: BaselineScore;
  /** Mean intersection over union of outlines, 0 to 1; `undefined` where the truth has none. */
  readonly overlap: number | undefined;
  /** Of the lines whose outlines agree. */
  readonly order: OrderScore;
  /** Ids of true lines that were not found, and of those that were found in several pieces. */
  readonly missed: readonly string[];
  readonly split: readonly string[];
  /** Ids of lines that were found and are several true lines, no line, or no line in a zone that says nothing. */
  readonly merged: readonly string[];
  readonly nothing: readonly string[];
  readonly ignored: readonly string[];
  /** Of lines whose outlines agree, the kinds of their regions. */
  readonly kinds: readonly KindPair[];
}

/** True lines without a baseline say nothing of baselines, nor of what is found on them, and those without an outline nothing of outlines. */
export function scoreLayout(page: ComparedPage): PageLayoutScore {
  const [all, hypotheses] = [linesOf(page.truth), linesOf(page.found)];
  const hasBaseline = ({ baseline = [] }: Line) => baseline.length > 1;
  const truth = all.filter(hasBaseline);
  const bare = all.flatMap((line) => (hasBaseline(line) || !line.polygon ? [] : [line.polygon]));
  const baselines = scoreBaselines(truth.map(baselineOf), hypotheses.map(baselineOf), [...page.unknown, ...bare]);
  const outlined = all.filter(({ polygon = [] }) => polygon.length > 2);
  const { matches, mean } = lineOverlap(
    outlined.map(({ polygon = [] }) => polygon),
    hypotheses.map(({ polygon = [] }) => polygon),
  );
  const truthWhere = (is: (line: BaselineScore['truth'][number]) => boolean) => named(truth, baselines.truth, is);
  const foundWhere = (is: (line: BaselineScore['found'][number]) => boolean) => named(hypotheses, baselines.found, is);
  return {
    ...page,
    baselines,
    overlap: all.length > 0 && outlined.length === 0 ? undefined : mean,
    order: orderScore(matches.map(({ hypothesis }) => hypothesis)),
    missed: truthWhere(({ missed }) => missed),
    split: truthWhere(({ pieces }) => pieces.length > 0),
    merged: foundWhere(({ merged }) => merged.length > 0),
    nothing: foundWhere(({ nothing, ignored }) => nothing && !ignored),
    ignored: foundWhere(({ ignored }) => ignored),
    kinds: kindPairs({ page: page.truth, lines: outlined }, { page: page.found, lines: hypotheses }, matches),
  };
}

function baselineOf({ baseline = [] }: Line): readonly Point[] {
  return baseline;
}

function named<T>(lines: readonly Line[], scores: readonly T[], is: (score: T) => boolean): readonly string[] {
  return scores.flatMap((score, at) => (is(score) ? [lines[at]?.id ?? ''] : []));
}

/** Of several pages: precision and recall are means over pages, F is of the means. */
export interface LayoutSummary {
  readonly pages: number;
  readonly trueLines: number;
  readonly foundLines: number;
  readonly scores: Scores;
  /** Without what was found in zones that say nothing. */
  readonly withoutIgnored: Scores;
  /** Mean over the pages that have outlines. */
  readonly overlap: number | undefined;
  readonly order: OrderScore;
  readonly missed: number;
  readonly split: number;
  readonly merged: number;
  readonly nothing: number;
  readonly ignored: number;
  /** `undefined` where no reference says of what kind regions are. */
  readonly kinds: KindTable | undefined;
}

/** @param pages one at least */
export function summariseLayouts(pages: readonly PageLayoutScore[]): LayoutSummary {
  const sum = (count: (page: PageLayoutScore) => number) => pages.reduce((total, page) => total + count(page), 0);
  const overlaps = pages.flatMap(({ overlap }) => (overlap === undefined ? [] : [overlap]));
  return {
    pages: pages.length,
    trueLines: sum(({ baselines }) => baselines.truth.length),
    foundLines: sum(({ baselines }) => baselines.found.length),
    scores: averageScores(pages.map(({ baselines }) => baselines)),
    withoutIgnored: averageScores(pages.map(({ baselines }) => baselines.withoutIgnored)),
    overlap: overlaps.length > 0 ? overlaps.reduce((a, b) => a + b, 0) / overlaps.length : undefined,
    order: {
      footrule: sum(({ order }) => order.footrule) / pages.length,
      kendall: sum(({ order }) => order.kendall) / pages.length,
    },
    missed: sum(({ missed }) => missed.length),
    split: sum(({ split }) => split.length),
    merged: sum(({ merged }) => merged.length),
    nothing: sum(({ nothing }) => nothing.length),
    ignored: sum(({ ignored }) => ignored.length),
    kinds: kindTable(pages.flatMap(({ kinds }) => kinds)),
  };
}

/** The pages of each set, sets by their names. */
export function bySet(
  pages: readonly PageLayoutScore[],
): readonly { readonly set: string; readonly pages: readonly PageLayoutScore[] }[] {
  const sets = new Map<string, PageLayoutScore[]>();
  for (const page of pages) {
    const before = sets.get(page.set);
    if (before) before.push(page);
    else sets.set(page.set, [page]);
  }
  return [...sets].map(([set, ofSet]) => ({ set, pages: ofSet })).sort((a, b) => a.set.localeCompare(b.set, 'en'));
}

/** Those with the lowest F first, what lies in zones that say nothing left out; of equal ones the one with more lines. */
export function worstLayouts<P extends PageLayoutScore>(pages: readonly P[]): readonly P[] {
  return [...pages].sort(
    (a, b) =>
      a.baselines.withoutIgnored.f - b.baselines.withoutIgnored.f ||
      b.baselines.truth.length - a.baselines.truth.length,
  );
}
