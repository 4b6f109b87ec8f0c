/** Pieces that a text can be made of: where the same characters stand in lines of a hand. */
import { known } from '../../known.js';
import type { Random } from '../../random/index.js';
import type { Border, Hand, HandLine } from './hand.js';
import { lineEnd, type Matches } from './text-index.js';

/** Some characters of a line that stand beside each other. */
export interface CutPiece {
  readonly kind: 'cut';
  readonly hand: Hand;
  readonly line: HandLine;
  /** Indices of its first character in the line, and of the one behind its last. */
  readonly from: number;
  readonly to: number;
  readonly left: Border;
  readonly right: Border;
  /** What it costs to take it, by itself. */
  readonly cost: number;
}

/** A character that nobody wrote. */
export interface DrawnPiece {
  readonly kind: 'drawn';
  readonly character: string;
  readonly cost: number;
}

export type Piece = CutPiece | DrawnPiece;

/** Most characters of a piece, and most places of one text that are looked at. */
const longest = 40;
const placesOfLong = 4;
const placesOfShort = 8;
const shortLength = 3;

/** What pieces cost: one for each, and what makes them fit badly. */
const pieceCost = 1;
/** The neighbour that it had is another letter; or there was none, and now there is, so that it has another form. */
const otherNeighbour = 0.4;
const otherPlace = 1;
/** A cut through more ink than a connecting stroke has, for each width of a stroke more: it goes through a letter. */
const thickCut = 1.5;
const thinCut = 0.7;
/** A character that the alignment is not sure of (ln P under this). */
const doubtfulScore = -2;
const doubtfulCost = 0.7;
/** A line that was higher or lower by e. */
const heightOfLine = 3;
/** A letter that would be narrower than this, in heights of small letters: it is not where it is taken to be. */
const narrowest = 0.3;
const narrowestThin = 0.08;
const thin = /[^\p{L}\p{N}]|[ijlftrI1]/u;
const narrowCost = 2;
/** So much by chance, so that the same text comes from other places each time. */
const chance = 0.7;

const isBlank = (character: string | undefined) =>
  character === undefined || character === ' ' || character === lineEnd;

/**
 * Pieces of a hand with which a text may go on from one of its characters.
 * @param most characters of a piece
 */
export function piecesFrom(
  hand: Hand,
  text: readonly string[],
  start: number,
  random: Random,
  most = longest,
): readonly CutPiece[] {
  const pieces: CutPiece[] = [];
  let matches: Matches | undefined = hand.index.all;
  for (let length = 0; length < most && start + length < text.length; length++) {
    const character = known(text[start + length], 'a character of the text');
    matches = hand.index.narrowed(matches, length, character);
    if (!matches) break;
    if (character !== ' ') pieces.push(...somePieces(hand, text, start, length + 1, matches, random));
  }
  return pieces;
}

function somePieces(
  hand: Hand,
  text: readonly string[],
  start: number,
  length: number,
  { first, end }: Matches,
  random: Random,
): readonly CutPiece[] {
  const most = length > shortLength ? placesOfLong : placesOfShort;
  const places = new Set<number>();
  if (end - first <= most) for (let n = first; n < end; n++) places.add(n);
  else for (let n = 0; n < most; n++) places.add(first + random.below(end - first));
  return [...places].map((n) => pieceAt(hand, hand.index.placeOf(n), length, text, start, random));
}

function pieceAt(
  hand: Hand,
  place: number,
  length: number,
  text: readonly string[],
  start: number,
  random: Random,
): CutPiece {
  const { line, at } = known(hand.places[place], 'the place of a piece');
  const [left, right] = [known(line.borders[at], 'a cut'), known(line.borders[at + length], 'a cut')];
  const { characters } = hand.index;
  const [before, behind] = [text[start - 1], text[start + length]];
  const cost =
    pieceCost +
    neighbourCost(characters[place - 1], before) +
    neighbourCost(characters[place + length], behind) +
    (isBlank(before) ? 0 : cutCost(left, hand)) +
    (isBlank(behind) ? 0 : cutCost(right, hand)) +
    doubtOf(line, at, at + length) +
    heightOfLine * line.otherHeight +
    narrowness(right.left - left.right, text.slice(start, start + length), hand) +
    chance * random.uniform();
  return { kind: 'cut', hand, line, from: at, to: at + length, left, right, cost };
}

function neighbourCost(had: string | undefined, has: string | undefined): number {
  if (isBlank(had) !== isBlank(has)) return otherPlace;
  return isBlank(has) || had === has ? 0 : otherNeighbour;
}

function cutCost({ cut }: Border, { stroke }: Hand): number {
  return thickCut * Math.max(0, cut / Math.max(1, stroke) - thinCut);
}

function narrowness(width: number, characters: readonly string[], { form }: Hand): number {
  const least = characters.reduce((sum, character) => sum + (thin.test(character) ? narrowestThin : narrowest), 0);
  return width < least * form.xHeight ? narrowCost : 0;
}

function doubtOf({ scores }: HandLine, from: number, to: number): number {
  let cost = 0;
  for (const score of scores.subarray(from, to)) if (score < doubtfulScore) cost += doubtfulCost;
  return cost;
}

/** What it costs to join two pieces of a word: each join; strokes that don't meet, or that meet nothing; other ink. */
const wordJoin = 0.4;
const unmetStroke = 0.5;
const heightCost = 1.5;
const inkCost = 0.01;

export function joinCost(before: Piece, behind: Piece): number {
  if (before.kind === 'drawn' || behind.kind === 'drawn') return wordJoin;
  const ink = wordJoin + inkCost * Math.abs(before.line.darkness - behind.line.darkness);
  const [a, b] = [before.right.crossing, behind.left.crossing];
  if (a === undefined && b === undefined) return ink;
  if (a === undefined || b === undefined) return ink + unmetStroke;
  const heights =
    (a - before.hand.form.baseline) / before.hand.form.xHeight -
    (b - behind.hand.form.baseline) / behind.hand.form.xHeight;
  return ink + heightCost * Math.abs(heights);
}
