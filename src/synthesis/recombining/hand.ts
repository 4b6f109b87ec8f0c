/** A hand: its lines in their common form, ready to be cut, and its habits. */
import type { HandForm } from './line-forms.js';
import type { PackedColumns } from './packed-columns.js';
import type { Seam } from './seams.js';
import type { TextIndex } from './text-index.js';

/** Where a line may be cut: before its first character, between all others, and behind the last. */
export interface Border extends Seam {
  /** Column where what stands to the left of the cut ends, and where what stands to the right begins. */
  readonly left: number;
  readonly right: number;
}

export interface HandLine {
  readonly name: string;
  readonly ink: PackedColumns;
  /** Columns of the line. */
  readonly width: number;
  /** [characters + 1] */
  readonly borders: readonly Border[];
  /** Of each character, ln of the probability that it stands where it is taken to. */
  readonly scores: Float32Array;
  /** How dark its strokes are, 0 to 255; and light level and deviation of its paper. */
  readonly darkness: number;
  readonly paper: number;
  readonly grain: number;
  /** By how much its small letters were higher or lower than the hand's, as a logarithm. */
  readonly otherHeight: number;
  /** A ruled line that it is written on. */
  readonly rule: Rule | undefined;
}

/** A rule from end to end of a line. */
export interface Rule {
  /** The row of its middle. */
  readonly row: number;
  /** Ink of that row, and of those above it and below. */
  readonly level: number;
  readonly above: number;
  readonly below: number;
}

/** Where a character of the hand's text stands. */
export interface HandPlace {
  readonly line: HandLine;
  /** Its index in the line. */
  readonly at: number;
}

export interface Hand {
  /** The document. */
  readonly name: string;
  readonly form: HandForm;
  readonly lines: readonly HandLine[];
  readonly index: TextIndex;
  /** Of each character of the index; `undefined` of line ends. */
  readonly places: readonly (HandPlace | undefined)[];
  /** Columns between words, and characters of lines: one of each that the hand wrote, in rising order. */
  readonly gaps: readonly number[];
  readonly lengths: readonly number[];
  readonly darkness: number;
  /** Columns that a stroke is wide. */
  readonly stroke: number;
}
