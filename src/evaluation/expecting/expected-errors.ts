/**
 * How many errors a reading is expected to have, where no text is known. Confidences alone are too high on handwriting unlike
 * the training lines (docs/confidence.md); readings of the distorted line, and the language's, disagree there with the plain
 * one. Both are told character by character, so that it is known where a line is doubtful too.
 */
import { alignTexts } from '../../text/index.js';
import type { LineReadings } from './views.js';

/** A reading, and how sure it is. */
export interface ExpectedErrors {
  /** What is taken for the line's text: in the language, where there is one. */
  readonly text: string;
  /** Of each of its characters (code points): the probability that it is wrong or something is missing beside it, 0 to 1. */
  readonly doubts: readonly number[];
  /** The expected character error rate, 0 to 1; 1 where nothing was read. */
  readonly rate: number;
  /** What the rate is made of: how unsure the model says it is, and the share of its characters that other readings have not. */
  readonly unsure: number;
  readonly disagreement: number;
}

/** Share of what readings disagree about in a character's doubt; the rest is what the model itself says. */
const disagreementShare = 0.5;

/** @returns what is expected of the line's reading */
export function expectedErrors({ plain, views, inLanguage }: LineReadings): ExpectedErrors {
  const read = inLanguage ?? plain;
  const { text } = read;
  const characters = [...text];
  if (characters.length === 0) return { text, doubts: [], rate: 1, unsure: 1 - read.confidence, disagreement: 1 };
  const others = inLanguage ? [plain.text, ...views] : views;
  const readOtherwise = meanOf(
    others.map((reading) => differencesFrom(text, reading)),
    characters.length,
  );
  const unsure = characters.map((_, at) => 1 - (read.characters[at]?.confidence ?? 0));
  const share = others.length === 0 ? 0 : disagreementShare;
  const doubts = unsure.map((doubt, at) => Math.min(1, (1 - share) * doubt + share * (readOtherwise[at] ?? 0)));
  return { text, doubts, rate: mean(doubts), unsure: mean(unsure), disagreement: Math.min(1, mean(readOtherwise)) };
}

/** Of each character of a text, how many edits another reading needs there: what is missing counts for the one before it. */
function differencesFrom(text: string, reading: string): readonly number[] {
  const edits: number[] = [];
  let before = 0;
  for (const { kind } of alignTexts(text, reading)) {
    if (kind !== 'insert') edits.push(kind === 'equal' ? 0 : 1);
    else if (edits.length > 0) edits.push((edits.pop() ?? 0) + 1);
    else before++;
  }
  return edits.map((count, at) => (at === 0 ? count + before : count));
}

function meanOf(rows: readonly (readonly number[])[], length: number): readonly number[] {
  return Array.from({ length }, (_, at) => mean(rows.map((row) => row[at] ?? 0)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
