/**
 * A line's words as pieces: each a glyph, or a character of a word that has no glyphs, or the space between two words, with
 * the stretch of the line that it takes up. Everything that deals with the places of characters works on these.
 */
import type { Glyph, Line, Word } from '../page/index.js';
import { alignTexts, baseDirection } from '../text/index.js';
import { type Course, courseOfLine, type Extent, extentOf } from './course.js';

export interface Piece {
  /** A code point, or the several of a glyph. */
  readonly text: string;
  /** The word's place in the line; `undefined` of a space between words. */
  readonly word?: number;
  readonly glyph?: Glyph;
  /** `undefined` where the description does not say. */
  readonly extent?: Extent;
}

/** A line as its pieces, in logical order. */
export interface PiecedLine {
  readonly pieces: readonly Piece[];
  readonly course?: Course;
  /** Whether what comes later in the text stands earlier along the course. */
  readonly isBackwards: boolean;
}

export function piecesOf(line: Line): PiecedLine {
  const course = courseOfLine(line);
  const words = line.words ?? [];
  const isBackwards = runsBackwards(line, course);
  const ofWords = words.map((word, index) => piecesOfWord(word, index, course, isBackwards));
  const pieces = ofWords.flatMap((letters, index): readonly Piece[] => {
    if (index === 0) return letters;
    return [spaceBetween(ofWords[index - 1]?.at(-1)?.extent, letters.at(0)?.extent), ...letters];
  });
  return { pieces, isBackwards, ...(course ? { course } : {}) };
}

/** Whether a word's glyphs say all of its text. */
export function spellsWord({ text, glyphs = [] }: Word): boolean {
  return glyphs.length > 0 && glyphs.map((glyph) => glyph.text).join('') === text;
}

/** As the places of words or glyphs tell, else the direction of the text. */
function runsBackwards({ text, words = [] }: Line, course: Course | undefined): boolean {
  if (!course) return false;
  const middles = (list: readonly Glyph[]) =>
    list.flatMap(({ polygon }) => {
      const extent = extentOf(course, polygon);
      return extent ? [middleOf(extent)] : [];
    });
  const [ofWords, ofGlyphs] = [middles(words), words.flatMap(({ glyphs = [] }) => middles(glyphs))];
  const [first, last] = ofWords.length > 1 ? [ofWords[0], ofWords.at(-1)] : [ofGlyphs[0], ofGlyphs.at(-1)];
  if (first !== undefined && last !== undefined && first !== last) return last < first;
  const runsRight = course.parts.reduce((sum, { direction, length }) => sum + direction[0] * length, 0) >= 0;
  return baseDirection(text) === 'rtl' && runsRight;
}

function piecesOfWord(word: Word, index: number, course: Course | undefined, isBackwards: boolean): readonly Piece[] {
  const extent = course && extentOf(course, word.polygon);
  const glyphs = spellsWord(word) ? word.glyphs : undefined;
  // Glyphs without a text stand for nothing in the word's.
  const parts = glyphs?.filter(({ text }) => text !== '') ?? Array.from(word.text, (text): Glyph => ({ text }));
  return parts.map((glyph, at): Piece => {
    const place =
      (course && extentOf(course, glyph.polygon)) ?? (extent && share(extent, at, parts.length, isBackwards));
    return { text: glyph.text, word: index, ...(glyphs ? { glyph } : {}), ...(place ? { extent: place } : {}) };
  });
}

/** The part of an extent that is one of as many equal ones. */
export function share(extent: Extent, index: number, count: number, isBackwards: boolean): Extent {
  const step = (extent.to - extent.from) / count;
  const from = extent.from + step * (isBackwards ? count - 1 - index : index);
  return { ...extent, from, to: from + step };
}

function spaceBetween(before: Extent | undefined, after: Extent | undefined): Piece {
  if (!before || !after) return { text: ' ' };
  const [first, second] = before.from <= after.from ? [before, after] : [after, before];
  // Words may overlap.
  const [from, to] = second.from >= first.to ? [first.to, second.from] : [second.from, second.from];
  const extent = { from, to, top: Math.min(before.top, after.top), bottom: Math.max(before.bottom, after.bottom) };
  return { text: ' ', extent };
}

export function middleOf({ from, to }: Extent): number {
  return (from + to) / 2;
}

/** What the pieces say: the words with a space between them. */
export function textOfPieces(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}

/**
 * Of each code point of a text the index of the piece that stands for it. Files may have another text of a line than that
 * of its words: then as the two are aligned.
 */
export function pieceIndices(pieces: readonly Piece[], text: string): readonly (number | undefined)[] {
  const ofPieces = pieces.flatMap((piece, index) => Array.from(piece.text, () => index));
  const spelled = textOfPieces(pieces);
  if (spelled === text) return ofPieces;
  const indices: (number | undefined)[] = [];
  let at = 0;
  for (const { kind } of alignTexts(spelled, text)) {
    if (kind !== 'delete') indices.push(kind === 'insert' ? undefined : ofPieces[at]);
    if (kind !== 'insert') at++;
  }
  return indices;
}
