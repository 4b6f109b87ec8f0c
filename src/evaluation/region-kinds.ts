/** Which kinds of regions were taken for which: for lines that were found, the kind of the region that each stands in. */
import type { Line, Page } from '../page/index.js';

/** Of one line, what the reference says of its region, and what was found. */
export interface KindPair {
  readonly truth: string;
  readonly found: string;
}

/** Text that is of no other kind; some sources write `none` where they say nothing. */
const plain = 'paragraph';
const plainNames: ReadonlySet<string> = new Set([plain, 'none']);

/**
 * The kinds of matched lines. A page whose reference has no other kind than plain text says nothing of kinds.
 * @param matches places of true and of found lines in the lists
 */
export function kindPairs(
  truth: { readonly page: Page; readonly lines: readonly Line[] },
  hypotheses: { readonly page: Page; readonly lines: readonly Line[] },
  matches: readonly { readonly truth: number; readonly hypothesis: number }[],
): readonly KindPair[] {
  if (!truth.page.regions.some(({ type }) => type !== undefined && type !== 'none')) return [];
  const [trueKinds, foundKinds] = [kindsOf(truth.page), kindsOf(hypotheses.page)];
  return matches.flatMap(({ truth: at, hypothesis }) => {
    const [line, match] = [truth.lines[at], hypotheses.lines[hypothesis]];
    return line && match ? [{ truth: trueKinds.get(line) ?? plain, found: foundKinds.get(match) ?? plain }] : [];
  });
}

function kindsOf({ regions }: Page): ReadonlyMap<Line, string> {
  return new Map(
    regions.flatMap(({ type = plain, lines }) =>
      lines.map((line) => [line, plainNames.has(type) ? plain : type] as const),
    ),
  );
}

/** How many lines of each true kind (rows) were found as each kind (columns). */
export interface KindTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly kind: string; readonly counts: readonly number[] }[];
}

/** Plain text first, then by name. `undefined` where nothing says of what kind regions are. */
export function kindTable(pairs: readonly KindPair[]): KindTable | undefined {
  if (pairs.length === 0) return undefined;
  const sorted = (names: readonly string[]) =>
    [...new Set(names)].sort((a, b) => Number(b === plain) - Number(a === plain) || a.localeCompare(b, 'en'));
  const columns = sorted(pairs.map((pair) => pair.found));
  const rows = sorted(pairs.map(({ truth }) => truth)).map((kind) => ({
    kind,
    counts: columns.map((name) => pairs.filter((pair) => pair.truth === kind && pair.found === name).length),
  }));
  return { columns, rows };
}
