/** Words from tokens: those that did not change are the very same, the others are put together anew. */
import type { Glyph, Page, Point, Word } from '../page/index.js';
import { type Course, type Extent, extentAround, ribbonOf } from './course.js';
import { type Piece, type PiecedLine, spellsWord } from './pieces.js';
import type { Token } from './tokens.js';
import { onPage, withoutConfidence } from './whole-page.js';

type Size = Pick<Page, 'width' | 'height'>;

/** What words are made from. */
interface Source {
  readonly words: readonly Word[];
  readonly pieces: readonly Piece[];
  readonly course: Course | undefined;
  readonly size: Size;
  /** Whether new words have glyphs, as the old ones do. */
  readonly hasGlyphs: boolean;
}

/** @param words those that the pieces are of */
export function wordsFrom(
  tokens: readonly Token[],
  words: readonly Word[],
  { pieces, course }: PiecedLine,
  size: Size,
): readonly Word[] {
  const source = { words, pieces, course, size, hasGlyphs: pieces.some(({ glyph }) => glyph !== undefined) };
  // An old word's id goes to the first of what became of it.
  const named = new Set<number>();
  return groupsOf(tokens).map((group) => wordOf(group, source, named));
}

function groupsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const groups: Token[][] = [[]];
  for (const token of tokens) {
    if (/^\s+$/u.test(token.text)) groups.push([]);
    else groups.at(-1)?.push(token);
  }
  return groups.filter(({ length }) => length > 0);
}

function wordOf(tokens: readonly Token[], source: Source, named: Set<number>): Word {
  const whole = wholeWord(tokens, source);
  if (whole && tokens.every(({ isKept }) => isKept)) return whole;
  const text = tokens.map((token) => token.text).join('');
  const glyphs = source.hasGlyphs ? { glyphs: tokens.map((token) => glyphOf(token, source)) } : {};
  if (whole) return { ...withoutConfidence(whole), text, ...glyphs };
  const from = tokens.find(({ piece }) => piece?.word !== undefined && !named.has(piece.word))?.piece?.word;
  if (from !== undefined) named.add(from);
  const id = from === undefined ? undefined : source.words[from]?.id;
  const polygon = outlineOf(extentAround(tokens.flatMap(({ extent }) => extent ?? [])), source);
  return { ...(id === undefined ? {} : { id }), text, ...polygon, ...glyphs };
}

/** The old word whose pieces, each in its place, these are. */
function wholeWord(tokens: readonly Token[], { words, pieces }: Source): Word | undefined {
  const index = tokens[0]?.piece?.word;
  if (index === undefined || tokens.some(({ piece }) => piece?.word !== index)) return undefined;
  return pieces.filter(({ word }) => word === index).length === tokens.length ? words[index] : undefined;
}

function glyphOf({ text, piece, isKept, extent }: Token, source: Source): Glyph {
  if (piece?.glyph) return isKept ? piece.glyph : { ...withoutConfidence(piece.glyph), text };
  return { text, ...outlineOf(extent, source) };
}

function outlineOf(
  extent: Extent | undefined,
  { course, size }: Pick<Source, 'course' | 'size'>,
): { readonly polygon?: readonly Point[] } {
  if (!extent || !course) return {};
  return { polygon: ribbonOf(course, extent).map((point) => onPage(size, point)) };
}

/** Some of a word's pieces as a word of their own, without its id. */
export function partOfWord(
  word: Word,
  pieces: readonly Piece[],
  course: Course | undefined,
  size: Size,
): Omit<Word, 'id'> {
  const glyphs = pieces.flatMap(({ glyph }) => glyph ?? []);
  return {
    text: pieces.map(({ text }) => text).join(''),
    ...outlineOf(extentAround(pieces.flatMap(({ extent }) => extent ?? [])), { course, size }),
    ...(spellsWord(word) ? { glyphs } : {}),
  };
}

/** Words for a text that has none, spread over the whole course. */
export function spreadWords(text: string, { course, isBackwards }: PiecedLine, extent: Extent | undefined, size: Size) {
  const length = [...text].length;
  let at = 0;
  return text.split(/(\s+)/u).flatMap((part): readonly Word[] => {
    const start = at;
    at += [...part].length;
    if (part.trim() === '') return [];
    if (!extent) return [{ text: part }];
    const step = (extent.to - extent.from) / length;
    const [from, to] = isBackwards
      ? [extent.to - at * step, extent.to - start * step]
      : [extent.from + start * step, extent.from + at * step];
    return [{ text: part, ...outlineOf({ ...extent, from, to }, { course, size }) }];
  });
}
