/** A line that was read, with its words and characters at their places on the page. */
import type { Line, Page, Point, Word } from '../page/index.js';
import type { ReadCharacter, ReadLine } from './read-line.js';

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

/**
 * A line with its text, and its words and characters at their places.
 * @param height of the line's image
 * @param place from a pixel of the line's image to one of the page
 */
export function placedLine(line: Line, read: ReadLine, height: number, place: (x: number, y: number) => Point): Line {
  const { untranscribed: _, ...described } = line;
  const words = groupsOf(read.characters).map((characters, index): Word => {
    const id = `${line.id}w${index + 1}`;
    const polygonOf = ({ from, to }: Extent): readonly Point[] => [
      place(from, 0),
      place(to, 0),
      place(to, height),
      place(from, height),
    ];
    return {
      id,
      text: characters.map(({ character }) => character).join(''),
      confidence: rounded(read.words[index]?.confidence ?? 0),
      polygon: polygonOf({
        from: Math.min(...characters.map(({ from }) => from)),
        to: Math.max(...characters.map(({ to }) => to)),
      }),
      glyphs: characters.map(({ character, confidence, ...extent }, n) => ({
        id: `${id}g${n + 1}`,
        text: character,
        confidence: rounded(confidence),
        polygon: polygonOf(extent),
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

/** A character with the columns that it reaches over. */
interface PlacedCharacter extends Extent {
  readonly character: string;
  readonly confidence: number;
}

/** The characters of each word. */
function groupsOf(characters: readonly ReadCharacter[]): readonly (readonly PlacedCharacter[])[] {
  const groups: PlacedCharacter[][] = [[]];
  for (const placed of extentsOf(characters)) {
    if (/\s/u.test(placed.character)) groups.push([]);
    else groups.at(-1)?.push(placed);
  }
  return groups.filter(({ length }) => length > 0);
}

interface Extent {
  readonly from: number;
  readonly to: number;
}

/**
 * How far characters reach: CTC says where a character is recognised, not where it begins and ends, so neighbours meet
 * in the middle between where they are recognised; the first and the last reach out as far as they reach in.
 */
function extentsOf(characters: readonly ReadCharacter[]): readonly PlacedCharacter[] {
  const seen = characters.map((read, index) => ({ read, index })).sort((a, b) => a.read.start - b.read.start);
  const extents = seen.map(({ read, index }, i) => {
    const [before, after] = [seen[i - 1]?.read, seen[i + 1]?.read];
    return {
      index,
      placed: placedCharacter(read, before && (before.end + read.start) / 2, after && (read.end + after.start) / 2),
    };
  });
  return extents.sort((a, b) => a.index - b.index).map(({ placed }) => placed);
}

/** @param before border to the character before it, as it is seen; `undefined` where there is none */
function placedCharacter(
  { character, start, end, confidence }: ReadCharacter,
  before: number | undefined,
  after: number | undefined,
): PlacedCharacter {
  const middle = (start + end) / 2;
  const half = Math.max(1, (end - start) / 2);
  const from = before ?? Math.max(0, middle - Math.max(half, (after ?? middle) - middle));
  const to = after ?? middle + Math.max(half, middle - (before ?? middle));
  return { character, confidence, from, to: Math.max(to, from + 1) };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
