/**
 * Lines and their transcription without line breaks, brought together: which part of the text each line has. First about
 * where, by what the lines read like; then exactly, by what the network says of each line; and what is not sure is left
 * without text.
 */
import { type AcceptanceLimits, acceptedLines, type Fit, fitOf } from './acceptance.js';
import { alongLine, foldedCharacter } from './compared-characters.js';
import { type Edition, textOfSpan } from './edition.js';
import { linePlaces, type Place } from './line-places.js';
import type { LineToAlign } from './line-to-align.js';
import { type SharedSpan, type ShareOptions, shareOut } from './share-out.js';

/** What is put where a word is parted by the end of a line: the sign that is read on the page, none, or always one. */
export const hyphenRules = ['read', 'none', '-', '¬', '='] as const;
export type HyphenRule = (typeof hyphenRules)[number];

export interface AlignLinesOptions extends ShareOptions {
  /** Default: `read`. */
  readonly hyphens?: HyphenRule | undefined;
  /** Which lines are taken as matched. Default: `usualLimits`. */
  readonly limits?: AcceptanceLimits | undefined;
}

/** What became of a line. */
export interface AlignedLine {
  /** As it was read. */
  readonly read: string;
  /** The text that the line has, as the edition has it; none where no part of it is surely the line's. */
  readonly text?: string;
  /** Which characters of the edition it is, where it is matched. */
  readonly place?: Place;
  /** Share of the ways to share out the text that give the line its part, or the one it would have; 0 without any. */
  readonly confidence: number;
  /** Of that part. */
  readonly fit?: Fit;
}

/** Text that no line has. */
export interface UnmatchedText extends Place {
  readonly text: string;
  /** The most that a line was confident of a part of it; 0 where none was near. */
  readonly confidence: number;
}

export interface AlignedText {
  /** In the order in which they were given. */
  readonly lines: readonly AlignedLine[];
  readonly unmatched: readonly UnmatchedText[];
}

/**
 * @param lines in reading order, as the text has them
 * @throws the signal's reason
 */
export async function alignLines(
  lines: readonly LineToAlign[],
  edition: Edition,
  { hyphens = 'read', limits, ...options }: AlignLinesOptions = {},
): Promise<AlignedText> {
  const folded = (text: string) => alongLine(text, edition.direction).map(foldedCharacter);
  const places = linePlaces(
    lines.map(({ read }) => folded(read)),
    folded(edition.characters.join('')),
  );
  const spans = await shareOut(lines, places, edition, options);
  const taken = acceptedLines(lines, spans, edition.characters.length, limits);
  return {
    lines: lines.map((line, index) => alignedLine(line, spans[index], taken[index] === true, edition, hyphens)),
    unmatched: unmatchedText(spans, taken, edition),
  };
}

function alignedLine(
  line: LineToAlign,
  span: SharedSpan | undefined,
  isTaken: boolean,
  edition: Edition,
  hyphens: HyphenRule,
): AlignedLine {
  const { read } = line;
  if (!span) return { read, confidence: 0 };
  const { start, end, confidence } = span;
  const about = { read, confidence, fit: fitOf(line, span) };
  return isTaken ? { ...about, text: writtenSpan(span, edition, hyphens), place: { start, end } } : about;
}

function writtenSpan({ start, end, before, behind }: SharedSpan, edition: Edition, hyphens: HyphenRule): string {
  const text = textOfSpan(edition, start, end);
  if (hyphens === 'read') return `${before}${text}${behind}`;
  return hyphens === 'none' || edition.breaks[end] !== 'inside' ? text : `${text}${hyphens}`;
}

function unmatchedText(
  spans: readonly (SharedSpan | undefined)[],
  taken: readonly boolean[],
  edition: Edition,
): readonly UnmatchedText[] {
  const spansOf = (isTaken: boolean) =>
    spans.flatMap((span, index) => (span && taken[index] === isTaken ? [span] : []));
  const [matched, left] = [spansOf(true), spansOf(false)];
  const ends = [0, ...matched.map(({ end }) => end)];
  const starts = [...matched.map(({ start }) => start), edition.characters.length];
  return ends.flatMap((start, index): readonly UnmatchedText[] => {
    const end = starts[index] ?? start;
    const text = textOfSpan(edition, start, end);
    if (text === '') return [];
    const near = left.filter((span) => span.start < end && span.end > start);
    return [{ start, end, text, confidence: Math.max(0, ...near.map(({ confidence }) => confidence)) }];
  });
}
