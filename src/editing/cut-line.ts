/** Cutting a line in two: where two lines were taken for one, or a note in the margin for the end of a line. */
import type { Line, Page, Point, Word } from '../page/index.js';
import { type Course, cutPolygon, placeOf, stretchOf } from './course.js';
import { newId } from './ids.js';
import { middleOf, type Piece, type PiecedLine, pieceIndices, piecesOf } from './pieces.js';
import { lineOf, onPage, replaceLine } from './whole-page.js';
import { partOfWord } from './words.js';

/** Where a line is cut. */
interface Cut {
  /** The first code point of the text that comes behind it, and the first piece. */
  readonly character: number;
  readonly piece: number;
  /** Pixels along the course; `undefined` where the line has none. */
  readonly along?: number;
}

/** Pixels of a course that are left on either side at least. */
const leastRest = 1;

/**
 * The page with a line cut in two: baseline and outline by the perpendicular of the baseline there, words and glyphs shared
 * out, the text parted there and trimmed. The part that is read first keeps the id; the other one follows it with a new one.
 * A line without words is parted at the space that is nearest.
 * @param at a point of the page, or an index among the code points of the line's text
 * @returns the very same page where there is nothing on one side
 * @throws RangeError when no line has the id
 */
export function cutLine(page: Page, lineId: string, at: Point | number): Page {
  const place = lineOf(page, lineId);
  const { line } = place;
  const pieced = piecesOf(line);
  const cut = typeof at === 'number' ? cutAtCharacter(line, pieced, at) : cutAtPoint(line, pieced, onPage(page, at));
  if (!cut) return page;
  const [first, second] = halvesOf(line, pieced, cut, page);
  return replaceLine(page, place, first, { ...second, id: newId(page, 'line') });
}

function cutAtCharacter({ text }: Line, pieced: PiecedLine, index: number): Cut | undefined {
  const length = [...text].length;
  const indices = pieceIndices(pieced.pieces, text);
  let character = Math.trunc(index);
  // A glyph of several characters stays whole.
  while (character > 0 && indices[character] !== undefined && indices[character] === indices[character - 1]) {
    character--;
  }
  if (!(character > 0 && character < length)) return undefined;
  const piece = indices.slice(character).find((at) => at !== undefined) ?? pieced.pieces.length;
  const { course } = pieced;
  return {
    character,
    piece,
    ...(course ? { along: borderAt(pieced, course, piece, character / length) } : {}),
  };
}

/** In the middle between the letters on both sides of a piece's beginning, else at a share of the course. */
function borderAt({ pieces, isBackwards }: PiecedLine, { length }: Course, piece: number, share: number): number {
  const extents = (list: readonly Piece[]) =>
    list.flatMap(({ word, extent }) => (word !== undefined && extent ? [extent] : []));
  const [before, after] = [extents(pieces.slice(0, piece)).at(-1), extents(pieces.slice(piece)).at(0)];
  const [left, right] = isBackwards ? [after, before] : [before, after];
  const border = left && right ? (left.to + right.from) / 2 : (isBackwards ? 1 - share : share) * length;
  const rest = Math.min(leastRest, length / 4);
  return Math.min(length - rest, Math.max(rest, border));
}

function cutAtPoint(line: Line, pieced: PiecedLine, point: Point): Cut | undefined {
  const { pieces, course } = pieced;
  if (!course) return undefined;
  const { along } = placeOf(course, point);
  if (along < leastRest || along > course.length - leastRest) return undefined;
  if (!pieces.some(({ extent }) => extent)) return { ...cutOfText(line, pieced, along / course.length), along };
  const piece = partingPiece(pieced, along);
  const indices = pieceIndices(pieces, line.text);
  const behind = indices.findIndex((at) => at !== undefined && at >= piece);
  return { character: behind < 0 ? indices.length : behind, piece, along };
}

