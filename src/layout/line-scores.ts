/** What the baseline score leaves open: how well the outlines of lines agree, and whether they stand in the right order. */
import type { Point } from '../page/index.js';
import { bestAssignment } from './assignment.js';
import { type Spans, sharedArea, spansOf } from './polygon.js';

export interface LineMatch {
  /** Places in the lists of true lines and of lines that were found. */
  readonly truth: number;
  readonly hypothesis: number;
  /** Intersection over union, over 0 to 1. */
  readonly overlap: number;
}

export interface LineOverlap {
  /** Pairs, one to one, in the order of the truth. */
  readonly matches: readonly LineMatch[];
  /** The sum of the pairs' overlaps over the number of lines, true or found, that there are the more of. 0 to 1. */
  readonly mean: number;
}

/**
 * Intersection over union of lines' outlines, matched one to one so that its sum is greatest. Lines that share nothing are
 * not matched and count 0; where there are no lines at all the mean is 1.
 * @param truth polygons in pixels of the page
 */
export function lineOverlap(
  truth: readonly (readonly Point[])[],
  hypotheses: readonly (readonly Point[])[],
): LineOverlap {
  const [trueSpans, foundSpans] = [truth.map(spansOf), hypotheses.map(spansOf)];
  const overlaps = trueSpans.map((line) => foundSpans.map((hypothesis) => overlapOf(line, hypothesis)));
  const matches = bestAssignment(overlaps).flatMap((hypothesis, at): readonly LineMatch[] => {
    const overlap = overlaps[at]?.[hypothesis] ?? 0;
    return overlap > 0 ? [{ truth: at, hypothesis, overlap }] : [];
  });
  const lines = Math.max(truth.length, hypotheses.length);
  return { matches, mean: lines === 0 ? 1 : matches.reduce((sum, { overlap }) => sum + overlap, 0) / lines };
}

function overlapOf(a: Spans, b: Spans): number {
  const shared = sharedArea(a, b);
  return shared > 0 ? shared / (a.area + b.area - shared) : 0;
}

export interface OrderScore {
  /** Spearman's footrule over its greatest value: how far lines stand from their place. 0 right, 1 reversed. */
  readonly footrule: number;
  /** Kendall's distance: the share of pairs that stand the wrong way round. 0 right, 1 reversed. */
  readonly kendall: number;
}

/**
 * How far lines that were found stand from the true order; both measures as Quirós and Vidal use them for pages (2021,
 * "Learning to sort handwritten text lines in reading order through estimated binary order relations"), after Diaconis and
 * Graham (1977).
 * @param order for each matched true line, in reading order, the place of what it was matched with; all different
 */
export function orderScore(order: readonly number[]): OrderScore {
  const count = order.length;
  if (count < 2) return { footrule: 0, kendall: 0 };
  const ranks = new Map([...order].sort((a, b) => a - b).map((place, rank) => [place, rank]));
  const moved = order.reduce((sum, place, at) => sum + Math.abs((ranks.get(place) ?? at) - at), 0);
  let wrong = 0;
  for (const [i, place] of order.entries()) {
    for (const next of order.slice(i + 1)) if (next < place) wrong++;
  }
  return { footrule: moved / Math.floor((count * count) / 2), kendall: wrong / ((count * (count - 1)) / 2) };
}
