/**
 * Which pieces a text is made of: those that together cost the least (unit selection as in Hunt and Black 1996, for
 * handwriting Lin and Wan 2007). A piece costs the same however long it is, so long ones are taken where there are any.
 */
import { known } from '../../known.js';
import type { Random } from '../../random/index.js';
import type { Hand } from './hand.js';
import { joinCost, type Piece, piecesFrom } from './pieces.js';

/** A piece at its place in the text; a space of the text before it is no part of it. */
export interface ChosenPiece {
  readonly piece: Piece;
  /** Of its first character in the text. */
  readonly start: number;
  readonly isAfterSpace: boolean;
}

/** Pieces for a character that the hand never wrote. */
export type Lend = (character: string, start: number) => readonly Piece[];

interface Step {
  readonly piece: Piece;
  readonly start: number;
  readonly cost: number;
  readonly before: Step | undefined;
}

/** Ways to a character of the text that are kept. */
const keptWays = 10;

/**
 * @param text characters as they are seen from left to right; spaces stand only between others, one at a time
 * @param lend at least one piece for each character that the hand has not
 */
export function choosePieces(hand: Hand, text: readonly string[], lend: Lend, random: Random): readonly ChosenPiece[] {
  // Of each place of the text the ways that end before it.
  const ways: Step[][] = Array.from({ length: text.length + 1 }, () => []);
  for (const [start, character] of text.entries()) {
    if (character === ' ') continue;
    const isAfterSpace = text[start - 1] === ' ';
    const reached = known(ways[isAfterSpace ? start - 1 : start], 'the ways to a place');
    const before = reached.sort((a, b) => a.cost - b.cost).slice(0, keptWays);
    if (start > 0 && before.length === 0) continue;
    const cut = hand.index.has(character) ? piecesFrom(hand, text, start, random) : [];
    for (const piece of cut.length > 0 ? cut : lend(character, start)) {
      const length = piece.kind === 'cut' ? piece.to - piece.from : 1;
      ways[start + length]?.push(bestStep(piece, start, before, isAfterSpace));
    }
  }
  const [last] = known(ways.at(-1), 'the ways to the end').sort((a, b) => a.cost - b.cost);
  return chosen(text, known(last, 'a way to the end'));
}

function bestStep(piece: Piece, start: number, before: readonly Step[], isAfterSpace: boolean): Step {
  let best: Step = {
    piece,
    start,
    cost: before.length === 0 ? piece.cost : Number.POSITIVE_INFINITY,
    before: undefined,
  };
  for (const step of before) {
    const cost = step.cost + piece.cost + (isAfterSpace ? 0 : joinCost(step.piece, piece));
    if (cost < best.cost) best = { piece, start, cost, before: step };
  }
  return best;
}

function chosen(text: readonly string[], last: Step): readonly ChosenPiece[] {
  const pieces: ChosenPiece[] = [];
  for (let step: Step | undefined = last; step; step = step.before) {
    pieces.push({ piece: step.piece, start: step.start, isAfterSpace: text[step.start - 1] === ' ' });
  }
  return pieces.reverse();
}
