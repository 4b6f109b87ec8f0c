/** Characters that the recogniser was not sure of, and what belongs to a character of a line's text. */
import { type Glyph, type Line, linesOf, type Page, type Point, type Word } from '../page/index.js';
import { ribbonOf } from './course.js';
import { type Piece, pieceIndices, piecesOf } from './pieces.js';
import { lineOf } from './whole-page.js';

/** A character of a page. */
export interface CharacterPlace {
  readonly lineId: string;
  /** Among the code points of the line's text. */
  readonly index: number;
}

/** What belongs to a character. */
export interface GlyphPlace {
  readonly word: Word;
  /** Among the line's words. */
  readonly wordIndex: number;
  /** Left out where the word has no glyphs that spell it. */
  readonly glyph?: Glyph;
  /** The glyph's; of a word without glyphs the character's share of the word. */
  readonly polygon?: readonly Point[];
}

/**
 * The glyph, the word and the place of a character.
 * @param index among the code points of the line's text
 * @returns `undefined` of white space, where the line has no words, and behind the text
 */
export function glyphAt(line: Line, index: number): GlyphPlace | undefined {
  const { pieces, course } = piecesOf(line);
  const piece = pieces[pieceIndices(pieces, line.text)[index] ?? -1];
  const wordIndex = piece?.word;
  const word = wordIndex === undefined ? undefined : line.words?.[wordIndex];
  if (!piece || !word || wordIndex === undefined) return undefined;
  const { glyph, extent } = piece;
  const polygon = glyph?.polygon ?? (course && extent && ribbonOf(course, extent));
  return { word, wordIndex, ...(glyph ? { glyph } : {}), ...(polygon ? { polygon } : {}) };
}

/**
 * Where the confidence of the glyph, or of a word without glyphs, is below the threshold.
 * @param threshold 0 to 1
 * @returns indices among the code points of the line's text, in rising order
 */
export function doubtfulCharacters(line: Line, threshold: number): readonly number[] {
  const { pieces } = piecesOf(line);
  return pieceIndices(pieces, line.text).flatMap((at, index) => {
    const piece = pieces[at ?? -1];
    const confidence = piece && confidenceOf(piece, line);
    return confidence !== undefined && confidence < threshold ? [index] : [];
  });
}

function confidenceOf({ glyph, word }: Piece, { words = [] }: Line): number | undefined {
  return glyph ? glyph.confidence : words[word ?? -1]?.confidence;
}

/**
 * The doubtful character after or before a place, in reading order.
 * @param from where to begin, not counted itself; `undefined` for the beginning of the page, or backwards its end
 * @returns `undefined` where there is none any more
 * @throws RangeError when no line has the id
 */
export function nextDoubtful(
  page: Page,
  from: CharacterPlace | undefined,
  direction: 'forward' | 'backward',
  threshold: number,
): CharacterPlace | undefined {
  const lines = linesOf(page);
  const isForward = direction === 'forward';
  const start = from ? lines.indexOf(lineOf(page, from.lineId).line) : isForward ? 0 : lines.length - 1;
  const ahead = isForward ? lines.slice(start) : lines.slice(0, start + 1).reverse();
  for (const [step, line] of ahead.entries()) {
    const isAhead = (index: number) => !from || step > 0 || (isForward ? index > from.index : index < from.index);
    const doubtful = doubtfulCharacters(line, threshold).filter(isAhead);
    const index = isForward ? doubtful[0] : doubtful.at(-1);
    if (index !== undefined) return { lineId: line.id, index };
  }
  return undefined;
}
