/**
 * Another text for a line. What did not change keeps its word, its glyph and its place; what did gets a place between its
 * neighbours and no confidence: that says how likely the recogniser is right, and here a person wrote.
 */
import type { Line, Page } from '../page/index.js';
import { placing } from './new-places.js';
import { piecesOf } from './pieces.js';
import { tokensOf } from './tokens.js';
import { lineOf, replaceLine, withoutConfidence } from './whole-page.js';
import { wordsFrom } from './words.js';

/** Every run of white space is one space, and none is at the ends: so the words with spaces between them are the text. */
export function collapsed(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/**
 * The page with another text of a line, in logical order. White space is collapsed, so what somebody is still typing, with
 * a space at its end, belongs in the field and not here.
 * @returns the very same page where the line has that text already
 * @throws RangeError when no line has the id
 */
export function withText(page: Page, lineId: string, text: string): Page {
  const place = lineOf(page, lineId);
  const { line } = place;
  const written = collapsed(text);
  return written === line.text ? page : replaceLine(page, place, lineWithText(line, written, page));
}

function lineWithText(line: Line, text: string, page: Page): Line {
  const { words = [], untranscribed: _, ...rest } = withoutConfidence(line);
  if (words.length === 0) return { ...rest, text };
  const pieced = piecesOf(line);
  const changed = wordsFrom(tokensOf(pieced.pieces, text, placing(pieced)), words, pieced, page);
  return { ...rest, text, ...(changed.length > 0 ? { words: changed } : {}) };
}
