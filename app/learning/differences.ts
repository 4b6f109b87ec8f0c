/** What was read beside what stands there, in pieces that are right or wrong. */
import { alignTexts } from '../../src/text/index.js';

export interface Piece {
  readonly text: string;
  readonly kind: 'same' | 'wrong' | 'missing';
}

/**
 * What was read, in pieces: `same` as what stands there, `wrong`, and `missing` with what it left out.
 * The pieces that are not missing are together what was read.
 */
export function differences(text: string, read: string): readonly Piece[] {
  const pieces: { text: string; kind: Piece['kind'] }[] = [];
  for (const { kind, reference, prediction } of alignTexts(text, read)) {
    const piece =
      kind === 'delete'
        ? ({ text: reference, kind: 'missing' } as const)
        : ({ text: prediction, kind: kind === 'equal' ? 'same' : 'wrong' } as const);
    const last = pieces.at(-1);
    if (last?.kind === piece.kind) last.text += piece.text;
    else pieces.push({ ...piece });
  }
  return pieces;
}

/** Characters that are wrong, left out or too many. */
export function errorsOf(text: string, read: string): number {
  return alignTexts(text, read).filter(({ kind }) => kind !== 'equal').length;
}
