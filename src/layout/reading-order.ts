/**
 * In which order the parts of a page are read: Breuel's partial order (2003, "High Performance Document Layout Analysis")
 * over boxes in coordinates in which lines are level. What lies beside each other counts as one column only where it shares
 * 15% of the narrower one's width: with exact tests one line that sticks out jumbles a column.
 */
import { type Box, boxAround, type Point } from '../page/index.js';

export interface OrderOptions {
  /** Rise over run of the page's lines; x right, y down. */
  readonly slope: number;
  /** Columns and pages are read from right to left. */
  readonly rightToLeft: boolean;
}

/** Of the narrower one's width. */
const leastShared = 0.15;

interface Placed {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Boxes around shapes, turned so that lines are level, and mirrored where reading starts at the right. */
function levelBox(shape: readonly Point[], { slope, rightToLeft }: OrderOptions): Placed {
  const turned = shape.map(([x, y]): Point => [(x + slope * y) * (rightToLeft ? -1 : 1), y - slope * x]);
  const { x, y, width, height }: Box = boxAround(turned) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { left: x, right: x + width, top: y, bottom: y + height };
}

/**
 * @param shapes points of each part, at least one
 * @returns their places in the list, in reading order
 */
export function readingOrder(shapes: readonly (readonly Point[])[], options: OrderOptions): readonly number[] {
  return sorted(shapes.map((shape) => levelBox(shape, options)));
}

/** Takes, again and again, the uppermost (then leftmost) part that nothing left must come before. Circles end at that part. */
function sorted(boxes: readonly Placed[]): readonly number[] {
  const columns = boxes.map((box) => new Set(boxes.flatMap((next, at) => (sharesColumn(box, next) ? [at] : []))));
  const after = boxes.map(() => [] as number[]);
  const waiting = boxes.map(() => 0);
  for (const [a, box] of boxes.entries()) {
    for (const [b, next] of boxes.entries()) {
      if (a === b || !isBefore(box, next, columns[a] ?? new Set(), columns[b] ?? new Set(), boxes)) continue;
      after[a]?.push(b);
      waiting[b] = (waiting[b] ?? 0) + 1;
    }
  }
  const left = new Set(boxes.keys());
  const order: number[] = [];
  let last: number | undefined;
  while (left.size > 0) {
    const next = nextOf(left, waiting, boxes, last === undefined ? undefined : after[last]);
    left.delete(next);
    order.push(next);
    for (const b of after[next] ?? []) waiting[b] = (waiting[b] ?? 0) - 1;
    last = next;
  }
  return order;
}

function nextOf(
  left: ReadonlySet<number>,
  waiting: readonly number[],
  boxes: readonly Placed[],
  following: readonly number[] | undefined,
): number {
  const free = [...left].filter((at) => (waiting[at] ?? 0) <= 0);
  // What goes on below comes before what starts elsewhere.
  const goesOn = free.filter((at) => following?.includes(at));
  const candidates = goesOn.length > 0 ? goesOn : free.length > 0 ? free : [...left];
  return candidates.reduce((best, at) => {
    const [a, b] = [boxes[at], boxes[best]];
    return a && b && (a.top < b.top || (a.top === b.top && a.left < b.left)) ? at : best;
  });
}

function sharesColumn(a: Placed, b: Placed): boolean {
  const shared = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  return shared > leastShared * Math.min(a.right - a.left, b.right - b.left);
}

/** Breuel's two rules: above in the same column; or to the left, with nothing between that spans both. */
function isBefore(
  a: Placed,
  b: Placed,
  columnOfA: ReadonlySet<number>,
  columnOfB: ReadonlySet<number>,
  boxes: readonly Placed[],
): boolean {
  const [middleA, middleB] = [(a.top + a.bottom) / 2, (b.top + b.bottom) / 2];
  if (sharesColumn(a, b)) return middleA < middleB;
  if ((a.left + a.right) / 2 > (b.left + b.right) / 2) return false;
  const [top, bottom] = [Math.min(middleA, middleB), Math.max(middleA, middleB)];
  for (const at of columnOfA) {
    const between = boxes[at];
    if (!between || !columnOfB.has(at) || between === a || between === b) continue;
    const middle = (between.top + between.bottom) / 2;
    if (middle > top && middle < bottom) return false;
  }
  return true;
}
