/** Where changed and new characters stand: in the places of what they replace, or between what did not change. */
import { type Course, type Extent, extentAround } from './course.js';
import { middleOf, type Piece, type PiecedLine, share } from './pieces.js';
import type { ChangedRun, Token } from './tokens.js';

/** Written over the character before it, so that it has the same place. */
const mark = /^[\p{M}\u200C\u200D]$/u;

/** Of a usual character's width: where there is less room, a new one takes some from its neighbours. */
const leastShare = 0.5;
/** Pixels. */
const leastWidth = 1;

/** What is usual in a line. */
interface Measure {
  /** Pixels of a character. */
  readonly width: number;
  readonly isBackwards: boolean;
  /** Of all of the line. */
  readonly from: number;
  readonly to: number;
}

/** Gives the characters of a run their places; none where the line has none. */
export function placing({ pieces, course, isBackwards }: PiecedLine): (run: ChangedRun) => readonly Token[] {
  const measure = course && measureOf(pieces, course, isBackwards);
  return (run) => {
    const slots = slotsOf(run.characters);
    const count = (slots.at(-1) ?? -1) + 1;
    // Characters for as many others: each stands where that did.
    if (count > 0 && count === run.replaced.length) return slots.map((slot, at) => inPlace(run, slot, at));
    const stretch = measure && count > 0 ? stretchFor(run, count, measure) : undefined;
    const marked = run.before?.extent ?? extentsOf(run.replaced) ?? run.after?.extent;
    return slots.map((slot, at): Token => {
      const extent = slot < 0 ? marked : stretch && share(stretch, slot, count, isBackwards);
      return { text: run.characters[at] ?? '', isKept: false, ...(extent ? { extent } : {}) };
    });
  };
}

/** Of each character its place among those that are no marks; below 0 of a mark on what stands before the run. */
function slotsOf(characters: readonly string[]): readonly number[] {
  let slot = -1;
  return characters.map((character) => (mark.test(character) ? slot : ++slot));
}

function inPlace({ characters, replaced, before }: ChangedRun, slot: number, at: number): Token {
  const [text, piece] = [characters[at] ?? '', replaced[slot]];
  const extent = (piece ?? before ?? replaced[0])?.extent;
  const isFirst = piece !== undefined && !mark.test(text);
  return { text, isKept: false, ...(isFirst ? { piece } : {}), ...(extent ? { extent } : {}) };
}

function measureOf(pieces: readonly Piece[], { length }: Course, isBackwards: boolean): Measure | undefined {
  const letters = pieces.flatMap(({ word, extent }) => (word !== undefined && extent ? [extent] : []));
  const all = extentAround(letters);
  if (!all) return undefined;
  const widths = letters.map(({ from, to }) => to - from).sort((a, b) => a - b);
  const width = Math.max(leastWidth, widths[Math.floor(widths.length / 2)] ?? 0);
  return { width, isBackwards, from: Math.min(0, all.from), to: Math.max(length, all.to) };
}

function extentsOf(pieces: readonly Piece[]): Extent | undefined {
  return extentAround(pieces.flatMap(({ extent }) => extent ?? []));
}

/** The stretch that characters of a run share. */
function stretchFor(run: ChangedRun, count: number, measure: Measure): Extent | undefined {
  const [before, after] = [run.before?.extent, run.after?.extent];
  const replaced = extentsOf(run.replaced);
  const beside = extentAround([before, after, replaced].flatMap((extent) => extent ?? []));
  if (!beside) return undefined;
  if (replaced && replaced.to - replaced.from >= leastWidth) return { ...beside, from: replaced.from, to: replaced.to };
  const { from, to } = measure.isBackwards ? gap(after, before, count, measure) : gap(before, after, count, measure);
  return { ...beside, from, to };
}

/** Between what stands on the left and on the right, as the course runs; with no room there, over halves of both. */
function gap(
  left: Extent | undefined,
  right: Extent | undefined,
  count: number,
  { width, from, to }: Measure,
): Pick<Extent, 'from' | 'to'> {
  const wanted = count * width;
  const [start, end] = [
    left?.to ?? Math.max(from, (right?.from ?? from) - wanted),
    right?.from ?? Math.min(to, (left?.to ?? to) + wanted),
  ];
  const lacking = Math.max(0, leastShare * wanted - (end - start)) / 2;
  const [low, high] = [left ? middleOf(left) : from, right ? middleOf(right) : to];
  const first = Math.min(start, Math.max(low, start - lacking));
  return { from: first, to: Math.max(first + leastWidth, end, Math.min(high, end + lacking)) };
}
