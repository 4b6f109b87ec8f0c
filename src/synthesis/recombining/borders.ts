/** The cuts of a line, from where the alignment has its characters. */
import { known } from '../../known.js';
import type { Border, Rule } from './hand.js';
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
const reach = 0.45;
const letterReach = 0.4;
/** Beside a gap, how far letters may hang over it, in heights of small letters. */
const overhang = 0.3;

export function bordersOf(
  ink: PackedColumns,
  characters: readonly UprightCharacter[],
  form: HandForm,
  rule: Rule | undefined,
): readonly Border[] {
  const [first, last] = [known(characters[0], 'a first character'), known(characters.at(-1), 'a last character')];
  const inner = characters.slice(1).map((after, n) => {
    const before = known(characters[n], 'the character before');
    if (before.character === ' ') return gap(ink, before, form, rule);
    if (after.character === ' ') return gap(ink, after, form, rule);
    return inWord(ink, before, after, form);
  });
  const room = form.xHeight;
  return [
    first.character === ' '
      ? gap(ink, first, form, rule)
      : gap(ink, { from: first.from - room, to: first.from }, form, rule),
    ...inner,
    last.character === ' ' ? gap(ink, last, form, rule) : gap(ink, { from: last.to, to: last.to + room }, form, rule),
  ];
}

function gap(ink: PackedColumns, { from, to }: Stretch, form: HandForm, rule: Rule | undefined): Border {
  const half = Math.max(2, Math.round((to - from) / 2 + overhang * form.xHeight));
  const seam = cutAt(ink, (from + to) / 2, half, form);
  return { ...seam, ...edgesBeside(ink, seam.columns, half, letterRows(form, rule)) };
}

/** Ink from this level on ends a gap. */
const edgeInk = 50;

/** The rows of small letters and of what is above them, without those of a rule, which has no gaps. */
function letterRows({ baseline, xHeight, height }: HandForm, rule: Rule | undefined): readonly number[] {
  const [from, to] = [
    Math.max(0, Math.round(baseline - 1.6 * xHeight)),
    Math.min(height, Math.round(baseline + 0.2 * xHeight)),
  ];
  return Array.from({ length: to - from }, (_, n) => from + n).filter((y) => !rule || Math.abs(y - rule.row) > 2);
}

/** Where the ink ends to the left of a cut, and begins to its right. */
function edgesBeside(
  ink: PackedColumns,
  seam: Int16Array,
  outwards: number,
  rows: readonly number[],
): Pick<Border, 'left' | 'right'> {
  const inside = rows.map((y) => seam[y] ?? 0);
  const [first, end] = [Math.min(...inside) - outwards, Math.max(...inside) + outwards];
  const { width, height, data } = unpackColumns(ink, first, end);
  let [left, right] = [0, width];
  for (const y of rows) {
    const at = (seam[y] ?? 0) - first;
    let before = at - 1;
    while (before >= 0 && (data[before * height + y] ?? 0) < edgeInk) before--;
    let behind = at;
    while (behind < width && (data[behind * height + y] ?? 0) < edgeInk) behind++;
    left = Math.max(left, before + 1);
    right = Math.min(right, behind);
  }
  return { left: first + left, right: first + right };
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
