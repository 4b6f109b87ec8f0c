/** The words of a line, where they are what it says. */
import type { Line, Word } from '../page/index.js';

/**
 * The words of a line that make up its text, white space aside; none where they don't: editors that correct lines leave the words
 * below as they were.
 */
export function wordsThatSay({ text, words = [] }: Line): readonly Word[] {
  const bare = (piece: string) => piece.replaceAll(/\s/gu, '');
  return bare(words.map((word) => word.text).join('')) === bare(text) ? words : [];
}