/** The piece before which the fewest pieces come to lie on the wrong side of a place. */
function partingPiece({ pieces, isBackwards }: PiecedLine, along: number): number {
  const isBehind = ({ extent, word }: Piece) => {
    if (!extent || word === undefined) return undefined;
    return isBackwards ? middleOf(extent) < along : middleOf(extent) >= along;
  };
  let wrong = pieces.filter((piece) => isBehind(piece) === false).length;
  let best = { piece: 0, wrong };
  for (const [index, piece] of pieces.entries()) {
    const behind = isBehind(piece);
    if (behind !== undefined) wrong += behind ? 1 : -1;
    if (wrong < best.wrong) best = { piece: index + 1, wrong };
  }
  return best.piece;
}

/** Where no places are known: the space that is nearest to a share of the text, or that share. */
function cutOfText({ text }: Line, { pieces, isBackwards }: PiecedLine, share: number): Cut {
  const characters = [...text];
  const wanted = (isBackwards ? 1 - share : share) * characters.length;
  const spaces = characters.flatMap((character, index) => (/\s/u.test(character) ? [index] : []));
  const nearest = spaces.reduce<number | undefined>(
    (best, index) => (best !== undefined && Math.abs(best - wanted) <= Math.abs(index - wanted) ? best : index),
    undefined,
  );
  const character = nearest ?? Math.round(wanted);
  const piece =
    pieceIndices(pieces, text)
      .slice(character)
      .find((at) => at !== undefined) ?? pieces.length;
  return { character, piece };
}

/** The part that is read first, and the other one; the latter still has the line's id. */
function halvesOf(line: Line, pieced: PiecedLine, cut: Cut, page: Page): readonly [Line, Line] {
  const characters = [...line.text];
  const { words: _, baseline: __, polygon: ___, ...rest } = line;
  const words = sharedWords(line, pieced, cut.piece, page);
  const half = (isFirst: boolean): Line => {
    const ofHalf = isFirst ? words.first : words.second;
    const text = isFirst ? characters.slice(0, cut.character) : characters.slice(cut.character);
    return {
      ...rest,
      text: text.join('').trim(),
      // The beginning of a text that runs backwards is at the end of the course.
      ...(pieced.course && cut.along !== undefined
        ? shapeOf(line, pieced.course, cut.along, isFirst === pieced.isBackwards ? 1 : -1, page)
        : {}),
      ...(ofHalf.length > 0 ? { words: ofHalf } : {}),
    };
  };
  return [half(true), half(false)];
}

function shapeOf(
  { baseline, polygon }: Line,
  course: Course,
  along: number,
  side: -1 | 1,
  page: Page,
): Pick<Line, 'baseline' | 'polygon'> {
  const line = side < 0 ? stretchOf(course, 0, along) : stretchOf(course, along, course.length);
  const outline = polygon && cutPolygon(polygon, course, along, side);
  const inside = (points: readonly Point[]) => points.map((point) => onPage(page, point));
  return { ...(baseline ? { baseline: inside(line) } : {}), ...(outline ? { polygon: inside(outline) } : {}) };
}

/** A word in which the cut falls becomes two, of which the first keeps the id. */
function sharedWords(
  { words = [] }: Line,
  { pieces, course }: PiecedLine,
  piece: number,
  page: Page,
): { readonly first: readonly Word[]; readonly second: readonly Word[] } {
  const [first, second]: [Word[], Word[]] = [[], []];
  for (const [index, word] of words.entries()) {
    const [before, after] = [pieces.slice(0, piece), pieces.slice(piece)].map((part) =>
      part.filter((each) => each.word === index),
    );
    if (!before || before.length === 0) second.push(word);
    else if (!after || after.length === 0) first.push(word);
    else {
      first.push({ ...(word.id === undefined ? {} : { id: word.id }), ...partOfWord(word, before, course, page) });
      second.push(partOfWord(word, after, course, page));
    }
  }
  return { first, second };
}
