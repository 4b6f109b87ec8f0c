/** Lines of a made-up script, for tests: each letter is a box of strokes, and where it stands is known to the pixel. */
import type { MarkedLine } from '../src/synthesis/node.js';

export interface BlockHand {
  readonly document: string;
  /** Columns that the top of a letter is to the right, for each row above the baseline. */
  readonly slant?: number;
  readonly baseline?: number;
  readonly xHeight?: number;
  /** Columns between words. */
  readonly gap?: number;
  readonly paper?: number;
  readonly ink?: number;
}

const tall = new Set('bdfhklt');
const lineHeight = 64;
/** Columns of a letter with the paper around it. */
const letterWidth = 12;

/** Small letters are boxes of an x's height, tall ones twice as high; a bar inside shows which letter it is. */
export function blockLine(text: string, name: string, hand: BlockHand): MarkedLine {
  const { document, slant = 0, baseline = 44, xHeight = 14, gap = 15, paper = 220, ink = 40 } = hand;
  const room = Math.ceil(Math.abs(slant) * lineHeight) + 10;
  let end = room;
  const characters = Array.from(text, (character) => {
    const from = end;
    end += character === ' ' ? gap : letterWidth;
    return { character, from, to: end, score: 0 };
  });
  const width = end + room;
  const data = new Uint8Array(width * lineHeight).fill(paper);
  for (const { character, from } of characters) {
    if (character === ' ') continue;
    const height = tall.has(character) ? 2 * xHeight : xHeight;
    const bar = 2 + ((character.codePointAt(0) ?? 0) % (xHeight - 4));
    for (let up = 0; up < height; up++) {
      const y = baseline - 1 - up;
      const shift = Math.round(slant * (up - xHeight / 2));
      for (let x = 2; x < letterWidth - 2; x++) {
        const isEdge = up < 2 || up >= height - 2 || x < 4 || x >= letterWidth - 4;
        if (isEdge || up === bar) data[y * width + from + x + shift] = ink;
      }
    }
  }
  return { name, document, raster: { width, height: lineHeight, data }, characters };
}
