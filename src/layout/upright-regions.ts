/** Where upright regions stand among the level ones of their page: beside which, and whether in its margin. */
import { type Box, boxAround, type Point } from '../page/index.js';

/** Of the greatest height that a level region shares with an upright one: with as much, the nearest one counts. */
const leastShare = 0.5;
/** Of the width of the region that it stands beside: what is wider is no note in its margin, nor what reaches so far into it. */
const marginalWidth = 0.45;
const mostInside = 0.5;

/**
 * The level region that an upright one lies beside: the nearest of those that share most of its height; `undefined` where it
 * lies above or below all of them.
 * @returns its place in the list
 */
export function besideWhich(upright: readonly Point[], level: readonly (readonly Point[])[]): number | undefined {
  const box = boxOf(upright);
  const shared = level.map((polygon) => sharedHeight(box, boxOf(polygon)));
  const least = leastShare * Math.max(0, ...shared);
  let best: { readonly at: number; readonly gap: number } | undefined;
  for (const [at, polygon] of level.entries()) {
    const height = shared[at] ?? 0;
    const gap = gapBetween(box, boxOf(polygon));
    if (height > 0 && height >= least && (!best || gap < best.gap)) best = { at, gap };
  }
  return best?.at;
}

/** Whether an upright region is a note in the margin of the level one that it lies beside. */
export function isMarginal(upright: readonly Point[], level: readonly Point[]): boolean {
  const [box, host] = [boxOf(upright), boxOf(level)];
  const left = Math.max(0, host.x - box.x);
  const right = Math.max(0, box.x + box.width - host.x - host.width);
  return box.width < marginalWidth * host.width && Math.max(left, right) >= (1 - mostInside) * box.width;
}

function boxOf(polygon: readonly Point[]): Box {
  return boxAround(polygon) ?? { x: 0, y: 0, width: 0, height: 0 };
}

function sharedHeight(a: Box, b: Box): number {
  return Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
}

/** Along the page's width; 0 where both stand over each other. */
function gapBetween(a: Box, b: Box): number {
  return Math.max(0, Math.max(a.x, b.x) - Math.min(a.x + a.width, b.x + b.width));
}
