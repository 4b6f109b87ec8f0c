/**
 * Places that two texts have in common: runs of six characters that occur once in each, and of these the best chain that
 * goes forward in both. A step along the chain costs more the more one text goes further than the other, so that a few
 * words that happen to stand elsewhere too don't lead away and back (the idea is that of minimap2, Li 2018, §2.1).
 */

/** A run that both texts have: where it begins in each. */
export interface Anchor {
  readonly first: number;
  readonly second: number;
}

/** Characters of a run. Of eight a misread text has few, of four hardly any stands only once. */
export const runLength = 6;

/** So many of the anchors before one are looked at as the one before it in the chain. */
const lookback = 100;

/** Characters that a step must gain to pay for a difference of so many. */
function stepCost(difference: number): number {
  return 2 * Math.log2(1 + Math.abs(difference));
}

/** The chain of what two texts, given as units of one character, have in common; in order. */
export function anchorsOf(first: readonly string[], second: readonly string[]): readonly Anchor[] {
  const places = runsThatStandOnce(second);
  const shared = [...runsThatStandOnce(first)].flatMap(([run, at]): readonly Anchor[] => {
    const place = places.get(run);
    return place === undefined ? [] : [{ first: at, second: place }];
  });
  return bestChain(shared);
}

/** In the order of the text. */
function runsThatStandOnce(units: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number | undefined>();
  for (let at = 0; at + runLength <= units.length; at++) {
    const run = units.slice(at, at + runLength).join('');
    places.set(run, places.has(run) ? undefined : at);
  }
  const once = new Map<string, number>();
  for (const [run, at] of places) if (at !== undefined) once.set(run, at);
  return once;
}

interface Link {
  readonly anchor: Anchor;
  readonly score: number;
  readonly before: Link | undefined;
}

/** @param anchors in the order of the first text */
function bestChain(anchors: readonly Anchor[]): readonly Anchor[] {
  const links: Link[] = [];
  let best: Link | undefined;
  for (const anchor of anchors) {
    let link: Link = { anchor, score: runLength, before: undefined };
    for (let i = links.length - 1; i >= Math.max(0, links.length - lookback); i--) {
      const before = links[i];
      const score = before && scoreAfter(before, anchor);
      if (score !== undefined && score > link.score) link = { anchor, score, before };
    }
    links.push(link);
    if (!best || link.score > best.score) best = link;
  }
  const chain: Anchor[] = [];
  for (let link = best; link; link = link.before) chain.push(link.anchor);
  return chain.reverse();
}

function scoreAfter({ anchor: before, score }: Link, anchor: Anchor): number | undefined {
  const [first, second] = [anchor.first - before.first, anchor.second - before.second];
  if (first <= 0 || second <= 0) return undefined;
  return score + Math.min(runLength, first, second) - stepCost(second - first);
}
