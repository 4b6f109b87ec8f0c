/** Where a line can't go on: upright rules, the edges of pages, and the dark between two of them. */
import type { Rule } from './classical-rules.js';
import { runsDown } from './classical-runs.js';
import type { Field } from './field.js';
import type { Levelling } from './levelling.js';

/** Whether a line ends at a place. */
export type IsBarred = (x: number, y: number) => boolean;

/** Pitches: a shorter rule is a letter's. */
const leastRule = 3;
/** Pitches: ink that goes on from top to bottom for so long is an edge or a fold. */
const leastEdge = 5;
/** Of the usual paper's light. */
const darkest = 0.55;

/** @param rules upright ones, in pixels of the fields before they were levelled */
export function barsOf(
  rules: readonly Rule[],
  { ink, paper }: { readonly ink: Field; readonly paper: Field },
  levelling: Levelling,
  pitch: number,
): IsBarred {
  const tall = rules.filter(({ from, to }) => to - from >= leastRule * pitch);
  const edges = runsDown(ink, leastEdge * pitch, Number.POSITIVE_INFINITY);
  const dark = darkest * paperLevel(ink, paper);
  return (x, y) => {
    const row = Math.min(paper.height - 1, Math.max(0, Math.round(y)));
    const at = row * paper.width + x;
    if ((paper.data[at] ?? 0) < dark || edges.data[at] === 1) return true;
    const height = levelling.back(x, y);
    return tall.some(({ from, to, start, end }) => {
      if (height < from || height > to) return false;
      return Math.abs(start + ((end - start) * (height - from)) / (to - from) - x) <= 1;
    });
  };
}

/** The mean light of the paper that ink is on. */
function paperLevel(ink: Field, paper: Field): number {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < ink.data.length; i++) {
    sum += (ink.data[i] ?? 0) * (paper.data[i] ?? 0);
    weight += ink.data[i] ?? 0;
  }
  return weight > 0 ? sum / weight : 0;
}
