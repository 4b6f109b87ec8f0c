/** What was read of a line, at its place on the page: words and characters along it. */
import type { Glyph, Line, Page, Point, Word } from '../page/index.js';
import type { ReadCharacter, ReadLine } from './recognizer.js';

/** The image of a single line as a page. */
export function pageOfLine(image: string, width: number, height: number, read: ReadLine): Page {
  const polygon: readonly Point[] = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  const line = placedLine({ id: 'r1l1', text: '', polygon }, read, height, (x, y) => [x, y]);
  return { image, width, height, regions: [{ id: 'r1', polygon, lines: [line] }] };
}

/** A line with its text, and its words and characters at their places. */
export function placedLine(line: Line, read: ReadLine, height: number, place: (x: number, y: number) => Point): Line {
  const extents = extentsOf(read.characters);
  const polygonOf = (from: number, to: number): readonly Point[] => [
    place(from, 0),
    place(to, 0),
    place(to, height),
    place(from, height),
  ];
  const words: Word[] = [];
  let glyphs: (Glyph & { readonly extent: Extent })[] = [];
  const finish = () => {
    if (glyphs.length > 0) {
      const from = Math.min(...glyphs.map(({ extent }) => extent.from));
      const to = Math.max(...glyphs.map(({ extent }) => extent.to));
      words.push({
        id: `${line.id}w${words.length + 1}`,
        text: glyphs.map(({ text }) => text).join(''),
        confidence: rounded(read.words[words.length]?.confidence ?? 0),
        polygon: polygonOf(from, to),
        glyphs: glyphs.map(({ extent: _, ...glyph }, index) => ({
          id: `${line.id}w${words.length + 1}g${index + 1}`,
          ...glyph,
        })),
      });
    }
    glyphs = [];
  };
  read.characters.forEach(({ character, confidence }, index) => {
    if (/\s/u.test(character)) return finish();
    const extent = extents[index] as Extent;
    glyphs.push({
      text: character,
      confidence: rounded(confidence),
      polygon: polygonOf(extent.from, extent.to),
      extent,
    });
  });
  finish();
  const { untranscribed: _, ...described } = line;
  return {
    ...described,
    text: read.text,
    confidence: rounded(read.confidence),
    ...(words.length > 0 ? { words } : {}),
  };
}

interface Extent {
  readonly from: number;
  readonly to: number;
}

/**
 * How far characters reach: CTC says where a character is recognised, not where it begins and ends, so neighbours meet
 * in the middle between where they are recognised; the first and the last reach out as far as they reach in.
 */
function extentsOf(characters: readonly ReadCharacter[]): readonly Extent[] {
  const seen = characters.map((character, index) => ({ ...character, index })).sort((a, b) => a.start - b.start);
  const centre = ({ start, end }: ReadCharacter) => (start + end) / 2;
  const borders = seen.slice(1).map((next, i) => ((seen[i] as ReadCharacter).end + next.start) / 2);
  const extents: Extent[] = [];
  seen.forEach((character, i) => {
    const middle = centre(character);
    const half = Math.max(1, (character.end - character.start) / 2);
    const [before, after] = [borders[i - 1], borders[i]];
    const from = before ?? Math.max(0, middle - Math.max(half, (after ?? middle) - middle));
    const to = after ?? middle + Math.max(half, middle - (before ?? middle));
    extents[character.index] = { from, to: Math.max(to, from + 1) };
  });
  return extents;
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
