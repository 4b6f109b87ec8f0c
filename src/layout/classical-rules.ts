/**
 * Ruled lines and frames: ink that is thin across and goes on straight. It is taken away; what is upright also tells where
 * a line of text can't go on.
 */
import { type Field, turned } from './field.js';

/** A straight piece of a rule, level in the field that it was found in. */
export interface Rule {
  readonly from: number;
  readonly to: number;
  /** Height at `from` and at `to`. */
  readonly start: number;
  readonly end: number;
}

/** Shares of the longer side. */
const thickest = 0.0035;
const leastPiece = 0.01;
const leastRule = 0.06;
/** Pixels that thin ink may lie away from a straight line. */
const straightness = 1.3;
/**
 * Gaps in a rule, of the longer side, and the part of its length that must be thin ink. Writing stands on level rules and hides
 * them; upright ones are seldom crossed, and stems of letters under each other must not pass for one.
 */
const levelGaps = { widest: 0.02, covered: 0.55 };
const uprightGaps = { widest: 0.012, covered: 0.8 };
/** Ink over this is a stroke. */
const strokeLevel = 0.35;

/** @returns ink without rules, and the upright rules: for those, from, to are rows and start, end columns */
export function withoutRules(ink: Field): { readonly ink: Field; readonly upright: readonly Rule[] } {
  const level = clearRules(ink, levelGaps);
  const upright = clearRules(turned(level.ink), uprightGaps);
  return { ink: turned(upright.ink), upright: upright.rules };
}

interface Piece {
  /** By column from `from`: the first and last row of thin ink. */
  readonly from: number;
  readonly tops: number[];
  readonly bottoms: number[];
}

function clearRules(ink: Field, gaps: typeof levelGaps): { readonly ink: Field; readonly rules: readonly Rule[] } {
  const size = Math.max(ink.width, ink.height);
  const pieces = thinPieces(ink, Math.max(3, Math.round(thickest * size))).flatMap((piece) =>
    straightParts(piece, Math.max(6, leastPiece * size)),
  );
  const data = ink.data.slice();
  const rules: Rule[] = [];
  for (const group of collinear(pieces, gaps.widest * size)) {
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last) continue;
    const span = last.to - first.from;
    const covered = group.reduce((sum, { from, to }) => sum + to - from, 0);
    if (span < leastRule * size || covered < gaps.covered * span) continue;
    rules.push({ from: first.from, to: last.to, start: first.start, end: last.end });
    for (const part of group) erase(part, ink, data);
  }
  return { ink: { ...ink, data }, rules };
}

interface Part extends Rule {
  readonly piece: Piece;
}

function erase({ piece, from, to }: Part, { width, height }: Field, data: Float32Array): void {
  for (let x = from; x <= to; x++) {
    const top = Math.max(0, (piece.tops[x - piece.from] ?? 0) - 2);
    const bottom = Math.min(height - 1, (piece.bottoms[x - piece.from] ?? 0) + 2);
    for (let y = top; y <= bottom; y++) data[y * width + x] = 0;
  }
}

/** Runs of ink in columns that are no higher than a rule, linked with the nearest one of the next column. */
function thinPieces({ width, height, data }: Field, most: number): readonly Piece[] {
  const done: Piece[] = [];
  let open: Piece[] = [];
  for (let x = 0; x < width; x++) {
    const next: Piece[] = [];
    let at = 0;
    for (let y = 0; y < height; y++) {
      if ((data[y * width + x] ?? 0) < strokeLevel) continue;
      const top = y;
      while (y + 1 < height && (data[(y + 1) * width + x] ?? 0) >= strokeLevel) y++;
      if (y - top >= most) continue;
      while (at < open.length && (open[at]?.bottoms.at(-1) ?? 0) < top - 1) at++;
      const before = open[at];
      if (before && (before.tops.at(-1) ?? 0) <= y + 1) {
        at++;
        before.tops.push(top);
        before.bottoms.push(y);
        next.push(before);
      } else next.push({ from: x, tops: [top], bottoms: [y] });
    }
    const goesOn = new Set(next);
    for (const piece of open) if (!goesOn.has(piece)) done.push(piece);
    open = next;
  }
  return [...done, ...open].filter(({ tops }) => tops.length >= 4);
}

/** The parts of a piece that lie along a straight line, at least so long. */
function straightParts(piece: Piece, least: number): readonly Part[] {
  const middles = piece.tops.map((top, i) => (top + (piece.bottoms[i] ?? top)) / 2);
  const parts: Part[] = [];
  const open: (readonly [number, number])[] = [[0, middles.length - 1]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [from, to] = range;
    if (to - from < least) continue;
    const [start, end] = [middles[from] ?? 0, middles[to] ?? 0];
    const slope = (end - start) / (to - from);
    let [worst, at] = [0, from];
    for (let i = from + 1; i < to; i++) {
      const away = Math.abs((middles[i] ?? 0) - start - slope * (i - from));
      if (away > worst) [worst, at] = [away, i];
    }
    if (worst > straightness) open.push([from, at], [at, to]);
    else if (Math.abs(slope) < steepest) {
      parts.push({ piece, from: piece.from + from, to: piece.from + to, start, end });
    }
  }
  return parts;
}

/** Rise over run: about 10°. */
const steepest = 0.18;

/** Parts that continue each other, left to right. */
function collinear(parts: readonly Part[], gap: number): readonly (readonly Part[])[] {
  const groups: Part[][] = [];
  for (const part of [...parts].sort((a, b) => a.from - b.from)) {
    const group = groups.find((candidate) => {
      const last = candidate.at(-1);
      if (!last || part.from <= last.to || part.from - last.to > gap) return false;
      const slope = slopeOf(candidate[0] ?? last, last);
      const expected = last.end + slope * (part.from - last.to);
      return Math.abs(part.start - expected) <= 2 && Math.abs(slopeOf(part, part) - slope) < 0.06;
    });
    if (group) group.push(part);
    else groups.push([part]);
  }
  return groups;
}

function slopeOf(first: Rule, last: Rule): number {
  return (last.end - first.start) / Math.max(1, last.to - first.from);
}
