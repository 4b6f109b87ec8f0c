/** Which of the checked lines are held out, to measure on. */
import { Random } from '../../src/random/index.js';

/** What is held out: a fifth, but no fewer and no more lines than these. */
const share = 1 / 5;
export const leastHeldOut = 8;
export const mostHeldOut = 60;
/** Fewer checked lines teach nothing that can be measured. */
export const leastLines = 20;
/** With fewer pages a page held out is too much of what there is to learn from. */
const leastPages = 4;

/** A line, as far as the split looks at it. */
export interface SplitLine {
  /** Its page. */
  readonly document: string;
  readonly text: string;
}

export interface SplitOptions {
  readonly seed: string;
  /** Lines that the model has learnt from before, by `lineKey`: what it knows by heart measures nothing. */
  readonly learnt?: ReadonlySet<string> | undefined;
}

export interface Split<Line> {
  readonly lines: readonly Line[];
  readonly heldOut: readonly Line[];
}

/** What a line is known by from one learning to the next: its place may change, and its outline. */
export function lineKey({ document, text }: SplitLine): string {
  return `${document} ${text}`;
}

/**
 * Holds out a fifth of the lines, at least 8 and at most 60: whole pages where that comes near it, since lines of one page are
 * alike, else single lines. The same lines and seed are split the same way.
 * @param lines at least `leastLines`
 */
export function splitLines<Line extends SplitLine>(
  lines: readonly Line[],
  { seed, learnt }: SplitOptions,
): Split<Line> {
  const wanted = Math.min(mostHeldOut, Math.max(leastHeldOut, Math.round(lines.length * share)));
  const fresh = lines.filter((line) => !learnt?.has(lineKey(line)));
  // Too few are new, such as after lines were deleted: better measured on known ones than not at all.
  const candidates = fresh.length >= leastHeldOut ? fresh : lines;
  const random = new Random(seed, 'held out');
  const pages = wholePages(candidates, lines, wanted, random);
  const chosen = new Set(pages ?? random.shuffle(candidates).slice(0, wanted));
  return { lines: lines.filter((line) => !chosen.has(line)), heldOut: lines.filter((line) => chosen.has(line)) };
}

/** Pages whose lines may all be held out, as many as come near what is wanted; `undefined` where none do. */
function wholePages<Line extends SplitLine>(
  candidates: readonly Line[],
  all: readonly Line[],
  wanted: number,
  random: Random,
): readonly Line[] | undefined {
  const pages = byPage(all);
  if (pages.size < leastPages) return undefined;
  const whole = [...byPage(candidates)].filter(([page, lines]) => lines.length === pages.get(page)?.length);
  const most = Math.min(mostHeldOut, Math.floor(wanted * 1.5));
  const chosen: Line[] = [];
  for (const [, lines] of random.shuffle(whole)) {
    if (chosen.length >= wanted) break;
    if (chosen.length + lines.length <= most) chosen.push(...lines);
  }
  return chosen.length >= Math.max(leastHeldOut, wanted * 0.75) ? chosen : undefined;
}

function byPage<Line extends SplitLine>(lines: readonly Line[]): ReadonlyMap<string, readonly Line[]> {
  const pages = new Map<string, Line[]>();
  for (const line of lines) {
    const page = pages.get(line.document);
    if (page) page.push(line);
    else pages.set(line.document, [line]);
  }
  return pages;
}
