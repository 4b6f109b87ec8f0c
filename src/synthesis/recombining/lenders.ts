/** Hands that are like a hand, for characters that it never wrote. */
import type { Random } from '../../random/index.js';
import type { Hand } from './hand.js';
import { type CutPiece, piecesFrom } from './pieces.js';

/** How much hands may differ for one of difference: in slant, width of strokes to height of letters, darkness. */
const slantStep = 0.15;
const strokeStep = 0.08;
const darknessStep = 40;
/** Hands that are asked, at most; and what a piece of theirs costs more. */
const mostLenders = 4;
const lentCost = 0.5;
const distanceCost = 0.5;

export function distanceOf(a: Hand, b: Hand): number {
  return Math.hypot(
    (a.form.slant - b.form.slant) / slantStep,
    (a.stroke / a.form.xHeight - b.stroke / b.form.xHeight) / strokeStep,
    (a.darkness - b.darkness) / darknessStep,
  );
}

/** The other hands of each, the most alike first. */
export class Lenders {
  private readonly sorted = new Map<Hand, readonly { readonly hand: Hand; readonly distance: number }[]>();

  constructor(private readonly hands: readonly Hand[]) {}

  /** Pieces of one character, from those most alike that have it. */
  piecesFor(hand: Hand, text: readonly string[], start: number, random: Random): readonly CutPiece[] {
    const character = text[start] ?? '';
    const lenders = [];
    for (const near of this.nearest(hand)) {
      if (near.hand.index.has(character)) lenders.push(near);
      if (lenders.length === mostLenders) break;
    }
    return lenders.flatMap((lender) =>
      piecesFrom(lender.hand, text, start, random, 1).map((piece) => ({
        ...piece,
        cost: piece.cost + lentCost + distanceCost * lender.distance,
      })),
    );
  }

  private nearest(hand: Hand) {
    const sorted =
      this.sorted.get(hand) ??
      this.hands
        .filter((lender) => lender !== hand)
        .map((lender) => ({ hand: lender, distance: distanceOf(hand, lender) }))
        .sort((a, b) => a.distance - b.distance);
    this.sorted.set(hand, sorted);
    return sorted;
  }
}
