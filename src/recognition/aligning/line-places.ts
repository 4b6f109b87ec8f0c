/** About where in a text each line stands, from what was read of the lines: exact enough to look closer. */
import { alignUnits } from '../../text/index.js';
import { anchorsOf, runLength } from './anchors.js';

/** Characters of a text. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Cells of the matrix of an alignment between two anchors; larger gaps are not aligned. */
const mostCells = 4_000_000;
/** How much longer a gap of the text may be than what was read in it: else its characters would be strewn over all of it. */
const mostLonger = { factor: 2, characters: 40 };
/** Before the first anchor and after the last one the text is looked at for so much more than what was read. */
const outside = { factor: 1.5, characters: 5 };
/** A line whose characters are strewn over more of the text than this has no place. */
const longest = { factor: 2, characters: 40 };
/** Where edits and the nearest anchor of a line disagree by more about its beginning or end, the anchor is right. */
const mostDrift = 15;

const nowhere = -1;
/** The text has none, so no anchor reaches over it: what follows a line may stand elsewhere in the text than what the line has. */
const lineEnd = '\n';

/**
 * @param lines what was read, characters folded as those of the text are
 * @returns of each line its place; `undefined` where nothing is known of it, nor of lines before and after it
 */
export function linePlaces(
  lines: readonly (readonly string[])[],
  text: readonly string[],
): readonly (Place | undefined)[] {
  const read = lines.flatMap((line, index) => (index === 0 ? line : [lineEnd, ...line]));
  const { anchored, all } = characterPlaces(read, text);
  let from = 0;
  const places = lines.map(({ length }) => {
    const part = [from, from + length] as const;
    from += length + 1;
    return placeOf(anchored.subarray(...part), all.subarray(...part), text.length);
  });
  return withPlacesBetween(
    places,
    lines.map(({ length }) => length),
  );
}

/** Lines between two that have places share what the text has there by their lengths, unless it has much more. */
function withPlacesBetween(
  places: readonly (Place | undefined)[],
  lengths: readonly number[],
): readonly (Place | undefined)[] {
  const filled = [...places];
  let before: { readonly index: number; readonly end: number } | undefined;
  for (const [index, place] of places.entries()) {
    if (!place) continue;
    if (before && index - before.index > 1) {
      const within = lengths.slice(before.index + 1, index);
      const shares = sharedOut({ start: before.end, end: Math.max(before.end, place.start) }, within);
      filled.splice(before.index + 1, within.length, ...shares);
    }
    before = { index, end: place.end };
  }
  return filled;
}

function sharedOut({ start, end }: Place, lengths: readonly number[]): readonly (Place | undefined)[] {
  const all = lengths.reduce((sum, length) => sum + length + 1, 0);
  if (end - start > mostLonger.factor * all + mostLonger.characters) return lengths.map(() => undefined);
  let done = 0;
  return lengths.map((length) => {
    const from = start + Math.round(((end - start) * done) / all);
    done += length + 1;
    return { start: from, end: start + Math.round(((end - start) * done) / all) };
  });
}

function placeOf(anchored: Int32Array, all: Int32Array, textLength: number): Place | undefined {
  const count = all.reduce((sum, place) => sum + (place === nowhere ? 0 : 1), 0);
  const [byEdits, byAnchors] = [extentOf(all), extentOf(anchored)];
  if (!byEdits || (!byAnchors && count * 2 < all.length)) return undefined;
  const nearer = (edits: number, anchor = edits) => (Math.abs(edits - anchor) <= mostDrift ? edits : anchor);
  const start = Math.max(0, nearer(byEdits.start, byAnchors?.start));
  const end = Math.min(textLength, nearer(byEdits.end, byAnchors?.end));
  if (end <= start || end - start > longest.factor * all.length + longest.characters) return undefined;
  return { start, end };
}

