/** Blocks of text from lines: lines that lie closely under each other are one region. */
import type { Point } from '../page/index.js';

/** What a region is made from; all in coordinates in which lines are level. */
export interface LevelLine {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of a line's height: lines that are nearer than this touch when both are grown by it. */
const grownBy = 0.75;
/** Of the narrower line's width that both must share. */
const leastShared = 0.15;

/**
 * @param areParted whether two lines, the upper one first, are of different regions however close they lie
 * @returns the places of the lines of each region, uppermost line first
 */
export function grouped(
  lines: readonly LevelLine[],
  areParted: (upper: number, lower: number) => boolean = () => false,
): readonly (readonly number[])[] {
  const parent = lines.map((_, at) => at);
  const root = (at: number): number => {
    let to = at;
    while (parent[to] !== to) to = parent[to] ?? to;
    parent[at] = to;
    return to;
  };
  const byTop = [...lines.entries()].sort(([, a], [, b]) => a.top - b.top);
  for (const [i, [a, upper]] of byTop.entries()) {
    for (const [b, lower] of byTop.slice(i + 1)) {
      if (touch(upper, lower) && !areParted(a, b)) parent[root(b)] = root(a);
    }
  }
  const groups = new Map<number, number[]>();
  for (const [at] of byTop) groups.set(root(at), [...(groups.get(root(at)) ?? []), at]);
  return [...groups.values()];
}

function touch(a: LevelLine, b: LevelLine): boolean {
  const [heightA, heightB] = [a.bottom - a.top, b.bottom - b.top];
  // A heading over a paragraph is a region of its own.
  if (Math.max(heightA, heightB) > mostRatio * Math.min(heightA, heightB)) return false;
  const shared = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  if (shared < leastShared * Math.min(a.right - a.left, b.right - b.left)) return false;
  const gap = Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom);
  return gap < grownBy * (heightA + heightB) * 0.5;
}

const mostRatio = 2.5;

/**
 * The outline of a region's lines, in the same coordinates: down the right ends of its rows and up the left ones. Rows are
 * cut where one line ends and the next begins, so the outline can't cross itself.
 */
export function stairs(lines: readonly LevelLine[]): readonly Point[] {
  const rows: LevelLine[] = [];
  for (const line of [...lines].sort((a, b) => a.top + a.bottom - b.top - b.bottom)) {
    const last = rows.at(-1);
    // Lines beside each other are one row.
    if (last && (line.top + line.bottom) / 2 < last.bottom - (last.bottom - last.top) / 4) {
      rows.splice(-1, 1, around(last, line));
    } else rows.push(line);
  }
  const cuts = rows.map(({ top }, i) => (i === 0 ? top : ((rows[i - 1]?.bottom ?? top) + top) / 2));
  for (const [i, cut] of cuts.entries()) if (i > 0) cuts[i] = Math.max(cut, cuts[i - 1] ?? cut);
  const ends = rows.map(({ bottom }, i) => Math.max(cuts[i] ?? bottom, cuts[i + 1] ?? bottom));
  const right = rows.flatMap(({ right: x }, i): Point[] => [
    [x, cuts[i] ?? 0],
    [x, ends[i] ?? 0],
  ]);
  const left = rows.flatMap(({ left: x }, i): Point[] => [
    [x, cuts[i] ?? 0],
    [x, ends[i] ?? 0],
  ]);
  return [...right, ...left.reverse()];
}

/** The smallest one around both. */
export function around(a: LevelLine, b: LevelLine): LevelLine {
  return {
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
    top: Math.min(a.top, b.top),
    bottom: Math.max(a.bottom, b.bottom),
  };
}
