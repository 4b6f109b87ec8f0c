/** The cuts of a line, from where the alignment has its characters. */
import { known } from '../../known.js';
import type { Border } from './hand.js';
import type { HandForm } from './line-forms.js';
import { type PackedColumns, unpackColumns } from './packed-columns.js';
import { seamOf } from './seams.js';

/** A character between two columns of the upright line. */
export interface UprightCharacter {
  readonly character: string;
  readonly from: number;
  readonly to: number;
}

/** How far a cut may be from the border: in a word, in heights of small letters, and in shares of the narrower letter. */
const reach = 0.45;
const letterReach = 0.45;
/** Beside a gap, how far letters may hang over it, in heights of small letters. */
const overhang = 0.5;

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

function gap(ink: PackedColumns, { from, to }: { readonly from: number; readonly to: number }, form: HandForm): Border {
  const half = Math.max(2, Math.round((to - from) / 2 + overhang * form.xHeight));
  return { ...cutAt(ink, (from + to) / 2, half, form), left: from, right: to };
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