/** From the first character that has a place to the last, and as far beyond as the line goes. */
function extentOf(places: Int32Array): Place | undefined {
  const first = places.findIndex((place) => place !== nowhere);
  const last = places.findLastIndex((place) => place !== nowhere);
  if (first < 0) return undefined;
  return { start: (places.at(first) ?? 0) - first, end: (places.at(last) ?? 0) + places.length - last };
}

/** Of each character that was read its place in the text, or `nowhere`; they never go back. */
interface CharacterPlaces {
  /** Of characters of anchors. */
  readonly anchored: Int32Array;
  /** Also of those between, by the edits from one to the other. */
  readonly all: Int32Array;
}

function characterPlaces(read: readonly string[], text: readonly string[]): CharacterPlaces {
  const places = new Int32Array(read.length).fill(nowhere);
  const anchored = places.slice();
  const anchors = anchorsOf(read, text);
  const [firstAnchor] = anchors;
  if (!firstAnchor) return { anchored, all: places };
  placeBefore(firstAnchor.first, firstAnchor.second, read, text, places);
  let [end, textEnd] = [firstAnchor.first, firstAnchor.second];
  for (const [index, { first, second }] of anchors.entries()) {
    const next = anchors[index + 1];
    placeGap({ from: end, to: first, textFrom: textEnd, textTo: second }, read, text, places);
    const room = next ? Math.min(next.first - first, next.second - second) : runLength;
    const length = Math.min(runLength, room);
    for (let i = 0; i < length; i++) {
      anchored[first + i] = second + i;
      places[first + i] = second + i;
    }
    [end, textEnd] = [first + length, second + length];
  }
  placeAfter(end, textEnd, read, text, places);
  return { anchored, all: places };
}

interface Gap {
  readonly from: number;
  readonly to: number;
  readonly textFrom: number;
  readonly textTo: number;
}

function placeGap(gap: Gap, read: readonly string[], text: readonly string[], places: Int32Array): void {
  const [length, textLength] = [gap.to - gap.from, gap.textTo - gap.textFrom];
  if (length === 0 || textLength === 0 || length * textLength > mostCells) return;
  if (textLength > mostLonger.factor * length + mostLonger.characters) return;
  const pairs = pairsOf(read.slice(gap.from, gap.to), text.slice(gap.textFrom, gap.textTo));
  for (const [i, j] of pairs) places[gap.from + i] = gap.textFrom + j;
}

/** What is left over of the text lies far from the anchor: of equal ways the alignment takes the one that pairs its end. */
function placeBefore(
  to: number,
  textTo: number,
  read: readonly string[],
  text: readonly string[],
  places: Int32Array,
): void {
  const textFrom = Math.max(0, textTo - Math.round(outside.factor * to) - outside.characters);
  if (to * (textTo - textFrom) > mostCells) return;
  const pairs = pairsOf(read.slice(0, to), text.slice(textFrom, textTo));
  for (const [i, j] of pairs) places[i] = textFrom + j;
}

/** The same, turned around. */
function placeAfter(
  from: number,
  textFrom: number,
  read: readonly string[],
  text: readonly string[],
  places: Int32Array,
): void {
  const length = read.length - from;
  const textTo = Math.min(text.length, textFrom + Math.round(outside.factor * length) + outside.characters);
  if (length * (textTo - textFrom) > mostCells) return;
  const pairs = pairsOf(read.slice(from).reverse(), text.slice(textFrom, textTo).reverse());
  for (const [i, j] of pairs) places[read.length - 1 - i] = textTo - 1 - j;
}

/** Of the cheapest way from one to the other, the places that it pairs. */
function pairsOf(first: readonly string[], second: readonly string[]): readonly (readonly [number, number])[] {
  let [i, j] = [0, 0];
  return alignUnits(first, second).flatMap(({ kind }): readonly (readonly [number, number])[] => {
    const pair = [i, j] as const;
    if (kind !== 'insert') i++;
    if (kind !== 'delete') j++;
    return kind === 'insert' || kind === 'delete' ? [] : [pair];
  });
}
