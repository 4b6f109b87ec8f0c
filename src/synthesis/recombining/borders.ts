/** The cuts of a line, from where the alignment has its characters. */
import { known } from '../../known.js';
import type { Border } from './hand.js';
import type { HandForm } from './line-forms.js';
import { type PackedColumns, unpackColumns } from './packed-columns.js';
import { seamOf } from './seams.js';

/** A character between two columns of the upright line. */
export interface UprightCharacter extends Stretch {
  readonly character: string;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** How far a cut may be from the border: in a word, in heights of small letters, and in shares of the narrower letter. */
const reach = 0.3;
const letterReach = 0.3;
/** Beside a gap, how far letters may hang over it, in heights of small letters. */
const overhang = 0.3;

export function bordersOf(
  ink: PackedColumns,
  characters: readonly UprightCharacter[],
  form: HandForm,
): readonly Border[] {
  const [first, last] = [known(characters[0], 'a first character'), known(characters.at(-1), 'a last character')];
  const inner = characters.slice(1).map((after, n) => {
    const before = known(characters[n], 'the character before');
    if (before.character === ' ') return gap(ink, before, form);
    if (after.character === ' ') return gap(ink, after, form);
    return inWord(ink, before, after, form);
  });
  const room = form.xHeight;
  return [
    first.character === ' ' ? gap(ink, first, form) : gap(ink, { from: first.from - room, to: first.from }, form),
    ...inner,
    last.character === ' ' ? gap(ink, last, form) : gap(ink, { from: last.to, to: last.to + room }, form),
  ];
}

function gap(ink: PackedColumns, { from, to }: Stretch, form: HandForm): Border {
  const half = Math.max(2, Math.round((to - from) / 2 + overhang * form.xHeight));
  const seam = cutAt(ink, (from + to) / 2, half, form);
  return { ...seam, ...edgesBeside(ink, seam.columns, half, form) };
}

/** Ink from this level on ends a gap. */
const edgeInk = 50;

/** Where the ink ends to the left of a cut, and begins to its right, in the rows of small letters and what is above them. */
function edgesBeside(ink: PackedColumns, seam: Int16Array, reachOut: number, { baseline, xHeight, height }: HandForm) {
  const rows = [Math.max(0, Math.round(baseline - 1.6 * xHeight)), Math.min(height, Math.round(baseline + 0.2 * xHeight))] as const;
  const inside = seam.subarray(...rows);
  const first = Math.min(...inside) - reachOut;
  const end = Math.max(...inside) + reachOut;
  const columns = unpackColumns(ink, first, end);
  let [left, right] = [first, end];
  for (let y = rows[0]; y < rows[1]; y++) {
    const at = (seam[y] ?? 0) - first;
    let before = at - 1;
    while (before >= 0 && (columns.data[before * height + y] ?? 0) < edgeInk) before--;
    let behind = at;
    while (behind < columns.width && (columns.data[behind * height + y] ?? 0) < edgeInk) behind++;
    left = Math.max(left, first + before + 1);
    right = Math.min(right, first + behind);
  }
  return { left, right };
}

function inWord(ink: PackedColumns, before: UprightCharacter, after: UprightCharacter, form: HandForm): Border {
  const narrower = Math.min(before.to - before.from, after.to - after.from);
  const half = Math.max(1, Math.round(Math.min(reach * form.xHeight, letterReach * narrower)));
  const seam = cutAt(ink, before.to, half, form);
  // Where it passes the small letters.
  const [from, to] = strokeRows(form);
  let sum = 0;
  for (let y = from; y < to; y++) sum += seam.columns[y] ?? 0;
  const at = sum / Math.max(1, to - from);
  return { ...seam, left: at, right: at };
}

function cutAt(ink: PackedColumns, at: number, half: number, form: HandForm) {
  const middle = Math.round(at);
  return seamOf(unpackColumns(ink, middle - half, middle + half + 1), middle - half, strokeRows(form));
}

/** Rows in which letters are connected. */
function strokeRows({ baseline, xHeight, height }: HandForm): readonly [from: number, to: number] {
  return [Math.max(0, Math.round(baseline - 1.2 * xHeight)), Math.min(height, Math.round(baseline + 0.3 * xHeight))];
}
