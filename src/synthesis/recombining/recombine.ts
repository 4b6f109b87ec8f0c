/**
 * Recombined handwriting: lines of any text, set together from pieces of lines that hands have written.
 *
 * Words and groups of letters are cut out where the alignment of a line with its text has them, brought into the form that
 * all lines of the hand have in common, and chosen so that long ones are taken where there are any.
 */
import type { Skipped } from '../../formats/index.js';
import type { Raster } from '../../image/index.js';
import { Random } from '../../random/index.js';
import { type Direction, toDisplay } from '../../text/index.js';
import type { TextSource } from '../phrases.js';
import { type ChosenPiece, choosePieces } from './choose-pieces.js';
import type { CharacterDrawer } from './drawn-character.js';
import type { Hand } from './hand.js';
import { Lenders } from './lenders.js';
import { LinePlans } from './line-plans.js';
import type { Piece } from './pieces.js';
import { setLine } from './set-line.js';

export interface RecombineOptions {
  /** Texts to write; they are broken between words where the lines of a hand end. */
  readonly texts: TextSource;
  readonly seed: number;
  /** Characters of a line, at most. Default: as many as the hand's lines have. */
  readonly most?: number | undefined;
  /** Draws what no hand has written. Default: texts with such characters are left out. */
  readonly drawer?: CharacterDrawer | undefined;
  /** Of the texts. Default: `auto`. */
  readonly direction?: Direction | undefined;
}

/** Where a part of a line comes from. */
export interface PieceOrigin {
  readonly text: string;
  /** The name of the line that it was cut from; `undefined` where it is drawn. */
  readonly line: string | undefined;
  readonly hand: string | undefined;
}

export interface RecombinedLine {
  /** HAND_INDEX; folders in the hand's name are parted by dots. */
  readonly name: string;
  /** The document that its hand is of. */
  readonly hand: string;
  readonly text: string;
  /** Light levels. */
  readonly raster: Raster;
  /** From left to right, without the spaces between them. */
  readonly pieces: readonly PieceOrigin[];
}

/** A hand with less text has too little choice to write lines; what it has it lends. */
const fewestCharacters = 100;

/** The hands that can write lines: all where none has enough text. */
export function writingHands(hands: readonly Hand[]): readonly Hand[] {
  const writing = hands.filter(({ index }) => index.characters.length >= fewestCharacters);
  return writing.length > 0 ? writing : hands;
}

/** Lines by their indices: each is a function of the hands, the options and its index alone. */
export class Recombiner {
  private readonly plans: LinePlans;
  private readonly lenders: Lenders;

  /** @param hands at least one */
  constructor(
    hands: readonly Hand[],
    private readonly options: RecombineOptions,
  ) {
    const { texts, seed, most = Number.POSITIVE_INFINITY, drawer } = options;
    const isWritable = (character: string) =>
      hands.some(({ index }) => index.has(character)) || drawer?.covers(character) === true;
    const lacking = (text: string) => [...new Set(text.replaceAll(/\s/gu, ''))].filter((sign) => !isWritable(sign));
    this.plans = new LinePlans(writingHands(hands), { texts, seed, most, lacking });
    this.lenders = new Lenders(hands);
  }

  /** Texts that could not be written so far, and why. */
  get skipped(): readonly Skipped[] {
    return [...this.plans.skipped.values()];
  }

  /** @returns `undefined` where no text is left that can be written */
  line(index: number): RecombinedLine | undefined {
    const plan = this.plans.plan(index);
    if (!plan) return undefined;
    const { seed, direction = 'auto', drawer } = this.options;
    const { hand, text } = plan;
    const random = new Random(seed, 'recombine', index);
    const shown = [...toDisplay(text, direction)];
    const lend = (character: string, start: number): readonly Piece[] => {
      const lent = this.lenders.piecesFor(hand, shown, start, random);
      return lent.length > 0 ? lent : [{ kind: 'drawn', character, cost: 1 }];
    };
    const pieces = choosePieces(hand, shown, lend, random);
    return {
      name: `${hand.name.replaceAll(/[\\/]+/gu, '.').replace(/^\.+/u, '')}_${String(index + 1).padStart(6, '0')}`,
      hand: hand.name,
      text,
      raster: setLine(hand, pieces, drawer, random),
      pieces: pieces.map((piece) => originOf(piece, shown)),
    };
  }
}

function originOf({ piece, start }: ChosenPiece, shown: readonly string[]): PieceOrigin {
  if (piece.kind === 'drawn') return { text: piece.character, line: undefined, hand: undefined };
  const text = shown.slice(start, start + piece.to - piece.from).join('');
  return { text, line: piece.line.name, hand: piece.hand.name };
}
