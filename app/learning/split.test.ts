import { expect, it } from 'vitest';
import { leastHeldOut, lineKey, mostHeldOut, type SplitLine, splitLines } from './split.js';

/** Pages with so many lines each. */
const pagesOf = (...sizes: readonly number[]): readonly SplitLine[] =>
  sizes.flatMap((size, page) =>
    Array.from({ length: size }, (_, line) => ({ document: `p${page}`, text: `t${line}` })),
  );

const documentsOf = (lines: readonly SplitLine[]) => new Set(lines.map(({ document }) => document));

it('holds out a fifth of the lines, at least 8 and at most 60, and learns from all others', () => {
  for (const [size, expected] of [
    [20, leastHeldOut],
    [50, 10],
    [200, 40],
    [1000, mostHeldOut],
  ] as const) {
    const all = pagesOf(size);
    const { lines, heldOut } = splitLines(all, { seed: 'a' });
    expect(heldOut).toHaveLength(expected);
    expect(new Set([...lines, ...heldOut])).toEqual(new Set(all));
    expect(lines).toHaveLength(size - expected);
  }
});

it('holds out whole pages where there are enough', () => {
  for (const seed of ['a', 'b', 'c', 'd']) {
    const { lines, heldOut } = splitLines(pagesOf(10, 10, 9, 11, 10, 8), { seed });
    expect(heldOut.length).toBeGreaterThanOrEqual(9);
    expect(heldOut.length).toBeLessThanOrEqual(18);
    expect([...documentsOf(lines)].filter((page) => documentsOf(heldOut).has(page))).toEqual([]);
  }
});

it('holds out single lines where pages are few, or too large', () => {
  for (const sizes of [
    [30, 30],
    [100, 100, 100, 100],
  ]) {
    const all = pagesOf(...sizes);
    const { lines, heldOut } = splitLines(all, { seed: 'a' });
    expect(heldOut).toHaveLength(Math.min(mostHeldOut, all.length / 5));
    expect(documentsOf(lines).size).toBe(sizes.length);
  }
});

it('splits the same lines in the same way, and with another seed otherwise', () => {
  const all = pagesOf(60);
  const first = splitLines(all, { seed: 'a' });
  expect(splitLines(all, { seed: 'a' })).toEqual(first);
  expect(splitLines(all, { seed: 'b' })).not.toEqual(first);
});

it('holds out no line that was learnt before, as long as there are enough others', () => {
  const before = splitLines(pagesOf(40), { seed: 'a' });
  const learnt = new Set(before.lines.map(lineKey));
  const again = splitLines(pagesOf(40), { seed: 'b', learnt });
  expect(again.heldOut).toEqual(before.heldOut);
  const more = splitLines(pagesOf(90), { seed: 'c', learnt });
  expect(more.heldOut.filter((line) => learnt.has(lineKey(line)))).toEqual([]);
  expect(more.heldOut).toHaveLength(18);
  // Pages of which some lines are known are not held out whole.
  const pages = splitLines(pagesOf(20, 20, 20, 20, 20), {
    seed: 'a',
    learnt: new Set(['p0 t0', 'p1 t0', 'p2 t0', 'p3 t0']),
  });
  expect(documentsOf(pages.heldOut)).toEqual(new Set(['p4']));
});

it('measures on known lines where hardly any are new', () => {
  const all = pagesOf(30);
  const { heldOut } = splitLines(all, { seed: 'a', learnt: new Set(all.slice(4).map(lineKey)) });
  expect(heldOut).toHaveLength(leastHeldOut);
});
