/** Ridges that continue each other as one line, and lines cut where there is a gutter, a rule, or nothing. */
import type { Ridge } from './classical-ridges.js';
import type { Field } from './field.js';

/** In pitches. */
const shortest = 0.35;
const widestJoin = 2.2;
/** Only noise has more; every one is compared with every other. */
const mostRidges = 4000;
/** How far a ridge's end may lie above or below another's beginning, and by how much more for each pitch between. */
const nearAcross = 0.28;
const furtherAcross = 0.1;
/** Columns at an end that tell its direction. */
const tangent = 1.5;

interface Join {
  readonly left: number;
  readonly right: number;
  readonly cost: number;
}

/** @param isBarred whether a line can't go on between two places */
export function joined(
  ridges: readonly Ridge[],
  pitch: number,
  isBarred: (from: number, to: number, y: number) => boolean,
): readonly Ridge[] {
  const kept = ridges
    .filter(({ heights }) => heights.length >= shortest * pitch)
    .sort((a, b) => b.heights.length - a.heights.length)
    .slice(0, mostRidges);
  const joins = joinsOf(kept, pitch, isBarred).sort((a, b) => a.cost - b.cost);
  const next = new Map<number, number>();
  const before = new Set<number>();
  for (const { left, right } of joins) {
    if (next.has(left) || before.has(right)) continue;
    next.set(left, right);
    before.add(right);
  }
  return kept.flatMap((ridge, at) => (before.has(at) ? [] : [chainFrom(ridge, at, kept, next)]));
}

function chainFrom(first: Ridge, at: number, ridges: readonly Ridge[], next: ReadonlyMap<number, number>): Ridge {
  const heights = [...first.heights];
  for (let to = next.get(at); to !== undefined; to = next.get(to)) {
    const ridge = ridges[to];
    if (!ridge) break;
    // Where both have a height, the longer-standing one is kept.
    const gap = ridge.from - (first.from + heights.length);
    const [from, end] = [heights.at(-1) ?? 0, ridge.heights[Math.max(0, -gap)] ?? 0];
    for (let i = 1; i <= gap; i++) heights.push(from + ((end - from) * i) / (gap + 1));
    heights.push(...ridge.heights.slice(Math.max(0, -gap)));
  }
  return { from: first.from, heights };
}

function joinsOf(
  ridges: readonly Ridge[],
  pitch: number,
  isBarred: (from: number, to: number, y: number) => boolean,
): Join[] {
  const ends = ridges.map((ridge) => ({ ...endsOf(ridge, tangent * pitch), length: ridge.heights.length }));
  return ends.flatMap((left, i) =>
    ends.flatMap((right, j): readonly Join[] => {
      const gap = right.from - left.to;
      if (i === j || gap > widestJoin * pitch || gap < -0.5 * Math.min(pitch, left.length, right.length)) return [];
      const distance = Math.abs(right.start - left.end);
      if (distance > 2 * pitch) return [];
      const middle = gap / 2;
      const across = Math.abs(left.end + left.slope * middle - (right.start - right.back * middle));
      const most = (nearAcross + furtherAcross * Math.max(0, gap / pitch)) * pitch;
      if (Math.min(across, distance) > most || isBarred(left.to, right.from, (left.end + right.start) / 2)) return [];
      return [{ left: i, right: j, cost: Math.max(0, gap) + 3 * Math.min(across, distance) }];
    }),
  );
}

function endsOf({ from, heights }: Ridge, reach: number) {
  const last = heights.length - 1;
  const count = Math.max(1, Math.min(last, Math.round(reach)));
  const [start, end] = [heights[0] ?? 0, heights[last] ?? 0];
  return {
    from,
    to: from + last,
    start,
    end,
    slope: (end - (heights[last - count] ?? end)) / count,
    back: ((heights[count] ?? start) - start) / count,
  };
}

/** In pitches: the band about a ridge whose ink is the line's; gaps in it that end a line. */
const bandAbove = 0.35;
const bandBelow = 0.3;
const widestGap = 2.5;
const gutterGap = 0.8;
const gutterHeight = 3.5;

/** Ink in a column of the band, in pixels, that is more than a speck. */
const leastInk = 0.6;

/** Of the pitch: how far before and behind letters a line's full stops, hyphens and thin strokes may stand. */
const beyondLetters = 0.8;

/**
 * A line cut at its wide gaps, gutters and barriers, each piece from its first to its last ink that is as tall as letters, and
 * the low ink next to them.
 */
export function pieces(
  ridge: Ridge,
  { ink, tall }: { readonly ink: Field; readonly tall: Field },
  pitch: number,
  isBarrier: (x: number, y: number) => boolean,
): readonly Ridge[] {
  const result: Ridge[] = [];
  const reach = Math.round(beyondLetters * pitch);
  let [first, start, last, end] = [-1, -1, -1, -1];
  const close = () => {
    if (start >= 0 && end - start + 1 >= shortest * pitch) {
      const to = Math.min(last, end + reach);
      result.push({ from: first, heights: ridge.heights.slice(first - ridge.from, to - ridge.from + 1) });
    }
    [first, start, last, end] = [-1, -1, -1, -1];
  };
  for (const [i, y] of ridge.heights.entries()) {
    const x = ridge.from + i;
    if (first >= 0 && isBarrier(x, y)) close();
    if (bandSum(ink, x, y, pitch) < leastInk) continue;
    const isEnd = last >= 0 && x - last > gutterGap * pitch;
    if (isEnd && (x - last > widestGap * pitch || isGutter(ink, last + 1, x - 1, y, pitch))) close();
    last = x;
    if (start < 0 && (first < 0 || x - first > reach)) first = x;
    if (bandSum(tall, x, y, pitch) === 0) continue;
    if (start < 0) start = x;
    end = x;
  }
  close();
  return result;
}

function bandSum({ width, height, data }: Field, x: number, y: number, pitch: number): number {
  let sum = 0;
  const bottom = Math.min(height - 1, Math.round(y + bandBelow * pitch));
  for (let row = Math.max(0, Math.round(y - bandAbove * pitch)); row <= bottom; row++) {
    sum += data[row * width + x] ?? 0;
  }
  return sum;
}

/** Whether what is empty in a line is also empty above and below it. */
function isGutter({ width, height, data }: Field, from: number, to: number, y: number, pitch: number): boolean {
  const inner = Math.max(1, Math.round(0.5 * gutterGap * pitch));
  const reach = Math.round(gutterHeight * pitch * 0.5);
  // The emptiest strip in the gap.
  for (let left = from; left + inner <= to + 1; left += 2) {
    let [empty, rows] = [0, 0];
    for (let row = Math.max(0, Math.round(y) - reach); row <= Math.min(height - 1, Math.round(y) + reach); row++) {
      let sum = 0;
      for (let x = left; x < left + inner; x++) sum += data[row * width + x] ?? 0;
      rows++;
      if (sum < 0.5) empty++;
    }
    if (empty > 0.93 * rows) return true;
  }
  return false;
}
