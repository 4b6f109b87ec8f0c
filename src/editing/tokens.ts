/** A new text over the pieces of the old one: which characters are the same, and what the others stand in the place of. */
import { alignUnits } from '../text/index.js';
import type { Extent } from './course.js';
import type { Piece } from './pieces.js';

/** A character of the new text, or a glyph of several that is kept. */
export interface Token {
  readonly text: string;
  /** What it is, or what it stands in the place of. */
  readonly piece?: Piece;
  /** Whether nothing of the piece changed. */
  readonly isKept: boolean;
  readonly extent?: Extent;
}

/** Neighbours that changed, between two that did not. */
export interface ChangedRun {
  readonly before: Piece | undefined;
  readonly after: Piece | undefined;
  /** What stood there. */
  readonly replaced: readonly Piece[];
  readonly characters: readonly string[];
}

/**
 * @param place of a run's characters, the token of each
 * @returns the new text's tokens in logical order
 */
export function tokensOf(
  pieces: readonly Piece[],
  text: string,
  place: (run: ChangedRun) => readonly Token[],
): readonly Token[] {
  const characters = [...text];
  const kept = keptPieces(pieces, characters);
  const tokens: Token[] = [];
  let [at, next] = [0, 0];
  for (const { index, start } of [...kept, { index: pieces.length, start: characters.length }]) {
    const [replaced, changed] = [pieces.slice(next, index), characters.slice(at, start)];
    const piece = pieces[index];
    tokens.push(...place({ before: pieces[next - 1], after: piece, replaced, characters: changed }));
    if (piece) tokens.push(keptToken(piece));
    [at, next] = [start + [...(piece?.text ?? '')].length, index + 1];
  }
  return tokens;
}

function keptToken(piece: Piece): Token {
  return { text: piece.text, piece, isKept: true, ...(piece.extent ? { extent: piece.extent } : {}) };
}

/** Pieces all of whose code points stand together in the new text, and where they begin there. */
function keptPieces(
  pieces: readonly Piece[],
  characters: readonly string[],
): readonly { readonly index: number; readonly start: number }[] {
  const units = pieces.flatMap((piece) => [...piece.text]);
  // Of each old code point its place in the new text.
  const places: (number | undefined)[] = [];
  let at = 0;
  for (const { kind } of alignUnits(units, characters)) {
    if (kind !== 'insert') places.push(kind === 'equal' ? at : undefined);
    if (kind !== 'delete') at++;
  }
  let first = 0;
  return pieces.flatMap(({ text }, index) => {
    const count = [...text].length;
    const [start, ...rest] = places.slice(first, first + count);
    first += count;
    const isWhole = start !== undefined && rest.every((place, step) => place === start + step + 1);
    return isWhole ? [{ index, start }] : [];
  });
}
