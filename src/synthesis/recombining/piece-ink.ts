/** The ink of a piece, cut out along its seams, in the form of the hand that it is set in. */
import { type HandForm, scaledBy } from './line-forms.js';
import { unpackColumns } from './packed-columns.js';
import type { CutPiece } from './pieces.js';

/** Ink of an upright piece. */
export interface PieceInk {
  readonly width: number;
  readonly height: number;
  /** Row by row. */
  readonly data: Uint8Array;
  /** Column at which the piece begins, and that at which the next may; what is beyond hangs over. */
  readonly from: number;
  readonly to: number;
  /** The row below its small letters. */
  readonly baseline: number;
}

/** Columns that pieces of a word overlap by, so that no line of paper is between them. */
const overlap = 1;

/** @param joins whether it goes on to the left, and to the right, in the same word */
export function inkOfPiece(
  piece: CutPiece,
  form: HandForm,
  joins: { readonly left: boolean; readonly right: boolean },
) {
  const ink = cutOut(piece, joins);
  const scale = form.xHeight / piece.hand.form.xHeight;
  return piece.hand.form === form ? ink : scaledInk(ink, scale);
}

function cutOut(
  { line, left, right, hand }: CutPiece,
  joins: { readonly left: boolean; readonly right: boolean },
): PieceInk {
  const [first, end] = [Math.min(...left.columns) - overlap, Math.max(...right.columns) + overlap];
  const columns = unpackColumns(line.ink, first, end);
  const { width, height } = columns;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (left.columns[y] ?? 0) - first - (joins.left ? overlap : 0);
    const to = (right.columns[y] ?? 0) - first + (joins.right ? overlap : 0);
    for (let x = Math.max(0, from); x < Math.min(width, to); x++)
      data[y * width + x] = columns.data[x * height + y] ?? 0;
  }
  return { width, height, data, from: left.right - first, to: right.left - first, baseline: hand.form.baseline };
}

export function scaledInk(ink: PieceInk, scale: number): PieceInk {
  const raster = scaledBy(ink, scale);
  return { ...raster, from: ink.from * scale, to: ink.to * scale, baseline: ink.baseline * scale };
}

/**
 * Bends the ends of a piece up or down, so that its strokes meet those of its neighbours.
 * @param rises rows by which the left and the right end go down
 * @param reach columns over which they do
 */
export function bent(ink: PieceInk, rises: { readonly left: number; readonly right: number }, reach: number): PieceInk {
  if (Math.round(rises.left) === 0 && Math.round(rises.right) === 0) return ink;
  const { width, height, from, to } = ink;
  const length = Math.max(1, Math.min(reach, (to - from) / 2));
  const data = new Uint8Array(ink.data.length);
  for (let x = 0; x < width; x++) {
    const share = (distance: number) => Math.min(1, Math.max(0, 1 - distance / length));
    const down = Math.round(rises.left * share(x - from) + rises.right * share(to - x));
    for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
      data[(y + down) * width + x] = ink.data[y * width + x] ?? 0;
    }
  }
  return { ...ink, data };
}
