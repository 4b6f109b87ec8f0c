/** A line that was read, with its words and characters at their places on the page. */
import type { Line, Page, Point, Word } from '../page/index.js';
import { inLanguage } from './document-language.js';
import { charactersOfWords, type ReadCharacter, type ReadLine } from './read-line.js';

/** The image of a single line as a page. */
export function pageOfLine(image: string, width: number, height: number, read: ReadLine): Page {
  const polygon: readonly Point[] = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  const line = placedLine({ id: 'r1l1', text: '', polygon }, read, height, (x, y) => [x, y]);
  return { image, width, height, ...inLanguage(read.language), regions: [{ id: 'r1', polygon, lines: [line] }] };
}

/**
 * A line with its text, and its words and characters at their places, as high as the line.
 * @param height of the line's image
 * @param place from a pixel of the line's image to one of the page
 */
export function placedLine(line: Line, read: ReadLine, height: number, place: (x: number, y: number) => Point): Line {
  // What was there before may have had words where none are read now.
  const { untranscribed: _, words: __, ...described } = line;
  const polygonOf = ({ start, end }: Pick<ReadCharacter, 'start' | 'end'>): readonly Point[] => [
    place(start, 0),
    place(end, 0),
    place(end, height),
    place(start, height),
  ];
  const characters = charactersOfWords(read.characters);
  const words = read.words.map((word, index): Word => {
    const id = `${line.id}w${index + 1}`;
    return {
      id,
      text: word.text,
      confidence: rounded(word.confidence),
      polygon: polygonOf(word),
      glyphs: (characters[index] ?? []).map((letter, n) => ({
        id: `${id}g${n + 1}`,
        text: letter.character,
        confidence: rounded(letter.confidence),
        polygon: polygonOf(letter),
      })),
    };
  });
  return {
    ...described,
    text: read.text,
    confidence: rounded(read.confidence),
    ...(words.length > 0 ? { words } : {}),
  };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
