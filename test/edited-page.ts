/** Pages as they are after reading, for tests of editing: every character is 10 px wide and 20 px high. */
import type { Glyph, Line, Page, Point, Word } from '../src/page/index.js';

export interface ReadLineOptions {
  /** Where its first column is, and its baseline. */
  readonly x?: number;
  readonly y?: number;
  /** Of each character of the text, spaces included. Default: 0.9. */
  readonly confidence?: (index: number) => number;
  /** Whether the text begins at the right. */
  readonly backwards?: boolean;
  readonly glyphs?: boolean;
}

export const characterWidth = 10;

/** A level line with its words and glyphs at their places. */
export function readLine(id: string, text: string, options: ReadLineOptions = {}): Line {
  const { x = 100, y = 100, confidence = () => 0.9, backwards = false, glyphs = true } = options;
  const characters = [...text];
  const length = characters.length * characterWidth;
  const place = (from: number, to: number): readonly Point[] => {
    const [left, right] = backwards ? [x + length - to, x + length - from] : [x + from, x + to];
    return [
      [left, y - 16],
      [right, y - 16],
      [right, y + 4],
      [left, y + 4],
    ];
  };
  const words: Word[] = [];
  let at = 0;
  for (const part of text.split(/( )/)) {
    const letters = [...part];
    const start = at;
    at += letters.length;
    if (part.trim() === '') continue;
    const wordId = `${id}w${words.length + 1}`;
    const ofWord = letters.map((letter, n): Glyph => {
      const from = (start + n) * characterWidth;
      return {
        id: `${wordId}g${n + 1}`,
        text: letter,
        confidence: confidence(start + n),
        polygon: place(from, from + characterWidth),
      };
    });
    const polygon = place(start * characterWidth, at * characterWidth);
    words.push({ id: wordId, text: part, confidence: 0.8, polygon, ...(glyphs ? { glyphs: ofWord } : {}) });
  }
  return {
    id,
    text,
    confidence: 0.85,
    baseline: [
      [x, y],
      [x + Math.max(characterWidth, length), y],
    ],
    polygon: place(0, Math.max(characterWidth, length)),
    ...(words.length > 0 ? { words } : {}),
  };
}

/** @param regions the lines of each */
export function pageOf(...regions: readonly (readonly Line[])[]): Page {
  return {
    image: 'a.png',
    width: 1000,
    height: 800,
    regions: regions.map((lines, at) => ({ id: `r${at + 1}`, lines })),
  };
}
